import type {
  TrustedAdvisorCheckRefreshStatus,
  TrustedAdvisorCostOptimizingSummary,
  TrustedAdvisorResourcesSummary,
} from '@aws-sdk/client-support'
import type { Check, CheckResult, FlaggedResource } from './account.js'
import { invalidParameter } from './aws-error.js'
import type { State } from './state.js'
import { advisorTime } from './times.js'

/** A refresh is in the queue, then under way, then done. AWS says only that it takes a while. */
const ENQUEUED_MS = 3000
const REFRESHED_MS = 10_000
const REFRESHABLE_AGAIN_MS = 3_600_000

export function findCheck(state: State, checkId: string | null | undefined): Check {
  const found = state.account.checks.get(checkId ?? '')
  if (!found) throw invalidParameter(`[INVALID_CHECK_ID_ERROR] Check ${checkId} does not exist.`)
  return found
}

export function findRefreshableCheck(state: State, checkId: string | null | undefined): Check {
  const check = findCheck(state, checkId)
  if (!check.refreshable) {
    throw invalidParameter(`[UNREFRESHABLE_CHECK_ID_ERROR] Check ${check.id} is not refreshable.`)
  }
  return check
}

/** What a check says now: a function of the clock, so that looking at it changes nothing. */
export function currentResult(state: State, check: Check): CheckResult | undefined {
  const askedAt = state.refreshes.get(check.id)
  if (askedAt === undefined || state.now() < askedAt + REFRESHED_MS) return check.result
  return refreshed(check.result, askedAt + REFRESHED_MS)
}

export function refreshStatus(state: State, check: Check): TrustedAdvisorCheckRefreshStatus {
  const askedAt = state.refreshes.get(check.id)
  if (askedAt === undefined) return { checkId: check.id, status: 'none', millisUntilNextRefreshable: 0 }
  const elapsed = state.now() - askedAt
  return {
    checkId: check.id,
    status: elapsed < ENQUEUED_MS ? 'enqueued' : elapsed < REFRESHED_MS ? 'processing' : 'success',
    millisUntilNextRefreshable: Math.max(0, REFRESHABLE_AGAIN_MS - elapsed),
  }
}

/** Asking again too early changes nothing; the answer is then how far the earlier refresh has come. */
export function requestRefresh(state: State, check: Check): TrustedAdvisorCheckRefreshStatus {
  if (refreshStatus(state, check).millisUntilNextRefreshable === 0) {
    const result = currentResult(state, check)
    if (result) check.result = result
    state.refreshes.set(check.id, state.now())
  }
  return refreshStatus(state, check)
}

/** Somebody has mended one of the findings since: so a refresh is worth looking at. */
function refreshed(before: CheckResult | undefined, timestamp: number): CheckResult {
  if (!before) return { timestamp, status: 'ok', resourcesProcessed: 0, resourcesIgnored: 0, flaggedResources: [] }
  const mended = before.flaggedResources.findLast(({ status, isSuppressed }) => status !== 'ok' && !isSuppressed)
  const flaggedResources = before.flaggedResources.filter((resource) => resource !== mended)
  const result = { ...before, timestamp, status: worstStatus(flaggedResources), flaggedResources }
  if (before.estimatedMonthlySavings === undefined || mended === undefined) return result
  const share = flaggedResources.length / before.flaggedResources.length
  return { ...result, estimatedMonthlySavings: Math.round(before.estimatedMonthlySavings * share * 100) / 100 }
}

/** What a check's summary and its result have in common. */
export function summarize(state: State, check: Check) {
  const result = currentResult(state, check)
  return {
    checkId: check.id,
    // A check that never ran has a timestamp too; since when the account is watched is as good as any.
    timestamp: advisorTime(result?.timestamp ?? state.since),
    status: result?.status ?? 'not_available',
    resourcesSummary: summarizeResources(result),
    categorySpecificSummary: {
      costOptimizing: check.category === 'cost_optimizing' ? summarizeSavings(result) : undefined,
    },
  }
}

function summarizeSavings(result: CheckResult | undefined): TrustedAdvisorCostOptimizingSummary {
  return {
    estimatedMonthlySavings: result?.estimatedMonthlySavings ?? 0,
    estimatedPercentMonthlySavings: result?.estimatedPercentMonthlySavings ?? 0,
  }
}

function summarizeResources(result: CheckResult | undefined): TrustedAdvisorResourcesSummary {
  const listed = result?.flaggedResources ?? []
  return {
    resourcesProcessed: result?.resourcesProcessed ?? 0,
    resourcesFlagged: listed.filter(({ status, isSuppressed }) => status !== 'ok' && !isSuppressed).length,
    resourcesIgnored: result?.resourcesIgnored ?? 0,
    resourcesSuppressed: listed.filter(({ isSuppressed }) => isSuppressed).length,
  }
}

/** A suppressed finding does not count. */
export function worstStatus(resources: FlaggedResource[]): CheckResult['status'] {
  const open = resources.filter((resource) => !resource.isSuppressed)
  if (open.some(({ status }) => status === 'error')) return 'error'
  return open.some(({ status }) => status === 'warning') ? 'warning' : 'ok'
}
