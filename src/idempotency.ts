import { digest } from './relay/cursor.js'

/** What is remembered of a write: what was asked for, and what came of it. */
interface Remembered {
  /** A digest: inputs hold files. */
  input: string
  outcome: Promise<unknown>
  expiresAt: number
}

/** Remembers writes by the key that their caller gave them, so that a repeated one is not done twice. */
export interface Idempotency {
  /**
   * Runs `write`, or answers with what it came to when this key was used before. Resolves to 'conflict' when the key was used for another
   * input. What came to nothing (`worked` says no, or an error that proves it) is forgotten, so that the caller may mend it and try again.
   */
  once<T>(
    key: string,
    input: unknown,
    write: () => Promise<T>,
    worked: (result: T) => boolean,
    mayHaveHappened: (error: unknown) => boolean,
  ): Promise<T | 'conflict'>
}

/** As long as the schema promises of `idempotencyKey`. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000

/** Remembers in this process, for 24 hours. */
export function createIdempotency(now: () => number = Date.now): Idempotency {
  const remembered = new Map<string, Remembered>()

  const forgetExpired = (): void => {
    // Entries are in the order of their expiry: the first that stands ends the search.
    for (const [key, { expiresAt }] of remembered) {
      if (expiresAt > now()) return
      remembered.delete(key)
    }
  }

  return {
    async once(key, input, write, worked, mayHaveHappened) {
      forgetExpired()
      const asked = digest(input)
      const known = remembered.get(key)
      if (known !== undefined) return known.input === asked ? (known.outcome as ReturnType<typeof write>) : 'conflict'
      const outcome = write()
      remembered.set(key, { input: asked, outcome, expiresAt: now() + REMEMBERED_MS })
      try {
        const result = await outcome
        if (!worked(result)) remembered.delete(key)
        return result
      } catch (error) {
        if (!mayHaveHappened(error)) remembered.delete(key)
        throw error
      }
    },
  }
}
