/**
 * The metrics of /metrics, in one registry per gateway. Every label has a bounded set of values: names that callers choose go through
 * `operationLabel`, codes through `codeLabel`, `account` has the names in ACCOUNTS_FILE, and all others are strings from this code or from AWS's API. The
 * rules and the dashboard in ops/ use these names; a test compares them.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { codeLabels, createOperationLabel, defined } from './labels.js'
import { droppedLines } from './stdout.js'

const PREFIX = 'support_graph_'

/** Seconds. A call to AWS takes about 0.1 s, and a request ends after REQUEST_TIMEOUT_MS, by default 30 s. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

const breakerStates = ['closed', 'half-open', 'open']

/** The metrics of the process. */
export type AllMetrics = ReturnType<typeof createMetrics>

/** The metrics as code of one account uses them: those of the process, or those that `metricsOf` returns. */
export interface Metrics extends Omit<AllMetrics, keyof AccountMetrics>, AccountMetrics {}

/** Those that have the label `account` if there is an ACCOUNTS_FILE. */
interface AccountMetrics {
  upstreamCalls: Counted<'operation' | 'code'>
  upstreamAttempts: Counted<'operation'>
  upstreamRetries: Counted<'operation'>
  upstreamThrottles: Counted<'operation'>
  budgetShare: { set: (labels: { family: string }, share: number) => void }
  budgetWaiting: (labels: { family: string }, count: () => number) => void
}

export interface Counted<L extends string> {
  inc: (labels: Record<L, string>) => void
}

/** `registeredNames` returns the names of the trusted operations, or undefined if any operation may run. */
export function createMetrics(registeredNames: () => ReadonlySet<string> | undefined = () => undefined) {
  const registry = new Registry()
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name: PREFIX + name, help, labelNames, registers })
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: PREFIX + name, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Histogram({ name: PREFIX + name, help, labelNames, buckets: BUCKETS, registers })

  /** A gauge whose value is read at each scrape. */
  const pulled = <L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    read: () => [labels: Partial<Record<L, string | undefined>>, value: number][],
  ) =>
    new Gauge({
      name: PREFIX + name,
      help,
      labelNames,
      registers,
      collect() {
        // Series of accounts that are gone go, too.
        this.reset()
        for (const [labels, value] of read()) this.set(defined(labels), value)
      },
    })

  // Event-loop lag, memory, CPU, garbage collection, open files.
  collectDefaultMetrics({ register: registry, prefix: PREFIX })

  const errors = counter('errors_total', 'Error codes in GraphQL responses, each counted once per request.', 'code')
  // Starts every series at 0: alerts look for an increase, and a series that begins at 1 has none.
  for (const code of codeLabels) errors.inc({ code }, 0)

  const limitRefusals = counter(
    'limit_refusals_total',
    'Requests and calls that a limit refused. limit: rate (requests per viewer per minute), concurrency (concurrent requests per viewer), bodies (bytes of all request bodies in flight), viewer_budget (calls to AWS per viewer), budget (calls to AWS for all viewers), load (event-loop delay).',
    'limit',
  )
  for (const limit of ['rate', 'concurrency', 'bodies', 'viewer_budget', 'budget', 'load'])
    limitRefusals.inc({ limit }, 0)

  const waiting = new Set<{ labels: { family: string; account?: string }; count: () => number }>()
  pulled('budget_waiting', 'Attempts at calls to AWS that are waiting in the queue.', ['family', 'account'], () =>
    [...waiting].map(({ labels, count }) => [labels, count()]),
  )

  const cacheReads = counter(
    'cache_reads_total',
    'Reads of cacheable data. kind: reference, cases, trusted-advisor. outcome: hit, stale, joined (a call that another request had started), miss.',
    'kind',
    'outcome',
  )
  const redisFailures = counter(
    'redis_failures_total',
    'Redis commands that failed or got no response. use: cache, case-index.',
    'use',
  )
  for (const use of ['cache', 'case-index']) redisFailures.inc({ use }, 0)

  const caseIndexRuns = counter(
    'case_index_runs_total',
    'Refreshes of the open cases, and passes over all cases. work: refresh, pass. outcome: done, failed.',
    'work',
    'outcome',
  )
  for (const work of ['refresh', 'pass'])
    for (const outcome of ['done', 'failed']) caseIndexRuns.inc({ work, outcome }, 0)
  const caseIndexCommits = counter(
    'case_index_commits_total',
    'Changes to cases in the case index. outcome: accepted; rejected (older, stale, pinned); missing or removed (not returned by AWS); dirty or differs (to be read again).',
    'outcome',
  )
  for (const outcome of ['accepted', 'older', 'stale', 'pinned', 'missing', 'removed', 'dirty', 'differs'])
    caseIndexCommits.inc({ outcome }, 0)

  void new Counter({
    name: `${PREFIX}log_lines_dropped_total`,
    help: 'Log lines that could not be written to stdout. kind: audit, other.',
    labelNames: ['kind'],
    registers,
    collect() {
      this.reset()
      for (const [kind, count] of Object.entries(droppedLines)) this.inc({ kind }, count)
    },
  })

  return {
    registry,
    cacheReads,
    responseCacheHits: counter(
      'answers_remembered_total',
      'GraphQL queries that got a cached response without being run.',
    ),
    redisFailures,
    caseIndexRuns,
    caseIndexCommits,
    /** For a gateway with case indexes. `read` is called at each scrape. */
    showCaseIndexes(
      read: () => {
        account?: string | undefined
        status: {
          cases: number
          bytes: number
          ageMs: number | undefined
          passPages: number | undefined
          isLocal: boolean
        }
      }[],
    ) {
      const show = (name: string, help: string, valueOf: (now: ReturnType<typeof read>[number]['status']) => number) =>
        pulled(`case_index_${name}`, help, ['account'], () =>
          read().map(({ account, status }) => [{ account }, valueOf(status)]),
        )
      show('cases', 'Cases in the case index.', ({ cases }) => cases)
      show('bytes', 'Approximate size of the case index in memory, in bytes.', ({ bytes }) => bytes)
      show('age_seconds', 'Seconds since the open cases were last read; -1 before the first read.', ({ ageMs }) =>
        ageMs === undefined ? -1 : ageMs / 1_000,
      )
      show(
        'pass_pages',
        'Pages of 100 cases that this process has read in its pass over all cases; 0 if no pass is running.',
        ({ passPages = 0 }) => passPages,
      )
      show('local', 'Whether the case index is working without Redis: 1 or 0.', ({ isLocal }) => Number(isLocal))
    },
    /** For a gateway with Redis. Without it, there is no series. */
    showRedis: (redis: { status: string }) =>
      void pulled('redis_up', 'Whether the connection to Redis is up: 1 or 0.', ['connection'], () => [
        [{ connection: 'main' }, redis.status === 'ready' ? 1 : 0],
      ]),
    operationLabel: createOperationLabel(registeredNames),

    requests: counter(
      'requests_total',
      'GraphQL requests. outcome: ok, partial (data and errors), failed (no data), refused (did not run). code: of the first error, or none.',
      'operation',
      'kind',
      'outcome',
      'code',
    ),
    errors,
    requestDuration: histogram('request_duration_seconds', 'Total duration of GraphQL requests that ran.', 'operation'),
    bodyBytesInFlight: gauge('body_bytes_in_flight', 'Bytes of request bodies in memory, of all requests in flight.'),
    requestsInFlight: gauge('requests_in_flight', 'Requests to /graphql whose response has not closed.'),
    httpResponses: counter(
      'http_responses_total',
      'HTTP requests. route: none for a path that matches no route. status: aborted when the connection closed before the response.',
      'route',
      'status',
    ),
    limitRefusals,
    mutations: counter(
      'mutations_total',
      'Mutation fields that ran. outcome: done, validated, refused, forbidden, failed, unknown.',
      'mutation',
      'outcome',
    ),

    upstreamCalls: counter(
      'upstream_calls_total',
      'Calls to AWS, each counted once with all its attempts. code: none if the call succeeded, ABORTED if its request ended first.',
      'operation',
      'code',
      'account',
    ),
    upstreamAttempts: counter('upstream_attempts_total', 'HTTP requests sent to AWS.', 'operation', 'account'),
    upstreamRetries: counter(
      'upstream_retries_total',
      'HTTP requests to AWS that retry a failed one.',
      'operation',
      'account',
    ),
    upstreamThrottles: counter('upstream_throttles_total', 'HTTP requests that AWS throttled.', 'operation', 'account'),
    // Neither this nor `budgetWait` has the label `account`: a histogram has fifteen series for each value of its labels.
    upstreamCallDuration: histogram(
      'upstream_call_duration_seconds',
      'Duration of calls to AWS, from the start of the first attempt to the end of the last.',
      'operation',
    ),
    budgetWait: histogram(
      'budget_wait_seconds',
      'How long attempts at calls to AWS waited in the queue. family: support, trusted-advisor.',
      'family',
    ),
    budgetShare: gauge(
      'budget_share',
      'Share of the configured calls per second that may be used: 1, or less after AWS has throttled calls.',
      'family',
      'account',
    ),
    /** Shows how many attempts are waiting. `count` is called at each scrape. Returns the function that removes the series. */
    budgetWaiting(labels: { family: string; account?: string }, count: () => number) {
      const one = { labels, count }
      waiting.add(one)
      return () => void waiting.delete(one)
    },
    upstreamCallsInFlight: gauge('upstream_calls_in_flight', 'Calls to AWS that have not ended.'),
    showBreakers: (read: () => { account?: string | undefined; family: string; endpoint: string; state: string }[]) =>
      void pulled(
        'breaker_state',
        'Circuit breaker of a family of AWS operations at an endpoint: 0 closed, 1 half-open, 2 open.',
        ['family', 'endpoint', 'account'],
        () =>
          read().map(({ account, family, endpoint, state }) => [
            { family, endpoint, account },
            breakerStates.indexOf(state),
          ]),
      ),
  }
}
