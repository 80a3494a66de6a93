import { randomBytes } from 'node:crypto'

/** Where new ids come from: so many hexadecimal digits. */
export type RandomHex = (digits: number) => string

export const secureHex: RandomHex = (digits) =>
  randomBytes(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits)

/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Dice {
  /** 0 ≤ n < limit */
  roll(limit: number): number
  pick<T>(from: readonly [T, ...T[]]): T
  hex: RandomHex
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const roll = (limit: number) => Math.floor(fraction() * limit)
  return {
    roll,
    pick: (from) => from[roll(from.length)] ?? from[0],
    hex: (digits) => Array.from({ length: digits }, () => roll(16).toString(16)).join(''),
  }
}
