/** Turns the rows of check-table.ts into checks with their last results. */
import type { Check, CheckResult, FlaggedResource } from '../account.js'
import { worstStatus } from '../account.js'
import { createRandom, UPPER_AND_DIGITS, type Random } from '../random.js'
import { AUTOMATIC, CHECKS, LIMITS, type CheckRow, type Outcome } from './check-table.js'
import { randomOf } from './company.js'
import { cellsOf, STATUS_WORDS, type Finding } from './findings.js'
import { kindOf, sampleResources } from './resources.js'
import { CHECK_TRANSLATIONS } from './translations.js'

/** The company's monthly costs; savings are reported as a share of them. */
const MONTHLY_SPEND = 86_000

/** The columns with a finding's monthly cost. */
const SAVINGS = new Set(['Estimated Monthly Savings', 'Estimated Monthly Savings (On Demand)', 'Monthly Storage Cost'])

type Cells = (finding: Finding) => Readonly<Record<string, string | null>>

/** What all checks of an account have in common. */
export interface CheckedAccount {
  accountId: string
  now: number
  /** False for a new account: no check has a result. */
  haveRun: boolean
}

export function createChecks(account: CheckedAccount): Check[] {
  return [
    ...Object.entries(CHECKS).flatMap(([category, rows]) =>
      rows.map((row) => createCheck(row, { ...account, category, refreshable: true })),
    ),
    ...Object.entries(AUTOMATIC).flatMap(([category, rows]) =>
      rows.map(([id, name, kind, outcome]) => {
        const isRule = id.startsWith('c18')
        const headings = `Status, Region, Resource, ${isRule ? 'AWS Config Rule, Input Parameters, ' : ''}Last Updated Time`
        const rule = name
          .replace(/^(Amazon|AWS) /, '')
          .toLowerCase()
          .replaceAll(/\W+/g, '-')
        return createCheck([id, name, kind, outcome, headings], {
          ...account,
          category,
          refreshable: false,
          cells: () => ({ 'AWS Config Rule': rule }),
        })
      }),
    ),
    ...LIMITS.map(([id, name, service, limit, amount, outcome, perAccount]) => {
      const headings = 'Region, Service, Limit Name, Limit Amount, Current Usage, Status'
      const about = `Compares the usage of <b>${service}: ${limit}</b> with its limit. Yellow from 80%, red at 100%.`
      return createCheck([id, name, perAccount ? 'account' : 'account-region', outcome, headings, about], {
        ...account,
        category: 'service_limits',
        refreshable: true,
        cells: (finding) => ({
          Service: service,
          'Limit Name': limit,
          'Limit Amount': String(amount),
          'Current Usage': String(usageOf(amount, finding)),
        }),
      })
    }),
  ]
}

interface More extends CheckedAccount {
  category: string
  refreshable: boolean
  /** Values by column heading. */
  cells?: Cells
}

function createCheck(row: CheckRow, more: More): Check {
  const [id, name, , , headings] = row
  return {
    id,
    name,
    translations: CHECK_TRANSLATIONS[id],
    description: describe(row, more),
    category: more.category,
    metadata: headings === '' ? [] : headings.split(', '),
    refreshable: more.refreshable,
    result: createResult(row, more),
  }
}

function createResult([id, , kind, outcome, headings]: CheckRow, more: More): CheckResult | undefined {
  if (outcome === 'never' || !more.haveRun) return undefined
  const random = randomOf(more.accountId, `check:${id}`)
  // AWS refreshes its own checks several times a day.
  const hoursAgo = random.next() * (more.refreshable ? 7 * 24 : 24)
  const timestamp = Math.floor((more.now - hoursAgo * 3_600_000) / 1000) * 1000 - 1000
  const statuses = statusesOf(outcome, random)
  const { count } = kindOf(kind)
  // Service limit checks list every region, including those that are ok.
  if (more.category === 'service_limits') while (statuses.length < count) statuses.push('ok')
  const metadata = headings === '' ? [] : headings.split(', ')
  const flaggedResources = sampleResources(more.accountId, kind, statuses.length, random).map(
    (resource, index): FlaggedResource => {
      const status = statuses[index] ?? 'ok'
      const finding = { resource, status, random, checkedAt: timestamp, index }
      return {
        resourceId: random.word(UPPER_AND_DIGITS, 43),
        status,
        region: resource.region,
        isSuppressed: outcome.startsWith('hidden') || (status !== 'ok' && index > 0 && random.next() < 0.06),
        metadata: cellsOf(id, metadata, finding, more.cells?.(finding) ?? {}),
      }
    },
  )
  return {
    timestamp,
    status: worstStatus(flaggedResources),
    resourcesProcessed: count + (count < 10 ? 0 : random.int(0, 3 * count)),
    resourcesIgnored: random.next() < 0.15 ? random.int(1, 4) : 0,
    flaggedResources,
    ...(more.category === 'cost_optimizing' && savingsOf(metadata, flaggedResources)),
  }
}

/** The first finding has the status of the check. */
function statusesOf(outcome: Outcome, random: Random): CheckResult['status'][] {
  const [color = '', count = 0] = outcome.split(' ')
  const worst = color === 'red' ? 'error' : 'warning'
  return Array.from({ length: Number(count) }, (_, index) => (index === 0 || random.next() < 0.6 ? worst : 'warning'))
}

function usageOf(amount: number, { status, random }: Finding): number {
  if (status === 'error') return amount
  return status === 'warning' ? Math.ceil(amount * 0.8) : Math.floor(amount * random.next() * 0.7)
}

function savingsOf(headings: string[], findings: FlaggedResource[]) {
  const column = headings.findIndex((heading) => SAVINGS.has(heading))
  const total = findings
    .filter(({ isSuppressed }) => !isSuppressed)
    .reduce((sum, { metadata }) => sum + Number(metadata[column]?.replace('$', '') ?? 0), 0)
  return {
    estimatedMonthlySavings: Math.round(total * 100) / 100,
    estimatedPercentMonthlySavings: Math.round((total / MONTHLY_SPEND) * 10_000) / 100,
  }
}

const { ok, warning, error } = STATUS_WORDS

/** Our own wording, in HTML with the few tags that AWS uses. */
function describe([id, name, kind, , , about]: CheckRow, { category, refreshable }: More): string {
  const { noun, docs } = kindOf(kind)
  const title = name.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const text = about ?? `Inspects every ${noun} in the account. Subject: <b>${title}</b>.`
  // A paragraph cannot contain a list.
  const opening = text.endsWith('</ul>') ? `<p>${text.replace('<ul>', '</p><ul>')}` : `<p>${text}</p>`
  const criteria = `<h4>Alert Criteria</h4><table><tr><th>Status</th><th>Meaning</th></tr><tr><td>${ok}</td><td>No problems were found.</td></tr><tr><td>${warning}</td><td>Review the ${noun}.</td></tr><tr><td>${error}</td><td>Act soon.</td></tr></table>`
  const advice = createRandom(`description:${id}`).pick(
    category === 'service_limits' ? ADVICE.limits : refreshable ? ADVICE.others : ADVICE.automatic,
  )
  const folder = category === 'service_limits' ? 'servicequotas' : docs
  const link = `<a href="https://docs.aws.amazon.com/${folder}/">Documentation</a>`
  return `${opening}${about === undefined ? criteria : ''}<h4>Recommended Action</h4><p>${advice}<br>${link}</p>`
}

const ADVICE: Readonly<Record<'limits' | 'automatic' | 'others', readonly [string, ...string[]]>> = {
  limits: ['Request a higher limit in time, or delete what is no longer in use.'],
  automatic: [
    'The result is updated after a configuration change, usually within a day.',
    'This check is refreshed automatically several times a day and cannot be refreshed manually.',
  ],
  others: [
    'Fix the findings one by one, then refresh the check.',
    'Ask the owner first. Intended configurations can be excluded.',
    'Start with red findings and with production.',
  ],
}
