import type {
  DescribeTrustedAdvisorCheckRefreshStatusesRequest,
  DescribeTrustedAdvisorCheckRefreshStatusesResponse,
  DescribeTrustedAdvisorCheckResultRequest,
  DescribeTrustedAdvisorCheckResultResponse,
  DescribeTrustedAdvisorChecksRequest,
  DescribeTrustedAdvisorChecksResponse,
  DescribeTrustedAdvisorCheckSummariesRequest,
  DescribeTrustedAdvisorCheckSummariesResponse,
  RefreshTrustedAdvisorCheckRequest,
  RefreshTrustedAdvisorCheckResponse,
  TrustedAdvisorCheckRefreshStatus,
  TrustedAdvisorResourcesSummary,
} from '@aws-sdk/client-support'
import type { Check, CheckResult } from '../account.js'
import { worstStatus } from '../account.js'
import { invalidParameter } from '../aws-error.js'
import type { State } from '../state.js'
import { advisorTime } from '../times.js'
import { list, operation, required, text } from './operation.js'
import { checkLanguage } from './services.js'

/** A refresh is enqueued, then processing, then done. AWS documents only that it takes a while. */
const ENQUEUED_MS = 3000
const REFRESHED_MS = 10_000
const REFRESHABLE_AGAIN_MS = 3_600_000

const LANGUAGES = ['zh', 'zh_TW', 'en', 'fr', 'de', 'id', 'it', 'ja', 'ko', 'pt_BR', 'es']

const throttle = 'trustedAdvisorPerSecond'

export const trustedAdvisor = {
  DescribeTrustedAdvisorChecks: operation({
    throttle,
    members: { language: required(text) },
    run(
      { language = 'en' }: DescribeTrustedAdvisorChecksRequest,
      { account }: State,
    ): DescribeTrustedAdvisorChecksResponse {
      checkLanguage(language, LANGUAGES)
      return {
        checks: [...account.checks.values()].map(({ id, name, translations, description, category, metadata }) => ({
          id,
          name: translations?.[language] ?? name,
          description,
          category,
          metadata,
        })),
      }
    },
  }),

  DescribeTrustedAdvisorCheckResult: operation({
    throttle,
    members: { checkId: required(text), language: text },
    run(
      { checkId, language }: DescribeTrustedAdvisorCheckResultRequest,
      state: State,
    ): DescribeTrustedAdvisorCheckResultResponse {
      const check = findCheck(state, checkId)
      checkLanguage(language, LANGUAGES)
      // AWS omits `flaggedResources` for checks that are not available, although the model requires it.
      const flaggedResources = currentResult(state, check)?.flaggedResources
      return { result: { ...summarize(state, check), flaggedResources } }
    },
  }),

  DescribeTrustedAdvisorCheckSummaries: operation({
    throttle,
    members: { checkIds: required(list(text)) },
    run(
      { checkIds = [] }: DescribeTrustedAdvisorCheckSummariesRequest,
      state: State,
    ): DescribeTrustedAdvisorCheckSummariesResponse {
      const summaries = checkIds.map((checkId) => summarize(state, findCheck(state, checkId)))
      return {
        summaries: summaries.map((summary) =>
          Object.assign(summary, { hasFlaggedResources: summary.resourcesSummary.resourcesFlagged !== 0 }),
        ),
      }
    },
  }),

  DescribeTrustedAdvisorCheckRefreshStatuses: operation({
    throttle,
    members: { checkIds: required(list(text)) },
    run(
      { checkIds = [] }: DescribeTrustedAdvisorCheckRefreshStatusesRequest,
      state: State,
    ): DescribeTrustedAdvisorCheckRefreshStatusesResponse {
      return { statuses: checkIds.map((checkId) => refreshStatus(state, findRefreshableCheck(state, checkId))) }
    },
  }),

  /** A request that is too early changes nothing and returns the progress of the earlier refresh. */
  RefreshTrustedAdvisorCheck: operation({
    throttle,
    members: { checkId: required(text) },
    run({ checkId }: RefreshTrustedAdvisorCheckRequest, state: State): RefreshTrustedAdvisorCheckResponse {
      const check = findRefreshableCheck(state, checkId)
      if (refreshStatus(state, check).millisUntilNextRefreshable === 0) {
        check.result = currentResult(state, check)
        state.refreshes.set(check.id, state.now())
      }
      return { status: refreshStatus(state, check) }
    },
  }),
}

function findCheck(state: State, checkId: string | null | undefined): Check {
  const found = state.account.checks.get(checkId ?? '')
  if (!found) throw invalidParameter(`[INVALID_CHECK_ID_ERROR] Check ${checkId} does not exist.`)
  return found
}

function findRefreshableCheck(state: State, checkId: string | null | undefined): Check {
  const check = findCheck(state, checkId)
  if (!check.refreshable) {
    throw invalidParameter(`[UNREFRESHABLE_CHECK_ID_ERROR] Check ${check.id} is not refreshable.`)
  }
  return check
}

/** The current result: a function of the clock, so reads change nothing. */
function currentResult(state: State, check: Check): CheckResult | undefined {
  const requestedAt = state.refreshes.get(check.id)
  if (requestedAt === undefined || state.now() < requestedAt + REFRESHED_MS) return check.result
  return refreshed(check.result, requestedAt + REFRESHED_MS)
}

function refreshStatus(state: State, check: Check): TrustedAdvisorCheckRefreshStatus {
  const requestedAt = state.refreshes.get(check.id)
  if (requestedAt === undefined) return { checkId: check.id, status: 'none', millisUntilNextRefreshable: 0 }
  const elapsed = state.now() - requestedAt
  return {
    checkId: check.id,
    status: elapsed < ENQUEUED_MS ? 'enqueued' : elapsed < REFRESHED_MS ? 'processing' : 'success',
    millisUntilNextRefreshable: Math.max(0, REFRESHABLE_AGAIN_MS - elapsed),
  }
}

/** Pretends that one of the findings has been fixed, so a refresh changes something. */
function refreshed(before: CheckResult | undefined, timestamp: number): CheckResult {
  if (!before) return { timestamp, status: 'ok', resourcesProcessed: 0, resourcesIgnored: 0, flaggedResources: [] }
  const fixed = before.flaggedResources.findLast(({ status, isSuppressed }) => status !== 'ok' && !isSuppressed)
  const flaggedResources = before.flaggedResources.filter((resource) => resource !== fixed)
  const result = { ...before, timestamp, status: worstStatus(flaggedResources), flaggedResources }
  if (before.estimatedMonthlySavings === undefined || fixed === undefined) return result
  const share = flaggedResources.length / before.flaggedResources.length
  return { ...result, estimatedMonthlySavings: Math.round(before.estimatedMonthlySavings * share * 100) / 100 }
}

/** The members that a check's summary and its result share. */
function summarize(state: State, check: Check) {
  const result = currentResult(state, check)
  const savings = {
    estimatedMonthlySavings: result?.estimatedMonthlySavings ?? 0,
    estimatedPercentMonthlySavings: result?.estimatedPercentMonthlySavings ?? 0,
  }
  return {
    checkId: check.id,
    // A check that never ran needs a timestamp too: the time at which the account was loaded.
    timestamp: advisorTime(result?.timestamp ?? state.since),
    status: result?.status ?? 'not_available',
    resourcesSummary: summarizeResources(result),
    categorySpecificSummary: { costOptimizing: check.category === 'cost_optimizing' ? savings : undefined },
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
