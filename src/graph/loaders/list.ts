/** Lists that AWS returns whole, in one language, and in which requests look up items by key. */
import { memoize } from '../../lib/memoize.js'
import { perObject } from '../../lib/per-object.js'

export interface KeyedList<T> {
  all: readonly T[]
  byKey: ReadonlyMap<string, T>
}

type Language = string | undefined

/**
 * Creates a function that returns the list of an AWS response: built once per account, because requests share the responses. So anything derived from
 * the list or its items, such as a search index, is built once, too. A response has only one language.
 */
export function keyedListOf<R extends object, T>(
  itemsOf: (response: R, account: string, language: Language) => readonly T[],
  keyOf: (item: T) => string,
): (response: R, account: string, language: Language) => KeyedList<T> {
  const listsOf = perObject<R, Map<string, KeyedList<T>>>(() => new Map())
  return (response, account, language) => {
    const lists = listsOf(response)
    const known = lists.get(account)
    if (known !== undefined) return known
    const all = itemsOf(response, account, language)
    const list = { all, byKey: new Map(all.map((item) => [keyOf(item), item])) }
    lists.set(account, list)
    return list
  }
}

/** Reads such a list once per request and language. */
export function createListLoader<T>(read: (language: Language) => Promise<KeyedList<T>>) {
  const known = new Map<Language, KeyedList<T>>()
  const load = memoize(async (language: Language) => {
    const list = await read(language)
    known.set(language, list)
    return list
  })
  return {
    all: async (language: Language): Promise<readonly T[]> => (await load(language)).all,
    /** The item with this key, or null. Not a promise if the request has read the list: a page has hundreds of items to look up. */
    byKey: (key: string, language: Language): T | null | Promise<T | null> => {
      const find = ({ byKey }: KeyedList<T>): T | null => byKey.get(key) ?? null
      const list = known.get(language)
      return list === undefined ? load(language).then(find) : find(list)
    },
  }
}
