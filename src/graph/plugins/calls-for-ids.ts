import { property } from '../../lib/thrown.js'
import { MAX_SPLIT_CALLS } from '../../upstream/split.js'
import { FIRST_ACCOUNT } from '../../lib/account-key.js'
import { tryGlobalId, type GlobalId, type NodeType } from '../relay/id.js'

/** How many AWS calls the ids in a root field's arguments can cost, beyond the one that is counted for every root field. */
export function callsForIds(args: Readonly<Record<string, unknown>>): number {
  const ids = new Set([args['id'], args['ids'], property(args['filter'], 'ids')].flat())
  const named = [...ids].flatMap((id) => (typeof id === 'string' ? (readId(id) ?? []) : []))
  const count = (...types: NodeType[]) => named.filter(({ type }) => types.includes(type)).length
  // Cases are read a hundred at a time. If one is unknown, AWS rejects all, and the list is halved until each id is read or rejected.
  const cases = Math.min(2 * count('Case', 'Communication') - 1, MAX_SPLIT_CALLS)
  // For a communication, the thread is read until it is found, which counts as one call. Files and uploads are read one by one.
  const calls = Math.max(0, cases) + count('Communication', 'Attachment', 'AttachmentUpload')
  return Math.max(0, calls - 1) + moreLanguages(named)
}

/**
 * The index of the language in the keys of these types. AWS returns each of these lists as a whole, in one call per language. Services and their
 * categories are one list.
 */
const lists: readonly Readonly<Partial<Record<NodeType, number>>>[] = [
  { Service: 1, Category: 2 },
  { SeverityLevel: 1 },
  { TrustedAdvisorCheck: 1 },
]

/** The calls for each list in additional languages. Lists are cached for hours, but a query could request one in 100 languages. */
function moreLanguages(named: readonly GlobalId[]): number {
  return lists.reduce((sum, places) => {
    const languages = named.flatMap(({ type, key }) => {
      const place = places[type]
      return place === undefined ? [] : [key[place] ?? '']
    })
    return sum + Math.max(0, new Set(languages).size - 1)
  }, 0)
}

/** Decodes a global id. Converts AWS's id for a case to the same form. */
function readId(id: string): GlobalId | undefined {
  return tryGlobalId(id) ?? (id.startsWith('case-') ? { type: 'Case', account: FIRST_ACCOUNT, key: [id] } : undefined)
}
