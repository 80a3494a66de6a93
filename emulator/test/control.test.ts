import { request as httpRequest, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { generateAccount } from '../generate.js'
import { callOperation } from './scenario.js'
import { anAccount, control, errorOf, HOUR, NOON, start } from './harness.js'

describe('journal', () => {
  test('the journal lists every call in order with status and error, and counts calls by operation', async () => {
    const { emulator, support } = await start()
    await support.describeServices({})
    await errorOf(support.describeCases({ caseIdList: ['x'] }))
    await support.describeServices({})
    const { body } = await control(emulator, 'GET', 'calls')
    const common = { accountId: '111122223333', at: '2026-03-01T12:00:00.000Z' }
    expect(body).toEqual({
      counts: { DescribeServices: 2, DescribeCases: 1 },
      calls: [
        { ...common, operation: 'DescribeServices', status: 200, error: null },
        { ...common, operation: 'DescribeCases', status: 400, error: 'CaseIdNotFound' },
        { ...common, operation: 'DescribeServices', status: 200, error: null },
      ],
    })
  })

  test('DELETE /_emulator/calls empties the journal', async () => {
    const { emulator, support } = await start()
    await support.describeServices({})
    expect(await control(emulator, 'DELETE', 'calls')).toEqual({ status: 200, body: { counts: {}, calls: [] } })
    expect(await control(emulator, 'GET', 'calls')).toEqual({ status: 200, body: { counts: {}, calls: [] } })
  })
})

describe('seeding', () => {
  const size = {
    seed: 7,
    cases: 30,
    communicationsPerCase: 4,
    attachmentsPerCommunication: 2,
    checks: 12,
    flaggedResourcesPerCheck: 3,
  }

  test('a seed replaces all data with exactly the requested numbers of cases, attachments and checks', async () => {
    const { emulator, support } = await start({ account: () => anAccount({ cases: [{}] }) })
    const seeded = await control(emulator, 'POST', 'seed', size)
    expect(seeded).toMatchObject({ status: 200, body: { cases: 30, attachments: 240, checks: 12 } })
    const { cases = [] } = await support.describeCases({ includeResolvedCases: true })
    expect(cases).toHaveLength(30)
    for (const { recentCommunications } of cases) {
      expect(recentCommunications?.communications).toHaveLength(4)
      expect(recentCommunications?.communications?.[0]?.attachments).toHaveLength(2)
    }
    const { checks = [] } = await support.describeTrustedAdvisorChecks({ language: 'en' })
    for (const { id } of checks) {
      const { result } = await support.describeTrustedAdvisorCheckResult({ checkId: id })
      expect(result?.flaggedResources).toHaveLength(3)
    }
    expect(await errorOf(support.describeCases({ caseIdList: ['case-0'] }))).toBe('CaseIdNotFound')
  })

  test('a seed is deterministic: the same options give the same account, another seed number a different one', () => {
    expect(generateAccount(size, NOON)).toEqual(generateAccount(size, NOON))
    expect(generateAccount({ ...size, seed: 8 }, NOON)).not.toEqual(generateAccount(size, NOON))
  })

  test('a seed varies status, severity, service, language and time', () => {
    const cases = [...generateAccount({ ...size, cases: 200 }, NOON).cases.values()]
    const kinds = (member: keyof (typeof cases)[number]) =>
      new Set(cases.map((supportCase) => supportCase[member])).size
    expect(kinds('status')).toBe(7)
    expect(kinds('severityCode')).toBe(5)
    expect(kinds('serviceCode')).toBeGreaterThan(5)
    expect(kinds('language')).toBeGreaterThan(3)
    expect(kinds('timeCreated')).toBe(200)
    expect(kinds('displayId')).toBe(200)
    expect(cases.every(({ timeCreated }) => timeCreated < NOON)).toBe(true)
  })

  test('a seed generates exactly the requested number of open cases, spread over all ages', async () => {
    const { emulator, support } = await start()
    await control(emulator, 'POST', 'seed', { cases: 90, openCases: 20, communicationsPerCase: 1 })
    const all = (await support.describeCases({ includeResolvedCases: true })).cases ?? []
    const open = (await support.describeCases({})).cases ?? []
    expect([all.length, open.length]).toEqual([90, 20])
    expect(new Set(open.map(({ status }) => status)).size).toBeGreaterThan(3)
    const oldest = new Set(all.slice(-45).map(({ caseId }) => caseId))
    expect(open.filter(({ caseId }) => oldest.has(caseId)).length).toBeGreaterThan(3)
  })

  test('a seed generates messages of the requested length, no two alike', () => {
    const cases = [...generateAccount({ ...size, communicationBytes: 1_000 }, NOON).cases.values()]
    const bodies = cases.flatMap(({ communications }) => communications.map(({ body }) => body))
    expect(new Set(bodies.map((body) => Buffer.byteLength(body)))).toEqual(new Set([1_000]))
    expect(new Set(bodies.map((body) => body.slice(500))).size).toBe(120)
  })

  test('a seed can generate 10,000 cases', async () => {
    const { emulator } = await start()
    await control(emulator, 'POST', 'seed', { cases: 10_000, communicationsPerCase: 5 })
    const input = { maxResults: 100, includeResolvedCases: true, includeCommunications: false }
    let seen = 0
    let nextToken: unknown
    for (let page = 0; page < 101; page += 1) {
      const { body } = await callOperation(emulator, 'DescribeCases', { ...input, nextToken })
      const response = body as { cases: unknown[]; nextToken?: string }
      seen += response.cases.length
      nextToken = response.nextToken
      if (nextToken === undefined) break
    }
    expect(seen).toBe(10_000)
  })
})

describe('reset', () => {
  test('a reset restores the initial data and the clock', async () => {
    const { emulator, support } = await start({ account: () => anAccount({ cases: [{}] }) })
    await support.resolveCase({ caseId: 'case-0' })
    await control(emulator, 'POST', 'clock', { advanceMs: HOUR })
    await control(emulator, 'POST', 'seed', { cases: 3 })
    expect(await control(emulator, 'POST', 'reset')).toMatchObject({ status: 200, body: { cases: 1 } })
    expect((await support.describeCases({})).cases).toMatchObject([{ caseId: 'case-0', status: 'opened' }])
    expect(await control(emulator, 'GET', 'clock')).toMatchObject({ body: { now: '2026-03-01T12:00:00.000Z' } })
  })

  test('a reset keeps the journal and the faults', async () => {
    const { emulator, support } = await start()
    await support.describeServices({})
    await control(emulator, 'POST', 'faults', { operation: 'CreateCase', error: 'InternalServerError' })
    await control(emulator, 'POST', 'reset')
    expect(await control(emulator, 'GET', 'calls')).toMatchObject({ body: { counts: { DescribeServices: 1 } } })
    expect(await control(emulator, 'GET', 'faults')).toMatchObject({ body: { faults: [{ operation: 'CreateCase' }] } })
  })
})

test('the clock can be advanced', async () => {
  const { emulator, support } = await start({ account: () => anAccount({ checks: [{}] }) })
  await support.refreshTrustedAdvisorCheck({ checkId: 'check-0' })
  const advanced = await control(emulator, 'POST', 'clock', { advanceMs: HOUR })
  expect(advanced).toEqual({ status: 200, body: { now: '2026-03-01T13:00:00.000Z' } })
  const { statuses } = await support.describeTrustedAdvisorCheckRefreshStatuses({ checkIds: ['check-0'] })
  expect(statuses?.[0]).toMatchObject({ status: 'success', millisUntilNextRefreshable: 0 })
})

describe('invalid control requests', () => {
  test('a control request over 32 MB gets 413 with the limit', async () => {
    const { emulator } = await start()
    expect(await control(emulator, 'POST', 'seed', 'x'.repeat(33 * 1024 * 1024))).toEqual({
      status: 413,
      body: { message: expect.stringContaining('bytes'), allowed: ['up to 33554432 bytes'] },
    })
  })

  test.each([
    ['POST', 'faults', '{', 400, 'not JSON'],
    ['POST', 'faults', '7', 400, 'JSON object'],
    ['POST', 'faults', '{}', 400, "'operation' is missing"],
    ['POST', 'faults', '{"operation":"Nope","error":"X"}', 400, '"Nope"'],
    ['POST', 'faults', '{"operation":"*"}', 400, 'do nothing'],
    ['POST', 'faults', '{"operation":"*","eror":"X"}', 400, "'eror'"],
    ['POST', 'faults', '{"operation":"*","error":"X","count":0}', 400, "'count'"],
    ['POST', 'faults', '{"operation":"*","error":"X","when":"during"}', 400, "'when'"],
    ['POST', 'seed', '{"cases":-1}', 400, "'cases'"],
    ['POST', 'seed', '{"cases":100000,"communicationsPerCase":1000}', 400, '100000000'],
    ['POST', 'seed', '{"cases":50000,"communicationBytes":8000}', 400, '1200000000'],
    ['POST', 'seed', '{"cases":10,"openCases":11}', 400, "'openCases'"],
    ['POST', 'faults', '{"operation":"*","error":"X","accountId":"22223333444"}', 400, "'accountId'"],
    ['POST', 'seed', '{"accountId":222233334444}', 400, "'accountId'"],
    ['POST', 'limits', '{"accountId":"team-a"}', 400, "'accountId'"],
    ['GET', 'calls?accountId=team-a', undefined, 400, "'accountId'"],
    ['DELETE', 'faults?accountId=', undefined, 400, "'accountId'"],
    ['POST', 'limits', '{"casesPerHour":-1}', 400, "'casesPerHour'"],
    ['POST', 'limits', '{"cases":1}', 400, "'cases'"],
    ['POST', 'clock', '{"advanceMs":"1h"}', 400, "'advanceMs'"],
    ['POST', 'clock', '{}', 400, "'advanceMs' is missing"],
    ['POST', 'calls', '{}', 405, 'POST'],
    ['GET', 'nope', undefined, 404, '/_emulator/nope'],
    ['GET', 'toString', undefined, 404, '/_emulator/toString'],
  ])('an invalid control request, %s %s %s, gets %i', async (method, path, body, status, message) => {
    const { emulator } = await start()
    const response = await fetch(`${emulator.url}/_emulator/${path}`, { method, ...(body !== undefined && { body }) })
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({
      message: expect.stringContaining(message),
      allowed: expect.arrayContaining([expect.any(String)]),
    })
  })
})

/** Reads or clears the call list, with headers that fetch does not allow. */
async function callControl({ port }: { port: number }, method: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1', path: '/_emulator/calls', method, headers }, resolve)
      .once('error', reject)
      .end()
  })
  return { status: response.statusCode, headers: response.headers, body: await json(response) }
}

describe('hosts and origins', () => {
  test.each(['evil.example:4566', 'localhost.evil.example', '127.0.0.2', 'x@localhost'])(
    'the control API rejects the host %s with 421',
    async (host) => {
      const { emulator, support } = await start()
      await support.describeServices({})
      const { status, body } = await callControl(emulator, 'DELETE', { host })
      expect(status).toBe(421)
      expect(body).toEqual({
        message: `The control API does not serve the host '${host}'`,
        allowed: ['localhost', '127.0.0.1', '[::1]'],
      })
      expect(await control(emulator, 'GET', 'calls')).toMatchObject({ body: { counts: { DescribeServices: 1 } } })
    },
  )

  test.each(['http://evil.example', 'https://localhost.evil.example', 'null', 'file://'])(
    'the control API rejects pages from %s with 403, with or without a preflight',
    async (origin) => {
      const { emulator, support } = await start()
      await support.describeServices({})
      for (const method of ['DELETE', 'OPTIONS', 'GET']) {
        const { status, headers } = await callControl(emulator, method, { origin })
        expect([method, status, headers['access-control-allow-origin']]).toEqual([method, 403, undefined])
      }
      expect(await control(emulator, 'GET', 'calls')).toMatchObject({ body: { counts: { DescribeServices: 1 } } })
    },
  )

  test.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://[::1]', 'http://LOCALHOST.'])(
    'the control API serves pages from %s, which is this machine',
    async (origin) => {
      const { emulator } = await start()
      for (const host of ['localhost', '127.0.0.1:4566', '[::1]:4566', 'LOCALHOST.']) {
        const { status, headers } = await callControl(emulator, 'GET', { host, origin })
        expect([host, status, headers['access-control-allow-origin']]).toEqual([host, 200, origin])
      }
    },
  )

  test('an emulator on 0.0.0.0 accepts any host name, but only pages from the same host', async () => {
    const { emulator } = await start({ host: '0.0.0.0' })
    expect(await callControl(emulator, 'GET', { host: 'emulator:4566' })).toMatchObject({ status: 200 })
    expect(await callControl(emulator, 'GET', { host: 'emulator:4566', origin: 'http://emulator:4566' })).toMatchObject(
      { status: 200 },
    )
    expect(await callControl(emulator, 'GET', { host: 'emulator:4566', origin: 'http://evil.example' })).toMatchObject({
      status: 403,
    })
  })
})
