/**
 * The environment, read once: `readConfig(process.env)`. This is the only file that knows the names of the variables.
 * `variables` is the whole truth; the type `Config`, the checks and the README's table all follow from it.
 */

export type Upstream = 'emulator' | 'aws' | URL

interface Variable<T> {
  name: string
  /** What an unset or empty variable means, in the words of the variable. `null` in production: there it must be set. */
  default: string | { development: string; production: string | null }
  parse: (text: string) => T
  description: string
}

export const variables = {
  production: variable(
    'NODE_ENV',
    (text) => text === 'production',
    'development',
    '`production` asks for SUPPORT_UPSTREAM and switches off what is meant for developers',
  ),
  upstream: variable(
    'SUPPORT_UPSTREAM',
    parseUpstream,
    { development: 'emulator', production: null },
    'What answers: `emulator` (a demo account inside this process), `aws`, or the http(s) URL of anything that speaks the AWS Support API',
  ),
  // Not AWS_REGION: platforms set that one to where the container runs, and AWS Support lives in one region per partition.
  region: variable(
    'SUPPORT_REGION',
    parseRegion,
    'us-east-1',
    'AWS region of the Support endpoint; `us-east-1` in the commercial partition, wherever the gateway runs',
  ),
  port: variable('PORT', integer(0, 65_535), '4000', 'TCP port of the gateway; 0 takes any free one'),
  host: variable('HOST', parseHost, '127.0.0.1', 'Address to listen on; `0.0.0.0` inside a container'),
  emulatorPort: variable(
    'EMULATOR_PORT',
    integer(0, 65_535),
    '0',
    'TCP port of the emulator that runs inside the gateway; 0 takes any free one',
  ),
  emulatorLatencyMs: variable(
    'EMULATOR_LATENCY_MS',
    integer(0, 60_000),
    '0',
    'How long the emulator waits before each answer',
  ),
  logLevel: variable(
    'LOG_LEVEL',
    oneOf('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'),
    'info',
    'Lowest level that is logged; each request is one line at `info`',
  ),
  corsOrigins: variable(
    'CORS_ORIGINS',
    parseOrigins,
    { development: 'https://studio.apollographql.com,http://localhost:3000,http://localhost:5173', production: 'none' },
    'Origins whose pages may call the gateway, exact and comma-separated, or `none`',
  ),
  explorer: variable(
    'EXPLORER',
    parseBoolean,
    { development: 'true', production: 'false' },
    'Serve Apollo Sandbox at /graphql and GraphiQL at /graphiql',
  ),
  exposeUpstreamCost: variable(
    'EXPOSE_UPSTREAM_COST',
    parseBoolean,
    'true',
    'Tell in `extensions.upstream` which AWS calls an answer cost',
  ),
  maxScannedCases: variable(
    'MAX_SCANNED_CASES',
    integer(1, 1_000_000),
    '5000',
    'Most cases that one query may read through for what AWS cannot filter, order or count',
  ),
  // The introspection of GraphiQL and of code generators has 15 levels. What recurses over a query takes more than 100.
  maxQueryDepth: variable(
    'MAX_QUERY_DEPTH',
    integer(15, 100),
    '20',
    'Most levels of fields within fields that a query may have',
  ),
  // Introspection counts some 52,000, and 100 cases with 100 messages each and their authors some 61,000. What counts 100,000 takes a second or two.
  maxQueryComplexity: variable(
    'MAX_QUERY_COMPLEXITY',
    integer(1_000, 10_000_000),
    '250000',
    'Most fields that an answer may come to, by the sizes of its pages; one of Query or Mutation counts 500',
  ),
  // Three inline attachments of 5 MB are 20,971,524 bytes of base64; the rest is for the text around them.
  maxBodyBytes: variable(
    'MAX_BODY_BYTES',
    integer(1_024, 268_435_456),
    '22020096',
    'Largest request body; the default holds three attachments of 5 MB in base64 and their case',
  ),
  requestTimeoutMs: variable(
    'REQUEST_TIMEOUT_MS',
    integer(100, 600_000),
    '30000',
    'Time one request has in all; what is not there by then becomes a coded error',
  ),
  upstreamTimeoutMs: variable('UPSTREAM_TIMEOUT_MS', integer(100, 600_000), '10000', 'Time one call to AWS has'),
  shutdownTimeoutMs: variable(
    'SHUTDOWN_TIMEOUT_MS',
    integer(100, 600_000),
    '10000',
    'Time that requests in flight have to end after SIGTERM or SIGINT',
  ),
}

export type Config = { [Key in keyof typeof variables]: ReturnType<(typeof variables)[Key]['parse']> }

/** Every problem of a configuration at once, so that it is mended in one go. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  problems: string[]
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = []
  const production = env.NODE_ENV === 'production'

  function read<T>({ name, default: fallback, parse }: Variable<T>): T | undefined {
    const defaultText = typeof fallback === 'string' ? fallback : fallback[production ? 'production' : 'development']
    const text = env[name] || defaultText
    if (text === null) {
      problems.push(`${name} must be set when NODE_ENV is production: say \`aws\` or the URL to talk to`)
      return undefined
    }
    try {
      return parse(text)
    } catch (error) {
      problems.push(`${name} is ${shown(text)}, but must be ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }

  const config = Object.fromEntries(Object.entries<Variable<unknown>>(variables).map(([key, v]) => [key, read(v)]))
  if (production && config.upstream === 'emulator') {
    problems.push('SUPPORT_UPSTREAM is "emulator", but NODE_ENV is production: say `aws` or the URL to talk to')
  }
  if (problems.length > 0) throw new ConfigError(problems)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without a problem, every variable has been parsed
  return config as Config
}

function variable<T>(
  name: string,
  parse: (text: string) => T,
  fallback: Variable<T>['default'],
  description: string,
): Variable<T> {
  return { name, parse, default: fallback, description }
}

// Each parser throws an error whose message says what is allowed: "must be …".

function integer(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!/^(0|[1-9]\d{0,15})$/.test(text) || value < min || value > max) {
      throw new Error(`a whole number from ${min} to ${max}, in digits only`)
    }
    return value
  }
}

function oneOf<const T extends string>(...words: T[]) {
  return (text: string): T => {
    const word = words.find((word) => word === text)
    if (!word) throw new Error(`one of ${words.join(', ')}`)
    return word
  }
}

function parseBoolean(text: string): boolean {
  return oneOf('true', 'false')(text) === 'true'
}

function parseRegion(text: string): string {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(text)) throw new Error('the name of an AWS region, such as us-east-1')
  return text
}

function parseHost(text: string): string {
  if (!/^[\w.:-]{1,253}$/.test(text)) throw new Error('a host name or an IP address to listen on, without a port')
  return text
}

function parseUpstream(text: string): Upstream {
  if (text === 'emulator' || text === 'aws') return text
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new Error('emulator, aws, or an http(s) URL without user, password, query and fragment')
  }
  return url
}

function parseOrigins(text: string): string[] {
  if (text === 'none') return []
  const origins = text.split(',').map((origin) => origin.trim())
  for (const origin of origins) {
    if (!/^https?:/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(
        `none, or exact origins such as https://app.example.com separated by commas; ${shown(origin)} is not one`,
      )
    }
  }
  return origins
}

/** A wrong value as it may be shown: short, on one line, and never what a URL may have of secrets: user, password, query, fragment. */
function shown(text: string): string {
  const safe = text.replace(/\/\/[^/@]*@/g, '//***@').replace(/(:\/\/[^?#]*[?#]).*/s, '$1***')
  return JSON.stringify(safe.length > 80 ? `${safe.slice(0, 80)}…` : safe)
}
