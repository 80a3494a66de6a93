import type { Config } from '../config/config.js'
import type { CacheKind } from '../upstream/operations.js'

export interface Ttl {
  /** For how long a response is returned without a call. */
  freshMs: number
  /** For how long after that it is still returned while a new one is fetched, or cannot be. */
  staleMs: number
}

const HOUR_MS = 3_600_000

export type TtlConfig = Pick<Config, 'caseCacheSeconds' | 'trustedAdvisorCacheSeconds'>

/** AWS announces new services and checks days before anybody opens a case about them; the plan of an account changes as seldom. */
export function ttlsOf(config: TtlConfig): Readonly<Record<CacheKind, Ttl>> {
  return {
    reference: { freshMs: 6 * HOUR_MS, staleMs: 7 * 24 * HOUR_MS },
    cases: { freshMs: config.caseCacheSeconds * 1_000, staleMs: 0 },
    'trusted-advisor': { freshMs: config.trustedAdvisorCacheSeconds * 1_000, staleMs: 0 },
  }
}
