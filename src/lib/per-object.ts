/**
 * Computes a value once for each object, and keeps it for as long as the object. For what takes long: a query may ask for the same field of the
 * same object in hundreds of aliases.
 */
export function perObject<T extends object, R>(compute: (object: T) => R): (object: T) => R {
  const values = new WeakMap<T, { value: R }>()
  return (object) => {
    const found = values.get(object) ?? { value: compute(object) }
    values.set(object, found)
    return found.value
  }
}
