/** The order of a list of cases, and the places of its cursors in it. */
import type { ListedCase } from '../../case-index/entry.js'
import { inboxOf, responseDueAt, waitingSince, type ResponseTargets } from '../../case-index/inbox.js'
import type { CaseOrder, CaseOrderField } from '../generated/resolvers.js'
import type { Position, SortValue } from '../relay/cursor.js'

const severities = ['low', 'normal', 'high', 'urgent', 'critical']

/** Undefined for a case that comes last. */
const sortValues: Readonly<
  Record<CaseOrderField, (listed: ListedCase, targets: ResponseTargets) => SortValue | undefined>
> = {
  CREATED_AT: ({ entry }) => entry.createdAt,
  SEVERITY: ({ item }) => severities.indexOf(item.severityCode ?? ''),
  STATUS: ({ item }) => item.status ?? '',
  SUBJECT: ({ entry }) => entry.subject.slice(0, MAX_SORTED_LENGTH),
  LATEST_COMMUNICATION_AT: ({ item }) => inboxOf(item)?.latestAt,
  WAITING_SINCE: ({ item }) => waitingSince(item),
  RESPONSE_DUE_AT: ({ item }, targets) => responseDueAt(item, targets),
}

/** Later than any time. A cursor has it in it, and JSON has no Infinity. */
const LAST = Number.MAX_SAFE_INTEGER

/** A cursor has it in it. AWS's subjects have up to 250 characters. */
const MAX_SORTED_LENGTH = 300

export interface Order {
  /** Unlike that of any other order. */
  name: string
  /** Whether it looks at facts that come with the messages of cases. */
  needsFacts: boolean
  positionOf: (listed: ListedCase) => Position
  compare: (a: Position, b: Position) => number
}

/** By the field that is asked for, then newest first, then by caseId. */
export function readOrder(orderBy: CaseOrder | null | undefined, targets: ResponseTargets): Order {
  const { field, direction } = orderBy ?? { field: 'CREATED_AT', direction: 'DESC' }
  const sign = direction === 'DESC' ? -1 : 1
  const valueOf = (listed: ListedCase): SortValue => sortValues[field](listed, targets) ?? sign * LAST
  return {
    name: `${field} ${direction}`,
    needsFacts: field === 'LATEST_COMMUNICATION_AT' || field === 'WAITING_SINCE',
    positionOf: (listed) => ({
      index: -1,
      anchor: listed.item.caseId,
      sort: [valueOf(listed), listed.entry.createdAt],
    }),
    compare(a, b) {
      const { sort: sortA } = a
      const { sort: sortB } = b
      return (
        sign * compared(sortA?.[0] ?? 0, sortB?.[0] ?? 0) ||
        compared(sortB?.[1] ?? 0, sortA?.[1] ?? 0) ||
        compared(a.anchor, b.anchor)
      )
    },
  }
}

/** A number and a text are never in the same order, but in cursors that somebody has made up. */
function compared(a: SortValue, b: SortValue): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const sortedLists = new WeakMap<readonly ListedCase[], Map<string, readonly ListedCase[]>>()

/** The same list in this order, made once for all who want it so. */
export function sortedBy(listed: readonly ListedCase[], { name, positionOf, compare }: Order): readonly ListedCase[] {
  const known = sortedLists.get(listed) ?? new Map<string, readonly ListedCase[]>()
  sortedLists.set(listed, known)
  const sorted =
    known.get(name) ??
    listed
      .map((it) => ({ it, position: positionOf(it) }))
      .toSorted((a, b) => compare(a.position, b.position))
      .map(({ it }) => it)
  known.set(name, sorted)
  return sorted
}
