/** Remembers a call by its arguments for as long as the request lives; a call that fails is remembered too, so that it is not made twice. */
export function memoize<A extends unknown[], V>(
  call: (...args: A) => Promise<V>,
): ((...args: A) => Promise<V>) & { clear(): void; known(...args: A): Promise<V> | undefined } {
  const calls = new Map<string, Promise<V>>()
  const remembered = (...args: A): Promise<V> => {
    const key = JSON.stringify(args)
    const known = calls.get(key)
    if (known !== undefined) return known
    const made = call(...args)
    calls.set(key, made)
    return made
  }
  return Object.assign(remembered, {
    clear: () => calls.clear(),
    known: (...args: A) => calls.get(JSON.stringify(args)),
  })
}
