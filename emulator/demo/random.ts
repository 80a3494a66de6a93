/**
 * Chance that comes out the same on every start. Each thing is seeded with its own name, so that a row added to one table
 * moves nothing in the others.
 */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** low ≤ n ≤ high */
  int(low: number, high: number): number
  pick<const T extends readonly [unknown, ...unknown[]]>(from: T): T[number]
  /** `count` different members, in the order of the list. */
  sample<T>(from: readonly T[], count: number): T[]
  /** A string over an alphabet. */
  word(alphabet: string, length: number): string
}

export const HEX = '0123456789abcdef'
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
export const UPPER_AND_DIGITS = `${UPPER}234567`

export function createRandom(seed: string): Random {
  let state = fnv1a(seed)

  /** mulberry32 */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  function int(low: number, high: number): number {
    return low + Math.floor(next() * (high - low + 1))
  }

  return {
    next,
    int,
    pick: (from) => from[int(0, from.length - 1)] ?? from[0],
    sample(from, count) {
      let wanted = Math.min(count, from.length)
      return from.filter((_, index) => {
        const taken = next() * (from.length - index) < wanted
        if (taken) wanted -= 1
        return taken
      })
    },
    word(alphabet, length) {
      let made = ''
      for (let left = length; left > 0; left -= 1) made += alphabet.charAt(int(0, alphabet.length - 1))
      return made
    },
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
