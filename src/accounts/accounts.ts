/** Creates what the process has for each account, and replaces it when ACCOUNTS_FILE is read again. */
import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { createCache } from '../cache/cache.js'
import { createCaseIndex } from '../case-index/case-index.js'
import type { Store } from '../cache/store.js'
import { createRoom, type Room } from '../case-index/room.js'
import { endpointsOf, type AccountEntry } from '../config/accounts-file.js'
import type { Config } from '../config/config.js'
import type { Redis } from '../redis/redis.js'
import { metricsOf } from '../telemetry/account-metrics.js'
import type { AllMetrics } from '../telemetry/metrics.js'
import { createBudget } from '../upstream/budget/budget.js'
import { createViewerBudget } from '../upstream/budget/viewer-budget.js'
import { regionOf, type BreakerStatus } from '../upstream/endpoint.js'
import { createCredentialSource, type CredentialSource } from '../upstream/credentials.js'
import { createUpstream } from '../upstream/upstream.js'
import { createIdempotency } from '../writes/idempotency.js'
import { createMemoryStore, type WriteStore } from '../writes/store.js'
import { FIRST_ACCOUNT } from '../lib/account-key.js'
import { createAccountSet, type Account, type AccountSet } from './account.js'
import { observeAvailability } from './availability.js'

export interface Accounts {
  current: () => AccountSet
  /**
   * Replaces the accounts with those of these entries. Accounts whose entry is unchanged stay as they are. The connections of the others are closed once
   * all requests that may use them have ended.
   */
  update: (entries: readonly AccountEntry[] | undefined) => void
  /** Removes everything that is cached, in Redis too. */
  clear: () => Promise<void>
  stop: () => void
}

export interface AccountsOptions {
  config: Config
  /** The store of cached responses of the process. */
  store: Store
  /** What is known of the only account if there is no ACCOUNTS_FILE. */
  only: Pick<Account, 'name' | 'accountId'>
  redis?: Redis | undefined
  metrics?: AllMetrics | undefined
  onBreakerChange?: ((status: BreakerStatus, account: string) => void) | undefined
}

/** What all accounts of a process share. */
interface Shared extends AccountsOptions {
  credentialSource: CredentialSource
  room: Room
  /** Idempotency keys and locks, which must survive a change of an account's entry. */
  writes: WriteStore
}

/** How much longer than REQUEST_TIMEOUT_MS the connections of a removed account stay open: a write may outlive its deadline a little. */
const MARGIN_MS = 5_000

/** The largest share by which the interval of an account is shortened. */
const MAX_SPREAD = 0.25

interface RunningAccount {
  entry: AccountEntry | undefined
  account: Account
  /** Removes the account's metrics. Call this once the account is gone; requests may still use it until `stop`. */
  hide: () => void
  stop: () => void
}

/** Without `entries`, there is one account: the one that the credentials of the process belong to. */
export function createAccounts(entries: readonly AccountEntry[] | undefined, options: AccountsOptions): Accounts {
  const { config } = options
  const shared = {
    ...options,
    credentialSource: createCredentialSource(),
    room: createRoom(config.caseIndexMaxBytes),
    writes: createMemoryStore(Date.now),
  }
  let running = (entries ?? [undefined]).map((entry, index) => startAccount(entry, index === 0, shared))
  const leaving = new Map<RunningAccount, NodeJS.Timeout>()
  let set = createAccountSet(running.map(({ account }) => account))

  return {
    current: () => set,
    update(next) {
      if (next === undefined) return
      const before = new Map(running.map((known) => [known.entry?.accountId, known]))
      const kept = next.map((entry) => {
        const known = before.get(entry.accountId)
        return isDeepStrictEqual(known?.entry, entry) ? known : undefined
      })
      const isKept = new Set(kept)
      for (const gone of running.filter((known) => !isKept.has(known))) {
        gone.hide()
        const stop = (): void => {
          leaving.delete(gone)
          gone.stop()
        }
        leaving.set(gone, setTimeout(stop, config.requestTimeoutMs + MARGIN_MS).unref())
      }
      running = next.map((entry, index) => kept[index] ?? startAccount(entry, index === 0, shared))
      set = createAccountSet(running.map(({ account }) => account))
    },
    async clear() {
      await Promise.all(set.list.map(async ({ cache, caseIndex }) => Promise.all([cache?.clear(), caseIndex?.clear()])))
    },
    stop() {
      for (const timer of leaving.values()) clearTimeout(timer)
      for (const { stop } of [...running, ...leaving.keys()]) stop()
    },
  }
}

function startAccount(entry: AccountEntry | undefined, isFirst: boolean, shared: Shared): RunningAccount {
  const { store, room, credentialSource, writes, redis, onBreakerChange } = shared
  const own = entry && shared.metrics && metricsOf(shared.metrics, entry.name)
  const metrics = own?.metrics ?? shared.metrics
  const sharedAccount = shared.config.account
  const config = configFor(entry, isFirst, shared.config)
  const { name, accountId } = entry ?? shared.only
  const client = createUpstream(config, {
    account: entry,
    credentialSource,
    metrics,
    budget: createBudget(config, { redis, metrics }),
    fleet: redis && { redis, account: config.account },
    onBreakerChange: (status) => onBreakerChange?.(status, name),
  })
  const { upstream, availability } = observeAvailability(client)
  const hasIndex = config.caseIndex === 'on' && config.caseCacheSeconds > 0
  const caseIndex = hasIndex ? createCaseIndex({ upstream, config, room, redis, metrics }) : undefined
  const account: Account = {
    key: isFirst || entry === undefined ? FIRST_ACCOUNT : entry.accountId,
    name,
    accountId,
    isListed: entry !== undefined,
    endpoint: String(config.upstream),
    region: config.region,
    upstream,
    cache: createCache({ store, upstream, config, sharedAccount, redis, metrics, caseIndex }),
    caseIndex,
    idempotency: createIdempotency({ config, redis, memory: writes }),
    chargeViewerOf: createViewerBudget(config, redis, metrics),
    availability,
  }
  const stop = (): void => {
    caseIndex?.stop()
    upstream.stop()
  }
  return { entry, account, hide: () => own?.remove(), stop }
}

/** The configuration for one account. `account` is its name in Redis keys, which is the same for the first account with and without ACCOUNTS_FILE. */
function configFor(entry: AccountEntry | undefined, isFirst: boolean, config: Config): Config {
  if (entry === undefined) return config
  const { accountId, endpoint, callsPerSecond = config.supportCallsPerSecond } = entry
  return {
    ...config,
    ...endpointsOf(entry, config),
    region: (endpoint && regionOf(endpoint)) ?? config.region,
    account: isFirst ? config.account : `${config.account}/${accountId}`,
    supportCallsPerSecond: callsPerSecond,
    caseCacheSeconds: isFirst ? config.caseCacheSeconds : spread(config.caseCacheSeconds, accountId),
  }
}

/**
 * The interval of one of several accounts, in seconds: shorter than the configured one by up to a quarter. A list of all accounts reads all of them at the
 * same time, and with the same interval all would be refreshed together again and again. All processes choose the same interval. It is a multiple of
 * an eighth of a second, which is a whole number of milliseconds without rounding errors.
 */
export function spread(seconds: number, accountId: string): number {
  const share = hash('sha256', accountId, 'buffer').readUInt32BE() / 2 ** 32
  return Math.ceil(seconds * (1 - MAX_SPREAD * share) * 8) / 8
}
