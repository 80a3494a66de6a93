export interface Environment {
  host: string
  port: number
  latencyMs: number
}

interface Variable<T> {
  /** Used when the variable is unset or empty. */
  fallback: string
  /** undefined for a value that is not `allowed`. */
  parse: (text: string) => T | undefined
  allowed: string
}

const HOST: Variable<string> = {
  fallback: '127.0.0.1',
  parse: (text) => (/^[\w.:-]{1,253}$/.test(text) ? text : undefined),
  allowed: 'a host name or an IP address to listen on, without a port',
}

function wholeNumber(fallback: string, max: number): Variable<number> {
  return {
    fallback,
    parse: (text) => (/^(0|[1-9]\d{0,15})$/.test(text) && Number(text) <= max ? Number(text) : undefined),
    allowed: `a whole number from 0 to ${max}, in digits only`,
  }
}

/** Invalid values do not fall back to defaults: `problems` has one line for each, worded like those of the gateway. */
export function readEnvironment(env: Record<string, string | undefined>): Environment | { problems: string[] } {
  const problems: string[] = []
  function read<T>(name: string, { fallback, parse, allowed }: Variable<T>): T | undefined {
    const text = env[name] || fallback
    const value = parse(text)
    if (value === undefined) problems.push(`${name} is ${shown(text)}, but must be ${allowed}`)
    return value
  }
  const host = read('EMULATOR_HOST', HOST)
  const port = read('EMULATOR_PORT', wholeNumber('4566', 65_535))
  const latencyMs = read('EMULATOR_LATENCY_MS', wholeNumber('0', 60_000))
  return host === undefined || port === undefined || latencyMs === undefined ? { problems } : { host, port, latencyMs }
}

/**
 * The value in quotes, on one line, shortened if it is long. Hides credentials, in case a URL was given instead of a
 * host.
 */
function shown(text: string): string {
  const safe = text.replace(/\/\/[^/@]*@/g, '//***@')
  return JSON.stringify(safe.length > 80 ? `${safe.slice(0, 80)}…` : safe)
}
