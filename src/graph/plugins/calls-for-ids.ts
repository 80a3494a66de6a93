import { property } from '../../lib/thrown.js'
import { MAX_SPLIT_CALLS } from '../../upstream/split.js'
import { tryGlobalId, type GlobalId, type NodeType } from '../relay/id.js'

/** How many calls to AWS the ids in a root field's arguments can take, beyond the one that each root field counts. */
export function callsForIds(args: Readonly<Record<string, unknown>>): number {
  const ids = new Set([args['id'], args['ids'], property(args['filter'], 'ids')].flat())
  const named = [...ids].flatMap((id) => (typeof id === 'string' ? (readId(id) ?? []) : []))
  const count = (...types: NodeType[]) => named.filter(({ type }) => types.includes(type)).length
  // Cases are read a hundred at a time. Where one is unknown, AWS refuses all, and the list is halved until each is read or refused.
  const cases = Math.min(2 * count('Case', 'Communication') - 1, MAX_SPLIT_CALLS)
  // The thread of a communication is read up to it, and files and uploads one by one.
  const calls = Math.max(0, cases) + count('Communication', 'Attachment', 'AttachmentUpload')
  return Math.max(0, calls - 1) + moreLanguages(named)
}

/**
 * Where in the keys of these types their language is. AWS sends each of these lists whole, in one call for each language; services and their
 * categories are one list.
 */
const lists: readonly Readonly<Partial<Record<NodeType, number>>>[] = [
  { Service: 1, Category: 2 },
  { SeverityLevel: 1 },
  { TrustedAdvisorCheck: 1 },
]

/** The calls for languages beyond the first of each list, which is cached for hours: reading all 100 languages of a list is not. */
function moreLanguages(named: readonly GlobalId[]): number {
  return lists.reduce((sum, places) => {
    const languages = named.flatMap(({ type, key }) => {
      const place = places[type]
      return place === undefined ? [] : [key[place] ?? '']
    })
    return sum + Math.max(0, new Set(languages).size - 1)
  }, 0)
}

/** What a global id says, or an id of AWS that only a case has. */
function readId(id: string): GlobalId | undefined {
  return tryGlobalId(id) ?? (id.startsWith('case-') ? { type: 'Case', key: [id] } : undefined)
}
