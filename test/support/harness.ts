import { setMaxListeners } from 'node:events'
import { onTestFinished } from 'vitest'
import type { Policy } from '../../src/config/policy.js'
import { anonymous, type Viewer } from '../../src/lib/viewer.js'
import { createAccountSet, type Account } from '../../src/accounts/account.js'
import { observeAvailability } from '../../src/accounts/availability.js'
import { createCache } from '../../src/cache/cache.js'
import { createStore } from '../../src/cache/store.js'
import { createCaseIndex } from '../../src/case-index/case-index.js'
import { createRoom } from '../../src/case-index/room.js'
import { endpointsOf, type AccountEntry } from '../../src/config/accounts-file.js'
import { readConfig } from '../../src/config/config.js'
import { parseResponseTargets } from '../../src/config/parsers.js'
import { createContext } from '../../src/graph/context.js'
import type { EmulatorOptions } from '../../emulator/start.js'
import { startEmulator } from '../../emulator/start.js'
import { createGateway } from '../../src/graph/server.js'
import { schema } from './schema.js'
import type { Redis } from '../../src/redis/redis.js'
import type { Budget } from '../../src/upstream/budget/budget.js'
import { createScope, type RequestScope, type UpstreamCost } from '../../src/upstream/request-scope.js'
import type { BreakerStatus } from '../../src/upstream/endpoint.js'
import { createCredentialSource } from '../../src/upstream/credentials.js'
import { createUpstream, type UpstreamClient } from '../../src/upstream/upstream.js'
import { createIdempotency } from '../../src/writes/idempotency.js'
import { anAccount, control } from '../../emulator/test/harness.js'
import { read } from './read.js'

export { read }

export interface GraphqlError {
  message: string
  path?: (string | number)[]
  extensions: Record<string, unknown>
}

export interface QueryResponse {
  data: unknown
  errors: GraphqlError[]
  /** HTTP requests to AWS made for this query, by operation, from `extensions.upstream`. */
  calls: Record<string, number>
  /** All of `extensions.upstream`. */
  cost: UpstreamCost
}

export interface Gateway {
  query(
    source: string,
    variables?: Record<string, unknown>,
    signal?: AbortSignal,
    deadline?: AbortSignal,
    /** Overrides for this request. */
    overrides?: {
      bypassCache?: boolean
      viewer?: Viewer
      chargeViewer?: RequestScope['chargeViewer']
      maxUpstreamCalls?: number
      operationName?: string
      /** By `performance.now()`. */
      deadlineAt?: number
    },
  ): Promise<QueryResponse>
  /** HTTP requests to AWS since the previous `upstreamCalls`, by operation, as counted by the emulator. */
  upstreamCalls(): Promise<Record<string, number>>
  /** The operations that the emulator received since the last `upstreamCalls`, in order. */
  calls(): Promise<string[]>
  /** The emulator's control API. */
  control(method: string, path: string, body?: unknown): Promise<unknown>
  /** Makes the emulator's next calls fail. */
  fault(fault: Record<string, unknown>): Promise<void>
  clock: { time: number }
  /** The circuit breakers as they are now; `breakerChanges` has their changes in order. */
  breakers(): BreakerStatus[]
  breakerChanges: BreakerStatus[]
  /** The URL of its emulator, for a second gateway on the same emulator. */
  upstreamUrl: string
}

export interface GatewayOptions extends EmulatorOptions {
  maxScannedCases?: number
  upstreamTimeoutMs?: number
  region?: string
  /** RESPONSE_TARGETS. */
  responseTargets?: string
  /** Where to send AWS calls instead of to the emulator. */
  upstreamUrl?: string
  failoverUrls?: string[]
  halfOpenAfterMs?: number
  /** The viewer; anonymous if absent. */
  viewer?: Viewer
  /** The access policy of roles; no restrictions if absent. */
  policy?: Policy
  /** The viewer's share of calls; no limit if absent. */
  chargeViewer?: RequestScope['chargeViewer']
  /** The account's call budget; no limit if absent. */
  budget?: Budget
  /** How long a write with a lost response may still appear at AWS. Short, because tests wait for it. */
  writeSettleMs?: number
  /** Stores idempotency keys, which otherwise stay in the process. */
  redis?: Redis
  /** TTL of cached data; no caching if absent. */
  cacheSeconds?: { cases?: number; trustedAdvisor?: number }
  accountName?: string
  /** Size of the cache in memory. */
  cacheMaxBytes?: number
  caseIndexMaxBytes?: number
  /** The entries of ACCOUNTS_FILE. Without them, there is one account. */
  accounts?: readonly AccountEntry[] | undefined
  /** The 12 digits of the only account, which are known in the demo. */
  onlyAccountId?: string
  /** ACCOUNT_TIMEOUT_MS. */
  accountTimeoutMs?: number
  /** From the context of a concurrent test: Vitest does not know which of them calls the imported function. */
  onTestFinished?: typeof onTestFinished
}

/** How long a process that dies during a write keeps other processes from retrying it. */
export const REQUEST_TIMEOUT_MS = 2_000

/**
 * Stateless and shared, because creating a schema takes longer than most tests. All that a test can change is in its
 * emulator and contexts.
 */
const server = createGateway({ config: readConfig({ MAX_QUERY_TOKENS: '10000' }), schema })

/** The whole gateway except HTTP, with its own emulator. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const {
    maxScannedCases = 5_000,
    upstreamTimeoutMs = 5_000,
    region = 'us-east-1',
    responseTargets = 'none',
    upstreamUrl,
    failoverUrls = [],
    halfOpenAfterMs = 5_000,
    viewer = anonymous,
    policy,
    chargeViewer,
    budget,
    writeSettleMs = 40,
    redis,
    cacheSeconds,
    accountName = 'default',
    cacheMaxBytes = 16_777_216,
    caseIndexMaxBytes = 268_435_456,
    accounts: entries,
    onlyAccountId,
    accountTimeoutMs = 3_000,
    onTestFinished: afterTest = onTestFinished,
    ...emulatorOptions
  } = options
  const clock = { time: Date.now() }
  const emulator = await startEmulator({ account: () => anAccount(), now: () => clock.time, ...emulatorOptions })
  const breakerChanges: BreakerStatus[] = []
  const url = new URL(upstreamUrl ?? emulator.url)
  // The clock that tests set does not advance, but code that waits for a time needs one that does.
  const startedAt = Date.now()
  const now = () => clock.time + Date.now() - startedAt
  const store = createStore({ maxBytes: cacheMaxBytes, redis, onFailure() {}, now })
  const room = createRoom(caseIndexMaxBytes)
  const credentialSource = createCredentialSource()
  const hasIndex = cacheSeconds?.cases !== undefined && cacheSeconds.cases > 0

  /** Builds an account as src/accounts/ does. */
  function buildAccount(entry: AccountEntry | undefined, index: number): Account {
    const failoverEndpoints = failoverUrls.map((other) => new URL(other))
    const endpoints = { upstream: url, failoverEndpoints }
    const { upstream: endpoint } = entry === undefined ? endpoints : endpointsOf(entry, endpoints)
    const name = index === 0 ? accountName : `${accountName}/${entry?.accountId}`
    const { upstream, availability } = observeAvailability(
      createUpstream(
        { upstream: endpoint, region, failoverEndpoints, upstreamTimeoutMs },
        {
          account: entry,
          credentialSource,
          halfOpenAfterMs,
          budget,
          onBreakerChange: (breaker) => void breakerChanges.push(breaker),
        },
      ),
    )
    const about = { account: name, upstream: endpoint, caseCacheSeconds: cacheSeconds?.cases ?? 0 }
    const caseIndex = hasIndex
      ? createCaseIndex({
          room,
          upstream: frozen(upstream),
          redis,
          now,
          config: { ...about, supportCallsPerSecond: 1_000, writeSettleMs },
        })
      : undefined
    return {
      key: index === 0 ? 'default' : (entry?.accountId ?? ''),
      name: entry?.name ?? accountName,
      accountId: entry?.accountId ?? onlyAccountId,
      isListed: entry !== undefined,
      endpoint: String(endpoint),
      region,
      upstream,
      cache:
        cacheSeconds &&
        createCache({
          store,
          sharedAccount: accountName,
          upstream: frozen(upstream),
          redis,
          caseIndex,
          now,
          config: { ...about, trustedAdvisorCacheSeconds: cacheSeconds.trustedAdvisor ?? 0 },
        }),
      caseIndex,
      idempotency: createIdempotency({
        config: { account: name, requestTimeoutMs: REQUEST_TIMEOUT_MS, writeSettleMs },
        redis,
        now,
      }),
      availability,
    }
  }

  const accounts = createAccountSet((entries ?? [undefined]).map(buildAccount))
  afterTest(async () => {
    for (const { caseIndex, upstream } of accounts.list) {
      caseIndex?.stop()
      upstream.stop()
    }
    await emulator.stop()
  })

  return {
    clock,
    breakers: () => accounts.list.flatMap(({ upstream }) => upstream.breakers()),
    breakerChanges,
    upstreamUrl: emulator.url,
    async query(
      source,
      variables = {},
      signal = new AbortController().signal,
      deadline = signal,
      { operationName = '', maxUpstreamCalls = Infinity, ...overrides } = {},
    ) {
      // As for requests over HTTP: each AWS call adds a listener, and Node warns above ten.
      setMaxListeners(0, signal, deadline)
      const contextValue = createContext({
        requestId: 'test',
        viewer: overrides.viewer ?? viewer,
        scope: createScope(signal, {
          writeSignal: deadline,
          deadlineAt: overrides.deadlineAt,
          bypassCache: overrides.bypassCache ?? false,
          allowance: { left: maxUpstreamCalls },
          chargeViewer: overrides.chargeViewer ?? chargeViewer,
        }),
        accounts,
        files: { policy, trustedDocuments: undefined },
        config: { maxScannedCases, accountTimeoutMs, responseTargets: parseResponseTargets(responseTargets) },
        now,
      })
      const { body } = await server.executeOperation({ query: source, variables, operationName }, { contextValue })
      if (body.kind !== 'single') throw new Error('an incremental response')
      // Plain JSON, as a client receives it.
      const {
        data = null,
        errors = [],
        extensions,
      } = JSON.parse(JSON.stringify(body.singleResult)) as Partial<QueryResponse> & {
        extensions: { upstream: UpstreamCost }
      }
      return { data, errors, calls: extensions.upstream.calls, cost: extensions.upstream }
    },
    async upstreamCalls() {
      const { body } = await control(emulator, 'GET', 'calls')
      await control(emulator, 'DELETE', 'calls')
      return read(body, 'counts')
    },
    async calls() {
      const { body } = await control(emulator, 'GET', 'calls')
      return read<{ operation: string }[]>(body, 'calls').map(({ operation }) => operation)
    },
    async control(method, path, body) {
      return (await control(emulator, method, path, body)).body
    },
    async fault(fault) {
      const { status, body } = await control(emulator, 'POST', 'faults', fault)
      if (status >= 400) throw new Error(`the emulator rejected the fault: ${JSON.stringify(body)}`)
    },
  }
}

/** Freezes AWS responses, because many requests share them. */
function frozen(upstream: UpstreamClient): UpstreamClient {
  const freeze = <T>(value: T): T => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
    for (const member of Object.values(value)) freeze(member)
    return Object.freeze(value)
  }
  return { ...upstream, call: async (...call) => freeze(await upstream.call(...call)) }
}

/** The codes of a response's errors. */
export function codes({ errors }: QueryResponse): unknown[] {
  return errors.map(({ extensions }) => extensions['code'])
}
