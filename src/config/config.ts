/**
 * The environment, read once: `readConfig(process.env)`. This is the only file that knows the names of the variables.
 * `variables` is the whole truth; the type `Config`, the checks and the README's table all follow from it.
 */

import { BlockList, isIP } from 'node:net'
import { misspelledNames } from './misspelled-names.js'
import {
  integer,
  oneOf,
  optional,
  parseAuthModes,
  parseBoolean,
  parseClientIds,
  parseEndpoints,
  parseHost,
  parseHosts,
  parseHttpUrl,
  parseOrigins,
  parseRedisUrl,
  parseRegion,
  parseResponseTargets,
  parseRoleScopes,
  parseText,
  parseUpstream,
  shown,
} from './parsers.js'

interface Variable<T> {
  name: string
  /**
   * What an unset or empty variable means, in the words of the variable. `null` in production: there it must be set. `demo` is with the demo
   * account, and `account` with any other upstream.
   */
  default: string | { development: string; production: string | null } | { account: string; demo: string }
  parse: (text: string) => T
  description: string
}

/** By how much SHUTDOWN_TIMEOUT_MS is longer than REQUEST_TIMEOUT_MS where it is not set. */
const SHUTDOWN_RESERVE_MS = 5_000

const MOST_QUERY_TOKENS = 10_000

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
  allowedHosts: variable(
    'ALLOWED_HOSTS',
    parseHosts,
    'none',
    'Hosts that requests may name (in the `Host` header), comma-separated and without ports; with AUTH_MODE `none` on a loopback HOST besides localhost, 127.0.0.1, [::1] and HOST, otherwise `none` allows any host',
  ),
  authModes: variable(
    'AUTH_MODE',
    parseAuthModes,
    'none',
    'How callers say who they are: `jwt` (bearer tokens of an issuer), `api-key` (keys of API_KEYS_FILE), or both, comma-separated; `none` lets everybody do everything; with another upstream than the emulator it requires a HOST that is loopback, or ALLOW_ANONYMOUS',
  ),
  allowAnonymous: variable(
    'ALLOW_ANONYMOUS',
    parseBoolean,
    'false',
    'With AUTH_MODE `none`: start although other machines can reach the gateway and through it the AWS account. For when something in front of it authenticates callers',
  ),
  jwksUrl: variable(
    'JWT_JWKS_URL',
    optional(parseHttpUrl),
    'none',
    'Where the public keys of the issuer of tokens are, as a JSON Web Key Set',
  ),
  jwtIssuer: variable('JWT_ISSUER', optional(parseText), 'none', 'What the `iss` of a token has to be'),
  jwtAudience: variable(
    'JWT_AUDIENCE',
    optional(parseText),
    'none',
    'The `aud` of accepted tokens, or one of its values; optional with JWT_CLIENT_IDS',
  ),
  jwtClientIds: variable(
    'JWT_CLIENT_IDS',
    parseClientIds,
    'none',
    'Clients whose access tokens are accepted by their `client_id`, for issuers that set no `aud`, such as Amazon Cognito; with JWT_AUDIENCE as well, one of the two must match',
  ),
  jwtRolesClaim: variable(
    'JWT_ROLES_CLAIM',
    parseText,
    'roles',
    'The claim that holds the roles: a claim of exactly this name, or else a path with dots, such as `realm_access.roles`',
  ),
  apiKeysFile: variable(
    'API_KEYS_FILE',
    optional(parseText),
    'none',
    'File with the digests of API keys, which `npm run api-key` makes; read at start and on SIGHUP',
  ),
  roleScopes: variable(
    'ROLE_SCOPES',
    parseRoleScopes,
    'none',
    'What scopes a role comes to, beside those of the token or key itself: `reader=cases:read attachments:read;agent=cases:read cases:write`',
  ),
  policyFile: variable(
    'POLICY_FILE',
    optional(parseText),
    'none',
    'File with the severities, services and submitters that each role may see and use; read at start and on SIGHUP',
  ),
  trustedDocuments: variable(
    'TRUSTED_DOCUMENTS',
    optional(parseText),
    'none',
    'Manifest of the only operations that are let through, which `npm run trusted-documents` makes; read at start and on SIGHUP',
  ),
  redisUrl: variable(
    'REDIS_URL',
    optional(parseRedisUrl),
    'none',
    'Redis in which several processes share what they have read, idempotency keys, limits and the budget of calls; without it each keeps its own',
  ),
  account: variable(
    'SUPPORT_ACCOUNT',
    parseText,
    'default',
    'Name of the AWS account behind, part of every key in Redis: gateways of several accounts that share one need a name each',
  ),
  caseCacheSeconds: variable(
    'CASE_CACHE_SECONDS',
    integer(0, 3_600),
    '15',
    'How long cases and their messages are fresh once they were read, and at least how far apart refreshes of the case index are. A write through the gateway shows at once. 0 stores nothing of cases, as CASE_INDEX `off` does',
  ),
  caseIndex: variable(
    'CASE_INDEX',
    oneOf('on', 'off'),
    'on',
    'Whether to keep a list of all cases, with their newest five messages, in memory and in Redis. With `off` nothing of cases is stored: each request reads its lists from AWS, up to MAX_SCANNED_CASES',
  ),
  caseIndexMaxBytes: variable(
    'CASE_INDEX_MAX_BYTES',
    integer(1_048_576, 8_589_934_592),
    '268435456',
    'Most bytes that the case index may take in the memory of a process, at about 8 kB a case. Beyond that it drops the messages of resolved cases, and searching these is SCAN_LIMIT_EXCEEDED',
  ),
  // The demo account has what AWS publishes, so that some of its cases are overdue. Which plan another account has is not known here.
  responseTargets: variable(
    'RESPONSE_TARGETS',
    parseResponseTargets,
    { account: 'none', demo: 'low=24h,normal=12h,high=4h,urgent=1h,critical=15m' },
    'How soon AWS has to send its first response to a case, by severity code, such as `low=24h,normal=12h,high=4h,urgent=1h,critical=15m`. It depends on your support plan. `responseDueAt` and `isOverdue` follow from it',
  ),
  trustedAdvisorCacheSeconds: variable(
    'TRUSTED_ADVISOR_CACHE_SECONDS',
    integer(0, 86_400),
    '60',
    'How long summaries and results of Trusted Advisor that were read answer other requests, unless a refresh comes between; 0 never',
  ),
  cacheMaxBytes: variable(
    'CACHE_MAX_BYTES',
    integer(1_048_576, 8_589_934_592),
    '67108864',
    'Most bytes of what was read, and as many of whole answers, that a process keeps in memory',
  ),
  failoverEndpoints: variable(
    'SUPPORT_FAILOVER_ENDPOINTS',
    parseEndpoints,
    'none',
    'URLs of further endpoints with the same cases, in the order in which they are tried when the first fails, such as `https://support.us-west-2.amazonaws.com`',
  ),
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
    { development: 'https://studio.apollographql.com,loopback', production: 'none' },
    'Origins whose pages may call the gateway, exact and comma-separated, or `none`; `loopback` stands for any port of localhost, 127.0.0.1 and [::1]',
  ),
  explorer: variable(
    'EXPLORER',
    parseBoolean,
    { development: 'true', production: 'false' },
    'Serve Apollo Sandbox at /graphql and GraphiQL at /graphiql',
  ),
  introspection: variable(
    'INTROSPECTION',
    parseBoolean,
    { development: 'true', production: 'false' },
    'Answer introspection, serve /schema.graphql, and name what was meant in errors of validation',
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
    'Most messages of one case that a query, or the look-up after a lost write, may read through; with CASE_INDEX `off` and in that look-up also most cases',
  ),
  // With CASE_INDEX off, a list of MAX_SCANNED_CASES takes 50. AWS needs minutes for as many as this.
  maxUpstreamCalls: variable(
    'MAX_UPSTREAM_CALLS',
    integer(1, 1_000_000),
    '1000',
    'Most calls to AWS that one request may cause, retries included',
  ),
  // The introspection of GraphiQL and of code generators has 15 levels. What recurses over a query takes more than 100.
  maxQueryDepth: variable(
    'MAX_QUERY_DEPTH',
    integer(15, 100),
    '20',
    'Most levels of fields within fields that a query may have',
  ),
  // Introspection counts some 52,000, and 100 cases with 100 messages each and their authors some 111,000. 100,000 fields take a second or two, as many of calls take AWS 40. What asks for every field once has 300,000.
  maxQueryComplexity: variable(
    'MAX_QUERY_COMPLEXITY',
    integer(1_000, 10_000_000),
    { development: '500000', production: '250000' },
    'Most fields that an answer may come to, by the sizes of its pages; a call to AWS counts 500',
  ),
  // The largest example has 116, introspection 183. It also bounds aliases, directives, selections and nesting. Up to 10,000 tokens, validating the
  // worst query takes a few tenths of a second, and nothing that recurses over a query overflows the stack once the parser has not. Earlier versions
  // allowed a million.
  maxQueryTokens: variable(
    'MAX_QUERY_TOKENS',
    (text) => Math.min(MOST_QUERY_TOKENS, integer(1_000, 1_000_000)(text)),
    '2000',
    'Most tokens (names, values, punctuation) that a query may have; above 10000 it counts as 10000',
  ),
  // One viewer's page loads a few; development is for load tests, too.
  rateLimitPerMinute: variable(
    'RATE_LIMIT_PER_MINUTE',
    integer(1, 10_000_000),
    { development: '100000', production: '1200' },
    'Most requests that one viewer may send in a minute; with AUTH_MODE `none`, or without a login, one address',
  ),
  supportCallsPerSecond: variable(
    'SUPPORT_CALLS_PER_SECOND',
    integer(1, 10_000),
    '5',
    'Calls of AWS Support, without those of Trusted Advisor, that AWS allows the account in a second',
  ),
  trustedAdvisorCallsPerSecond: variable(
    'TRUSTED_ADVISOR_CALLS_PER_SECOND',
    integer(1, 10_000),
    '100',
    'Calls of Trusted Advisor that AWS allows the account in a second',
  ),
  viewerBudgetPercent: variable(
    'VIEWER_BUDGET_PERCENT',
    integer(1, 100),
    '50',
    "Most of a minute's calls to AWS that one viewer may cause; with AUTH_MODE `none` it does not count",
  ),
  maxEventLoopDelayMs: variable(
    'MAX_EVENT_LOOP_DELAY_MS',
    integer(0, 60_000),
    { development: '10000', production: '2000' },
    'When the process is so far behind, it answers 503 and Retry-After in place of taking on more; 0 never',
  ),
  // Three inline attachments of 5 MB are 20,971,524 bytes of base64; the rest is for the text around them.
  maxBodyBytes: variable(
    'MAX_BODY_BYTES',
    integer(1_024, 268_435_456),
    '22020096',
    'Largest request body; the default holds three attachments of 5 MB in base64 and their case',
  ),
  // Twelve of the largest bodies by default. Each takes as much again while it is parsed.
  maxBodyBytesInFlight: variable(
    'MAX_BODY_BYTES_IN_FLIGHT',
    integer(1_024, 68_719_476_736),
    '268435456',
    'Most bytes that the bodies of all requests in flight may have together; past that, further ones get 503 and Retry-After',
  ),
  // A page loads a few at once; behind a balancer, with AUTH_MODE none, all callers are one address.
  maxRequestsPerViewer: variable(
    'MAX_REQUESTS_PER_VIEWER',
    integer(1, 100_000),
    '50',
    'Most requests of one viewer that may be in flight at once; with AUTH_MODE `none`, or without a login, of one address',
  ),
  // As much as a request may have: three files of 5 MB in base64. Making the JSON of so much takes up to five times as much memory.
  maxResponseBytes: variable(
    'MAX_RESPONSE_BYTES',
    integer(65_536, 268_435_456),
    '22020096',
    'Largest response to an operation; what is larger is left out, and an error says so',
  ),
  requestTimeoutMs: variable(
    'REQUEST_TIMEOUT_MS',
    integer(100, 600_000),
    '30000',
    'Time one request has in all; what is not there by then becomes a coded error',
  ),
  upstreamTimeoutMs: variable('UPSTREAM_TIMEOUT_MS', integer(100, 600_000), '10000', 'Time one call to AWS has'),
  writeSettleMs: variable(
    'WRITE_SETTLE_MS',
    integer(0, 60_000),
    '5000',
    'How long after a lost reply a case may still turn up at AWS: before that, a repeated idempotencyKey sends nothing again',
  ),
  shutdownGraceMs: variable(
    'SHUTDOWN_GRACE_MS',
    integer(0, 600_000),
    { development: '2000', production: '5000' },
    'How long after SIGTERM the gateway goes on as before, but for /readyz, so that balancers find out',
  ),
  // Longer than REQUEST_TIMEOUT_MS: by default nothing in flight is cut. 2 s more for what does not heed its deadline, and 2 s for its response.
  shutdownTimeoutMs: variable(
    'SHUTDOWN_TIMEOUT_MS',
    integer(100, 605_000),
    String(30_000 + SHUTDOWN_RESERVE_MS),
    'Time that queries in flight have to end after SIGINT, or after the grace of SIGTERM; if unset, 5 s more than REQUEST_TIMEOUT_MS. Mutations have until their own REQUEST_TIMEOUT_MS in any case',
  ),
  otlpEndpoint: variable(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    optional(parseHttpUrl),
    'none',
    'Where traces are sent, by OTLP over HTTP; without it there are none',
  ),
  otlpProtocol: variable(
    'OTEL_EXPORTER_OTLP_PROTOCOL',
    oneOf('http/protobuf', 'http/json'),
    'http/protobuf',
    'In which form traces are sent',
  ),
  tracingDisabled: variable(
    'OTEL_SDK_DISABLED',
    // Any other value means false: the OpenTelemetry specification.
    (text) => text.toLowerCase() === 'true',
    'false',
    '`true`, in any letter case, switches traces off, whatever OTEL_EXPORTER_OTLP_ENDPOINT is',
  ),
}

/** Variables of earlier versions that no longer have an effect. MAX_QUERY_TOKENS bounds what they did. */
const removed = ['MAX_QUERY_ALIASES', 'MAX_QUERY_DIRECTIVES']

export type Config = { [Key in keyof typeof variables]: ReturnType<(typeof variables)[Key]['parse']> } & {
  /** What to warn about at start: variables that are set and have no effect. */
  warnings: string[]
}

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
  const isDemo = (env[variables.upstream.name] || (production ? '' : 'emulator')) === 'emulator'

  function defaultOf(fallback: Variable<unknown>['default']): string | null {
    if (typeof fallback === 'string') return fallback
    if ('demo' in fallback) return isDemo ? fallback.demo : fallback.account
    return production ? fallback.production : fallback.development
  }

  function read<T>({ name, default: fallback, parse }: Variable<T>): T | undefined {
    const text = env[name] || defaultOf(fallback)
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
  if (!env[variables.shutdownTimeoutMs.name] && typeof config.requestTimeoutMs === 'number')
    config.shutdownTimeoutMs = config.requestTimeoutMs + SHUTDOWN_RESERVE_MS
  if (production && config.upstream === 'emulator') {
    problems.push('SUPPORT_UPSTREAM is "emulator", but NODE_ENV is production: say `aws` or the URL to talk to')
  }
  problems.push(...contradictions(config))
  const names = [...Object.values(variables).map(({ name }) => name), ...removed]
  problems.push(...misspelledNames(env, names))
  if (problems.length > 0) throw new ConfigError(problems)
  const warnings = removed
    .filter((name) => env[name])
    .map((name) => `${name} has no effect: remove it. MAX_QUERY_TOKENS bounds the same.`)
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
      `${name} has no effect, since AUTH_MODE is "none" and everyone may do everything: set AUTH_MODE to \`jwt\` or \`api-key\`.`,
    )
  }
  if (Number(env['MAX_QUERY_TOKENS']) > MOST_QUERY_TOKENS)
    warnings.push(
      `MAX_QUERY_TOKENS is ${env['MAX_QUERY_TOKENS']}, and counts as ${MOST_QUERY_TOKENS}, the most that is allowed.`,
    )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without a problem, every variable has been parsed
  return { ...config, warnings } as Config
}

/** What is wrong with values that are right each by itself; one that could not be read is undefined here, and has been named already. */
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
    problems.push('POLICY_FILE is about roles, which nobody has when AUTH_MODE is none: say `jwt` or `api-key`')
  return problems
}

/** Whether nothing but the built-in emulator can respond, so that no request reaches an AWS account. */
export function isDemo({ upstream, failoverEndpoints }: Pick<Config, 'upstream' | 'failoverEndpoints'>): boolean {
  return upstream === 'emulator' && failoverEndpoints.length === 0
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine can reach a host: a name or an address, IPv6 with the brackets of a URL or without. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(name)
  if (family === 0) return /^localhost\.?$/i.test(name)
  // IPv4 addresses in the form of IPv6, too: ::ffff:127.0.0.1.
  return loopback.check(name, family === 4 ? 'ipv4' : 'ipv6')
}

function variable<T>(
  name: string,
  parse: (text: string) => T,
  fallback: Variable<T>['default'],
  description: string,
): Variable<T> {
  return { name, parse, default: fallback, description }
}
