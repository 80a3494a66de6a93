import type { TrustedAdvisorCheckResult, TrustedAdvisorCheckSummary } from '@aws-sdk/client-support'
import { isInputRefused } from '../../lib/errors.js'
import type { TrustedAdvisorCheck, TrustedAdvisorRefreshStatus } from '../models.js'
import { awsMessageOf } from '../../upstream/upstream-error.js'
import type { Call, Output } from '../../upstream/operations.js'
import { MAX_SPLIT_CALLS, readSplitting, type Limit } from '../../upstream/split.js'
import { memoize } from '../../lib/memoize.js'
import { createLoader } from './batch.js'
import { createListLoader, keyedListOf } from './list.js'

/** The language of checks if none is requested: AWS requires one. */
export const DEFAULT_LANGUAGE = 'en'

const checksOf = keyedListOf(
  (
    { checks = [] }: Output<'DescribeTrustedAdvisorChecks'>,
    account,
    language = DEFAULT_LANGUAGE,
  ): TrustedAdvisorCheck[] => checks.map((check) => ({ ...check, account, language })),
  ({ id }) => id,
)

export function createTrustedAdvisorLoaders(call: Call, limit: Limit, account: string) {
  const checks = createListLoader((language = DEFAULT_LANGUAGE) =>
    limit(async () => checksOf(await call('DescribeTrustedAdvisorChecks', { language }), account, language)),
  )

  const summaryById = createLoader('summaryById', async (checkIds: readonly string[]) => {
    const summaries = await readSplitting<TrustedAdvisorCheckSummary>(
      checkIds,
      limit,
      async (part) => {
        const { summaries: found = [] } = await call('DescribeTrustedAdvisorCheckSummaries', { checkIds: [...part] })
        return found.map((summary) => [summary.checkId, summary])
      },
      isInputRefused,
      () => null,
    )
    return checkIds.map((id) => summaries.get(id) ?? null)
  })

  const refreshStatusById = createLoader('refreshStatusById', async (checkIds: readonly string[]) => {
    const statuses = await readSplitting<TrustedAdvisorRefreshStatus>(
      checkIds,
      limit,
      async (part) => {
        const { statuses: found = [] } = await call('DescribeTrustedAdvisorCheckRefreshStatuses', {
          checkIds: [...part],
        })
        const readAt = Date.now()
        return found.map((status) => [status.checkId, { ...status, refreshable: true, readAt }])
      },
      isInputRefused,
      (_, error) => (isUnrefreshable(error) ? { refreshable: false, readAt: Date.now() } : null),
      // AWS refreshes more than MAX_SPLIT_CALLS checks automatically, and each refusal names only one of them. So allow more calls here: AWS allows
      // twenty times as many Trusted Advisor calls as other calls.
      Math.max(MAX_SPLIT_CALLS, checkIds.length),
    )
    return checkIds.map((id) => statuses.get(id) ?? null)
  })

  return {
    /** All checks, in one language. */
    checks: checks.all,
    /** One check by its id; null if AWS does not list it. */
    checkById: checks.byKey,
    /** Null for a check that AWS does not know. Summaries requested together are read in one call: AWS states no maximum for the list (model). */
    summary: (checkId: string) => summaryById.load(checkId),
    /**
     * The refresh status; null for a check that AWS does not know. AWS rejects a whole list because of one check that is refreshed automatically, so lists
     * are split.
     */
    refreshStatus: (checkId: string) => refreshStatusById.load(checkId),
    /** Call this after a refresh request: the status is read again. */
    clearRefreshStatus: (checkId: string) => void refreshStatusById.clear(checkId),
    /** AWS accepts one check per call: model. */
    checkResult: memoize((checkId: string, language: string): Promise<TrustedAdvisorCheckResult | undefined> =>
      limit(async () => (await call('DescribeTrustedAdvisorCheckResult', { checkId, language })).result),
    ),
  }
}

/**
 * Whether AWS refuses to refresh a check because it refreshes that check automatically. The model has no error for this; the messages were reported in
 * public issues.
 */
export function isUnrefreshable(error: Error): boolean {
  return /UNREFRESHABLE_CHECK_ID|not refreshable/i.test(awsMessageOf(error))
}
