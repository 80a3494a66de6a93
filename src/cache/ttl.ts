import type { Config } from '../config/config.js'
import type { CacheKind } from '../upstream/operations.js'

export interface Ttl {
  /** How long a response is served without a call. */
  freshMs: number
  /** How long after that it is still served while a refresh is in progress or fails. */
  staleMs: number
}

const HOUR_MS = 3_600_000

export type TtlConfig = Pick<Config, 'caseCacheSeconds' | 'trustedAdvisorCacheSeconds'>

/** Reference data may be old: AWS announces new services and checks days before anyone opens a case about them, and the plan of an account rarely changes. */
export function ttlsOf(config: TtlConfig): Readonly<Record<CacheKind, Ttl>> {
  return {
    reference: { freshMs: 6 * HOUR_MS, staleMs: 7 * 24 * HOUR_MS },
    cases: { freshMs: config.caseCacheSeconds * 1_000, staleMs: 0 },
    'trusted-advisor': { freshMs: config.trustedAdvisorCacheSeconds * 1_000, staleMs: 0 },
  }
}
