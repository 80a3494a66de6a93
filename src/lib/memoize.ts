/**
 * Memoizes calls by their arguments, for the lifetime of the request. Failed calls are memoized too, so they are not made twice. `known` and `set`
 * are for values that were read in another way.
 */
export function memoize<A extends unknown[], V>(
  call: (...args: A) => Promise<V>,
): ((...args: A) => Promise<V>) & {
  clear(): void
  known(...args: A): Promise<V> | undefined
  set(made: Promise<V>, ...args: A): void
} {
  const calls = new Map<string, Promise<V>>()
  const memoized = (...args: A): Promise<V> => {
    const key = JSON.stringify(args)
    const known = calls.get(key)
    if (known !== undefined) return known
    const made = call(...args)
    calls.set(key, made)
    return made
  }
  return Object.assign(memoized, {
    clear: () => calls.clear(),
    known: (...args: A) => calls.get(JSON.stringify(args)),
    set: (made: Promise<V>, ...args: A) => void calls.set(JSON.stringify(args), made),
  })
}
