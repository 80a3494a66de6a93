/** The environment, read once: `readConfig(process.env)`. */
import { BlockList, isIP } from 'node:net'
import { misspelledNames } from './misspelled-names.js'
import { quoted } from './parsers.js'
import { QUERY_TOKENS_CEILING, SHUTDOWN_RESERVE_MS, variables, type Variable } from './variables.js'

/** Variables of earlier versions that no longer have an effect. MAX_QUERY_TOKENS now also bounds aliases and directives. */
const removed = ['MAX_QUERY_ALIASES', 'MAX_QUERY_DIRECTIVES']

export type Config = { [Key in keyof typeof variables]: ReturnType<(typeof variables)[Key]['parse']> } & {
  /** Warnings to log at startup, such as variables that are set but have no effect. */
  warnings: string[]
}

/** All configuration problems together, so they can be fixed at once. */
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
  const isDemo = (env[variables.upstream.name] || (production ? '' : 'emulator')) === 'emulator'

  function defaultOf(fallback: Variable<unknown>['default']): string | null {
    if (typeof fallback === 'string') return fallback
    if ('demo' in fallback) return isDemo ? fallback.demo : fallback.account
    return production ? fallback.production : fallback.development
  }

  function read<T>({ name, default: fallback, parse }: Variable<T>): T | undefined {
    const text = env[name] || defaultOf(fallback)
    if (text === null) {
      problems.push(`${name} must be set when NODE_ENV is production: set it to \`aws\` or to an endpoint URL`)
      return undefined
    }
    try {
      return parse(text)
    } catch (error) {
      problems.push(`${name} is ${quoted(text)}, but must be ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }

  const config = Object.fromEntries(Object.entries<Variable<unknown>>(variables).map(([key, v]) => [key, read(v)]))
  if (!env[variables.shutdownTimeoutMs.name] && typeof config.requestTimeoutMs === 'number')
    config.shutdownTimeoutMs = config.requestTimeoutMs + SHUTDOWN_RESERVE_MS
  if (production && config.upstream === 'emulator') {
    problems.push(
      'SUPPORT_UPSTREAM is "emulator", but NODE_ENV is production: set SUPPORT_UPSTREAM to `aws` or to an endpoint URL',
    )
  }
  problems.push(...contradictions(config))
  const names = [...Object.values(variables).map(({ name }) => name), ...removed]
  problems.push(...misspelledNames(env, names))
  if (problems.length > 0) throw new ConfigError(problems)
  const warnings = removed
    .filter((name) => env[name])
    .map((name) => `${name} has no effect: remove it. MAX_QUERY_TOKENS limits aliases and directives, too.`)
  const proxy = ['HTTPS_PROXY', 'https_proxy'].find((name) => env[name])
  if (proxy !== undefined && config.upstream !== 'emulator') {
    warnings.push(
      `${proxy} is set, but calls to AWS do not use a proxy: give the gateway a route to AWS, such as a NAT gateway or a VPC endpoint.`,
    )
  }
  const isAnonymous = Array.isArray(config.authModes) && config.authModes.includes('none')
  const forCredentials = ['API_KEYS_FILE', 'JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_CLIENT_IDS']
  for (const name of forCredentials.filter((name) => env[name] && isAnonymous)) {
    warnings.push(
      `${name} has no effect because AUTH_MODE is "none" and everyone may do everything: set AUTH_MODE to \`jwt\` or \`api-key\`.`,
    )
  }
  if (Number(env['MAX_QUERY_TOKENS']) > QUERY_TOKENS_CEILING)
    warnings.push(
      `MAX_QUERY_TOKENS is ${env['MAX_QUERY_TOKENS']}, but is lowered to ${QUERY_TOKENS_CEILING}, the maximum.`,
    )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without a problem, every variable has been parsed
  return { ...config, warnings } as Config
}

/** Problems with combinations of valid values. A value that could not be parsed is undefined here: it has already been reported. */
function contradictions(config: Partial<Config>): string[] {
  const { authModes, host, jwksUrl, jwtIssuer, jwtAudience, jwtClientIds, apiKeysFile, policyFile } = config
  const problems: string[] = []
  if (authModes === undefined) return problems
  if (authModes.includes('none') && !config.allowAnonymous && host !== undefined && !isLoopbackHost(host)) {
    const { upstream, failoverEndpoints = [] } = config
    if (upstream !== undefined && (upstream !== 'emulator' || failoverEndpoints.length > 0)) {
      problems.push(
        'AUTH_MODE is "none" and HOST is not loopback, but the upstream is not just the emulator: everyone who can reach this gateway could read and change the cases of the account. Set AUTH_MODE to `jwt` or `api-key`, set HOST to 127.0.0.1, or set ALLOW_ANONYMOUS to `true`',
      )
    }
  }
  const callers = jwtClientIds?.length === 0 ? jwtAudience : jwtClientIds
  const needed = { JWT_JWKS_URL: jwksUrl, JWT_ISSUER: jwtIssuer, 'JWT_AUDIENCE or JWT_CLIENT_IDS': callers }
  for (const [name, value] of Object.entries(needed)) {
    if (authModes.includes('jwt') && value === null) problems.push(`${name} must be set when AUTH_MODE has jwt`)
  }
  if (authModes.includes('api-key') && apiKeysFile === null)
    problems.push('API_KEYS_FILE must be set when AUTH_MODE has api-key')
  if (authModes.includes('none') && policyFile != null)
    problems.push(
      'POLICY_FILE restricts roles, which nobody has when AUTH_MODE is none: set AUTH_MODE to `jwt` or `api-key`',
    )
  return problems
}

/** Whether the built-in emulator is the only upstream, so no request reaches an AWS account. */
export function isDemo({ upstream, failoverEndpoints }: Pick<Config, 'upstream' | 'failoverEndpoints'>): boolean {
  return upstream === 'emulator' && failoverEndpoints.length === 0
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine can reach a host, given as a name or an address; an IPv6 address with or without brackets. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(name)
  if (family === 0) return /^localhost\.?$/i.test(name)
  // Also matches IPv4-mapped IPv6 addresses: ::ffff:127.0.0.1.
  return loopback.check(name, family === 4 ? 'ipv4' : 'ipv6')
}

/** Real keys are never sent over plain HTTP, nor to the loopback interface, where an emulator may be listening. */
export function isUnsafeForRealKeys({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' || isLoopbackHost(hostname)
}
