/** What the environment variables of AWS SDKs and ~/.aws/config may change in the gateway, and what they may not. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { doctor } from '../../src/cli/doctor/doctor.js'
import { readConfig } from '../../src/config/config.js'
import { resolveUpstream } from '../../src/upstream/aws-endpoint.js'
import { findCredentials } from '../../src/upstream/credentials.js'
import { built } from '../support/built.js'
import { start } from '../../emulator/test/harness.js'
import { setEnvironment } from '../support/environment.js'
import { codes, startGateway } from '../support/harness.js'
import { ready, runGateway } from '../support/process.js'
import { awsError, deadUrl, startStubUpstream } from '../support/stub-upstream.js'

const main = built('main.js')
const SEVERITIES = '{ severityLevels { code } }'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Writes an AWS config file, and returns the variable with its path. Each file has its own path, because the SDK reads a path only once. */
function awsConfig(lines: string): { AWS_CONFIG_FILE: string } {
  const folder = mkdtempSync(join(tmpdir(), 'aws-config-'))
  folders.push(folder)
  const file = join(folder, 'config')
  writeFileSync(file, lines)
  return { AWS_CONFIG_FILE: file }
}

const environments: [string, () => Record<string, string>][] = [
  ['AWS_USE_FIPS_ENDPOINT', () => ({ AWS_USE_FIPS_ENDPOINT: 'true' })],
  ['AWS_USE_DUALSTACK_ENDPOINT', () => ({ AWS_USE_DUALSTACK_ENDPOINT: 'true' })],
  ['an invalid AWS_USE_FIPS_ENDPOINT', () => ({ AWS_USE_FIPS_ENDPOINT: 'maybe' })],
  ['use_fips_endpoint', () => awsConfig('[default]\nuse_fips_endpoint = true\n')],
  ['use_dualstack_endpoint', () => awsConfig('[default]\nuse_dualstack_endpoint = true\n')],
  ['AWS_ENDPOINT_URL', () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })],
  ['AWS_ENDPOINT_URL_SUPPORT', () => ({ AWS_ENDPOINT_URL_SUPPORT: 'http://127.0.0.1:9' })],
  ['endpoint_url', () => awsConfig('[default]\nendpoint_url = http://127.0.0.1:9\n')],
  ['services that are not defined', () => awsConfig('[default]\nservices = none\n')],
  ['a profile that does not exist', () => ({ AWS_PROFILE: 'nobody' })],
  ['a malformed config file', () => awsConfig('<html>\n[[[')],
  ['a config file that cannot be read', () => ({ AWS_CONFIG_FILE: '/' })],
  ['an invalid AWS_MAX_ATTEMPTS', () => ({ AWS_MAX_ATTEMPTS: 'many' })],
  ['an invalid AWS_RETRY_MODE', () => ({ AWS_RETRY_MODE: 'sometimes' })],
  ['an invalid AWS_DEFAULTS_MODE', () => ({ AWS_DEFAULTS_MODE: 'none' })],
  ['AWS_REGION', () => ({ AWS_REGION: 'nowhere' })],
  ['AWS_AUTH_SCHEME_PREFERENCE', () => ({ AWS_AUTH_SCHEME_PREFERENCE: 'sigv4a' })],
]

describe('isolation', () => {
  test.each(environments)(
    'the AWS environment does not affect calls to the emulator, a URL or a failover endpoint: %s',
    async (_, environment) => {
      setEnvironment(environment())
      const stub = await startStubUpstream(() => ({ severityLevels: [{ code: 'low' }] }))
      expect(codes(await (await startGateway()).query(SEVERITIES))).toEqual([])
      expect((await (await startGateway({ upstreamUrl: stub.url })).query(SEVERITIES)).errors).toEqual([])
      const behind = await startGateway({ upstreamUrl: await deadUrl(), failoverUrls: [stub.url] })
      expect((await behind.query(SEVERITIES)).errors).toEqual([])
      expect(stub.calls).toHaveLength(2)
    },
  )

  test.each([
    { AWS_MAX_ATTEMPTS: '1' },
    { AWS_MAX_ATTEMPTS: '9' },
    { AWS_RETRY_MODE: 'adaptive' },
    { AWS_RETRY_MODE: 'legacy' },
  ])('%j does not change how often a read is attempted', async (environment) => {
    setEnvironment(environment)
    const stub = await startStubUpstream(() => awsError('InternalServerError', '', 500))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect((await gateway.query(SEVERITIES)).calls).toEqual({ DescribeSeverityLevels: 3 })
  })
})

async function upstreamOf(environment: Record<string, string>, region = 'us-east-1'): Promise<string> {
  setEnvironment(environment)
  const { upstream } = await resolveUpstream(readConfig({ SUPPORT_UPSTREAM: 'aws', SUPPORT_REGION: region }))
  return String(upstream)
}

describe('SUPPORT_UPSTREAM=aws', () => {
  test.each<[string, () => Record<string, string>]>([
    ['aws', () => ({})],
    ['http://127.0.0.1:4566/', () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })],
    [
      'https://support.example.com/aws',
      () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_SUPPORT: 'https://support.example.com/aws' }),
    ],
    ['https://a.example.com/', () => awsConfig('[default]\nendpoint_url = https://a.example.com\n')],
    [
      'https://b.example.com/',
      () => ({
        AWS_PROFILE: 'x',
        ...awsConfig('[profile x]\nservices = s\n[services s]\nsupport =\n  endpoint_url = https://b.example.com\n'),
      }),
    ],
    ['aws', () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })],
    ['aws', () => ({ AWS_ENDPOINT_URL: 'https://support.us-east-1.amazonaws.com' })],
    ['https://support-fips.us-east-1.amazonaws.com/', () => ({ AWS_USE_FIPS_ENDPOINT: 'true' })],
    ['https://support.us-east-1.api.aws/', () => awsConfig('[default]\nuse_dualstack_endpoint = true\n')],
  ])('SUPPORT_UPSTREAM=aws resolves to %s from the AWS configuration', async (upstream, environment) => {
    expect(await upstreamOf(environment())).toBe(upstream)
  })

  test("SUPPORT_UPSTREAM=aws uses the partition's endpoint in any region", async () => {
    expect(await upstreamOf({}, 'us-gov-west-1')).toBe('aws')
    expect(await upstreamOf({}, 'eu-central-1')).toBe('aws')
  })

  test.each<[Record<string, string>, string]>([
    [
      { AWS_ENDPOINT_URL: 'localhost:4566' },
      'SUPPORT_UPSTREAM is "aws", but the AWS configuration of this machine is invalid: AWS_ENDPOINT_URL_SUPPORT, AWS_ENDPOINT_URL or endpoint_url is "localhost:4566", but must be',
    ],
    [{ AWS_ENDPOINT_URL: 'ftp://a.example.com' }, 'is "ftp://a.example.com", but must be an http(s) URL'],
    [{ AWS_ENDPOINT_URL: 'https://me:hush@a.example.com' }, 'is "https://***@a.example.com", but must be'],
    [{ AWS_USE_FIPS_ENDPOINT: 'true', AWS_ENDPOINT_URL: 'https://a.example.com' }, 'FIPS and custom endpoint'],
  ])('SUPPORT_UPSTREAM=aws is rejected at startup with %j', async (environment, message) => {
    await expect(upstreamOf(environment)).rejects.toMatchObject({
      name: 'ConfigError',
      problems: [expect.stringContaining(message)],
    })
    await expect(upstreamOf(environment)).rejects.not.toThrow('hush')
  })
})

const realKeys = { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real' }

const role = 'role_arn = arn:aws:iam::111122223333:role/x\n'
const keys = 'aws_access_key_id = AKIAREAL\naws_secret_access_key = real\n'

test.each<[string, (url: string) => Record<string, string>]>([
  ['AWS_ENDPOINT_URL', (url) => ({ AWS_ENDPOINT_URL: url })],
  ['AWS_ENDPOINT_URL_STS', (url) => ({ AWS_ENDPOINT_URL_STS: url })],
])('credentials are not requested over the http URL in %s', async (_, environment) => {
  const stub = createServer((_request, response) => void response.end())
  let requests = 0
  stub.on('request', () => requests++).listen(0, '127.0.0.1')
  await once(stub, 'listening')
  const url = `http://127.0.0.1:${(stub.address() as AddressInfo).port}`
  try {
    const config = awsConfig(`[profile x]\n${role}source_profile = y\nregion = us-east-1\n[profile y]\n${keys}`)
    const tokenFile = { AWS_WEB_IDENTITY_TOKEN_FILE: config.AWS_CONFIG_FILE, AWS_ROLE_ARN: role.slice(11, -1) }
    for (const source of [{ ...config, AWS_PROFILE: 'x' }, tokenFile]) {
      setEnvironment({ AWS_REGION: 'us-east-1', AWS_PROFILE: undefined, ...environment(url), ...source })
      // Nothing listens there. The gateway fails before it would connect, because it gets no credentials.
      const gateway = await startGateway({ upstreamUrl: 'https://support.example.com' })
      expect(await gateway.query(SEVERITIES)).toMatchObject({
        errors: [
          {
            message: expect.stringContaining('AWS credentials over plain HTTP, so DescribeSeverityLevels was not sent'),
            extensions: { code: 'UPSTREAM_DENIED', retryable: false },
          },
        ],
      })
      await expect(findCredentials('us-east-1')).rejects.toMatchObject({ name: 'InsecureCredentialEndpoint' })
    }
    expect(requests).toBe(0)
  } finally {
    stub.close()
  }
})

describe('AWS_ENDPOINT_URL', () => {
  test('AWS_ENDPOINT_URL is named in the ready line and /readyz, and gets no real credentials over http', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases' ? awsError('DryRunOperationException') : { severityLevels: [] },
    )
    const gateway = runGateway(main, { SUPPORT_UPSTREAM: 'aws', AWS_ENDPOINT_URL: stub.url, ...realKeys })
    const url = await ready(gateway)
    const { msg, upstream } = JSON.parse(gateway.output.stdout.split('\n')[0] ?? '') as Record<string, string>
    expect({ msg, upstream }).toEqual({
      msg: `Ready at ${url}/graphql, backed by ${stub.url}/`,
      upstream: `${stub.url}/`,
    })
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ok', upstream: `${stub.url}/` })
    expect(stub.headers.map(({ authorization }) => authorization)).toEqual([
      expect.stringContaining('Credential=emulator/'),
    ])
  })

  test('the doctor checks AWS_ENDPOINT_URL and warns that HTTPS_PROXY is not used', async () => {
    const { emulator } = await start()
    setEnvironment({ AWS_ENDPOINT_URL: emulator.url, ...realKeys })
    let output = ''
    await doctor(
      [],
      { SUPPORT_UPSTREAM: 'aws', SUPPORT_CALLS_PER_SECOND: '10000', HTTPS_PROXY: 'http://proxy' },
      (text) => void (output += text),
    )
    expect(output).toContain(
      `SUPPORT_UPSTREAM is aws, and the AWS configuration of this machine sets the endpoint ${emulator.url}/.`,
    )
    expect(output).toMatch(/^Configuration +warning +HTTPS_PROXY is set, but calls to AWS do not use a proxy/m)
    expect(output).toMatch(/^Credentials +ok +Dummy credentials/m)
    expect(output).toContain(`${emulator.url} responds`)
    expect(output).toContain('Everything that is needed works.')
  })
})
