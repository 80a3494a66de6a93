/**
 * Memoizes calls by their arguments, for the lifetime of the request. Failed calls are memoized too, so they are not made twice. `get` and `set`
 * are for values that were read in another way.
 */
export function memoize<A extends unknown[], V>(
  call: (...args: A) => Promise<V>,
): ((...args: A) => Promise<V>) & {
  clear(): void
  get(...args: A): Promise<V> | undefined
  set(result: Promise<V>, ...args: A): void
} {
  const calls = new Map<string, Promise<V>>()
  const memoized = (...args: A): Promise<V> => {
    const key = JSON.stringify(args)
    const known = calls.get(key)
    if (known !== undefined) return known
    const result = call(...args)
    calls.set(key, result)
    return result
  }
  return Object.assign(memoized, {
    clear: () => calls.clear(),
    get: (...args: A) => calls.get(JSON.stringify(args)),
    set: (result: Promise<V>, ...args: A) => void calls.set(JSON.stringify(args), result),
  })
}
