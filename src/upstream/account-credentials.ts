/** The credentials of each AWS account: those of a role in the account, those of the process, or dummy ones. */
import type { IncomingMessage } from 'node:http'
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import type { AccountEntry } from '../config/accounts-file.js'
import { isUnsafeForRealKeys } from '../config/config.js'
import { hasName } from '../lib/errors.js'
import {
  createRenewal,
  dummyCredentials,
  isCredentialRefusal,
  withoutHttp,
  type Credentials,
  type CredentialSource,
  type Provider,
} from './credentials.js'
import { readBody } from './response-body.js'
import { RoleNotAssumed } from './upstream-error.js'
import { malformed } from './validate-response.js'

/** In seconds. The maximum if the credentials of the process are those of a role, too (AWS's limit for role chaining). */
const SESSION_SECONDS = 3_600

/** How long before they expire credentials are renewed, in the background. As in the SDK. */
const RENEW_BEFORE_MS = 300_000

/** A role that cannot be assumed is not tried again for this long, however many calls need it. */
const FAILURE_MS = 2_000

interface CredentialOptions {
  /** Of the STS endpoint. */
  region: string
  /** The time limit of one attempt at a request to STS. */
  timeoutMs: number
  processCredentials: CredentialSource
  /** In epoch milliseconds. */
  now?: () => number
}

/**
 * Returns the function that chooses the credentials for each endpoint of an account; without one, as the only account. Real keys are never sent over
 * plain HTTP or to the loopback interface. Endpoints there get dummy keys, from which emulators read the account, or the keys that `stsEndpoint` returns.
 */
export function credentialsOf(account: AccountEntry | undefined, options: CredentialOptions) {
  const { roleArn, stsEndpoint } = account ?? {}
  const dummy = dummyCredentials(account?.accountId)
  const isStsUnsafe = stsEndpoint !== undefined && isUnsafeForRealKeys(stsEndpoint)
  const real = roleArn === undefined ? options.processCredentials : assumeRole({ ...account, roleArn }, options)
  return (url: URL | 'aws'): CredentialSource =>
    url !== 'aws' && isUnsafeForRealKeys(url) && !(roleArn !== undefined && isStsUnsafe) ? dummy : real
}

/** Assumes the role of an account, once for all clients that share the source. Rejects with RoleNotAssumed. */
export function assumeRole(
  { roleArn, externalId, sessionName, stsEndpoint }: Partial<AccountEntry> & { roleArn: string },
  { region, timeoutMs, processCredentials, now = Date.now }: CredentialOptions,
): CredentialSource {
  const isUnsafe = stsEndpoint !== undefined && isUnsafeForRealKeys(stsEndpoint)
  const source = isUnsafe ? dummyCredentials() : processCredentials
  let provider: Provider | undefined

  return (config) => {
    if (provider !== undefined) return provider
    const own = source(config)
    const renewOwn = createRenewal(own)
    const requestRole = fromTemporaryCredentials({
      params: {
        RoleArn: roleArn,
        ExternalId: externalId,
        RoleSessionName: sessionName ?? 'aws-support-graph',
        DurationSeconds: SESSION_SECONDS,
      },
      // Otherwise the SDK would memoize them once more, and rotated keys would not be noticed.
      masterCredentials: Object.assign(own, { memoized: true }),
      clientConfig: {
        region,
        retryMode: 'standard',
        maxAttempts: 3,
        requestHandler: isUnsafe ? config.requestHandler : withoutHttp(config.requestHandler),
        streamCollector: (response: IncomingMessage) => readBody(response, timeoutMs),
        ...(stsEndpoint && { endpoint: stsEndpoint.href, useFipsEndpoint: false, useDualstackEndpoint: false }),
      },
    })
    provider = keepFresh(async () => {
      try {
        const used = await own()
        return await requestRole().catch(async (error: unknown) => {
          if (isCredentialRefusal(error) && (await renewOwn(used))) return requestRole()
          // The SDK also uses this name if the response of STS has no credentials. It cannot be about those of the process, which were found above.
          throw hasName(error, 'CredentialsProviderError') ? malformed('STS returned no credentials') : error
        })
      } catch (error) {
        throw new RoleNotAssumed('the role of the account cannot be assumed', { cause: error })
      }
    }, now)
    return provider
  }
}

/**
 * Memoizes credentials that expire. Concurrent calls share one request. Shortly before the credentials expire, they are renewed in the background;
 * meanwhile, and if that fails, the old ones are returned. A failure is memoized, too, for a short time.
 */
function keepFresh(request: () => Promise<Credentials>, now: () => number): Provider {
  let current: { credentials: Credentials; renewAt: number; expiresAt: number } | undefined
  let failure: { error: unknown; until: number } | undefined
  let pending: Promise<Credentials> | undefined

  async function renew(): Promise<Credentials> {
    try {
      const credentials = await request()
      const leftMs = (credentials.expiration?.getTime() ?? 0) - now()
      // New credentials that seem to have expired mean that the clock of this machine is wrong.
      const validMs = leftMs > 0 ? leftMs : SESSION_SECONDS * 1_000
      const renewAt = now() + Math.max(validMs - RENEW_BEFORE_MS, validMs / 2)
      current = { credentials, renewAt, expiresAt: now() + validMs }
      failure = undefined
      return credentials
    } catch (error) {
      failure = { error, until: now() + FAILURE_MS }
      throw error
    } finally {
      pending = undefined
    }
  }

  return async (options) => {
    const isForced = options?.['forceRefresh'] === true
    const valid = current !== undefined && now() < current.expiresAt ? current : undefined
    if (valid !== undefined && now() < valid.renewAt && !isForced) return valid.credentials
    if (pending === undefined && failure !== undefined && now() < failure.until) {
      if (valid === undefined) throw failure.error
      return valid.credentials
    }
    pending ??= renew()
    if (valid === undefined || isForced) return pending
    pending.catch(() => {})
    return valid.credentials
  }
}
