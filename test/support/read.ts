/** The value in a response at a path like `case.communications.nodes.0.id`. */
export function read<T = string>(data: unknown, path: string): T {
  const found = path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) throw new Error(`nothing at ${path} in ${JSON.stringify(data)}`)
    return (value as Record<string, unknown>)[key]
  }, data)
  return found as T
}
