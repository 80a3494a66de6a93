/** Reads thrown values, which may be anything. */

/** The value if it looks like an identifier in code, otherwise undefined. */
export function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z_]\w{0,63}$/.test(value) ? value : undefined
}

/** A property of a thrown value, which may be anything. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

/** The `extensions.code` of an error that was written for callers; undefined for any other value. */
export function errorCodeOf(error: unknown): unknown {
  return property(property(error, 'extensions'), 'code')
}
