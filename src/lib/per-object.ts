/**
 * Computes a value once per object, and caches it for the object's lifetime. For what is derived from an AWS response: requests share the response, and
 * a query may select the same field of the same object in hundreds of aliases.
 */
export function perObject<T extends object, R>(compute: (object: T) => R): (object: T) => R {
  const values = new WeakMap<T, R>()
  return (object) => {
    const found = values.get(object)
    if (found !== undefined || values.has(object)) return found as R
    const value = compute(object)
    values.set(object, value)
    return value
  }
}
