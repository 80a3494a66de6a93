/** The table of environment variables. The type `Config` follows from it, and docs/configuration.md is generated from it: `npm run docs`. */
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
} from './parsers.js'

export interface Variable<T> {
  name: string
  /**
   * The text that applies if the variable is unset or empty. `production: null`: the variable is required in production. `demo` applies to the demo
   * account, `account` to any other upstream.
   */
  default: string | { development: string; production: string | null } | { account: string; demo: string }
  parse: (text: string) => T
  description: string
}

/** If SHUTDOWN_TIMEOUT_MS is not set, it exceeds REQUEST_TIMEOUT_MS by this much. */
export const SHUTDOWN_RESERVE_MS = 5_000

export const QUERY_TOKENS_CEILING = 10_000

/** By topic, in the order of docs/configuration.md. */
export const variableGroups = {
  'Upstream and AWS account': {
    upstream: variable(
      'SUPPORT_UPSTREAM',
      parseUpstream,
      { development: 'emulator', production: null },
      'Where AWS calls go: `aws`, `emulator` (a demo account inside this process), or the URL of any server that implements the AWS Support API.',
    ),
    // Not AWS_REGION: platforms set that to the container's region, but AWS Support has one region per partition.
    region: variable(
      'SUPPORT_REGION',
      parseRegion,
      'us-east-1',
      'AWS Region of the Support endpoint, wherever the gateway runs. `us-east-1` in the commercial partition.',
    ),
    failoverEndpoints: variable(
      'SUPPORT_FAILOVER_ENDPOINTS',
      parseEndpoints,
      'none',
      'URLs of further endpoints with the same cases, comma-separated, such as `https://support.us-west-2.amazonaws.com`. They are tried in order when the first endpoint fails.',
    ),
    account: variable(
      'SUPPORT_ACCOUNT',
      parseText,
      'default',
      'Name for the AWS account, used in Redis keys. Gateways for different accounts that share a Redis need different names.',
    ),
    accountsFile: variable(
      'ACCOUNTS_FILE',
      optional(parseText),
      'none',
      'File with the AWS accounts in the graph, and the role to assume in each. Without it, there is one account, with the credentials of the process. `demo` adds two accounts to the built-in emulator, and has no effect with another upstream. Read at startup and on SIGHUP.',
    ),
    accountTimeoutMs: variable(
      'ACCOUNT_TIMEOUT_MS',
      integer(100, 600_000),
      '3000',
      'In a list of several accounts, or a lookup in all of them, the longest wait for one of them, in milliseconds.',
    ),
    supportCallsPerSecond: variable(
      'SUPPORT_CALLS_PER_SECOND',
      integer(1, 10_000),
      '5',
      'AWS Support calls per second that AWS allows for the account, not counting Trusted Advisor calls.',
    ),
    trustedAdvisorCallsPerSecond: variable(
      'TRUSTED_ADVISOR_CALLS_PER_SECOND',
      integer(1, 10_000),
      '100',
      'Trusted Advisor calls per second that AWS allows for the account.',
    ),
    // The demo account uses the targets that AWS publishes, to show overdue cases. There is no default for other accounts: their plan is unknown.
    responseTargets: variable(
      'RESPONSE_TARGETS',
      parseResponseTargets,
      { account: 'none', demo: 'low=24h,normal=12h,high=4h,urgent=1h,critical=15m' },
      'Time within which AWS should send its first response to a case, by severity code. Use the targets of your support plan. `responseDueAt` and `isOverdue` are computed from them.',
    ),
  },
  Server: {
    production: variable(
      'NODE_ENV',
      (text) => text === 'production',
      'development',
      '`production` applies the production defaults, and requires a SUPPORT_UPSTREAM other than `emulator`.',
    ),
    port: variable('PORT', integer(0, 65_535), '4000', 'TCP port to listen on. `0` picks a free port.'),
    host: variable('HOST', parseHost, '127.0.0.1', 'Address to listen on. Use `0.0.0.0` inside a container.'),
    allowedHosts: variable(
      'ALLOWED_HOSTS',
      parseHosts,
      'none',
      'Hosts accepted in the `Host` header, comma-separated. `none` accepts any host. With AUTH_MODE `none` on a loopback HOST, only the hosts listed here, HOST, localhost, 127.0.0.1 and [::1] are accepted.',
    ),
    corsOrigins: variable(
      'CORS_ORIGINS',
      parseOrigins,
      { development: 'https://studio.apollographql.com,loopback', production: 'none' },
      'Origins whose pages may call the gateway, comma-separated. `loopback` allows any port of localhost, 127.0.0.1 and [::1].',
    ),
    explorer: variable(
      'EXPLORER',
      parseBoolean,
      { development: 'true', production: 'false' },
      'Serve Apollo Sandbox at /graphql and GraphiQL at /graphiql.',
    ),
    introspection: variable(
      'INTROSPECTION',
      parseBoolean,
      { development: 'true', production: 'false' },
      'Allow introspection, serve /schema.graphql, and suggest names in validation errors.',
    ),
  },
  'Authentication and authorization': {
    authModes: variable(
      'AUTH_MODE',
      parseAuthModes,
      'none',
      'How callers authenticate: `jwt` (bearer tokens), `api-key` (keys in API_KEYS_FILE), or both. `none` lets every caller do everything. Unless the upstream is the emulator, `none` requires a loopback HOST or ALLOW_ANONYMOUS.',
    ),
    allowAnonymous: variable(
      'ALLOW_ANONYMOUS',
      parseBoolean,
      'false',
      'Allow AUTH_MODE `none` even though other machines can reach the gateway and, through it, the AWS account. Use it only behind a proxy that authenticates callers.',
    ),
    jwksUrl: variable(
      'JWT_JWKS_URL',
      optional(parseHttpUrl),
      'none',
      "URL of the JSON Web Key Set with the token issuer's public keys.",
    ),
    jwtIssuer: variable('JWT_ISSUER', optional(parseText), 'none', 'Required value of the `iss` claim.'),
    jwtAudience: variable(
      'JWT_AUDIENCE',
      optional(parseText),
      'none',
      'Required value of the `aud` claim. If the claim has several values, one must match. Optional if JWT_CLIENT_IDS is set.',
    ),
    jwtClientIds: variable(
      'JWT_CLIENT_IDS',
      parseClientIds,
      'none',
      'Client ids, comma-separated. Access tokens with one of these in `client_id` are accepted. Use it for issuers that set no `aud`, such as Amazon Cognito. If JWT_AUDIENCE is also set, one of the two must match.',
    ),
    jwtRolesClaim: variable(
      'JWT_ROLES_CLAIM',
      parseText,
      'roles',
      'Claim with the roles: the name of a claim, or a dotted path such as `realm_access.roles`. A claim of exactly this name takes precedence.',
    ),
    apiKeysFile: variable(
      'API_KEYS_FILE',
      optional(parseText),
      'none',
      'File with the entries that `npm run api-key` prints: names, digests and scopes of API keys. Read at startup and on SIGHUP.',
    ),
    roleScopes: variable(
      'ROLE_SCOPES',
      parseRoleScopes,
      'none',
      'Scopes that each role grants, in addition to those of the token or key: `reader=cases:read attachments:read;agent=cases:read cases:write`.',
    ),
    policyFile: variable(
      'POLICY_FILE',
      optional(parseText),
      'none',
      'File with the accounts, severities, services and submitters that each role may see and use. Read at startup and on SIGHUP.',
    ),
    trustedDocuments: variable(
      'TRUSTED_DOCUMENTS',
      optional(parseText),
      'none',
      'Manifest file with the only operations that callers may run. `npm run trusted-documents` generates it. Read at startup and on SIGHUP.',
    ),
  },
  'Caching and Redis': {
    redisUrl: variable(
      'REDIS_URL',
      optional(parseRedisUrl),
      'none',
      'Redis in which several processes share cached AWS responses, the case index, idempotency keys, rate limits and the call budget. Without it, each process keeps its own.',
    ),
    caseIndex: variable(
      'CASE_INDEX',
      oneOf('on', 'off'),
      'on',
      'Keep a list of all cases, with their newest five messages, in memory and, if REDIS_URL is set, in Redis. With `off`, no cases are stored: each request reads its lists from AWS, up to MAX_SCANNED_CASES.',
    ),
    caseIndexMaxBytes: variable(
      'CASE_INDEX_MAX_BYTES',
      integer(1_048_576, 8_589_934_592),
      '268435456',
      'Maximum memory of the case index per process, in bytes. A case takes about 8 kB. Beyond the limit, messages of resolved cases are dropped, and searching them fails with SCAN_LIMIT_EXCEEDED.',
    ),
    caseCacheSeconds: variable(
      'CASE_CACHE_SECONDS',
      integer(0, 3_600),
      '15',
      'Seconds for which cases and messages stay fresh, and the shortest interval between refreshes of the case index. Writes through the gateway are visible at once. With `0`, no cases are stored, as with CASE_INDEX `off`.',
    ),
    trustedAdvisorCacheSeconds: variable(
      'TRUSTED_ADVISOR_CACHE_SECONDS',
      integer(0, 86_400),
      '60',
      'Seconds for which Trusted Advisor summaries and results stay fresh, unless a refresh invalidates them. With `0`, they are not cached.',
    ),
    cacheMaxBytes: variable(
      'CACHE_MAX_BYTES',
      integer(1_048_576, 8_589_934_592),
      '67108864',
      'Maximum memory for cached AWS responses per process, in bytes. Cached responses to callers may take up to the same amount in addition.',
    ),
  },
  Limits: {
    // A page of a front end sends only a few requests. The development default leaves room for load tests.
    rateLimitPerMinute: variable(
      'RATE_LIMIT_PER_MINUTE',
      integer(1, 10_000_000),
      { development: '100000', production: '1200' },
      'Maximum number of requests per viewer per minute. With AUTH_MODE `none`, or without credentials, per client address.',
    ),
    // A page of a front end sends only a few requests at once. Behind a load balancer with AUTH_MODE none, all callers have one address.
    maxRequestsPerViewer: variable(
      'MAX_REQUESTS_PER_VIEWER',
      integer(1, 100_000),
      '50',
      'Maximum number of concurrent requests per viewer. With AUTH_MODE `none`, or without credentials, per client address.',
    ),
    viewerBudgetPercent: variable(
      'VIEWER_BUDGET_PERCENT',
      integer(1, 100),
      '50',
      "Maximum share of a minute's AWS calls that one viewer may cause, in percent. Has no effect with AUTH_MODE `none`.",
    ),
    // Introspection counts as about 52,000; 100 cases with 100 messages each and their authors as 111,000; every field once as 300,000. A complexity of
    // 100,000 takes a second or two if it consists of fields, and 40 s at AWS's default rate if it consists of AWS calls.
    maxQueryComplexity: variable(
      'MAX_QUERY_COMPLEXITY',
      integer(1_000, 10_000_000),
      { development: '500000', production: '250000' },
      'Maximum complexity of a query: its fields, multiplied by page sizes, plus 500 for each AWS call.',
    ),
    // Introspection by GraphiQL and code generators has 15 levels. Code that recurses over a query can handle more than 100.
    maxQueryDepth: variable(
      'MAX_QUERY_DEPTH',
      integer(15, 100),
      '20',
      'Maximum number of levels of nested fields in a query.',
    ),
    // The largest example has 116 tokens, introspection 183. The limit also bounds aliases, directives, selections and nesting. Up to 10,000 tokens,
    // validating the worst query takes a few tenths of a second, and no code after the parser overflows the stack. Earlier versions allowed a million.
    maxQueryTokens: variable(
      'MAX_QUERY_TOKENS',
      (text) => Math.min(QUERY_TOKENS_CEILING, integer(1_000, 1_000_000)(text)),
      '2000',
      'Maximum number of tokens (names, values, punctuation) in a query. Values above 10000 are lowered to 10000.',
    ),
    // With CASE_INDEX off, a list of 5,000 cases (the default MAX_SCANNED_CASES) makes 50 calls. At AWS's default rate, 1,000 calls take 200 s.
    maxUpstreamCalls: variable(
      'MAX_UPSTREAM_CALLS',
      integer(1, 1_000_000),
      '1000',
      'Maximum number of AWS calls per request, including retries.',
    ),
    maxScannedCases: variable(
      'MAX_SCANNED_CASES',
      integer(1, 1_000_000),
      '5000',
      'Maximum number of messages that a query may read from one case. The same limit applies to the lookup of a write whose response was lost. With CASE_INDEX `off`, and in that lookup, also the maximum number of cases.',
    ),
    // Three inline attachments of 5 MB are 20,971,524 bytes of base64; the rest is for the text around them.
    maxBodyBytes: variable(
      'MAX_BODY_BYTES',
      integer(1_024, 268_435_456),
      '22020096',
      'Maximum size of a request body, in bytes. The default fits a case with three attachments of 5 MB in base64.',
    ),
    // Twelve of the largest bodies by default. Each needs twice its size while it is parsed.
    maxBodyBytesInFlight: variable(
      'MAX_BODY_BYTES_IN_FLIGHT',
      integer(1_024, 68_719_476_736),
      '268435456',
      'Maximum total size of the bodies of all requests in flight, in bytes. Beyond it, requests get 503 with Retry-After, unless their bodies are small.',
    ),
    // Like MAX_BODY_BYTES, fits three files of 5 MB in base64. Serializing a response takes up to five times its size in memory.
    maxResponseBytes: variable(
      'MAX_RESPONSE_BYTES',
      integer(65_536, 268_435_456),
      '22020096',
      'Maximum size of the response to an operation, in bytes. The data of a larger response is replaced by an error.',
    ),
    maxEventLoopDelayMs: variable(
      'MAX_EVENT_LOOP_DELAY_MS',
      integer(0, 60_000),
      { development: '10000', production: '2000' },
      'Event-loop delay beyond which new requests get 503 with Retry-After, in milliseconds. `0` disables the check.',
    ),
  },
  'Timeouts and shutdown': {
    requestTimeoutMs: variable(
      'REQUEST_TIMEOUT_MS',
      integer(100, 600_000),
      '30000',
      'Time limit for a request, in milliseconds. Fields that are not ready by then fail with an error code.',
    ),
    upstreamTimeoutMs: variable(
      'UPSTREAM_TIMEOUT_MS',
      integer(100, 600_000),
      '10000',
      'Time limit for one attempt at an AWS call, in milliseconds.',
    ),
    writeSettleMs: variable(
      'WRITE_SETTLE_MS',
      integer(0, 60_000),
      '5000',
      'Time after a lost response within which a new case may still appear at AWS, in milliseconds. Until that time is over, a repeated `idempotencyKey` does not send the write again.',
    ),
    shutdownGraceMs: variable(
      'SHUTDOWN_GRACE_MS',
      integer(0, 600_000),
      { development: '2000', production: '5000' },
      'Time for which the gateway keeps accepting requests after SIGTERM, in milliseconds. /readyz fails meanwhile, so load balancers stop sending requests.',
    ),
    // The default is longer than REQUEST_TIMEOUT_MS, so no request in flight is cut off: work may overrun its deadline by 2 s, and its response takes time.
    shutdownTimeoutMs: variable(
      'SHUTDOWN_TIMEOUT_MS',
      integer(100, 605_000),
      String(30_000 + SHUTDOWN_RESERVE_MS),
      'How long queries in flight may still run after SIGINT, or after the grace period of SIGTERM, in milliseconds. If unset, 5 s more than REQUEST_TIMEOUT_MS. Mutations always have their full REQUEST_TIMEOUT_MS.',
    ),
  },
  Observability: {
    logLevel: variable(
      'LOG_LEVEL',
      oneOf('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'),
      'info',
      'Lowest level to log. Each request logs one line at `info`.',
    ),
    exposeUpstreamCost: variable(
      'EXPOSE_UPSTREAM_COST',
      parseBoolean,
      'true',
      'Report the AWS calls behind each response in `extensions.upstream`.',
    ),
    otlpEndpoint: variable(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      optional(parseHttpUrl),
      'none',
      'URL to send traces to, using OTLP over HTTP. Without it, tracing is off.',
    ),
    otlpProtocol: variable(
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      oneOf('http/protobuf', 'http/json'),
      'http/protobuf',
      'Encoding of the traces.',
    ),
    tracingDisabled: variable(
      'OTEL_SDK_DISABLED',
      // Any other value means false (OpenTelemetry specification).
      (text) => text.toLowerCase() === 'true',
      'false',
      '`true` (case-insensitive) turns tracing off, even if OTEL_EXPORTER_OTLP_ENDPOINT is set.',
    ),
  },
  'Built-in emulator': {
    emulatorHost: variable(
      'EMULATOR_HOST',
      parseHost,
      '127.0.0.1',
      'Address that the emulator inside the gateway listens on. Links to files contain it. Use `0.0.0.0` in a container that publishes EMULATOR_PORT.',
    ),
    emulatorPort: variable(
      'EMULATOR_PORT',
      integer(0, 65_535),
      '0',
      'TCP port of the emulator inside the gateway. `0` picks a free port.',
    ),
    emulatorLatencyMs: variable(
      'EMULATOR_LATENCY_MS',
      integer(0, 60_000),
      '0',
      'Delay before each response from the emulator, in milliseconds.',
    ),
  },
}

export const variables = {
  ...variableGroups['Upstream and AWS account'],
  ...variableGroups.Server,
  ...variableGroups['Authentication and authorization'],
  ...variableGroups['Caching and Redis'],
  ...variableGroups.Limits,
  ...variableGroups['Timeouts and shutdown'],
  ...variableGroups.Observability,
  ...variableGroups['Built-in emulator'],
}

function variable<T>(
  name: string,
  parse: (text: string) => T,
  fallback: Variable<T>['default'],
  description: string,
): Variable<T> {
  return { name, parse, default: fallback, description }
}
