import { expect, test } from 'vitest'
import type { Emulator } from '../start.js'
import { connect, control, errorOf, failureOf, post, start, untilCalled } from './harness.js'

function fault(emulator: Emulator, ...faults: Record<string, unknown>[]) {
  return control(emulator, 'POST', 'faults', faults.length === 1 ? faults[0] : faults)
}

const question = { subject: 'x', communicationBody: 'x' }

test('a fault replaces the response of one call of its operation with an error', async () => {
  const { emulator, support } = await start()
  await fault(emulator, { operation: 'CreateCase', error: 'SubscriptionRequiredException', message: 'No plan' })
  await support.describeServices({})
  const failure = await failureOf(support.createCase(question))
  expect(failure).toMatchObject({ name: 'SubscriptionRequiredException', message: 'No plan' })
  expect((await support.describeCases({})).cases).toEqual([])
  await support.createCase(question)
  expect((await control(emulator, 'GET', 'calls')).body).toMatchObject({
    calls: [{}, { operation: 'CreateCase', status: 400, error: 'SubscriptionRequiredException' }, {}, { status: 200 }],
  })
})

test('a fault applies to the number of calls in count, or until it is removed', async () => {
  const { emulator, support } = await start()
  await fault(emulator, { operation: '*', error: 'ThrottlingException', count: 2 })
  expect(await errorOf(support.describeServices({}))).toBe('ThrottlingException')
  expect(await errorOf(support.describeCases({}))).toBe('ThrottlingException')
  await support.describeServices({})
  await fault(emulator, { operation: '*', error: 'ThrottlingException', count: 'unlimited' })
  for (let call = 0; call < 5; call += 1) {
    expect(await errorOf(support.describeServices({}))).toBe('ThrottlingException')
  }
  expect(await control(emulator, 'DELETE', 'faults')).toEqual({ status: 200, body: { faults: [] } })
  await support.describeServices({})
})

test('faults apply in the order in which they were posted', async () => {
  const { emulator, support } = await start()
  const posted = await fault(
    emulator,
    { operation: 'DescribeServices', error: 'First' },
    { operation: '*', error: 'Second', when: 'after' },
  )
  expect(posted.body).toEqual({
    faults: [
      { operation: 'DescribeServices', count: 1, when: 'before', delayMs: 0, error: 'First' },
      { operation: '*', count: 1, when: 'after', delayMs: 0, error: 'Second' },
    ],
  })
  expect(await errorOf(support.describeServices({}))).toBe('First')
  expect(await errorOf(support.describeServices({}))).toBe('Second')
})

test('a fault with when "after" makes a call fail after it has taken effect', async () => {
  const { emulator, support } = await start()
  await fault(emulator, { operation: 'CreateCase', error: 'InternalServerError', when: 'after' })
  expect(await errorOf(support.createCase(question))).toBe('InternalServerError')
  expect((await support.describeCases({})).cases).toHaveLength(1)
})

test('the SDK retries faults with status 500 and 503', async () => {
  const { emulator } = await start()
  const patient = connect(emulator, 3)
  await fault(emulator, { operation: '*', error: 'InternalServerError' }, { operation: '*', status: 503, body: 'busy' })
  const { $metadata } = await patient.describeServices({})
  expect($metadata.attempts).toBe(3)
  patient.destroy()
})

test('a fault can delay the response, before or after the operation takes effect', async () => {
  const { emulator, support } = await start()
  const count = async () => (await support.describeCases({})).cases?.length
  const slow = { operation: 'CreateCase', delayMs: 600 }
  await fault(emulator, { ...slow, when: 'after' }, slow)
  for (const [call, meanwhile] of [
    [1, 1],
    [2, 1],
  ] as const) {
    const before = performance.now()
    const created = support.createCase(question)
    await untilCalled(emulator, 'CreateCase', call)
    expect(await count()).toBe(meanwhile)
    await created
    expect(performance.now() - before).toBeGreaterThan(590)
    expect(await count()).toBe(call)
  }
})

test('a fault can drop the connection, before or after the operation takes effect', async () => {
  const { emulator, support } = await start()
  await fault(emulator, { operation: 'CreateCase', drop: true }, { operation: 'CreateCase', drop: true, when: 'after' })
  expect((await failureOf(support.createCase(question))).message).toContain('socket hang up')
  expect((await support.describeCases({})).cases).toHaveLength(0)
  expect((await failureOf(support.createCase(question))).message).toContain('socket hang up')
  expect((await support.describeCases({})).cases).toHaveLength(1)
  expect((await control(emulator, 'GET', 'calls')).body).toMatchObject({
    calls: [{ status: null, error: 'drop' }, {}, { status: null, error: 'drop' }, {}],
  })
})

test('a fault can truncate the response, with a matching content-length or a broken connection', async () => {
  const { emulator, support } = await start()
  const cut = { operation: '*', truncate: true, when: 'after' }
  await fault(emulator, cut, { ...cut, drop: true })
  expect(await errorOf(support.describeServices({}))).toBe('SyntaxError')
  const response = await post(emulator, 'DescribeServices', {})
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(10)
  await expect(response.text()).rejects.toThrow('terminated')
  await support.describeServices({})
})

test.each([
  { truncate: true },
  { truncate: true, drop: true },
  { truncate: true, delayMs: 1 },
  { truncate: true, body: { caseId: 'x' } },
  { truncate: true, error: 'InternalServerError' },
  { drop: true },
  { body: 'x' },
])('a fault with %j prevents the operation unless when is "after"', async (which) => {
  const { emulator, support } = await start()
  for (const [when, cases] of [
    ['before', 0],
    ['after', 1],
  ] as const) {
    await fault(emulator, { operation: 'CreateCase', when, ...which })
    await failureOf(support.createCase(question))
    expect((await support.describeCases({})).cases).toHaveLength(cases)
  }
})

test('a truncated response of an operation that the fault prevented is incomplete JSON', async () => {
  const { emulator } = await start()
  await fault(emulator, { operation: '*', truncate: true }, { operation: '*', truncate: true, drop: true })
  const response = await post(emulator, 'CreateCase', question)
  expect([response.status, await response.text()]).toEqual([200, '{"cut":'])
  await expect((await post(emulator, 'CreateCase', question)).text()).rejects.toThrow('terminated')
})

test('a fault can return any body, content type and status', async () => {
  const { emulator, support } = await start()
  await fault(
    emulator,
    { operation: '*', body: '<html>', contentType: 'text/html' },
    { operation: '*', body: { services: [{ code: 'raw' }] } },
    { operation: '*', body: { __type: 'com.amazon#ExpiredTokenException', message: 'old' }, status: 400 },
  )
  expect(await errorOf(support.describeServices({}))).toBe('SyntaxError')
  expect((await support.describeServices({})).services).toEqual([{ code: 'raw' }])
  expect(await errorOf(support.describeServices({}))).toBe('ExpiredTokenException')
})
