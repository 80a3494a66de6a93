/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createDice(seed) {
  let state = seed >>> 0
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { fraction, pick: (from) => from[Math.floor(fraction() * from.length)] }
}
