import type { Check, CheckResult, FlaggedResource } from './account.js'
import { worstStatus } from './checks.js'
import type { Random } from './random.js'

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
  random: Random,
  now: number,
): Map<string, Check> {
  const checks = Array.from({ length: options.checks }, (_, index): [string, Check] => {
    const id = random.hex(10)
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
        result: generateResult(options.flaggedResourcesPerCheck, category, random, now),
      },
    ]
  })
  return new Map(checks)
}

function generateResult(flagged: number, category: string, random: Random, now: number): CheckResult {
  const flaggedResources = Array.from({ length: flagged }, () => generateResource(random))
  const result: CheckResult = {
    timestamp: now - random.int(0, 86_399_999),
    status: worstStatus(flaggedResources),
    resourcesProcessed: flagged + random.int(0, 99),
    resourcesIgnored: 0,
    flaggedResources,
  }
  if (category !== 'cost_optimizing') return result
  return {
    ...result,
    estimatedMonthlySavings: random.int(0, 99_999) / 100,
    estimatedPercentMonthlySavings: random.int(0, 99),
  }
}

function generateResource(random: Random): FlaggedResource {
  const region = random.pick(REGIONS)
  const status = random.pick(FINDINGS)
  const name = `resource-${random.hex(8)}`
  return {
    resourceId: random.hex(43),
    status,
    region,
    isSuppressed: random.int(0, 7) === 0,
    metadata: [{ ok: 'Green', warning: 'Yellow', error: 'Red' }[status], region, name, null],
  }
}
