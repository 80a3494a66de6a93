/**
 * Computes a value once per object, and caches it for the object's lifetime. For slow computations: a query may select the same field of the same
 * object in hundreds of aliases.
 */
export function perObject<T extends object, R>(compute: (object: T) => R): (object: T) => R {
  const values = new WeakMap<T, { value: R }>()
  return (object) => {
    const found = values.get(object) ?? { value: compute(object) }
    values.set(object, found)
    return found.value
  }
}
