import type { Check, CheckResult, FlaggedResource } from './account.js'
import { worstStatus } from './checks.js'
import type { Dice } from './random.js'

const CATEGORIES = [
  'cost_optimizing',
  'security',
  'fault_tolerance',
  'performance',
  'service_limits',
  'operational_excellence',
] as const
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1'] as const
const FINDINGS = ['warning', 'error', 'ok'] as const
const METADATA = ['Status', 'Region', 'Resource', 'Reason']

export function generateChecks(
  options: { checks: number; flaggedResourcesPerCheck: number },
  dice: Dice,
  now: number,
): Map<string, Check> {
  const checks = Array.from({ length: options.checks }, (_, index): [string, Check] => {
    const id = dice.hex(10)
    const category = CATEGORIES[index % CATEGORIES.length] ?? 'security'
    return [
      id,
      {
        id,
        name: `Generated check ${index + 1}`,
        description: `Looks at <b>generated resources</b>.<br>It is check ${index + 1}.`,
        category,
        metadata: METADATA,
        refreshable: index % 10 !== 9,
        result: generateResult(options.flaggedResourcesPerCheck, category, dice, now),
      },
    ]
  })
  return new Map(checks)
}

function generateResult(flagged: number, category: string, dice: Dice, now: number): CheckResult {
  const flaggedResources = Array.from({ length: flagged }, () => generateResource(dice))
  const result: CheckResult = {
    timestamp: now - dice.roll(86_400_000),
    status: worstStatus(flaggedResources),
    resourcesProcessed: flagged + dice.roll(100),
    resourcesIgnored: 0,
    flaggedResources,
  }
  if (category !== 'cost_optimizing') return result
  return {
    ...result,
    estimatedMonthlySavings: dice.roll(100_000) / 100,
    estimatedPercentMonthlySavings: dice.roll(100),
  }
}

function generateResource(dice: Dice): FlaggedResource {
  const region = dice.pick(REGIONS)
  const status = dice.pick(FINDINGS)
  const name = `resource-${dice.hex(8)}`
  return {
    resourceId: dice.hex(43),
    status,
    region,
    isSuppressed: dice.roll(8) === 0,
    metadata: [{ ok: 'Green', warning: 'Yellow', error: 'Red' }[status], region, name, null],
  }
}
