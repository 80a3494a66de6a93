import { describe, expect, test } from 'vitest'
import { createSessions } from '../sessions.js'
import type { Emulator } from '../start.js'
import { anAccount, connectAs, control, errorOf, failureOf, HOUR, post, start } from './harness.js'

const SECOND = '222233334444'
const ROLE = `arn:aws:iam::${SECOND}:role/support`

interface Response {
  status: number
  xml: string
  /** The text of an XML element; undefined if there is none. */
  element: (name: string) => string | undefined
}

/** A call as the SDKs send it, without a signature unless `accessKeyId` names one. */
async function sts(
  emulator: Emulator,
  Action: string,
  parameters: Record<string, string> = {},
  accessKeyId = 'any',
): Promise<Response> {
  const response = await fetch(emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260301/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=x`,
    },
    body: new URLSearchParams({ Action, Version: '2011-06-15', ...parameters }).toString(),
  })
  const xml = await response.text()
  return {
    status: response.status,
    xml,
    element: (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1],
  }
}

function assumeRole(emulator: Emulator, parameters: Record<string, string> = {}, accessKeyId?: string) {
  return sts(emulator, 'AssumeRole', { RoleArn: ROLE, RoleSessionName: 'gateway', ...parameters }, accessKeyId)
}

/** 200, or the status, the code and the message of an error. */
async function resultOf(response: Promise<Response>) {
  const { status, element } = await response
  return status === 200 ? 200 : [status, element('Code'), element('Message')]
}

/** A client with the credentials of an assumed role. */
async function connectWithRole(emulator: Emulator, parameters: Record<string, string> = {}) {
  const { element } = await assumeRole(emulator, parameters)
  return connectAs(emulator, element('AccessKeyId') ?? '')
}

describe('AssumeRole', () => {
  test('AssumeRole returns the XML document that AWS describes, with credentials for an hour', async () => {
    const { emulator } = await start({ ids: (digits) => 'a'.repeat(digits) })
    const { status, xml, element } = await assumeRole(emulator)
    expect(status).toBe(200)
    expect(xml).toMatch(/^<AssumeRoleResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">/)
    expect(xml).toMatch(/<ResponseMetadata><RequestId>[\da-f-]{36}<\/RequestId><\/ResponseMetadata>/)
    expect(element('AccessKeyId')).toBe('ASIA2222333344440001')
    expect(element('SecretAccessKey')).toBe('a'.repeat(40))
    expect(element('SessionToken')).toBe('a'.repeat(128))
    expect(element('Expiration')).toBe('2026-03-01T13:00:00Z')
    expect(element('Arn')).toBe(`arn:aws:sts::${SECOND}:assumed-role/support/gateway`)
    expect(element('AssumedRoleId')).toMatch(/^AROA[A-Z2-7]{17}:gateway$/)
  })

  test('calls with the credentials of an assumed role are of its account', async () => {
    const { emulator } = await start({
      account: (accountId) => anAccount({ accountId, cases: [{ subject: accountId }] }),
    })
    const support = await connectWithRole(emulator)
    expect((await support.describeCases({})).cases).toMatchObject([{ subject: SECOND }])
  })

  test('each call returns other credentials, but the same role id', async () => {
    const { emulator } = await start()
    const [first, second] = [await assumeRole(emulator), await assumeRole(emulator)]
    for (const name of ['AccessKeyId', 'SecretAccessKey', 'SessionToken']) {
      expect(first.element(name)).not.toBe(second.element(name))
    }
    expect(first.element('AssumedRoleId')).toBe(second.element('AssumedRoleId'))
  })

  test.each([
    ['900', '2026-03-01T12:15:00Z'],
    ['43200', '2026-03-02T00:00:00Z'],
  ])('credentials for %s seconds expire at %s', async (DurationSeconds, expiration) => {
    const { emulator } = await start()
    const { element } = await assumeRole(emulator, { DurationSeconds })
    expect(element('Expiration')).toBe(expiration)
  })

  test.each([
    ['arn:aws-us-gov:iam::222233334444:role/support', 'arn:aws-us-gov:sts::222233334444:assumed-role/support/gateway'],
    ['arn:aws:iam::222233334444:role/teams/ops/support', 'arn:aws:sts::222233334444:assumed-role/support/gateway'],
  ])('the role %s is assumed as %s', async (RoleArn, arn) => {
    const { emulator } = await start()
    expect((await assumeRole(emulator, { RoleArn })).element('Arn')).toBe(arn)
  })

  test.each([
    [{ RoleArn: 'support' }, "'support' at 'roleArn'"],
    [{ RoleArn: 'arn:aws:iam::22223333444:role/support' }, "at 'roleArn'"],
    [{ RoleArn: `arn:aws:iam::${SECOND}:user/support` }, "at 'roleArn'"],
    [{ RoleArn: '<&>' }, "Value '&lt;&amp;&gt;' at 'roleArn'"],
    [{ RoleSessionName: 'x' }, "'x' at 'roleSessionName'"],
    [{ RoleSessionName: 'a b' }, "at 'roleSessionName'"],
    [{ RoleSessionName: 'x'.repeat(65) }, "at 'roleSessionName'"],
    [{ DurationSeconds: '899' }, "'899' at 'durationSeconds'"],
    [{ DurationSeconds: '43201' }, "at 'durationSeconds'"],
    [{ DurationSeconds: '3600.5' }, "at 'durationSeconds'"],
    [{ DurationSeconds: 'x' }, "at 'durationSeconds'"],
    [{ ExternalId: 'x' }, "'x' at 'externalId'"],
    [{ ExternalId: 'a b' }, "at 'externalId'"],
  ])('AssumeRole rejects %j with a ValidationError', async (parameters, message) => {
    const { emulator } = await start()
    const response = await assumeRole(emulator, parameters)
    expect(response.status).toBe(400)
    expect(response.xml).toMatch(/^<ErrorResponse xmlns="[^"]*"><Error><Type>Sender<\/Type>/)
    expect(response.element('Code')).toBe('ValidationError')
    expect(response.element('Message')).toContain(message)
  })

  test.each(['RoleArn', 'RoleSessionName'])('AssumeRole requires %s', async (missing) => {
    const { emulator } = await start()
    const parameters = Object.entries({ RoleArn: ROLE, RoleSessionName: 'gateway' }).filter(([key]) => key !== missing)
    const { status, element } = await sts(emulator, 'AssumeRole', Object.fromEntries(parameters))
    expect([status, element('Code')]).toEqual([400, 'ValidationError'])
    expect(element('Message')).toContain('Member must not be null')
  })
})

describe('GetCallerIdentity', () => {
  test('GetCallerIdentity returns a user of the account, or the assumed role', async () => {
    const { emulator } = await start()
    const identify = async (accessKeyId: string) => {
      const { element } = await sts(emulator, 'GetCallerIdentity', {}, accessKeyId)
      return [element('Account'), element('Arn')]
    }
    expect(await identify('any')).toEqual(['111122223333', 'arn:aws:iam::111122223333:user/developer'])
    expect(await identify(SECOND)).toEqual([SECOND, `arn:aws:iam::${SECOND}:user/developer`])
    const { element } = await assumeRole(emulator)
    const role = `arn:aws:sts::${SECOND}:assumed-role/support/gateway`
    expect(await identify(element('AccessKeyId') ?? '')).toEqual([SECOND, role])
  })
})

test.each(['GetSessionToken', 'toString', ''])('the unknown action %j gets InvalidAction', async (action) => {
  const { emulator } = await start()
  const { status, element } = await sts(emulator, action)
  expect([status, element('Code')]).toEqual([400, 'InvalidAction'])
  expect(element('Message')).toContain('AssumeRole, GetCallerIdentity')
})

test('a form with an x-amz-target is a call to AWS Support, as curl sends it', async () => {
  const { emulator } = await start({ account: () => anAccount({ cases: [{}] }) })
  const response = await post(emulator, 'DescribeCases', {}, { 'content-type': 'application/x-www-form-urlencoded' })
  expect(await response.json()).toMatchObject({ cases: [{ caseId: 'case-0' }] })
})

describe('expiration', () => {
  test('credentials of an assumed role are refused once they have expired', async () => {
    const { emulator, clock } = await start()
    const support = await connectWithRole(emulator)
    clock.time += HOUR - 1
    await support.describeServices({})
    clock.time += 1
    const failure = await failureOf(support.describeServices({}))
    expect(failure).toMatchObject({ name: 'ExpiredTokenException', $metadata: { httpStatusCode: 400 } })
  })

  test('STS refuses expired credentials with ExpiredToken', async () => {
    const { emulator, clock } = await start()
    const { element } = await assumeRole(emulator)
    clock.time += HOUR
    for (const action of ['AssumeRole', 'GetCallerIdentity']) {
      const response = await sts(emulator, action, {}, element('AccessKeyId'))
      expect([response.status, response.element('Code')]).toEqual([403, 'ExpiredToken'])
    }
  })

  test('credentials that STS has not issued do not expire', async () => {
    const { emulator, clock } = await start()
    const support = connectAs(emulator, `ASIA${SECOND}`)
    clock.time += 1000 * HOUR
    await support.describeServices({})
  })

  test('credentials stay valid through a reset and a seed of their account', async () => {
    const { emulator } = await start()
    const support = await connectWithRole(emulator)
    await control(emulator, 'POST', 'reset')
    await control(emulator, 'POST', 'seed', { cases: 1, accountId: SECOND })
    expect((await support.describeCases({ includeResolvedCases: true })).cases).toHaveLength(1)
  })

  test('only the latest 10,000 sessions are known', () => {
    const sessions = createSessions(Date.now, (digits) => '0'.repeat(digits))
    const role = { partition: 'aws', accountId: SECOND, name: 'support' }
    const issued = Array.from({ length: 10_001 }, () => sessions.issue(role, 'gateway', 0))
    expect(new Set(issued.map(({ accessKeyId }) => accessKeyId)).size).toBe(10_001)
    const known = issued.filter(({ accessKeyId }) => sessions.find(accessKeyId) !== undefined)
    expect(known).toEqual(issued.slice(1))
  })
})

describe('roles', () => {
  const refused = [
    403,
    'AccessDenied',
    `User: arn:aws:iam::111122223333:user/developer is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
  ]

  test('a refused role cannot be assumed, until the roles are reset', async () => {
    const { emulator } = await start()
    const roles = { refuse: [ROLE], externalIds: {} }
    expect(await control(emulator, 'POST', 'roles', { refuse: [ROLE] })).toEqual({ status: 200, body: roles })
    expect(await resultOf(assumeRole(emulator))).toEqual(refused)
    expect(await resultOf(assumeRole(emulator, { RoleArn: `${ROLE}-2` }))).toBe(200)
    await control(emulator, 'POST', 'reset')
    expect(await control(emulator, 'GET', 'roles')).toEqual({ status: 200, body: roles })
    expect(await control(emulator, 'DELETE', 'roles')).toEqual({ status: 200, body: { refuse: [], externalIds: {} } })
    expect(await resultOf(assumeRole(emulator))).toBe(200)
  })

  test('a role with an external id can be assumed only with that id, other roles with any or none', async () => {
    const { emulator } = await start()
    await control(emulator, 'POST', 'roles', { externalIds: { [ROLE]: 'agreed' } })
    expect(await resultOf(assumeRole(emulator))).toEqual(refused)
    expect(await resultOf(assumeRole(emulator, { ExternalId: 'other' }))).toEqual(refused)
    expect(await resultOf(assumeRole(emulator, { ExternalId: 'agreed' }))).toBe(200)
    const RoleArn = `${ROLE}-2`
    expect(await resultOf(assumeRole(emulator, { RoleArn }))).toBe(200)
    expect(await resultOf(assumeRole(emulator, { RoleArn, ExternalId: 'any' }))).toBe(200)
  })

  test.each([
    ['{"refuse":"x"}', "'refuse'"],
    ['{"refuse":["x"]}', "'refuse'"],
    ['{"externalIds":["x"]}', "'externalIds'"],
    ['{"externalIds":{"x":"y"}}', "'externalIds'"],
    [`{"externalIds":{"${ROLE}":1}}`, "'externalIds'"],
    ['{"roles":[]}', "'roles'"],
  ])('the control API rejects the roles %s', async (body, message) => {
    const { emulator } = await start()
    const response = await fetch(`${emulator.url}/_emulator/roles`, { method: 'POST', body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ message: expect.stringContaining(message) })
  })
})

describe('control API', () => {
  test('the journal lists AssumeRole as a call to the account of the role', async () => {
    const { emulator } = await start()
    await sts(emulator, 'GetCallerIdentity')
    await assumeRole(emulator)
    await assumeRole(emulator, { RoleSessionName: 'x' })
    await assumeRole(emulator, { RoleArn: 'x' }, '333344445555')
    expect((await control(emulator, 'GET', 'calls')).body).toMatchObject({
      counts: { GetCallerIdentity: 1, AssumeRole: 3 },
      calls: [
        { operation: 'GetCallerIdentity', accountId: '111122223333', status: 200, error: null },
        { operation: 'AssumeRole', accountId: SECOND, status: 200, error: null },
        { operation: 'AssumeRole', accountId: SECOND, status: 400, error: 'ValidationError' },
        { operation: 'AssumeRole', accountId: '333344445555', status: 400, error: 'ValidationError' },
      ],
    })
  })

  test('a fault of AssumeRole is an XML error, and can be for the roles of one account', async () => {
    const { emulator } = await start()
    const fault = { operation: 'AssumeRole', error: 'Throttling', message: 'Rate exceeded', accountId: SECOND }
    await control(emulator, 'POST', 'faults', fault)
    expect((await assumeRole(emulator, { RoleArn: 'arn:aws:iam::333344445555:role/support' })).status).toBe(200)
    const { status, element } = await assumeRole(emulator)
    expect([status, element('Code'), element('Message')]).toEqual([400, 'Throttling', 'Rate exceeded'])
    expect((await assumeRole(emulator)).status).toBe(200)
  })

  test('faults can delay AssumeRole, drop its connection, or replace its response', async () => {
    const { emulator } = await start()
    const operation = 'AssumeRole'
    await control(emulator, 'POST', 'faults', [
      { operation, delayMs: 100 },
      { operation, drop: true },
      { operation, body: '<html>' },
      { operation, error: 'AccessDenied' },
    ])
    const before = performance.now()
    await assumeRole(emulator)
    expect(performance.now() - before).toBeGreaterThan(95)
    await expect(assumeRole(emulator)).rejects.toThrow('fetch failed')
    expect(await assumeRole(emulator)).toMatchObject({ status: 200, xml: '<html>' })
    expect((await assumeRole(emulator)).status).toBe(403)
  })

  test('a fault of every operation applies to AWS Support, not to STS', async () => {
    const { emulator, support } = await start()
    await control(emulator, 'POST', 'faults', { operation: '*', error: 'X' })
    expect((await assumeRole(emulator)).status).toBe(200)
    expect(await errorOf(support.describeServices({}))).toBe('X')
  })
})
