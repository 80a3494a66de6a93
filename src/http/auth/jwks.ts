/** The token issuer's public keys: fetched on first use, and again when they are old or a token names an unknown key. */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { describeError, type Log } from '../../telemetry/log.js'

const FETCH_TIMEOUT_MS = 3_000

/** After this, keys are fetched again, so keys that the issuer has revoked are refused. */
const MAX_AGE_MS = 5 * 60_000

/** How long keys stay valid while the issuer is down. An outage there should not become ours, but keys may have been revoked meanwhile. */
const MAX_AGE_IN_OUTAGE_MS = 60 * 60_000

/** Time between fetches while the issuer is down and older keys are still valid. Requests in between use these without waiting. */
const RETRY_MS = 10_000

/** At most `points` fetches in `duration` seconds. Anyone can invent key ids, and each unknown one causes a fetch. */
const FETCHES = { points: 5, duration: 5 }
export const FETCH_WINDOW_SECONDS = FETCHES.duration

/** The issuer's keys cannot be fetched, or are invalid. Callers cannot fix this. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}

class TooManyFetches extends Error {
  override name = 'TooManyFetches'
}

export interface Jwks {
  /** Finds the key for a token, as jose requires. Throws KeysUnavailable, or jose's own errors about the token. */
  key: JWTVerifyGetKey
  /** Resolves if there are keys to verify tokens with; rejects with KeysUnavailable if not. */
  ready: () => Promise<void>
}

export function createJwks(url: URL, log: Log): Jwks {
  const limiter = new RateLimiterMemory(FETCHES)
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cacheMaxAge: MAX_AGE_IN_OUTAGE_MS,
    // This module decides when to fetch new keys. By default, jose would wait 30 s after each fetch.
    cooldownDuration: Number.POSITIVE_INFINITY,
    async [customFetch](resource, options) {
      await limiter.consume('fetch').catch(() => {
        throw new TooManyFetches()
      })
      return fetch(resource, options)
    },
  })
  let dueAt = 0
  let isLost = false

  /** Fetches the keys, or waits for the fetch that is under way. */
  async function refresh(): Promise<void> {
    try {
      await keys.reload()
      dueAt = Date.now() + MAX_AGE_MS
      if (isLost) log.info("the token issuer's signing keys are available again")
      isLost = false
    } catch (error) {
      dueAt = Date.now() + RETRY_MS
      if (!isLost && !(error instanceof TooManyFetches)) {
        log.warn({ err: describeError(error) }, "cannot fetch the token issuer's signing keys")
        isLost = true
      }
      throw new KeysUnavailable('no signing keys', { cause: error })
    }
  }

  /** Fetches the keys that the issuer publishes now. Does nothing if there have been too many fetches. */
  async function fetchCurrent(): Promise<void> {
    // A fetch that is already under way may have been served before the issuer published its new key.
    if (keys.reloading) await keys.reload().catch(() => {})
    await refresh().catch((error: KeysUnavailable) => {
      if (!(error.cause instanceof TooManyFetches)) throw error
    })
  }

  async function ready(): Promise<void> {
    if (!keys.fresh) await refresh()
  }

  const findKey: JWTVerifyGetKey = async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
      // The key is malformed. The next request checks whether the issuer has fixed it.
      dueAt = 0
      throw new KeysUnavailable('no usable signing key', { cause: error })
    }
  }

  const key: JWTVerifyGetKey = async (header, token) => {
    await ready()
    if (Date.now() >= dueAt) await refresh().catch(() => {})
    try {
      return await findKey(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
    }
    await fetchCurrent()
    return findKey(header, token)
  }

  return { key, ready }
}
