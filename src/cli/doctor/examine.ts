/** Checks everything that the gateway needs with this configuration, in order of dependency. */
import { readAccountsFile, type AccountEntry } from '../../config/accounts-file.js'
import { ConfigError, isUnsafeForRealKeys, type Config } from '../../config/config.js'
import { property } from '../../lib/thrown.js'
import { createLog } from '../../telemetry/log.js'
import { awsEndpoint } from '../../upstream/aws-endpoint.js'
import { findCredentials } from '../../upstream/credentials.js'
import { createUpstream } from '../../upstream/upstream.js'
import { examineAccounts } from './accounts.js'
import { examineEndpoint } from './endpoint.js'
import { failed, ok, type Finding } from './finding.js'
import { examinePermissions, examineReads } from './permissions.js'
import { examineRedis } from './redis.js'
import { examineFiles, examineJwks } from './dependencies.js'

/** `emulatorUrl` is the emulator's URL, if it is the upstream. `without` lists the operations that are not tried, by AWS's names. */
export async function examine(config: Config, without: ReadonlySet<string>, emulatorUrl?: string): Promise<Finding[]> {
  const log = createLog({ ...config, logLevel: 'silent' })
  const upstream = emulatorUrl === undefined ? config.upstream : new URL(emulatorUrl)
  const endpoint = upstream instanceof URL ? upstream : awsEndpoint(config.region)
  const accounts = accountsIn(config)

  const findings = [await examineCredentials(config, endpoint), ...(await examineEndpoint('Endpoint', endpoint))]
  if (findings.some(({ subject, status }) => status === 'failed' && subject !== 'Clock')) {
    findings.push(failed('Plan', 'Unknown: AWS cannot be called.', 'Fix the problems above first.'))
  } else {
    findings.push(
      ...(accounts === undefined
        ? await examineOperations(config, endpoint, without)
        : await examineAccounts(
            { ...config, upstream: config.upstream === 'aws' ? 'aws' : endpoint },
            accounts,
            without,
          )),
    )
  }
  for (const [index, url] of config.failoverEndpoints.entries()) {
    const [reached, clock] = await examineEndpoint(`Fail-over ${index + 1}`, url)
    if (reached)
      findings.push(reached.status === 'ok' ? await examineFailover(config, reached, url, accounts?.[0]) : reached)
    if (clock?.status === 'failed') findings.push(clock)
  }
  findings.push(...(await examineRedis(config, log)), await examineJwks(config), ...examineFiles(config))
  return findings
}

/** The accounts of a valid ACCOUNTS_FILE. `examineFiles` reports what is wrong with an invalid one. */
function accountsIn(config: Config): readonly AccountEntry[] | undefined {
  try {
    return config.accountsFile === null ? undefined : readAccountsFile(config.accountsFile, config)
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

async function examineOperations(config: Config, endpoint: URL, without: ReadonlySet<string>): Promise<Finding[]> {
  // Failover would hide problems with the first endpoint.
  const alone: Config = { ...config, upstream: config.upstream === 'aws' ? 'aws' : endpoint, failoverEndpoints: [] }
  const client = createUpstream(alone)
  try {
    const pauseMs = 1000 / config.supportCallsPerSecond
    return await examinePermissions({ client, timeoutMs: config.requestTimeoutMs, pauseMs, without })
  } finally {
    client.stop()
  }
}

/** Returns `reached` if cases can be read at `url`, otherwise the finding about that read. */
async function examineFailover(
  config: Config,
  reached: Finding,
  url: URL,
  account: AccountEntry | undefined,
): Promise<Finding> {
  const client = createUpstream({ ...config, upstream: url, failoverEndpoints: [] }, { account })
  try {
    const reads = await examineReads(client, config.requestTimeoutMs)
    return reads.status === 'ok' ? reached : { ...reads, subject: reached.subject }
  } finally {
    client.stop()
  }
}

async function examineCredentials(config: Config, endpoint: URL): Promise<Finding> {
  if (isUnsafeForRealKeys(endpoint)) {
    return ok('Credentials', 'Dummy credentials: real ones are never sent over plain HTTP.')
  }
  try {
    const { source, expiration } = await findCredentials(config.region)
    const until = expiration ? `, valid until ${expiration.toISOString()}` : ''
    return ok('Credentials', `Found (${source})${until}.`)
  } catch (error) {
    return failed(
      'Credentials',
      `None found (${String(property(error, 'name'))}).`,
      'Give the gateway a role (instance profile, task role, IRSA), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    )
  }
}
