import pLimit, { type LimitFunction } from 'p-limit'
import type { Account, AccountSet } from '../accounts/account.js'
import { FIRST_ACCOUNT } from '../lib/account-key.js'
import type { Cases } from '../case-index/cases.js'
import { createUnindexedCases } from '../case-index/unindexed.js'
import type { Config } from '../config/config.js'
import type { ConfigFiles } from '../config/files.js'
import type { TrustedDocuments } from '../config/trusted-documents.js'
import { createScheduler, type Scheduler } from '../lib/pause.js'
import type { Viewer } from '../lib/viewer.js'
import type { Call } from '../upstream/operations.js'
import type { RequestScope } from '../upstream/request-scope.js'
import type { Limit } from '../upstream/split.js'
import { checkRequest } from '../upstream/upstream-error.js'
import type { Idempotency } from '../writes/idempotency.js'
import { maySeeAccount, rulesFor, rulesWithin, maySeeCase, type Rules } from './access/rules.js'
import { createLoaders, type Loaders } from './loaders/index.js'
import type { Case, InAccount } from './models.js'
import { noAccount } from './no-account.js'

/** What a request can use in any account. */
interface RequestContext {
  requestId: string
  /** Id of the trace that the caller or the gateway started; undefined if there is none. */
  traceId?: string | undefined
  viewer: Viewer
  /** The viewer's rules in all accounts together. Lists that depend on them have them in their cursors. */
  allRules: Rules
  /** The only documents that may run; undefined if all may. */
  trustedDocuments?: TrustedDocuments | undefined
  /** Whether producing the response may take so long that the executor must let other requests run. */
  paced?: boolean
  /** Divides long work that makes no AWS calls, so other requests can run in between. Rejects once the request has ended. */
  scheduler: Scheduler
  /**
   * MAX_SCANNED_CASES: how many cases a lookup after a lost write reads, how many threads a search reads, and how many communications are read from one
   * thread.
   */
  maxScannedCases: number
  /** ACCOUNT_TIMEOUT_MS: how long a list of several accounts waits for one of them. */
  accountTimeoutMs: number
  /** Milliseconds until AWS's first response to a case is due, by severity code. */
  responseTargets: ReadonlyMap<string, number>
  /** The current time in epoch milliseconds. If a result changes at a later time, call `lowerExpiry` with that time, so the response expires then. */
  now: () => number
  /** The accounts that the viewer may see, in the order of the configuration. */
  accounts: () => readonly Account[]
  /** The context of this request in the account with this key; undefined if there is none that the viewer may see. */
  in: (key: string) => Context | undefined
  /** The same, by the name or the 12 digits of the account. */
  inNamed: (name: string) => Context | undefined
  /**
   * The context of an account with the same services as the account with this key; undefined if there is none that the viewer may see. The account with
   * this key may be hidden from the viewer.
   */
  inEndpointOf: (key: string) => Context | undefined
}

/**
 * Everything that one request can use in one account. Resolvers get the context of the first account that the viewer may see. Only idempotency keys, the
 * response cache and the case index outlive the request.
 */
export interface Context extends RequestContext {
  account: Account
  /** What the policy lets the viewer see and use in this account. */
  rules: Rules
  scope: RequestScope
  /** Calls AWS through the cache. */
  call: Call
  /**
   * Calls AWS without the cache, for reads that are part of a write. They continue until the deadline even if the caller disconnects, and do not count
   * toward the viewer's share of the AWS call budget.
   */
  callForWrite: Call
  /**
   * Calls AWS through the cache, with lower priority than calls that a caller waits for. `signal` and `deadlineAt` can end the call before the request
   * ends.
   */
  callInBackground: (signal: AbortSignal, deadlineAt: number | undefined) => Call
  cases: Cases
  /** Call this after a write that may have changed a case, or created one whose id is unknown. All requests then read the case from AWS again. */
  invalidateCase: Cases['invalidate']
  loaders: Loaders
  /** Runs calls that AWS cannot batch, a few at a time. */
  limit: Limit
  idempotency: Idempotency
}

/** Maximum concurrent calls in one request and account, for operations that AWS cannot batch. AWS allows about five support calls a second. */
const CONCURRENT_CALLS = 5
/** The same for one request in all accounts together. */
const CONCURRENT_CALLS_IN_ALL = 25

export interface ContextOptions extends Pick<Context, 'requestId' | 'traceId' | 'viewer' | 'scope'> {
  accounts: AccountSet
  files: Pick<ConfigFiles, 'policy' | 'trustedDocuments'>
  config: Pick<Config, 'maxScannedCases' | 'accountTimeoutMs' | 'responseTargets'>
  now?: Context['now']
}

/** Creates the context of one request, in the first account that the viewer may see. */
export function createContext(options: ContextOptions): Context {
  const { requestId, traceId, viewer, scope, accounts, files, config, now = Date.now } = options
  const { maxScannedCases, accountTimeoutMs, responseTargets } = config
  const allRules = rulesFor(files.policy, viewer)
  const isVisible = (account: Account): boolean => maySeeAccount(allRules, account)
  let visible: readonly Account[] | undefined
  const contexts = new Map<string, Context>()
  const limitAll = lazyLimit(CONCURRENT_CALLS_IN_ALL)

  function contextOf(account: Account): Context {
    const known = contexts.get(account.key)
    if (known !== undefined) return known
    const serviceAccount = accounts.byEndpoint.get(account.endpoint) ?? account.key
    const created = createAccountContext(request, account, serviceAccount, scope, limitAll)
    contexts.set(account.key, created)
    return created
  }

  function contextIfVisible(account: Account | undefined): Context | undefined {
    return account && isVisible(account) ? contextOf(account) : undefined
  }

  const request: RequestContext = {
    requestId,
    traceId,
    viewer,
    allRules,
    trustedDocuments: files.trustedDocuments,
    scheduler: createScheduler(() => checkRequest(scope)),
    maxScannedCases,
    accountTimeoutMs,
    responseTargets,
    now,
    accounts: () => (visible ??= allRules === null ? accounts.list : accounts.list.filter(isVisible)),
    in: (key) => contextIfVisible(accounts.byKey.get(key)),
    inNamed: (name) => contextIfVisible(accounts.byName.get(name)),
    inEndpointOf(key) {
      const endpoint = accounts.byKey.get(key)?.endpoint ?? ''
      // Ids of services contain only the first account of an endpoint. Any other account that the viewer may not see must look like an unknown one.
      if (accounts.byEndpoint.get(endpoint) !== key) return request.in(key)
      const account = request.accounts().find((other) => other.endpoint === endpoint)
      return account && contextOf(account)
    },
  }
  return contextOf(accounts.list.find(isVisible) ?? noAccount)
}

/** The context of the account that an object belongs to. The object was read for this request, so the viewer may see its account. */
export function contextFor(context: Context, { account = FIRST_ACCOUNT }: InAccount): Context {
  const found = account === context.account.key ? context : context.in(account)
  if (found === undefined) throw new Error(`the request has an object of the account ${account}, which it may not see`)
  return found
}

function createAccountContext(
  request: RequestContext,
  account: Account,
  serviceAccount: string,
  requestScope: RequestScope,
  limitAll: Limit,
): Context {
  const { upstream, cache, caseIndex, idempotency, chargeViewerOf } = account
  const { viewer, maxScannedCases, now } = request
  // Calls queue for the budget of their account, which also has the viewer's share.
  const scope: RequestScope = {
    ...requestScope,
    queuePosition: { calls: 0 },
    chargeViewer: chargeViewerOf?.(viewer) ?? requestScope.chargeViewer,
  }
  const { reads } = scope
  const call: Call = (operation, input) => (cache ?? upstream).call(operation, input, scope)
  const limitOwn = lazyLimit(CONCURRENT_CALLS)
  const limit: Limit = (work) => limitOwn(() => limitAll(work))
  const limitBackground = lazyLimit(CONCURRENT_CALLS)
  const rules = rulesWithin(request.allRules, account)
  const cases =
    caseIndex?.forRequest(scope) ??
    createUnindexedCases((input) => upstream.call('DescribeCases', input, scope), {
      reads,
      limit,
      maxScannedCases,
      now,
    })
  const isVisible = rules === null ? undefined : (item: Case) => maySeeCase(rules, item)
  let created: Loaders | undefined
  // A list of many accounts needs the loaders of the few whose cases are on its page.
  const loaders = (): Loaders => (created ??= createLoaders({ account, serviceAccount, call, cases, limit, isVisible }))
  return {
    ...request,
    account,
    rules,
    scope,
    call,
    callForWrite: (operation, input) =>
      upstream.call(operation, input, { ...scope, readSignal: scope.writeSignal, chargeViewer: undefined }),
    callInBackground: (readSignal, deadlineAt) => {
      const background: RequestScope = { ...scope, readSignal, deadlineAt, precedence: 'background' }
      return (operation, input) => limitBackground(() => (cache ?? upstream).call(operation, input, background))
    },
    cases,
    async invalidateCase(caseId, pin) {
      loaders().clearCases()
      loaders().communicationPage.clear()
      cache?.forgetThreads(reads)
      await cases.invalidate(caseId, pin)
    },
    get loaders() {
      return loaders()
    },
    limit,
    idempotency,
  }
}

/** Few requests need one, and it takes 8 µs to create. */
function lazyLimit(concurrency: number): Limit {
  let limit: LimitFunction | undefined
  return (work) => (limit ??= pLimit(concurrency))(work)
}
