import type { TrustedAdvisorCheckSummary } from '@aws-sdk/client-support'
import type { Context } from '../context.js'
import type {
  QueryTrustedAdvisorChecksArgs,
  TrustedAdvisorCategory,
  TrustedAdvisorCheckFilter,
  TrustedAdvisorCheckOrder,
  TrustedAdvisorCheckOrderField,
  TrustedAdvisorStatus,
  TrustedAdvisorSummary,
} from '../generated/resolvers.js'
import { DEFAULT_LANGUAGE } from '../loaders/trusted-advisor.js'
import type { TrustedAdvisorCheck } from '../models.js'
import { connectionOf, readPageArguments, type Connection } from '../relay/connection.js'
import { listDigestOf } from '../relay/cursor.js'
import { fold } from '../../lib/text.js'
import { readAwsTime } from '../../lib/time.js'
import { checkLanguage } from './codes.js'
import { containsAny, setOf } from './lists.js'
import { readCheckKey, toCategory, toStatus } from './trusted-advisor-enums.js'

/** A check, and its summary if the filter or the order uses it. */
interface CheckWithSummary {
  check: TrustedAdvisorCheck
  summary: TrustedAdvisorCheckSummary | null
}

/** The display name: the id if AWS sends no name. */
export function checkName({ id, name }: TrustedAdvisorCheck): string {
  return name ?? id
}

/** A page of checks. AWS lists all checks in one call and all summaries in another, which is made only if needed. */
export async function listChecks(
  context: Context,
  args: QueryTrustedAdvisorChecksArgs,
): Promise<Connection<TrustedAdvisorCheck>> {
  const filter = args.filter ?? {}
  const language = args.language ?? DEFAULT_LANGUAGE
  checkLanguage('language', language)
  const listDigest = listDigestOf(() => ['checks', args.filter ?? {}, args.orderBy, language])
  const page = readPageArguments(args, listDigest)
  const ids = filter.ids == null ? undefined : new Set(filter.ids.flatMap((id) => idWithin(context, id)))
  const categories = setOf(filter.category)
  const hasText = filter.text == null ? undefined : containsAny(filter.text)
  const checks = await context.loaders.checks(language)
  const candidates = checks.filter(
    (check) =>
      (ids === undefined || ids.has(check.id)) &&
      (categories?.has(toCategory(check.category)) ?? true) &&
      (hasText === undefined || hasText(checkName(check)) || hasText(withoutTags(check.description))),
  )
  const entries = await withSummaries(context, candidates, needsSummaries(filter, args.orderBy))
  const found = inOrder(entries.filter(matchesSummary(filter)), args.orderBy).map(({ check }) => check)
  return connectionOf(found, page, listDigest, ({ id }) => id)
}

/** The check id; none for the global id of a check of another account. */
function idWithin({ account: { key: accountKey } }: Context, id: string): string[] {
  const { account = accountKey, key } = readCheckKey(id)
  return account === accountKey ? key.slice(0, 1) : []
}

async function withSummaries(
  { loaders }: Context,
  checks: readonly TrustedAdvisorCheck[],
  needed: boolean,
): Promise<CheckWithSummary[]> {
  if (!needed) return checks.map((check) => ({ check, summary: null }))
  return Promise.all(checks.map(async (check) => ({ check, summary: await loaders.summary(check.id) })))
}

function needsSummaries(
  { status, hasFlaggedResources }: TrustedAdvisorCheckFilter,
  orderBy: TrustedAdvisorCheckOrder | null | undefined,
): boolean {
  return (
    status != null || hasFlaggedResources != null || (orderBy != null && !['NAME', 'CATEGORY'].includes(orderBy.field))
  )
}

function matchesSummary({
  status,
  hasFlaggedResources,
}: TrustedAdvisorCheckFilter): (entry: CheckWithSummary) => boolean {
  const statuses = setOf(status)
  return ({ summary }) =>
    (statuses === undefined || (summary !== null && statuses.has(toStatus(summary.status)))) &&
    (hasFlaggedResources == null || (summary?.hasFlaggedResources ?? false) === hasFlaggedResources)
}

const severities = ['not_available', 'ok', 'warning', 'error']

const sortKeys: Readonly<Record<TrustedAdvisorCheckOrderField, (entry: CheckWithSummary) => string | number>> = {
  NAME: ({ check }) => fold(checkName(check)),
  CATEGORY: ({ check }) => check.category ?? '',
  STATUS: ({ summary }) => severities.indexOf(summary?.status ?? ''),
  RESOURCES_FLAGGED: ({ summary }) => summary?.resourcesSummary?.resourcesFlagged ?? 0,
  ESTIMATED_MONTHLY_SAVINGS: ({ summary }) => savingsOf(summary),
  CHECKED_AT: ({ summary }) => readAwsTime(summary?.timestamp)?.getTime() ?? 0,
}

function inOrder(
  entries: readonly CheckWithSummary[],
  orderBy: TrustedAdvisorCheckOrder | null | undefined,
): readonly CheckWithSummary[] {
  if (orderBy == null) return entries
  const keyOf = sortKeys[orderBy.field]
  const sign = orderBy.direction === 'DESC' ? -1 : 1
  return entries
    .map((entry) => ({ entry, key: keyOf(entry) }))
    .toSorted((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry)
}

/** Statistics for all checks: one call for the checks, one for their summaries. */
export async function summarizeChecks(context: Context): Promise<TrustedAdvisorSummary> {
  const entries = await withSummaries(context, await context.loaders.checks(DEFAULT_LANGUAGE), true)
  const sum = (valueOf: (entry: CheckWithSummary) => number): number =>
    entries.reduce((total, entry) => total + valueOf(entry), 0)
  return {
    totalChecks: entries.length,
    byStatus: countByStatus(entries),
    byCategory: [...new Set(entries.map(categoryOf))].map((category) => {
      const inCategory = entries.filter((entry) => categoryOf(entry) === category)
      return { category, count: inCategory.length, byStatus: countByStatus(inCategory) }
    }),
    resourcesFlagged: Math.min(
      sum(({ summary }) => summary?.resourcesSummary?.resourcesFlagged ?? 0),
      Number.MAX_SAFE_INTEGER,
    ),
    // summed in whole cents to avoid rounding errors
    estimatedMonthlySavings: sum(({ summary }) => Math.round(savingsOf(summary) * 100)) / 100,
  }
}

function categoryOf({ check }: CheckWithSummary): TrustedAdvisorCategory {
  return toCategory(check.category)
}

function countByStatus(entries: readonly CheckWithSummary[]): { status: TrustedAdvisorStatus; count: number }[] {
  const counts = new Map<TrustedAdvisorStatus, number>()
  for (const { summary } of entries) {
    const status = summary === null ? 'NOT_AVAILABLE' : toStatus(summary.status)
    counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  return [...counts].map(([status, count]) => ({ status, count }))
}

function savingsOf(summary: TrustedAdvisorCheckSummary | null): number {
  return summary?.categorySpecificSummary?.costOptimizing?.estimatedMonthlySavings ?? 0
}

function withoutTags(html: string | undefined): string {
  return html?.replaceAll(/<[^<>]*>/g, ' ') ?? ''
}
