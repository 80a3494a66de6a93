/** Reads many keys with operations in which one bad key fails the whole call. */
import { codedError } from '../lib/errors.js'
import { mentions } from './upstream-error.js'

/**
 * The maximum number of calls for one batch of keys. If AWS does not name the unknown key, finding one among 100 takes up to 15 calls. A batch with many
 * unknown ids is probably guesswork, and may fail.
 */
export const MAX_SPLIT_CALLS = 20

/** Limits concurrency, like p-limit's function. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Reads many keys in one call, and isolates the keys that make AWS fail the whole call. If the error names keys of the batch, the others are read again
 * without them; if not, the batch is halved. Isolated keys get `refused(key)`, and keys still unread after `maxCalls` calls get an error.
 * `isRefusal` returns whether an error is about a key. All other errors are rethrown.
 */
export async function readSplitting<V>(
  keys: readonly string[],
  limit: Limit,
  read: (keys: readonly string[]) => Promise<readonly (readonly [key: string, value: V])[]>,
  isRefusal: (error: unknown) => error is Error,
  refused: (key: string, error: Error) => V | null,
  maxCalls = MAX_SPLIT_CALLS,
): Promise<Map<string, V | null | Error>> {
  const values = new Map<string, V | null | Error>()
  let callsLeft = maxCalls
  const readPart = async (part: readonly string[]): Promise<void> => {
    if (part.length === 0) return
    if (callsLeft === 0) {
      for (const key of part) values.set(key, tooManyRefused(maxCalls))
      return
    }
    callsLeft--
    try {
      for (const [key, value] of await limit(() => read(part))) values.set(key, value)
    } catch (error) {
      if (!isRefusal(error)) throw error
      const culprits = part.length === 1 ? part : part.filter((key) => mentions(error, key))
      for (const key of culprits) values.set(key, refused(key, error))
      if (culprits.length > 0) return readPart(part.filter((key) => !culprits.includes(key)))
      const half = Math.ceil(part.length / 2)
      // Wait for both halves even if one fails, so that no call is made after the response was sent.
      const halves = await Promise.allSettled([readPart(part.slice(0, half)), readPart(part.slice(half))])
      const failed = halves.find((half) => half.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
  }
  await readPart([...new Set(keys)])
  return values
}

function tooManyRefused(maxCalls: number): Error {
  return codedError(
    'UPSTREAM_CALLS_EXCEEDED',
    `AWS Support refuses a whole list of ids if one of them is unknown. ${maxCalls} calls were not enough to tell which ids are known. Request fewer ids at a time, and leave out unknown ones.`,
  )
}
