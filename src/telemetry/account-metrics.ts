/** The metrics of one of several accounts: those of the process, with the label `account`. */
import type { AllMetrics, Counted, Metrics } from './metrics.js'

/**
 * `account` is its name in ACCOUNTS_FILE. `remove` removes all of its series, because the account is gone. What requests in flight count after that is
 * not shown.
 */
export function metricsOf(metrics: AllMetrics, account: string): { metrics: Metrics; remove: () => void } {
  const removals: (() => void)[] = []
  let isGone = false

  /** Adds the label, and has the series removed when the account is gone. Undefined if it is. */
  function labeled<L extends string>(all: { remove: (labels: Record<L, string>) => void }) {
    const series = new Map<string, Record<L, string>>()
    removals.push(() => {
      for (const labels of series.values()) all.remove(labels)
    })
    return (own: Record<L, string>): Record<L, string> | undefined => {
      if (isGone) return undefined
      const labels = { ...own, account }
      series.set(Object.values(labels).join(' '), labels)
      return labels
    }
  }

  function counted<L extends string>(all: Counted<L> & Parameters<typeof labeled<L>>[0]): Counted<L> {
    const labelsOf = labeled(all)
    return {
      inc(own) {
        const labels = labelsOf(own)
        if (labels !== undefined) all.inc(labels)
      },
    }
  }

  const { upstreamCalls, upstreamAttempts, upstreamRetries, upstreamThrottles, budgetShare } = metrics
  const shareLabels = labeled<'family'>(budgetShare)
  const own: Metrics = {
    ...metrics,
    upstreamCalls: counted(upstreamCalls),
    upstreamAttempts: counted(upstreamAttempts),
    upstreamRetries: counted(upstreamRetries),
    upstreamThrottles: counted(upstreamThrottles),
    budgetShare: {
      set(labels, share) {
        const all = shareLabels(labels)
        if (all !== undefined) budgetShare.set(all, share)
      },
    },
    budgetWaiting(labels, count) {
      removals.push(metrics.budgetWaiting({ ...labels, account }, count))
    },
  }
  return {
    metrics: own,
    remove() {
      isGone = true
      for (const remove of removals.splice(0)) remove()
    },
  }
}
