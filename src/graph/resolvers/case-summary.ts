/** How many cases a filter finds, in all and by what they have in common. */
import { isEnumType, type GraphQLResolveInfo } from 'graphql'
import type { ListedCase } from '../../case-index/entry.js'
import { waitingOn } from '../../case-index/inbox.js'
import { inSlices } from '../../lib/pause.js'
import type { Context } from '../context.js'
import type { Resolvers } from '../generated/resolvers.js'
import type { CaseSummary } from '../models.js'
import { always, selects, selectsAny } from '../selection.js'
import { toCaseStatus } from './case-by-id.js'
import { isOverdue } from './case-inbox.js'
import { checkCaseFilter, findMatchingCases, matchesNothing } from './matching-cases.js'
import { severityByCode } from './service.js'

export const caseSummaryResolvers = {
  Query: {
    caseSummary: async (_, args, context, info): Promise<CaseSummary> => {
      const filter = args.filter ?? {}
      checkCaseFilter(filter)
      const { rules, loaders } = context
      // While AWS looks for the cases, and not after.
      if (!matchesNothing(filter, rules)) {
        if (selects(info, 'CaseSummary', ['byService', 'service'])) loaders.services(undefined).catch(() => {})
        if (selects(info, 'CaseSummary', ['bySeverity', 'severity'])) loaders.severityLevels(undefined).catch(() => {})
      }
      const { found, asOf } = await findMatchingCases(context, filter, needsMessages(context, info))
      return {
        asOf,
        totalCount: found.length,
        overdueCount: once(async () => {
          let count = 0
          await inSlices(found, ({ item }) => void (count += Number(isOverdue(context, item))))
          return count
        }),
        byStatus: once(async () => {
          const counts = await countsOf(found, ({ item }) => toCaseStatus(item.status), orderOf(info, 'CaseStatus'))
          return counts.map(([status, count]) => ({ status, count }))
        }),
        bySeverity: once(async () => {
          const counts = await countsOf(found, ({ item }) => item.severityCode ?? null, byCode)
          return counts.map(([severityCode, count]) => ({ severityCode, count }))
        }),
        byService: once(async () => {
          const counts = await countsOf(found, ({ item }) => item.serviceCode ?? null, byCode)
          return counts.map(([serviceCode, count]) => ({ serviceCode, count }))
        }),
        byWaitingOn: once(async () => {
          const counts = await countsOf(found, ({ item }) => waitingOn(item), orderOf(info, 'CaseWaitingOn'))
          return counts.map(([side, count]) => ({ waitingOn: side, count }))
        }),
      }
    },
  },
  CaseSeverityCount: {
    severity: ({ severityCode }, _, { loaders }) => severityByCode(loaders, severityCode),
  },
  CaseServiceCount: {
    service: ({ serviceCode }, _, { loaders }) =>
      serviceCode === null ? null : loaders.serviceByKey({ code: serviceCode }),
  },
} satisfies Resolvers

/** Whether something is counted that the messages of cases tell, and the list of cases does not have without them. */
function needsMessages({ cases }: Context, info: GraphQLResolveInfo): boolean {
  return !cases.keepsFacts && selectsAny(info, 'CaseSummary', [], { byWaitingOn: always, overdueCount: always })
}

/** How many cases have each value, the most frequent value first; where two are as frequent, in the order of `compare`. */
async function countsOf<K>(
  found: readonly ListedCase[],
  keyOf: (listed: ListedCase) => K,
  compare: (a: K, b: K) => number,
): Promise<[key: K, count: number][]> {
  const counts = new Map<K, number>()
  await inSlices(found, (listed) => {
    const key = keyOf(listed)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  })
  return [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || compare(a, b))
}

/** The order of the values of an enum in the schema. */
function orderOf({ schema }: GraphQLResolveInfo, typeName: string): (a: string, b: string) => number {
  const type = schema.getType(typeName)
  const places = new Map(isEnumType(type) ? type.getValues().map(({ name }, place) => [name, place]) : [])
  return (a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)
}

/** Codes in their order, and cases without one last. */
function byCode(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a < b ? -1 : 1
}

/** A query may ask for the same count in hundreds of aliases. */
function once<T>(compute: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: compute() }).value
}
