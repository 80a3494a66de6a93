/** Detects misspelled environment variables: a misspelled AUTH_MODE must not leave the gateway open. */

/** Shorter names in the environment are not checked: POST, PORTS and HOSTS are one edit away from PORT and HOST. */
const MIN_LENGTH = 8

/** One line for each variable in `env` that looks like a misspelling of a `known` one. An empty variable counts as unset. */
export function misspelledNames(env: Record<string, string | undefined>, known: readonly string[]): string[] {
  const set = Object.keys(env).filter((name) => env[name] && name.length >= MIN_LENGTH && !known.includes(name))
  return set.flatMap((name) => {
    const meant = known.find((other) => isMisspelled(name.toUpperCase(), other))
    return meant === undefined ? [] : [`${name} is not a variable of the gateway: did you mean ${meant}?`]
  })
}

/** Whether two upper-case names differ only in underscores (or other separators), by one character, or by two swapped neighbors. */
function isMisspelled(name: string, meant: string): boolean {
  return withoutSeparators(name) === withoutSeparators(meant) || isOneEditAway(name, meant)
}

function withoutSeparators(name: string): string {
  return name.replaceAll(/[^A-Z0-9]/g, '')
}

function isOneEditAway(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const isSwap = x.length === 2 && y.length === 2 && x[0] === y[1] && x[1] === y[0]
  return Math.max(x.length, y.length) <= 1 || isSwap
}
