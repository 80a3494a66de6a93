import { describe, expect, test } from '@jest/globals'
import { ConfigError, readConfig, variables } from '../../src/config.js'

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('configuration', () => {
  test('needs no variable at all in development', () => {
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
      requestTimeoutMs: 30_000,
      upstreamTimeoutMs: 10_000,
      shutdownTimeoutMs: 10_000,
    })
    expect(readConfig({}).corsOrigins).toContain('https://studio.apollographql.com')
  })

  test('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(Object.values(variables).map(({ name }) => [name, '']))
    expect(readConfig(empty)).toEqual(readConfig({}))
  })

  test('warns of a variable that has no effect any more', () => {
    expect(readConfig({ MAX_QUERY_TOKENS: '3000' }).warnings).toEqual([])
    expect(readConfig({ MAX_QUERY_ALIASES: '4', MAX_QUERY_DIRECTIVES: '' }).warnings).toEqual([
      'MAX_QUERY_ALIASES has no effect any more: remove it. MAX_QUERY_TOKENS bounds the same.',
    ])
  })

  test('names every problem at once: the variable, the value, and what is allowed', () => {
    const problems = problemsOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      SUPPORT_UPSTREAM: 'localhost:4566',
      EXPLORER: 'yes',
      CORS_ORIGINS: 'https://ok.example,https://app.example/',
    })
    expect(problems).toHaveLength(5)
    const all = problems.join('\n')
    expect(all).toContain('PORT is "70000", but must be a whole number from 0 to 65535')
    expect(all).toContain('LOG_LEVEL is "loud", but must be one of silent, fatal, error, warn, info, debug, trace')
    expect(all).toContain('SUPPORT_UPSTREAM is "localhost:4566", but must be emulator, aws, or an http(s) URL')
    expect(all).toContain('EXPLORER is "yes", but must be one of true, false')
    expect(all).toContain('"https://app.example/" is not one')
  })

  test('names the scope of ROLE_SCOPES that there is none of, and takes no role twice', () => {
    expect(problemsOf({ ROLE_SCOPES: 'reader=cases:read cases:reed' })).toEqual([
      expect.stringMatching(/, but must be none, or role=scope scope;.*; "cases:reed" is not one$/),
    ])
    expect(problemsOf({ ROLE_SCOPES: 'reader:cases:read' })).toEqual([
      expect.stringMatching(/; "reader:cases:read" gives none$/),
    ])
    expect(problemsOf({ ROLE_SCOPES: 'reader=cases:read;reader=cases:write' })).toEqual([
      expect.stringMatching(/each role once$/),
    ])
  })

  test.each(['NaN', '1e3', '-1', ' 5 ', '0x10', '1.5', '5000 ', '007', 'Infinity', '٣', '99999999999999999999'])(
    'refuses %j as a number',
    (value) => {
      expect(problemsOf({ MAX_SCANNED_CASES: value })).toEqual([
        `MAX_SCANNED_CASES is "${value}", but must be a whole number from 1 to 1000000, in digits only`,
      ])
    },
  )

  test('makes production say what it talks to', () => {
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

  test('takes a URL as the upstream, but no password or query in it, which it does not show either', () => {
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

  test('takes origins as a list, and none for none', () => {
    expect(readConfig({ CORS_ORIGINS: 'https://a.example, http://localhost:3000' }).corsOrigins).toEqual([
      'https://a.example',
      'http://localhost:3000',
    ])
    expect(readConfig({ CORS_ORIGINS: 'none' }).corsOrigins).toEqual([])
    expect(problemsOf({ CORS_ORIGINS: '*' })).toHaveLength(1)
  })

  test('shows a long value shortened, on one line', () => {
    const [problem] = problemsOf({ HOST: `a\nb${'x'.repeat(500)}` })
    expect(problem).toMatch(/^HOST is "a\\nbx+…", but must be/)
    expect(problem?.length).toBeLessThan(220)
  })

  test('has a default that its own parser takes, and a description, for every variable', () => {
    for (const { name, description } of Object.values(variables)) {
      expect(name).toMatch(/^[A-Z][A-Z_]*$/)
      expect(description).toMatch(/^[A-Z`].{15,}/)
    }
    expect(problemsOf({})).toEqual([])
  })
})

describe('who may ask', () => {
  const production = { NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws' }
  const jwt = { AUTH_MODE: 'jwt', JWT_JWKS_URL: 'https://id.example.com/keys', JWT_ISSUER: 'id', JWT_AUDIENCE: 'api' }

  test.each(['0.0.0.0', '::', '10.0.0.1', 'gateway.example.com', '128.0.0.1', '127.example.com'])(
    'may not be everybody in production at the HOST %s',
    (HOST) => {
      const problem = expect.stringMatching(/^AUTH_MODE is "none", but NODE_ENV is production and HOST is not loopback/)
      expect(problemsOf({ ...production, HOST })).toEqual([problem])
      expect(problemsOf({ ...production, HOST, AUTH_MODE: 'none' })).toEqual([problem])
      expect(problemsOf({ ...production, HOST, ...jwt })).toEqual([])
      expect(problemsOf({ HOST })).toEqual([])
    },
  )

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost', ''])('may be everybody there at the HOST "%s"', (HOST) => {
    expect(problemsOf({ ...production, HOST })).toEqual([])
  })

  test('takes what each mode needs, named all at once', () => {
    expect(problemsOf({ AUTH_MODE: 'jwt, api-key' })).toEqual([
      'JWT_JWKS_URL must be set when AUTH_MODE has jwt',
      'JWT_ISSUER must be set when AUTH_MODE has jwt',
      'JWT_AUDIENCE or JWT_CLIENT_IDS must be set when AUTH_MODE has jwt',
      'API_KEYS_FILE must be set when AUTH_MODE has api-key',
    ])
    expect(problemsOf({ POLICY_FILE: 'policy.json' })).toEqual([expect.stringMatching(/^POLICY_FILE is about roles/)])
    expect(readConfig({ ...jwt, AUTH_MODE: 'jwt,api-key', API_KEYS_FILE: 'keys.json' }).authModes).toEqual([
      'jwt',
      'api-key',
    ])
  })

  test('accepts JWT_CLIENT_IDS in place of JWT_AUDIENCE, and beside it', () => {
    const { JWT_AUDIENCE: _, ...rest } = jwt
    expect(readConfig({ ...rest, JWT_CLIENT_IDS: 'web, 57cbishk4j24' })).toMatchObject({
      jwtAudience: null,
      jwtClientIds: ['web', '57cbishk4j24'],
    })
    expect(readConfig({ ...jwt, JWT_CLIENT_IDS: 'web' })).toMatchObject({ jwtAudience: 'api', jwtClientIds: ['web'] })
    expect(readConfig(jwt).jwtClientIds).toEqual([])
  })

  test.each([',', 'web,', 'web,,app', 'web app', ' , '])('refuses the JWT_CLIENT_IDS %j', (JWT_CLIENT_IDS) => {
    const { JWT_AUDIENCE: _, ...rest } = jwt
    expect(problemsOf({ ...rest, JWT_CLIENT_IDS })).toEqual([
      `JWT_CLIENT_IDS is ${JSON.stringify(JWT_CLIENT_IDS)}, but must be none, or client ids separated by commas`,
    ])
  })

  test.each(['basic', 'none,jwt', 'jwt,jwt', ','])('is not told by AUTH_MODE %s', (AUTH_MODE) => {
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
])('%s does not take %s, and its secret is not told', (name, value) => {
  const [problem = ''] = problemsOf({ [name]: value })
  expect(problem).toMatch(new RegExp(`^${name} is .*, but must be `))
  expect(problem).not.toContain('secret')
})
