/** Limits each viewer to a share of the calls that AWS allows the account, so that no viewer can use up all of them. */
import { anonymous, type Viewer } from '../../lib/viewer.js'
import type { Config } from '../../config/config.js'
import { BUDGET_SPENT } from '../../lib/errors.js'
import { createMinuteCounter } from '../../redis/minute-counter.js'
import type { Redis } from '../../redis/redis.js'
import type { Metrics } from '../../telemetry/metrics.js'
import { budgetOf } from '../operations.js'
import type { RequestScope } from '../request-scope.js'
import { UpstreamError } from '../upstream-error.js'

type ViewerBudgetConfig = Pick<
  Config,
  'account' | 'supportCallsPerSecond' | 'trustedAdvisorCallsPerSecond' | 'viewerBudgetPercent'
>

/** Returns the function that creates a viewer's `chargeViewer`: undefined for the anonymous viewer, which is every caller with AUTH_MODE `none`. */
export function createViewerBudget(
  limits: ViewerBudgetConfig,
  redis?: Redis,
  metrics?: Metrics,
): (viewer: Viewer) => RequestScope['chargeViewer'] {
  // AWS counts calls to the two services separately (documentation of both).
  const shares = {
    support: shareOf('AWS Support', limits.supportCallsPerSecond),
    'trusted-advisor': shareOf('Trusted Advisor', limits.trustedAdvisorCallsPerSecond),
  }

  function shareOf(name: string, callsPerSecond: number) {
    const limit = Math.max(1, Math.floor((callsPerSecond * 60 * limits.viewerBudgetPercent) / 100))
    return { name, limit, count: createMinuteCounter(`calls:${limits.account}:${name.replace(' ', '-')}`, redis) }
  }

  return ({ id }) => {
    if (id === anonymous.id) return undefined
    return async (operation) => {
      const { name, limit, count: countCall } = shares[budgetOf(operation)]
      const { count, msLeft } = await countCall(id)
      if (count <= limit) return
      metrics?.limitRefusals.inc({ limit: 'viewer_budget' })
      throw new UpstreamError({
        name: BUDGET_SPENT,
        operation,
        awsMessage: '',
        retryAfterMs: msLeft,
        message:
          `Your share of the calls to ${name} is used up: ${limit} per minute (VIEWER_BUDGET_PERCENT). ` +
          `${operation} was not sent. Try again in ${Math.ceil(msLeft / 1_000)} s, or request less.`,
      })
    }
  }
}
