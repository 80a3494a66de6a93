/** The public keys of the issuer of tokens: fetched when they are asked for, and again when they are old or a token names one that is not among them. */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { describeError, type Log } from '../../telemetry/log.js'

const FETCH_TIMEOUT_MS = 3_000

/** Then keys are fetched again, so that one which the issuer has taken back is refused. */
const MAX_AGE_MS = 5 * 60_000

/** How long keys hold while the issuer does not answer: its outage is none of ours yet, and what it may have taken back is not known. */
const MAX_AGE_IN_OUTAGE_MS = 60 * 60_000

/** Between tries while older keys hold. Until then nobody waits. */
const RETRY_MS = 10_000

/** Fetches in a window of so many seconds. Anybody can make up names of keys, and each takes a look whether the issuer has a new one. */
const FETCHES = { points: 5, duration: 5 }
export const FETCH_WINDOW_SECONDS = FETCHES.duration

/** The issuer's keys cannot be had, or are none: nothing that a caller could mend. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}

class TooManyFetches extends Error {
  override name = 'TooManyFetches'
}

export interface Jwks {
  /** Finds the key of a token, for jose. Throws KeysUnavailable, or jose's own errors about the token. */
  key: JWTVerifyGetKey
  /** Resolves when there are keys to check tokens with; rejects with KeysUnavailable when there are none. */
  ready: () => Promise<void>
}

export function createJwks(url: URL, log: Log): Jwks {
  const limiter = new RateLimiterMemory(FETCHES)
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cacheMaxAge: MAX_AGE_IN_OUTAGE_MS,
    // When to look for a new key is decided here: jose would wait for 30 s after each fetch, or never.
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
      if (isLost) log.info('the keys of the token issuer are back')
      isLost = false
    } catch (error) {
      dueAt = Date.now() + RETRY_MS
      if (!isLost && !(error instanceof TooManyFetches)) {
        log.warn({ err: describeError(error) }, 'the keys of the token issuer cannot be had')
        isLost = true
      }
      throw new KeysUnavailable('no keys of the token issuer', { cause: error })
    }
  }

  /** Resolves to keys as they are at the issuer now, unless there have been too many fetches. */
  async function refreshFromNow(): Promise<void> {
    // One that is under way may have been answered before the issuer had its new key.
    if (keys.reloading) await keys.reload().catch(() => {})
    await refresh().catch((error: KeysUnavailable) => {
      if (!(error.cause instanceof TooManyFetches)) throw error
    })
  }

  async function ready(): Promise<void> {
    if (!keys.fresh) await refresh()
  }

  const known: JWTVerifyGetKey = async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
      // What is at the place of the key is none. The next who asks looks whether that has been mended.
      dueAt = 0
      throw new KeysUnavailable('no usable key of the token issuer', { cause: error })
    }
  }

  const key: JWTVerifyGetKey = async (header, token) => {
    await ready()
    if (Date.now() >= dueAt) await refresh().catch(() => {})
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
    }
    await refreshFromNow()
    return known(header, token)
  }

  return { key, ready }
}
