/** What was thrown may be anything. */

/** A word that was written by a programmer, or undefined. */
export function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z_]\w{0,63}$/.test(value) ? value : undefined
}

/** A property of something that was thrown, which may be anything. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
