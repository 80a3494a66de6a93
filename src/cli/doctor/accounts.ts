/** Checks each account of ACCOUNTS_FILE: its role, its support plan and its permissions. One finding per account. */
import pLimit from 'p-limit'
import { endpointsOf, type AccountEntry } from '../../config/accounts-file.js'
import type { Config } from '../../config/config.js'
import { createCredentialSource, type CredentialSource } from '../../upstream/credentials.js'
import { createScope } from '../../upstream/request-scope.js'
import { dryRun, UpstreamError } from '../../upstream/upstream-error.js'
import { createUpstream, type UpstreamClient } from '../../upstream/upstream.js'
import { doubtful, failed, ok, warning, type Finding } from './finding.js'
import { ADVICE_ON_PLAN, examinePermissions } from './permissions.js'

/** An account takes about four seconds, because AWS allows it five calls a second. */
const CONCURRENT_ACCOUNTS = 25

/** `without` lists the operations that are not tried, by AWS's names. */
export async function examineAccounts(
  config: Config,
  accounts: readonly AccountEntry[],
  without: ReadonlySet<string>,
): Promise<Finding[]> {
  const credentialSource = createCredentialSource()
  const limit = pLimit(CONCURRENT_ACCOUNTS)
  return Promise.all(accounts.map((entry) => limit(() => examineAccount(config, entry, credentialSource, without))))
}

async function examineAccount(
  config: Config,
  entry: AccountEntry,
  credentialSource: CredentialSource,
  without: ReadonlySet<string>,
): Promise<Finding> {
  const { name, accountId, roleArn, callsPerSecond = config.supportCallsPerSecond } = entry
  const subject = `Account ${name}`
  // Failover would hide problems with the first endpoint.
  const endpoints = { ...endpointsOf(entry, config), failoverEndpoints: [] }
  const client = createUpstream({ ...config, ...endpoints }, { account: entry, credentialSource })
  try {
    const problem = await roleProblem(client, config.requestTimeoutMs)
    if (problem !== undefined) {
      const advice = `Check the role in ${accountId}, its trust policy and its external id: docs/accounts.md has templates.`
      return failed(subject, `${accountId}: ${problem}`, advice)
    }
    const findings = await examinePermissions({
      client,
      timeoutMs: config.requestTimeoutMs,
      pauseMs: 1_000 / callsPerSecond,
      without,
    })
    const role = roleArn === undefined ? 'no role' : 'role assumed'
    return summarized(subject, `${accountId}, ${role}`, findings)
  } finally {
    client.stop()
  }
}

/** Why the role cannot be assumed; undefined if it can, or if the account has none. */
async function roleProblem(client: UpstreamClient, timeoutMs: number): Promise<string | undefined> {
  const scope = createScope(AbortSignal.timeout(timeoutMs))
  const input = { includeCommunications: false, maxResults: 10, dryRun: true }
  try {
    await dryRun(() => client.call('DescribeCases', input, scope))
    return undefined
  } catch (error) {
    // Nothing is sent without credentials.
    return error instanceof UpstreamError && scope.cost.total === 0 ? error.message : undefined
  }
}

const ADVICE_ON_ACCOUNT_WITHOUT_PLAN = 'Buy such a plan for this account, or remove it from ACCOUNTS_FILE.'

function names(findings: readonly Finding[]): string {
  return findings.map(({ subject }) => subject).join(', ')
}

/** One finding for all of an account's: the worst status, the plan, and the operations that do not work. */
function summarized(subject: string, about: string, [plan, ...operations]: readonly Finding[]): Finding {
  const withStatus = (...statuses: string[]) => operations.filter(({ status }) => statuses.includes(status))
  if (plan?.status === 'failed') {
    const advice = plan.advice === ADVICE_ON_PLAN ? ADVICE_ON_ACCOUNT_WITHOUT_PLAN : plan.advice
    return failed(subject, `${about}: ${plan.detail}`, advice)
  }
  const [refused, unknown, warned] = [withStatus('failed'), withStatus('doubtful'), withStatus('warning')]
  const allowed = withStatus('ok', 'warning').length
  const detail = `${about}: the plan includes AWS Support; ${allowed} operations allowed`
  if (refused.length > 0) return failed(subject, `${detail}, refused: ${names(refused)}.`, refused[0]?.advice)
  if (unknown.length > 0) return doubtful(subject, `${detail}, unknown: ${names(unknown)}.`, unknown[0]?.advice)
  return warned.length > 0 ? warning(subject, `${detail}. ${warned[0]?.detail}`) : ok(subject, `${detail}.`)
}
