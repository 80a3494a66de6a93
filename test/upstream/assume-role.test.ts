/** The credentials of accounts: roles, the credentials of the process, and dummy keys. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AccountEntry } from '../../src/config/accounts-file.js'
import { assumeRole } from '../../src/upstream/account-credentials.js'
import { createCredentialSource, type CredentialSource } from '../../src/upstream/credentials.js'
import type { Operation } from '../../src/upstream/operations.js'
import { createScope } from '../../src/upstream/request-scope.js'
import { createUpstream } from '../../src/upstream/upstream.js'
import { setEnvironment } from '../support/environment.js'
import { awsError, deadUrl, startStubUpstream } from '../support/stub-upstream.js'

const entry = { name: 'data', accountId: '222233334444' }
const roleArn = 'arn:aws:iam::222233334444:role/teams/support'
const SESSION_MS = 3_600_000

/** The response of STS with the `count`th session, which is valid for `validMs`. */
function session(count: number, validMs = SESSION_MS, now = Date.now()): string {
  const expiration = new Date(now + validMs).toISOString()
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA${count}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token-${count}</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
}

function stsError(code: string, message = `User: arn:aws:sts::111122223333:assumed-role/x is not authorized`): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`
}

type StsReply = (response: ServerResponse, count: number) => unknown

const grant: StsReply = (response, count) => response.writeHead(200).end(session(count))

function refuseWith(code: string, status: number): StsReply {
  return (response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(stsError(code))
}

/** A stub of STS that responds with `reply`. `requests` are the forms that it has received. */
async function startSts(reply: StsReply = grant) {
  const requests: Record<string, string>[] = []
  const keys: string[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    keys.push(keyOf(request.headers.authorization))
    requests.push(Object.fromEntries(new URLSearchParams(await text(request))))
    reply(response, requests.length)
  }
  const server = createServer((request, response) => void serve(request, response))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    requests,
    keys,
  }
}

function keyOf(authorization = ''): string {
  return /Credential=([^/]+)/.exec(authorization)?.[1] ?? ''
}

/** The client of an account whose AWS Support calls go to a stub, which refuses a key with the error that `refusalOf` returns. */
async function startAccount(
  account: Partial<AccountEntry> | undefined,
  refusalOf = (_key: string): string | undefined => undefined,
) {
  const keys: string[] = []
  const stub = await startStubUpstream((operation) => {
    keys.push(keyOf(stub.headers.at(-1)?.authorization))
    const refusal = refusalOf(keys.at(-1) ?? '')
    if (refusal !== undefined) return awsError(refusal)
    return operation === 'CreateCase' ? { caseId: 'case-1' } : { severityLevels: [] }
  })
  const upstream = createUpstream(
    { upstream: new URL(stub.url), region: 'us-east-1', failoverEndpoints: [], upstreamTimeoutMs: 2_000 },
    { account: account && { ...entry, ...account } },
  )
  onTestFinished(() => upstream.stop())
  const signal = new AbortController().signal
  return {
    stub,
    keys,
    upstream,
    call: (operation: Operation = 'DescribeSeverityLevels', scope = createScope(signal)) =>
      upstream.call(operation, operation === 'CreateCase' ? { subject: 's', communicationBody: 'b' } : {}, scope),
  }
}

/** Calls an account with a role at an endpoint for real keys. Nothing listens there: the call fails before it would connect. */
async function callReal(credentialSource = createCredentialSource()): Promise<unknown> {
  const upstream = createUpstream(
    {
      upstream: new URL('https://support.example.com'),
      region: 'us-east-1',
      failoverEndpoints: [],
      upstreamTimeoutMs: 2_000,
    },
    { account: { ...entry, roleArn }, credentialSource },
  )
  onTestFinished(() => upstream.stop())
  return upstream.call('DescribeSeverityLevels', {}, createScope(new AbortController().signal))
}

describe('a role', () => {
  test('one session serves concurrent and sequential reads and writes', async () => {
    const sts = await startSts()
    const role = { roleArn, externalId: 'x-1', sessionName: 'gateway', stsEndpoint: sts.url }
    const { call, keys, stub } = await startAccount(role)
    await Promise.all(
      Array.from({ length: 6 }, (_, index) => call(index % 2 ? 'CreateCase' : 'DescribeSeverityLevels')),
    )
    for (let i = 0; i < 10; i++) {
      await call()
      await call('CreateCase')
    }
    expect(sts.requests).toEqual([
      {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: roleArn,
        RoleSessionName: 'gateway',
        ExternalId: 'x-1',
        DurationSeconds: '3600',
      },
    ])
    expect(sts.keys).toEqual(['emulator'])
    expect(new Set(keys)).toEqual(new Set(['ASIA1']))
    expect(keys).toHaveLength(26)
    expect(stub.headers.at(-1)?.['x-amz-security-token']).toBe('token-1')
  })

  test('a role without a session name and external id is assumed under the name of the gateway', async () => {
    const sts = await startSts()
    await (await startAccount({ roleArn, stsEndpoint: sts.url })).call()
    expect(sts.requests[0]).toMatchObject({ RoleSessionName: 'aws-support-graph' })
    expect(sts.requests[0]).not.toHaveProperty('ExternalId')
  })

  test('failover endpoints share one session', async () => {
    const sts = await startSts()
    const second = await startStubUpstream(() => ({ severityLevels: [] }))
    const upstream = createUpstream(
      {
        upstream: new URL(await deadUrl()),
        region: 'us-east-1',
        failoverEndpoints: [new URL(second.url)],
        upstreamTimeoutMs: 2_000,
      },
      { account: { ...entry, roleArn, stsEndpoint: sts.url } },
    )
    onTestFinished(() => upstream.stop())
    await upstream.call('DescribeSeverityLevels', {}, createScope(new AbortController().signal))
    expect(keyOf(second.headers[0]?.authorization)).toBe('ASIA1')
    expect(sts.requests).toHaveLength(1)
  })

  test.each(['ExpiredTokenException', 'ExpiredToken'])(
    'a session that AWS refuses with %s is replaced once, for all calls, and even a write is repeated',
    async (refusal) => {
      const sts = await startSts()
      let revoked = ''
      const { call, keys, stub } = await startAccount({ roleArn, stsEndpoint: sts.url }, (key) =>
        key === revoked ? refusal : undefined,
      )
      await call()
      revoked = 'ASIA1'
      await Promise.all([call('CreateCase'), call('CreateCase'), call()])
      expect(sts.requests).toHaveLength(2)
      expect(stub.calls).toHaveLength(7)
      expect(keys.filter((key) => key === 'ASIA2')).toHaveLength(3)
    },
  )

  test('a call whose session AWS has refused stops waiting for a new one when its request ends', async () => {
    const sts = await startSts((response, count) => (count === 1 ? grant(response, count) : undefined))
    const { call } = await startAccount({ roleArn, stsEndpoint: sts.url }, () => 'ExpiredTokenException')
    const client = new AbortController()
    const refused = call('DescribeSeverityLevels', createScope(client.signal)).catch((error: unknown) => error)
    await expect.poll(() => sts.requests).toHaveLength(2)
    client.abort()
    // The time limit of the request to STS is longer.
    const late = delay(1_000, 'still waiting')
    expect(await Promise.race([refused, late])).toMatchObject({ name: 'AbortError' })
  })
})

describe('a role that cannot be assumed', () => {
  test('a refusal is UPSTREAM_DENIED without ARNs, is not a call to AWS Support, and is not repeated for each call', async () => {
    const sts = await startSts(refuseWith('AccessDenied', 403))
    const { call, stub, upstream } = await startAccount({ roleArn, stsEndpoint: sts.url })
    const scope = createScope(new AbortController().signal)
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => call('CreateCase', scope)))
    results.push(...(await Promise.allSettled([call('DescribeSeverityLevels', scope)])))
    const [first, last] = [results.at(0), results.at(-1)].map((result) => (result as PromiseRejectedResult).reason)
    expect(first).toMatchObject({
      name: 'AccessDenied',
      message:
        "The gateway cannot assume the role of the account (AccessDenied), so CreateCase was not sent: the gateway's operator must check the trust policy and external id of the role, the gateway's permission for sts:AssumeRole, and the STS endpoint.",
      extensions: { code: 'UPSTREAM_DENIED', retryable: false, operation: 'CreateCase' },
    })
    expect(first).toHaveProperty('awsMessage', '')
    expect(last).toMatchObject({ message: expect.stringContaining('so DescribeSeverityLevels was not sent') })
    expect({ assumed: sts.requests.length, sent: stub.calls.length, counted: scope.cost.total }).toEqual({
      assumed: 1,
      sent: 0,
      counted: 0,
    })
    expect(upstream.breakers().filter(({ state }) => state !== 'closed')).toEqual([])
  })

  test.each<[string, string, StsReply]>([
    ['throttled', 'UPSTREAM_THROTTLED', refuseWith('Throttling', 400)],
    ['failing', 'UPSTREAM_UNAVAILABLE', refuseWith('InternalFailure', 500)],
    ['disconnecting', 'UPSTREAM_UNAVAILABLE', (response) => response.destroy()],
    ['silent', 'UPSTREAM_TIMEOUT', () => {}],
    ['slow', 'UPSTREAM_TIMEOUT', (response) => response.writeHead(200).write('<AssumeRoleResponse>')],
    ['not STS', 'UPSTREAM_UNAVAILABLE', (response) => response.writeHead(200).end('<html><body>hello')],
    ['a web page', 'UPSTREAM_UNAVAILABLE', (response) => response.writeHead(200).end('<html>hello</html>')],
    ['empty', 'UPSTREAM_UNAVAILABLE', (response) => response.writeHead(200).end()],
    ['sending a megabyte', 'UPSTREAM_UNAVAILABLE', (response) => response.end(session(1) + ' '.repeat(2 ** 20))],
    ['refusing the input', 'UPSTREAM_DENIED', refuseWith('ValidationError', 400)],
    ['refusing its region', 'UPSTREAM_DENIED', refuseWith('RegionDisabledException', 403)],
    ['refusing the keys', 'UPSTREAM_DENIED', refuseWith('InvalidClientTokenId', 403)],
  ])('if STS is %s, calls fail with %s, and the message is about the role', async (_, code, reply) => {
    const sts = await startSts(reply)
    const stub = await startStubUpstream(() => ({ severityLevels: [] }))
    const upstream = createUpstream(
      { upstream: new URL(stub.url), region: 'us-east-1', failoverEndpoints: [], upstreamTimeoutMs: 200 },
      { account: { ...entry, roleArn, stsEndpoint: sts.url } },
    )
    onTestFinished(() => upstream.stop())
    const call = upstream.call('DescribeSeverityLevels', {}, createScope(new AbortController().signal))
    await expect(call).rejects.toMatchObject({
      message: expect.stringMatching(
        /^The gateway cannot assume the role of the account \(.*\), so DescribeSeverityLevels was not sent/,
      ),
      extensions: { code, retryable: code !== 'UPSTREAM_DENIED' },
    })
    await expect(call).rejects.not.toThrow(/arn:|111122223333/)
    expect(stub.calls).toEqual([])
  })

  test('a call stops waiting for STS when its request ends, and the others get their credentials', async () => {
    const waiting: (() => void)[] = []
    const sts = await startSts((response, count) => waiting.push(() => response.end(session(count))))
    const { call, stub } = await startAccount({ roleArn, stsEndpoint: sts.url })
    const client = new AbortController()
    const first = call('DescribeSeverityLevels', createScope(client.signal))
    const other = call()
    await expect.poll(() => waiting).toHaveLength(1)
    client.abort()
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    waiting[0]?.()
    expect(await other).toMatchObject({ severityLevels: [] })
    expect({ assumed: sts.requests.length, sent: stub.calls.length }).toEqual({ assumed: 1, sent: 1 })
  })

  test('a role without credentials of the process is UPSTREAM_DENIED, and the message says what is missing', async () => {
    const none = Object.assign(new Error('none'), { name: 'CredentialsProviderError' })
    await expect(callReal(() => () => Promise.reject(none))).rejects.toMatchObject({
      message: expect.stringMatching(/^The gateway has no AWS credentials for DescribeSeverityLevels/),
      extensions: { code: 'UPSTREAM_DENIED' },
    })
  })

  test('real keys are not sent to an STS endpoint over http', async () => {
    const sts = await startSts()
    setEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_ENDPOINT_URL_STS: sts.url.href })
    await expect(callReal()).rejects.toMatchObject({
      message: expect.stringContaining('does not request AWS credentials over plain HTTP'),
      extensions: { code: 'UPSTREAM_DENIED' },
    })
    expect(sts.requests).toEqual([])
  })
})

describe('dummy keys', () => {
  test.each<[string, Partial<AccountEntry> | undefined, string]>([
    ['an account without a role', {}, '222233334444'],
    ['an account with a role but without an STS endpoint', { roleArn }, '222233334444'],
    ['the only account', undefined, 'emulator'],
  ])('at a local endpoint, the access key id of %s is %s', async (_, account, key) => {
    setEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real' })
    const { call, keys } = await startAccount(account)
    await call()
    expect(keys).toEqual([key])
  })
})

/** The provider of a role with real keys, a clock, and a function that answers its requests to STS. */
function createRole(reply: (key: string, count: number, now: number) => { status: number; body: string }) {
  const hosts: string[] = []
  const state = { now: Date.now(), ownKey: 'AKIA1', reads: 0 }
  const processCredentials: CredentialSource = () => {
    let known = state.ownKey
    return async (options) => {
      if (options?.['forceRefresh'] === true) {
        state.reads++
        known = state.ownKey
      }
      return { accessKeyId: known, secretAccessKey: 'secret' }
    }
  }
  const source = assumeRole(
    { roleArn },
    { region: 'eu-central-1', timeoutMs: 2_000, processCredentials, now: () => state.now },
  )
  type Handle = Parameters<CredentialSource>[0]['requestHandler']
  const provider = source({
    requestHandler: {
      async handle(request: { hostname: string; headers: Record<string, string> }) {
        hosts.push(request.hostname)
        const { status, body } = reply(keyOf(request.headers['authorization']), hosts.length, state.now)
        return {
          response: {
            statusCode: status,
            headers: {},
            body: Object.assign(Readable.from([Buffer.from(body)]), { headers: {} }),
          },
        }
      },
    } as unknown as Handle,
  })
  const key = async () => (await provider()).accessKeyId
  /** Resolves when a renewal in the background has failed. */
  const settled = () => provider({ forceRefresh: true }).catch(() => undefined)
  return { key, hosts, state, settled }
}

const valid = (_key: string, count: number, now: number) => ({ status: 200, body: session(count, SESSION_MS, now) })

describe('renewal', () => {
  test('a role is assumed at the STS endpoint of the region', async () => {
    const { key, hosts } = createRole(valid)
    await key()
    expect(hosts).toEqual(['sts.eu-central-1.amazonaws.com'])
  })

  test('a session is renewed five minutes before it expires, while calls still use it', async () => {
    const { key, hosts, state } = createRole(valid)
    expect(await key()).toBe('ASIA1')
    state.now += 54 * 60_000
    expect(await key()).toBe('ASIA1')
    expect(hosts).toHaveLength(1)
    state.now += 2 * 60_000
    expect(await Promise.all([key(), key(), key()])).toEqual(['ASIA1', 'ASIA1', 'ASIA1'])
    await expect.poll(key).toBe('ASIA2')
    expect(hosts).toHaveLength(2)
  })

  test('a session that has expired is not used anymore', async () => {
    const { key, hosts, state } = createRole(valid)
    await key()
    state.now += SESSION_MS
    expect(await Promise.all([key(), key()])).toEqual(['ASIA2', 'ASIA2'])
    expect(hosts).toHaveLength(2)
  })

  test('while a renewal fails, the old session is used until it expires, and STS is asked every two seconds', async () => {
    const { key, hosts, state, settled } = createRole((own, count, now) =>
      count === 1 ? valid(own, count, now) : { status: 403, body: stsError('AccessDenied') },
    )
    await key()
    state.now += 56 * 60_000
    for (let i = 0; i < 3; i++) {
      expect(await key()).toBe('ASIA1')
      await settled()
    }
    expect(hosts).toHaveLength(2)
    state.now += 2_000
    expect(await key()).toBe('ASIA1')
    await settled()
    expect(hosts).toHaveLength(3)
    state.now += 4 * 60_000
    await expect(key()).rejects.toMatchObject({ cause: { name: 'AccessDenied' } })
  })

  test('a refusal is remembered for two seconds, and then the role works', async () => {
    const { key, hosts, state } = createRole((own, count, now) =>
      count === 1 ? { status: 403, body: stsError('AccessDenied') } : valid(own, count, now),
    )
    for (const ms of [0, 1_000, 999]) {
      state.now += ms
      await expect(key()).rejects.toMatchObject({ cause: { name: 'AccessDenied' } })
    }
    expect(hosts).toHaveLength(1)
    state.now += 1
    expect(await key()).toBe('ASIA2')
  })

  test('a session that is shorter than the margin is renewed after half its time', async () => {
    const { key, hosts, state } = createRole((_own, count, now) => ({
      status: 200,
      body: session(count, 4 * 60_000, now),
    }))
    await key()
    state.now += 119_000
    for (let i = 0; i < 20; i++) {
      expect(await key()).toBe('ASIA1')
      // Lets a renewal in the background run.
      await immediate()
    }
    expect(hosts).toHaveLength(1)
    state.now += 2_000
    await key()
    await expect.poll(key).toBe('ASIA2')
    expect(hosts).toHaveLength(2)
  })

  test('a clock that is hours ahead does not make every call assume the role', async () => {
    const { key, hosts, state } = createRole((_own, count, now) => ({
      status: 200,
      body: session(count, SESSION_MS, now - 5 * SESSION_MS),
    }))
    for (let i = 0; i < 5; i++) expect(await key()).toBe('ASIA1')
    state.now += 54 * 60_000
    expect(await key()).toBe('ASIA1')
    expect(hosts).toHaveLength(1)
  })

  test('credentials of the process that were rotated are read again when STS refuses the old ones', async () => {
    const { key, hosts, state } = createRole((own, count, now) =>
      own === state.ownKey ? valid(own, count, now) : { status: 403, body: stsError('InvalidClientTokenId') },
    )
    expect(await key()).toBe('ASIA1')
    state.ownKey = 'AKIA2'
    state.now += SESSION_MS
    expect(await key()).toBe('ASIA3')
    expect({ requests: hosts.length, reads: state.reads }).toEqual({ requests: 3, reads: 1 })
  })
})
