/** All Trusted Advisor checks of the demo account, with their last results. */
import type { Check } from '../../account.js'
import { CHECK_TRANSLATIONS } from '../translations.js'
import type { CheckSpec } from './check-spec.js'
import { describe } from './describe.js'
import { createInventory } from './inventory.js'
import { createResult } from './result.js'
import { configRules } from './table/config-rules.js'
import { cost } from './table/cost.js'
import { faultTolerance } from './table/fault-tolerance.js'
import { limits } from './table/limits.js'
import { performance } from './table/performance.js'
import { rdsRecommendations } from './table/rds-recommendations.js'
import { securityControls } from './table/security-controls.js'
import { security } from './table/security.js'

const specs: readonly CheckSpec[] = [
  ...cost,
  ...performance,
  ...security,
  ...faultTolerance,
  ...limits,
  ...rdsRecommendations,
  ...configRules,
  ...securityControls,
]

export function createChecks(now: number): Check[] {
  const inventory = createInventory()
  return specs.map((spec) => {
    const check: Check = {
      id: spec.id,
      name: spec.name,
      description: describe(spec),
      category: spec.category,
      metadata: [...spec.headings],
      refreshable: spec.refreshable,
    }
    const result = createResult(spec, inventory, now)
    if (result !== undefined) check.result = result
    const translations = CHECK_TRANSLATIONS[spec.id]
    if (translations !== undefined) check.translations = translations
    return check
  })
}
