import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../src/config/config.js'
import { variables } from '../../src/config/variables.js'

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

/** The RESPONSE_TARGETS in an environment, in hours. */
function targetHours(env: Record<string, string>): Record<string, number> {
  return Object.fromEntries([...readConfig(env).responseTargets].map(([code, ms]) => [code, ms / 3_600_000]))
}

describe('parsing', () => {
  test('no variable is required in development', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      upstream: 'emulator',
      region: 'us-east-1',
      port: 4000,
      host: '127.0.0.1',
      emulatorPort: 0,
      logLevel: 'info',
      explorer: true,
      exposeUpstreamCost: true,
      maxScannedCases: 5000,
      maxQueryDepth: 20,
      maxQueryTokens: 2_000,
      maxQueryComplexity: 500_000,
      maxBodyBytes: 22_020_096,
      maxResponseBytes: 22_020_096,
      requestTimeoutMs: 30_000,
      upstreamTimeoutMs: 10_000,
      shutdownTimeoutMs: 35_000,
    })
    expect(readConfig({}).corsOrigins).toContain('https://studio.apollographql.com')
  })

  test('SHUTDOWN_TIMEOUT_MS defaults to five seconds more than REQUEST_TIMEOUT_MS', () => {
    expect(readConfig({ REQUEST_TIMEOUT_MS: '600000' }).shutdownTimeoutMs).toBe(605_000)
    expect(readConfig({ REQUEST_TIMEOUT_MS: '100', SHUTDOWN_TIMEOUT_MS: '' }).shutdownTimeoutMs).toBe(5_100)
    expect(readConfig({ REQUEST_TIMEOUT_MS: '40000', SHUTDOWN_TIMEOUT_MS: '10000' }).shutdownTimeoutMs).toBe(10_000)
  })

  test('an empty variable counts as unset', () => {
    const empty = Object.fromEntries(Object.values(variables).map(({ name }) => [name, '']))
    expect(readConfig(empty)).toEqual(readConfig({}))
  })

  test('a variable from an earlier version that no longer has an effect gets a warning', () => {
    expect(readConfig({ MAX_QUERY_TOKENS: '3000' }).warnings).toEqual([])
    expect(readConfig({ MAX_QUERY_ALIASES: '4', MAX_QUERY_DIRECTIVES: '' }).warnings).toEqual([
      'MAX_QUERY_ALIASES has no effect: remove it. MAX_QUERY_TOKENS limits aliases and directives, too.',
    ])
  })

  test('a variable of an authentication mode that is not in use gets a warning', () => {
    const env = { API_KEYS_FILE: 'keys.json', JWT_ISSUER: 'https://issuer.example' }
    expect(readConfig(env).warnings).toEqual([
      expect.stringMatching(/^API_KEYS_FILE has no effect because AUTH_MODE is "none"/),
      expect.stringMatching(/^JWT_ISSUER has no effect because AUTH_MODE is "none"/),
    ])
    expect(readConfig({ API_KEYS_FILE: 'keys.json', AUTH_MODE: 'api-key' }).warnings).toEqual([])
  })

  test.each(['localhost:4000', '127.0.0.1:80', '[::1]', 'a b'])('HOST=%s is rejected', (host) => {
    expect(problemsOf({ HOST: host })).toEqual([expect.stringContaining('HOST is')])
  })

  test('MAX_QUERY_TOKENS over 10,000 is lowered to 10,000 with a warning', () => {
    expect(readConfig({ MAX_QUERY_TOKENS: '10000' })).toMatchObject({ maxQueryTokens: 10_000, warnings: [] })
    expect(readConfig({ MAX_QUERY_TOKENS: '20000' })).toMatchObject({
      maxQueryTokens: 10_000,
      warnings: ['MAX_QUERY_TOKENS is 20000, but is lowered to 10000, the maximum.'],
    })
  })

  test.each(['HTTPS_PROXY', 'https_proxy'])('%s gets a warning unless the upstream is the emulator', (name) => {
    const proxy = { [name]: 'http://proxy.example.com:3128' }
    expect(readConfig(proxy).warnings).toEqual([])
    expect(readConfig({ ...proxy, SUPPORT_UPSTREAM: 'aws' }).warnings).toEqual([
      expect.stringContaining(`${name} is set, but calls to AWS do not use a proxy`),
    ])
  })

  test('every problem is reported at once, with the variable, its value and what is allowed', () => {
    const problems = problemsOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      SUPPORT_UPSTREAM: 'localhost:4566',
      EXPLORER: 'yes',
      CORS_ORIGINS: 'https://ok.example,https://app.example/',
    })
    expect(problems).toHaveLength(5)
    const all = problems.join('\n')
    expect(all).toContain('PORT is "70000", but must be an integer from 0 to 65535')
    expect(all).toContain('LOG_LEVEL is "loud", but must be one of silent, fatal, error, warn, info, debug, trace')
    expect(all).toContain('SUPPORT_UPSTREAM is "localhost:4566", but must be emulator, aws, or an http(s) URL')
    expect(all).toContain('EXPLORER is "yes", but must be one of true, false')
    expect(all).toContain('"https://app.example/" is not an origin')
  })

  test('RESPONSE_TARGETS reads times in every unit, by any severity code', () => {
    const RESPONSE_TARGETS = 'low=1d, normal = 12h,high=30m,urgent=90s,very-urgent=1s'
    expect([...readConfig({ RESPONSE_TARGETS }).responseTargets]).toEqual([
      ['low', 86_400_000],
      ['normal', 43_200_000],
      ['high', 1_800_000],
      ['urgent', 90_000],
      ['very-urgent', 1_000],
    ])
  })

  test('RESPONSE_TARGETS defaults to the targets published by AWS for the demo account, and to none for any other', () => {
    const published = { low: 24, normal: 12, high: 4, urgent: 1, critical: 0.25 }
    expect(targetHours({})).toEqual(published)
    expect(targetHours({ SUPPORT_UPSTREAM: 'emulator' })).toEqual(published)
    expect(targetHours({ SUPPORT_UPSTREAM: 'aws' })).toEqual({})
    expect(targetHours({ SUPPORT_UPSTREAM: 'http://127.0.0.1:4566' })).toEqual({})
    expect(targetHours({ NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws' })).toEqual({})
  })

  test.each([
    ['none', {}],
    ['high=2h', { high: 2 }],
  ])('RESPONSE_TARGETS=%s overrides the targets of the demo account', (RESPONSE_TARGETS, expected) => {
    expect(targetHours({ RESPONSE_TARGETS })).toEqual(expected)
  })

  test('RESPONSE_TARGETS reports every invalid entry at once', () => {
    const RESPONSE_TARGETS = 'low=24h,High=4h,high=4,urgent=0m,low=12h,critical=400d,=1h,'
    expect(problemsOf({ RESPONSE_TARGETS })).toEqual([
      `RESPONSE_TARGETS is "${RESPONSE_TARGETS}", but must be none, or pairs such as \`urgent=1h,critical=15m\`, with times in s, m, h or d; "High=4h" is not a valid pair, "high=4" is not a valid pair, "urgent=0m" is not a valid pair, "low=12h" repeats the severity low, "critical=400d" is more than 366 days, "=1h" is not a valid pair, "" is not a valid pair`,
    ])
  })

  test('ROLE_SCOPES rejects an unknown scope, an entry without scopes and a repeated role', () => {
    expect(problemsOf({ ROLE_SCOPES: 'reader=cases:read cases:reed' })).toEqual([
      expect.stringMatching(/, but must be none, or roles with scopes .*; "cases:reed" is not a scope$/),
    ])
    expect(problemsOf({ ROLE_SCOPES: 'reader:cases:read' })).toEqual([
      expect.stringMatching(/; "reader:cases:read" has no scopes$/),
    ])
    expect(problemsOf({ ROLE_SCOPES: 'reader=cases:read;reader=cases:write' })).toEqual([
      expect.stringMatching(/list each role only once$/),
    ])
  })

  test.each(['NaN', '1e3', '-1', ' 5 ', '0x10', '1.5', '5000 ', '007', 'Infinity', '٣', '99999999999999999999'])(
    '%j is rejected as a number',
    (value) => {
      expect(problemsOf({ MAX_SCANNED_CASES: value })).toEqual([
        `MAX_SCANNED_CASES is "${value}", but must be an integer from 1 to 1000000; use digits only`,
      ])
    },
  )

  test('production requires SUPPORT_UPSTREAM and rejects the emulator', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([expect.stringMatching(/^SUPPORT_UPSTREAM must be set/)])
    expect(problemsOf({ NODE_ENV: 'production', SUPPORT_UPSTREAM: 'emulator' })).toEqual([
      expect.stringMatching(/^SUPPORT_UPSTREAM is "emulator", but NODE_ENV is production/),
    ])
    expect(readConfig({ NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws' })).toMatchObject({
      production: true,
      upstream: 'aws',
      explorer: false,
      corsOrigins: [],
    })
  })

  test('SUPPORT_UPSTREAM accepts a URL, but rejects and masks credentials, query and fragment', () => {
    expect(readConfig({ SUPPORT_UPSTREAM: 'http://127.0.0.1:4566' }).upstream).toEqual(new URL('http://127.0.0.1:4566'))
    const [problem] = problemsOf({ SUPPORT_UPSTREAM: 'https://user:secret@support.example' })
    expect(problem).toContain('https://***@support.example')
    expect(problem).not.toContain('secret')
    for (const more of ['?q=secret', '#secret', '?a\nb=secret']) {
      const [problem] = problemsOf({ SUPPORT_UPSTREAM: `https://support.example/${more}` })
      expect(problem).toContain(`"https://support.example/${more.charAt(0)}***"`)
      expect(problem).not.toContain('secret')
    }
  })

  test('CORS_ORIGINS accepts a list of origins and loopback, or none', () => {
    expect(readConfig({ CORS_ORIGINS: 'https://a.example, http://localhost:3000' }).corsOrigins).toEqual([
      'https://a.example',
      'http://localhost:3000',
    ])
    expect(readConfig({ CORS_ORIGINS: 'none' }).corsOrigins).toEqual([])
    expect(readConfig({ CORS_ORIGINS: 'loopback,https://a.example' }).corsOrigins).toEqual([
      'loopback',
      'https://a.example',
    ])
    for (const text of ['*', 'http://localhost:*', 'Loopback'])
      expect(problemsOf({ CORS_ORIGINS: text })).toHaveLength(1)
  })

  test('a long value in a message is shortened and printed on one line', () => {
    const [problem] = problemsOf({ HOST: `a\nb${'x'.repeat(500)}` })
    expect(problem).toMatch(/^HOST is "a\\nbx+…", but must be/)
    expect(problem?.length).toBeLessThan(220)
  })

  test('every variable has a description and a default that its own parser accepts', () => {
    for (const { name, description } of Object.values(variables)) {
      expect(name).toMatch(/^[A-Z][A-Z_]*$/)
      expect(description).toMatch(/^[A-Z`].{15,}/)
    }
    expect(problemsOf({})).toEqual([])
  })
})

function askFor(name: string, meant: string): string[] {
  return [`${name} is not a variable of the gateway: did you mean ${meant}?`]
}

describe('misspelled variables', () => {
  const names = Object.values(variables).map(({ name }) => name)

  test.each([
    ['SUPPORT_UPSTRAEM', 'SUPPORT_UPSTREAM'],
    ['SUPORT_UPSTREAM', 'SUPPORT_UPSTREAM'],
    ['SUPPORT_UPSTREAMS', 'SUPPORT_UPSTREAM'],
    ['SUPPORT_UPSTREAN', 'SUPPORT_UPSTREAM'],
    ['SUPPORT-UPSTREAM', 'SUPPORT_UPSTREAM'],
    ['support_upstream', 'SUPPORT_UPSTREAM'],
    ['_SUPPORT_UPSTREAM', 'SUPPORT_UPSTREAM'],
    ['AUTHMODE', 'AUTH_MODE'],
    ['AUTH__MODE', 'AUTH_MODE'],
    ['AUTH_MOED', 'AUTH_MODE'],
    ['APIKEYSFILE', 'API_KEYS_FILE'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['MAXQUERY_TOKENS', 'MAX_QUERY_TOKENS'],
    ['OTEL_SDK_DISABLE', 'OTEL_SDK_DISABLED'],
  ])('%s is rejected, and the message suggests %s', (name, ours) => {
    expect(problemsOf({ [name]: 'x' })).toEqual(askFor(name, ours))
    expect(problemsOf({ [name]: 'x', SUPPORT_UPSTREAM: 'emulator' })).toEqual(askFor(name, ours))
    expect(problemsOf({ [name]: '' })).toEqual([])
  })

  test.each(names.filter((name) => name.length > 8))('%s with any single typo is rejected', (name) => {
    const typos = name.split('').flatMap((_, index) => {
      const [before, after] = [name.slice(0, index), name.slice(index)]
      return [
        `${before}${after.slice(1)}`,
        `${before}Q${after}`,
        `${before}Q${after.slice(1)}`,
        `${before}${after.charAt(1)}${after.charAt(0)}${after.slice(2)}`,
      ]
    })
    const wrong = typos.filter((typo) => typo !== name && !names.includes(typo))
    expect(wrong.length).toBeGreaterThan(3 * name.length - 5)
    for (const typo of wrong) expect(problemsOf({ [typo]: 'x' })).toEqual(askFor(typo, name))
  })

  test('variables that belong to other software are accepted', () => {
    const others = [
      'AUTHMOD PORTS HOSTS POST HOSTNAME HOSTTYPE SUPPORT_UPSTRAEMS',
      'INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET LISTEN_PID SSH_CONNECTION GITHUB_ACTIONS RUNNER_OS',
      // Kubernetes sets these for services.
      'REDIS_PORT REDIS_SERVICE_HOST REDIS_PORT_6379_TCP_ADDR SUPPORT_GRAPH_PORT KUBERNETES_SERVICE_HOST',
      'NODE_OPTIONS NODE_PATH NODE_VERSION npm_config_loglevel npm_package_name npm_lifecycle_event',
      'AWS_REGION AWS_ENDPOINT_URL_SUPPORT AWS_ACCESS_KEY_ID AWS_ROLE_ARN AWS_PROFILE',
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT OTEL_EXPORTER_OTLP_HEADERS OTEL_SERVICE_NAME OTEL_TRACES_SAMPLER',
      'HTTPS_PROXY NO_PROXY SSL_CERT_FILE NODE_EXTRA_CA_CERTS JWT_SECRET REDIS_HOST LOG_FORMAT',
      'MAX_QUERY_ALIASES MAX_QUERY_DIRECTIVES',
    ].flatMap((line) => line.split(' '))
    expect(problemsOf(Object.fromEntries(others.map((name) => [name, 'x'])))).toEqual([])
  })
})

describe('authentication', () => {
  const production = { NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws' }
  const jwt = { AUTH_MODE: 'jwt', JWT_JWKS_URL: 'https://id.example.com/keys', JWT_ISSUER: 'id', JWT_AUDIENCE: 'api' }

  const exposed = [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '::ffff:10.0.0.1',
    'gateway.example.com',
    '128.0.0.1',
    '127.example.com',
  ]
  const refused = expect.stringMatching(
    /^AUTH_MODE is "none" and HOST is not loopback, .* Set AUTH_MODE to `jwt` or `api-key`, set HOST to 127\.0\.0\.1, or set ALLOW_ANONYMOUS to `true`$/,
  )

  test.each(exposed)('HOST=%s with AWS requires authentication or ALLOW_ANONYMOUS, for any NODE_ENV', (HOST) => {
    for (const SUPPORT_UPSTREAM of ['aws', 'https://support.example.com', 'http://127.0.0.1:4566']) {
      for (const NODE_ENV of ['production', 'prod', 'development', '']) {
        const env = { NODE_ENV, SUPPORT_UPSTREAM, HOST }
        expect(problemsOf(env)).toEqual([refused])
        expect(problemsOf({ ...env, AUTH_MODE: 'none', ALLOW_ANONYMOUS: 'false' })).toEqual([refused])
        expect(problemsOf({ ...env, ALLOW_ANONYMOUS: 'true' })).toEqual([])
        expect(problemsOf({ ...env, ...jwt })).toEqual([])
      }
    }
    expect(problemsOf({ HOST, SUPPORT_FAILOVER_ENDPOINTS: 'https://support.us-west-2.amazonaws.com' })).toEqual([
      refused,
    ])
    expect(problemsOf({ HOST })).toEqual([])
  })

  test.each(['127.0.0.1', '127.1.2.3', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST.', ''])(
    'HOST="%s", which is loopback, allows AWS without authentication',
    (HOST) => {
      expect(problemsOf({ ...production, HOST })).toEqual([])
      expect(problemsOf({ SUPPORT_UPSTREAM: 'aws', HOST })).toEqual([])
    },
  )

  test('each AUTH_MODE requires its variables, and all missing ones are reported at once', () => {
    expect(problemsOf({ AUTH_MODE: 'jwt, api-key' })).toEqual([
      'JWT_JWKS_URL must be set when AUTH_MODE has jwt',
      'JWT_ISSUER must be set when AUTH_MODE has jwt',
      'JWT_AUDIENCE or JWT_CLIENT_IDS must be set when AUTH_MODE has jwt',
      'API_KEYS_FILE must be set when AUTH_MODE has api-key',
    ])
    expect(problemsOf({ POLICY_FILE: 'policy.json' })).toEqual([expect.stringMatching(/^POLICY_FILE restricts roles/)])
    expect(readConfig({ ...jwt, AUTH_MODE: 'jwt,api-key', API_KEYS_FILE: 'keys.json' }).authModes).toEqual([
      'jwt',
      'api-key',
    ])
  })

  test('JWT_CLIENT_IDS is accepted instead of JWT_AUDIENCE, or together with it', () => {
    const { JWT_AUDIENCE: _, ...rest } = jwt
    expect(readConfig({ ...rest, JWT_CLIENT_IDS: 'web, 57cbishk4j24' })).toMatchObject({
      jwtAudience: null,
      jwtClientIds: ['web', '57cbishk4j24'],
    })
    expect(readConfig({ ...jwt, JWT_CLIENT_IDS: 'web' })).toMatchObject({ jwtAudience: 'api', jwtClientIds: ['web'] })
    expect(readConfig(jwt).jwtClientIds).toEqual([])
  })

  test.each([',', 'web,', 'web,,app', 'web app', ' , '])('JWT_CLIENT_IDS=%j is rejected', (JWT_CLIENT_IDS) => {
    const { JWT_AUDIENCE: _, ...rest } = jwt
    expect(problemsOf({ ...rest, JWT_CLIENT_IDS })).toEqual([
      `JWT_CLIENT_IDS is ${JSON.stringify(JWT_CLIENT_IDS)}, but must be none, or client ids separated by commas`,
    ])
  })

  test.each(['basic', 'none,jwt', 'jwt,jwt', ','])('AUTH_MODE=%s is rejected', (AUTH_MODE) => {
    expect(problemsOf({ AUTH_MODE })).toEqual([
      `AUTH_MODE is ${JSON.stringify(AUTH_MODE)}, but must be none, jwt, api-key, or jwt,api-key`,
    ])
  })
})

test.each([
  ['SUPPORT_FAILOVER_ENDPOINTS', 'https://support.us-west-2.amazonaws.com, https://user:secret@host.example.com'],
  ['SUPPORT_FAILOVER_ENDPOINTS', 'https://host.example.com/?token=secret'],
  ['SUPPORT_UPSTREAM', 'https://host.example.com/#secret'],
  ['JWT_JWKS_URL', 'ftp://user:secret@host.example.com'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://user:secret@host.example.com'],
  ['REDIS_URL', 'http://user:secret@host.example.com'],
])('%s rejects %s, and the message hides the secret', (name, value) => {
  const [problem = ''] = problemsOf({ [name]: value })
  expect(problem).toMatch(new RegExp(`^${name} is .*, but must be `))
  expect(problem).not.toContain('secret')
})
