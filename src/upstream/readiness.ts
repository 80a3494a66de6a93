/** Whether AWS answers, for /readyz: by the calls of the last seconds, and where there were none, by a probe. */
import { setTimeout as delay } from 'node:timers/promises'
import { isObject } from '../config/json-file.js'
import { redisKey, type Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import type { Budget } from './budget/budget.js'
import type { Attempt, Endpoint } from './endpoint.js'
import { observeCalls } from './observe.js'
import { budgetOf, type Operation } from './operations.js'
import { dryRun, readUpstreamError, UpstreamError, verdictOn } from './upstream-error.js'
import { readResponse } from './validate-response.js'

/** Probes come every few seconds, from several places, and AWS counts each call: they share one outcome for this long. */
export const OUTCOME_MS = 5_000

/** Where the processes of one account share what they know. */
export interface Fleet {
  redis: Redis
  account: string
}

export interface Readiness {
  ready: (signal: AbortSignal, timeoutMs: number) => Promise<void>
  /** AWS has sent what was asked for. */
  replied: (operation: Operation) => void
  /** A call found nobody, or an endpoint that fails. */
  failed: (operation: Operation) => void
}

export function createReadiness(
  endpoints: readonly Endpoint[],
  { budget, metrics, fleet }: { budget: Budget | undefined; metrics: Metrics | undefined; fleet: Fleet | undefined },
): Readiness {
  let repliedAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY
  const shared = fleet && createSharedOutcome(fleet)

  /** For half of its time at most, and then it is sent all the same: a gateway whose budget is spent is ready. */
  const waitForProbe = async (signal: AbortSignal): Promise<void> => {
    const turn = { precedence: 'probe', signal, isRepeated: false, refusal: () => undefined } as const
    await budget?.take('DescribeCases', turn).catch(() => {})
  }

  async function probeAll(signal: AbortSignal, timeoutMs: number): Promise<void> {
    const observe = observeCalls(metrics)
    // An endpoint that hangs leaves the others their share of the time. AbortSignal.timeout accepts whole numbers only.
    const shareMs = Math.floor(timeoutMs / endpoints.length)
    let failure: unknown
    for (const endpoint of endpoints) {
      const share = AbortSignal.any([signal, AbortSignal.timeout(shareMs)])
      try {
        await waitForProbe(AbortSignal.any([signal, AbortSignal.timeout(Math.floor(shareMs / 2))]))
        return await dryRun(() => observe('DescribeCases', (observed) => probe(endpoint, share, observed)))
      } catch (error) {
        failure ??= error
        const cause = error instanceof UpstreamError ? error.cause : error
        if (!share.aborted && verdictOn(cause, signal) !== 'failure') {
          // AWS refuses the account, whichever process asks. One that has never been ready may have the wrong credentials.
          if (isHealthy() && error instanceof UpstreamError) shared?.write(error)
          throw error
        }
      }
    }
    failed('DescribeCases')
    throw failure
  }

  /** Whether the last that this process saw of AWS was good. */
  const isHealthy = (): boolean => repliedAt > failedAt

  function replied(operation: Operation): void {
    if (budgetOf(operation) === 'trusted-advisor') return
    repliedAt = performance.now()
    shared?.write('ok')
  }
  function failed(operation: Operation): void {
    if (budgetOf(operation) !== 'trusted-advisor') failedAt = performance.now()
  }

  return {
    replied,
    failed,
    async ready(signal, timeoutMs) {
      if (isHealthy()) {
        if (performance.now() - repliedAt < OUTCOME_MS) return
        // What others have seen says nothing of the network and the credentials of a process that has not reached AWS itself.
        const outcome = await shared?.read()
        if (outcome === 'ok') return
        if (outcome !== undefined) throw Object.assign(new Error(outcome.message), { extensions: outcome.extensions })
      }
      await probeAll(signal, timeoutMs)
      replied('DescribeCases')
    },
  }
}

/** A dry run needs the same plan and permission as the call itself, and answers without data. Ten cases, if an upstream knows no dry runs. */
async function probe(endpoint: Endpoint, abortSignal: AbortSignal, attempt: Attempt): Promise<void> {
  const input = { dryRun: true, includeCommunications: false, maxResults: 10 }
  // It comes again by itself: retries would outlive its time.
  const how = { abortSignal, repeat: false, attempt }
  try {
    readResponse('DescribeCases', input, await endpoint.send('DescribeCases', input, how))
  } catch (error) {
    throw readUpstreamError(error, 'DescribeCases', abortSignal)
  }
}

type ProbeOutcome = 'ok' | Pick<UpstreamError, 'message' | 'extensions'>

/** Often enough for all to know of it, and seldom enough to cost Redis nothing. */
const WRITE_PAUSE_MS = 1_000
/** A check of readiness has two seconds, of which the probe needs the most. */
const REDIS_TIMEOUT_MS = 300
/** For how long one process probes for all. */
const PROBE_MS = 500

/** The outcome of the last call or probe of any process. A Redis that fails knows none. */
function createSharedOutcome({ redis, account }: Fleet) {
  const key = redisKey('readiness', account)
  let written = { outcome: '', at: Number.NEGATIVE_INFINITY }

  async function find(): Promise<ProbeOutcome | undefined> {
    const text = await redis.get(key)
    return text === null ? undefined : parse(text)
  }

  /** What is known, or will be as soon as the process is done that probes now. */
  async function findOrWait(): Promise<ProbeOutcome | undefined> {
    const outcome = await find()
    if (outcome !== undefined || (await redis.set(`${key}:probe`, '', 'PX', PROBE_MS, 'NX')) !== null) return outcome
    await delay(PROBE_MS)
    return find()
  }

  return {
    write(outcome: ProbeOutcome): void {
      const text = JSON.stringify(
        outcome === 'ok' ? outcome : { message: outcome.message, extensions: outcome.extensions },
      )
      const now = performance.now()
      if (redis.status !== 'ready' || (text === written.outcome && now - written.at < WRITE_PAUSE_MS)) return
      written = { outcome: text, at: now }
      redis.set(key, text, 'PX', OUTCOME_MS).catch(() => {})
    },
    async read(): Promise<ProbeOutcome | undefined> {
      if (redis.status !== 'ready') return undefined
      const timeout = delay(REDIS_TIMEOUT_MS + PROBE_MS, undefined, { ref: false })
      return Promise.race([findOrWait().catch(() => undefined), timeout])
    },
  }
}

/** Undefined: something else has written it. */
function parse(text: string): ProbeOutcome | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (value === 'ok') return value
    if (!isObject(value)) return undefined
    const { message, extensions } = value
    return typeof message === 'string' && isObject(extensions) && typeof extensions['code'] === 'string'
      ? { message, extensions }
      : undefined
  } catch {
    return undefined
  }
}
