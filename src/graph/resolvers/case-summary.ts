/** Counts the cases that a filter matches: in total, and by status, severity, service and the side that has to act next. */
import { isEnumType, type GraphQLResolveInfo } from 'graphql'
import { waitingOn } from '../../case-index/inbox.js'
import { memoize } from '../../lib/memoize.js'
import { contextFor, type Context } from '../context.js'
import type { CaseStatus, CaseWaitingOn, Resolvers } from '../generated/resolvers.js'
import type { CaseSummary } from '../models.js'
import { always, selects, selectsAny } from '../selection.js'
import { contextsFor, withAccountKeys } from './case-accounts.js'
import { toCaseStatus } from './case-by-id.js'
import { isOverdue } from './case-inbox.js'
import { allRows, checkCaseFilter, findMatchingCases, type MatchingCases } from './matching-cases.js'

export const caseSummaryResolvers = {
  Query: {
    caseSummary: async (_, args, context, info): Promise<CaseSummary> => {
      const filter = withAccountKeys(context, args.filter ?? {})
      checkCaseFilter(context, filter)
      const contexts = await contextsFor(context, filter)
      const { results, failures } = await findMatchingCases(
        contexts,
        filter,
        needsMessages(context, info),
        selects(info, 'CaseSummary', ['bySeverity', 'severity']),
      )
      const statuses = new Map<string | undefined, number>()
      const severities = new Map<string | null, number>()
      const services = new Map<string | null, number>()
      const sides = new Map<CaseWaitingOn, number>()
      /** The first account that has cases with each severity and service, to read their names. */
      const accountOf = new Map<string, string>()
      await context.scheduler.forEach(allRows(results), ({ row: { item }, list }) => {
        add(statuses, item.status)
        add(severities, item.severityCode ?? null)
        add(services, item.serviceCode ?? null)
        add(sides, waitingOn(item))
        for (const code of [`severity ${item.severityCode}`, `service ${item.serviceCode}`])
          if (!accountOf.has(code)) accountOf.set(code, list.context.account.key)
      })
      const byStatus = new Map<CaseStatus, number>()
      for (const [status, count] of statuses) add(byStatus, toCaseStatus(status), count)
      const overdue = memoize(() => countOverdue(context, results))
      return {
        asOf: new Date(Math.min(context.now(), ...results.map(({ asOf }) => asOf))),
        failures,
        totalCount: results.reduce((total, { rows }) => total + rows.length, 0),
        overdueCount: () => overdue(),
        byStatus: sorted(byStatus, orderOf(info, 'CaseStatus')).map(([status, count]) => ({ status, count })),
        bySeverity: sorted(severities, byCode).map(([severityCode, count]) => ({
          account: accountOf.get(`severity ${severityCode}`),
          severityCode,
          count,
        })),
        byService: sorted(services, byCode).map(([serviceCode, count]) => ({
          account: accountOf.get(`service ${serviceCode}`),
          serviceCode,
          count,
        })),
        byAccount: results
          .map(({ context: { account }, rows }) => ({ account, count: rows.length }))
          .filter(({ count }) => count > 0)
          .toSorted((a, b) => b.count - a.count),
        byWaitingOn: sorted(sides, orderOf(info, 'CaseWaitingOn')).map(([side, count]) => ({ waitingOn: side, count })),
      }
    },
  },
  CaseSeverityCount: {
    severity: ({ account, severityCode }, _, context) =>
      severityCode === null ? null : contextFor(context, { account }).loaders.severityByKey({ code: severityCode }),
  },
  CaseServiceCount: {
    service: ({ account, serviceCode }, _, context) =>
      serviceCode === null ? null : contextFor(context, { account }).loaders.serviceByKey({ code: serviceCode }),
  },
} satisfies Resolvers

/** Counted separately: only a response with this count expires when a case becomes overdue. */
async function countOverdue(context: Context, results: readonly MatchingCases[]): Promise<number> {
  let count = 0
  await context.scheduler.forEach(allRows(results), ({ row: { item } }) => void (isOverdue(context, item) && count++))
  return count
}

/** Whether a selected count needs the messages of cases, because the list of cases does not store the facts from them. */
function needsMessages({ cases }: Context, info: GraphQLResolveInfo): boolean {
  return !cases.hasInboxFacts && selectsAny(info, 'CaseSummary', [], { byWaitingOn: always, overdueCount: always })
}

function add<K>(counts: Map<K, number>, key: K, count = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

/** Highest count first; equal counts in the order of `compare`. */
function sorted<K>(counts: ReadonlyMap<K, number>, compare: (a: K, b: K) => number): [key: K, count: number][] {
  return [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || compare(a, b))
}

/** Compares the values of an enum by their order in the schema. */
function orderOf({ schema }: GraphQLResolveInfo, typeName: string): (a: string, b: string) => number {
  const type = schema.getType(typeName)
  const places = new Map(isEnumType(type) ? type.getValues().map(({ name }, place) => [name, place]) : [])
  return (a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)
}

/** Codes in alphabetical order, cases without one last. */
function byCode(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a < b ? -1 : 1
}
