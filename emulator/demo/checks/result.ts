/** How a check ended: which resources it flagged, and what that would save. */
import type { CheckResult, FlaggedResource } from '../../account.js'
import { createRandom, UPPER_AND_DIGITS, type Random } from '../random.js'
import type { Cell, CheckSpec, Finding, Outcome, Status } from './check-spec.js'
import { generalCell } from './columns.js'
import type { Inventory } from './inventory.js'

/** What the company spends a month; the savings are told as a share of it. */
const MONTHLY_SPEND = 86_000

const HOUR = 3_600_000

export function createResult(check: CheckSpec, inventory: Inventory, now: number): CheckResult | undefined {
  const random = createRandom(`check:${check.id}`)
  const outcome = check.outcome ?? chance(random)
  if (outcome === 'never-run') return undefined

  const hoursAgo = check.refreshable ? random.next() * 7 * 24 : random.next() * 24
  const checkedAt = Math.floor((now - hoursAgo * HOUR) / 1000) * 1000 - 1000
  const known = inventory.count(check.kind)
  const statuses = check.category === 'service_limits' ? limitStatuses(outcome, known) : statusesOf(outcome, random)
  const flaggedResources = inventory.sample(check.kind, statuses.length, random).map((resource, index) => {
    const status = statuses[index] ?? outcome.status
    const isSuppressed = status !== 'ok' && (outcome.suppressed ?? (index > 0 && random.next() < 0.06))
    return flaggedResource(check, { resource, status, random, checkedAt, index }, isSuppressed)
  })
  const result: CheckResult = {
    timestamp: checkedAt,
    status: worstOf(flaggedResources),
    resourcesProcessed: known + unflagged(known, random),
    resourcesIgnored: random.next() < 0.15 ? random.int(1, 4) : 0,
    flaggedResources,
  }
  return check.category === 'cost_optimizing' ? { ...result, ...savingsOf(check, flaggedResources) } : result
}

/** Mostly fine, as in a well kept account. */
function chance(random: Random): Outcome | 'never-run' {
  const drawn = random.next()
  if (drawn < 0.04) return 'never-run'
  if (drawn < 0.56) return { status: 'ok', flagged: 0 }
  if (drawn < 0.64) return { status: 'warning', flagged: random.int(1, 3), suppressed: true }
  const flagged = random.int(1, random.pick([3, 8, 15, 40]))
  return { status: drawn < 0.88 ? 'warning' : 'error', flagged }
}

/** Only of what there is much of does the account hold more than the inventory lists. */
function unflagged(known: number, random: Random): number {
  return known < 10 ? 0 : random.int(0, known < 40 ? 6 : 120)
}

/** The first finding has the status of the whole. */
function statusesOf({ status, flagged }: Outcome, random: Random): Status[] {
  return Array.from({ length: flagged }, (_, index) => (index === 0 || random.next() < 0.6 ? status : 'warning'))
}

/** Checks of limits list every region, those that are fine too. */
function limitStatuses({ status, flagged }: Outcome, regions: number): Status[] {
  return Array.from({ length: Math.min(regions, 5) }, (_, index) => (index < flagged ? status : 'ok'))
}

function flaggedResource(check: CheckSpec, finding: Finding, isSuppressed: boolean): FlaggedResource {
  const { resource, status, random } = finding
  const flagged = {
    resourceId: random.word(UPPER_AND_DIGITS, 43),
    status,
    isSuppressed,
    metadata: cellsOf(check, finding),
  }
  return resource.region === undefined ? flagged : { ...flagged, region: resource.region }
}

function cellsOf(check: CheckSpec, finding: Finding): Cell[] {
  const row = check.row?.(finding) ?? {}
  return check.headings.map((heading) => {
    const made = row[heading]
    if (made !== undefined) return made
    const choices = check.cells?.[heading]
    return choices === undefined ? generalCell(heading, finding) : finding.random.pick(choices)
  })
}

function worstOf(findings: readonly FlaggedResource[]): Status {
  const counted = new Set(findings.filter(({ isSuppressed }) => !isSuppressed).map(({ status }) => status))
  if (counted.has('error')) return 'error'
  return counted.has('warning') ? 'warning' : 'ok'
}

/** By heading: what one row of that column saves in a month. */
const SAVING_COLUMNS: Readonly<Record<string, number>> = {
  'Estimated Monthly Savings': 1,
  'Estimated Monthly Savings (On Demand)': 1,
  'Monthly Storage Cost': 1,
  'Lost Daily Compute Cost': 30,
}

function savingsOf(check: CheckSpec, findings: readonly FlaggedResource[]) {
  const column = check.headings.findIndex((heading) => heading in SAVING_COLUMNS)
  const times = SAVING_COLUMNS[check.headings[column] ?? ''] ?? 0
  const total = findings
    .filter(({ isSuppressed }) => !isSuppressed)
    .reduce((sum, { metadata }) => sum + times * Number(metadata[column]?.replace('$', '') ?? 0), 0)
  return {
    estimatedMonthlySavings: Math.round(total * 100) / 100,
    estimatedPercentMonthlySavings: Math.round((total / MONTHLY_SPEND) * 10_000) / 100,
  }
}
