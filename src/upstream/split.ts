/** Reads by lists of keys, where one key can fail the whole list. */
import { codedError } from '../lib/errors.js'
import { names } from './upstream-error.js'

/**
 * Calls for one batch of keys that AWS refuses. One unknown id among 100 takes up to 15 where AWS does not say which. A batch with many unknown ids
 * is a guess, and may fail.
 */
export const MAX_SPLIT_CALLS = 20

/** Limits how much of some work goes on at once. p-limit's function is one. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Reads many keys in one call, and makes a key that fails the whole call cost only itself. If the error names keys of the batch, the others
 * are read again without them; if not, the batch is halved. Keys that are refused alone get `refused(key)`, and those that are left after
 * `mostCalls` calls an error.
 * `isRefusal` tells errors about a key from errors about the call: the latter reject, as they are.
 */
export async function readSplitting<V>(
  keys: readonly string[],
  limit: Limit,
  read: (keys: readonly string[]) => Promise<readonly (readonly [key: string, value: V])[]>,
  isRefusal: (error: unknown) => error is Error,
  refused: (key: string, error: Error) => V | null,
  mostCalls = MAX_SPLIT_CALLS,
): Promise<Map<string, V | null | Error>> {
  const values = new Map<string, V | null | Error>()
  let callsLeft = mostCalls
  const readPart = async (part: readonly string[]): Promise<void> => {
    if (part.length === 0) return
    if (callsLeft === 0) {
      for (const key of part) values.set(key, tooManyRefused(mostCalls))
      return
    }
    callsLeft--
    try {
      for (const [key, value] of await limit(() => read(part))) values.set(key, value)
    } catch (error) {
      if (!isRefusal(error)) throw error
      const culprits = part.length === 1 ? part : part.filter((key) => names(error, key))
      for (const key of culprits) values.set(key, refused(key, error))
      if (culprits.length > 0) return readPart(part.filter((key) => !culprits.includes(key)))
      const half = Math.ceil(part.length / 2)
      // Both to their ends, even if one fails: nothing is asked for after the answer has left.
      const halves = await Promise.allSettled([readPart(part.slice(0, half)), readPart(part.slice(half))])
      const failed = halves.find((half) => half.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
  }
  await readPart([...new Set(keys)])
  return values
}

function tooManyRefused(mostCalls: number): Error {
  return codedError(
    'UPSTREAM_CALLS_EXCEEDED',
    `AWS Support refuses a whole list for one id that it does not know, and ${mostCalls} calls were not enough to tell which ids it does know: ask for fewer at a time, and leave out unknown ones.`,
  )
}
