import { randomBytes } from 'node:crypto'

/** Source of new ids: returns this many hexadecimal digits. */
export type RandomHex = (digits: number) => string

export const secureHex: RandomHex = (digits) =>
  randomBytes(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits)

/** Pseudo-random values, the same for the same seed. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** low ≤ n ≤ high */
  int(low: number, high: number): number
  pick<const T extends readonly [unknown, ...unknown[]]>(from: T): T[number]
  /** `count` distinct elements, in the order of the list. */
  sample<T>(from: readonly T[], count: number): T[]
  /** A string of characters of `alphabet`. */
  word(alphabet: string, length: number): string
  hex: RandomHex
}

export const UPPER_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function createRandom(seed: number | string): Random {
  let state = typeof seed === 'string' ? fnv1a(seed) : seed >>> 0

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

  function word(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(int(0, alphabet.length - 1))).join('')
  }

  return {
    next,
    int,
    word,
    hex: (digits) => word('0123456789abcdef', digits),
    pick: (from) => from[int(0, from.length - 1)] ?? from[0],
    sample(from, count) {
      let wanted = Math.min(count, from.length)
      return from.filter((_, index) => {
        const taken = next() * (from.length - index) < wanted
        if (taken) wanted -= 1
        return taken
      })
    },
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
