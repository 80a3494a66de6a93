import type { AllMetrics } from '../telemetry/metrics.js'
import type { AccountSet } from './account.js'

/** Shows the breakers and the case indexes of the current accounts in /metrics. `isLabeled`: with the label `account`, because there is an ACCOUNTS_FILE. */
export function showAccounts(metrics: AllMetrics, current: () => AccountSet, isLabeled: boolean): void {
  const labeled = () => current().list.map((one) => ({ ...one, account: isLabeled ? one.name : undefined }))
  metrics.showBreakers(() =>
    labeled().flatMap(({ account, upstream }) => upstream.breakers().map((breaker) => ({ ...breaker, account }))),
  )
  // All accounts have an index, or none has.
  if (current().list.some(({ caseIndex }) => caseIndex !== undefined))
    metrics.showCaseIndexes(() =>
      labeled().flatMap(({ account, caseIndex }) => (caseIndex ? [{ account, status: caseIndex.status() }] : [])),
    )
}
