/** The order of a list of cases, and the places of its cursors in it. */
import type { ListedCase } from '../../case-index/entry.js'
import type { CaseOrder, CaseOrderField } from '../generated/resolvers.js'
import type { Position, SortValue } from '../relay/cursor.js'

const severities = ['low', 'normal', 'high', 'urgent', 'critical']

const sortValues: Readonly<Record<CaseOrderField, (listed: ListedCase) => SortValue>> = {
  CREATED_AT: ({ entry }) => entry.createdAt,
  SEVERITY: ({ item }) => severities.indexOf(item.severityCode ?? ''),
  STATUS: ({ item }) => item.status ?? '',
  SUBJECT: ({ entry }) => entry.subject.slice(0, MAX_SORTED_LENGTH),
}

/** A cursor has it in it. AWS's subjects have up to 250 characters. */
const MAX_SORTED_LENGTH = 300

export interface Order {
  /** Unlike that of any other order. */
  name: string
  positionOf: (listed: ListedCase) => Position
  compare: (a: Position, b: Position) => number
}

/** By the field that is asked for, then newest first, then by caseId. */
export function readOrder(orderBy: CaseOrder | null | undefined): Order {
  const { field, direction } = orderBy ?? { field: 'CREATED_AT', direction: 'DESC' }
  const valueOf = sortValues[field]
  const sign = direction === 'DESC' ? -1 : 1
  return {
    name: `${field} ${direction}`,
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
