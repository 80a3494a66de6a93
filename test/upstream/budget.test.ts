/** The budget of calls per second: which calls wait, for how long, and in what order. */
import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start } from '../support/start.js'
import { createBudget, type Budget } from '../../src/upstream/budget/budget.js'
import { createUpstream } from '../../src/upstream/upstream.js'
import { callerOf } from '../support/caller.js'
import { control, start as startEmulator } from '../../emulator/test/harness.js'
import { until } from '../support/until.js'
import { aClock } from '../support/clock.js'
import { post } from '../support/edge.js'
import { codes, startGateway, type Gateway } from '../support/harness.js'
import { readMetrics, seriesOf } from '../support/metrics.js'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

function aBudget(perSecond: number, clock = aClock()): { budget: Budget; clock: ReturnType<typeof aClock> } {
  const limits = readConfig({
    SUPPORT_CALLS_PER_SECOND: String(perSecond),
    TRUSTED_ADVISOR_CALLS_PER_SECOND: String(2 * perSecond),
  })
  return { budget: createBudget(limits, { clock }), clock }
}

/** An emulator that throttles calls over `perSecond`, by the test's clock, and a client with the same budget. */
async function startThrottled(perSecond: number) {
  const { budget, clock } = aBudget(perSecond)
  const limits = { supportPerSecond: perSecond, trustedAdvisorPerSecond: 2 * perSecond }
  const { emulator } = await startEmulator({ now: clock.now, limits })
  let queued = 0
  const client = createUpstream(
    { upstream: new URL(emulator.url), region: 'us-east-1', failoverEndpoints: [], upstreamTimeoutMs: 10_000 },
    {
      budget: {
        ...budget,
        take(...args) {
          queued++
          return budget.take(...args)
        },
      },
    },
  )
  stops.push(() => client.stop())
  /** Resolves once this many calls have joined the queue; the SDK needs some time before that. */
  const untilQueued = (count: number) => until(() => queued >= count)
  const journal = async () => {
    const { body } = await control(emulator, 'GET', 'calls')
    return (body as { calls: { operation: string; error: string | null }[] }).calls
  }
  /** Resolves to the operations of all calls once AWS has received this many. */
  const sent = async (count: number): Promise<string[]> => {
    await until(async () => (await journal()).length >= count)
    const calls = await journal()
    expect(calls.filter(({ error }) => error === 'ThrottlingException')).toEqual([])
    return calls.map(({ operation }) => operation)
  }
  return { client, clock, sent, untilQueued }
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

async function counts(gateway: Gateway): Promise<Record<string, number>> {
  const { counts } = (await gateway.control('GET', 'calls')) as { counts: Record<string, number> }
  return counts
}

describe('budget', () => {
  test('calls over the budget wait for the next second, and AWS throttles none', async () => {
    const { client, clock, sent } = await startThrottled(5)
    const upstream = callerOf(client)
    const calls = Promise.all(times(12, () => upstream('DescribeSeverityLevels', {})))
    expect(await sent(5)).toHaveLength(5)
    clock.pass(999)
    expect(await sent(5)).toHaveLength(5)
    clock.pass(101)
    expect(await sent(10)).toHaveLength(10)
    await until(() => clock.sleeping() === 1)
    clock.pass(1_100)
    await calls
    expect(await sent(12)).toHaveLength(12)
  })

  test('no second, wherever it begins, has more calls than the budget allows', async () => {
    const { budget, clock } = aBudget(5)
    const sentAt: number[] = []
    const signal = new AbortController().signal
    const turn = { precedence: 'interactive', signal, isRepeated: false, refusal: () => undefined } as const
    for (let i = 0; i < 1_000; i++) {
      if (i % 3 === 0) void budget.take('DescribeCases', turn).then(() => sentAt.push(clock.now()), String)
      clock.pass((i * 37) % 45)
      for (let step = 0; step < 10; step++) await Promise.resolve()
    }
    expect(sentAt.length).toBeGreaterThan(50)
    const most = Math.max(...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 1_000).length))
    expect(most).toBe(5)
  })

  test('the budget counts AWS Support and Trusted Advisor separately', async () => {
    const { client, sent } = await startThrottled(1)
    const upstream = callerOf(client)
    const waiting = [upstream('DescribeServices', {}), upstream('DescribeServices', {})]
    const checks = times(2, () => upstream('DescribeTrustedAdvisorChecks', { language: 'en' }))
    await Promise.all([waiting[0], ...checks])
    expect((await sent(3)).toSorted()).toEqual([
      'DescribeServices',
      'DescribeTrustedAdvisorChecks',
      'DescribeTrustedAdvisorChecks',
    ])
    void waiting[1]?.catch(() => {})
  })

  test('waiting calls are sent in order of arrival, interactive ones before background ones', async () => {
    const { client, clock, sent, untilQueued } = await startThrottled(1)
    const [interactive, background] = [callerOf(client), callerOf(client, { precedence: 'background' })]
    const calls: Promise<unknown>[] = [interactive('DescribeSeverityLevels', {})]
    await calls[0]
    calls.push(
      background('DescribeServices', {}),
      background('DescribeAttachment', { attachmentId: 'none' }).catch(() => {}),
      interactive('DescribeCases', {}),
      interactive('DescribeCommunications', { caseId: 'none' }).catch(() => {}),
    )
    await untilQueued(calls.length)
    for (let count = 1; count <= calls.length; count++) {
      if (count > 1) {
        await until(() => clock.sleeping() === 1)
        clock.pass(1_100)
      }
      expect(await sent(count)).toHaveLength(count)
    }
    await Promise.all(calls)
    expect(await sent(calls.length)).toEqual([
      'DescribeSeverityLevels',
      'DescribeCases',
      'DescribeCommunications',
      'DescribeServices',
      'DescribeAttachment',
    ])
  })

  test('a readiness probe precedes waiting calls', async () => {
    const { client, clock, sent, untilQueued } = await startThrottled(1)
    const upstream = callerOf(client)
    // These calls fail: after a success, there would be no probe.
    const calls = times(3, () => upstream('DescribeAttachment', { attachmentId: 'none' }).catch(() => {}))
    expect(await sent(1)).toHaveLength(1)
    await until(() => clock.sleeping() === 1)
    await untilQueued(3)
    const ready = client.ready(new AbortController().signal, 60_000)
    await untilQueued(4)
    clock.pass(1_100)
    await ready
    expect(await sent(2)).toEqual(['DescribeAttachment', 'DescribeCases'])
    for (let count = 3; count <= 4; count++) {
      await until(() => clock.sleeping() === 1)
      clock.pass(1_100)
      expect(await sent(count)).toHaveLength(count)
    }
    await Promise.all(calls)
  })

  test('an aborted call gives its slot to the next call and takes no token', async () => {
    const { client, clock, sent, untilQueued } = await startThrottled(1)
    await callerOf(client)('DescribeServices', {})
    const controller = new AbortController()
    const aborted = callerOf(client, { readSignal: controller.signal })('DescribeCases', {})
    await untilQueued(2)
    const stays = callerOf(client)('DescribeSeverityLevels', {})
    await untilQueued(3)
    await until(() => clock.sleeping() === 1)
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    clock.pass(1_100)
    await stays
    expect(await sent(2)).toEqual(['DescribeServices', 'DescribeSeverityLevels'])
  })

  test('a token is returned when no call waits for it any longer', async () => {
    const { client, clock, sent } = await startThrottled(1)
    await callerOf(client)('DescribeServices', {})
    const controller = new AbortController()
    const aborted = callerOf(client, { readSignal: controller.signal })('DescribeCases', {})
    await until(() => clock.sleeping() === 1)
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    clock.pass(1_100)
    await callerOf(client)('DescribeSeverityLevels', {})
    expect(await sent(2)).toEqual(['DescribeServices', 'DescribeSeverityLevels'])
  })

  test('a write that is aborted while it waits is not sent', async () => {
    const { client, clock, sent } = await startThrottled(1)
    await callerOf(client)('DescribeServices', {})
    const controller = new AbortController()
    const deadline = new AbortController().signal
    const write = callerOf(client, { readSignal: controller.signal, writeSignal: deadline })('CreateCase', {
      subject: 'S',
      communicationBody: 'B',
    })
    await until(() => clock.sleeping() === 1)
    controller.abort()
    await expect(write).rejects.toMatchObject({ name: 'AbortError' })
    clock.pass(1_100)
    expect(await sent(1)).toEqual(['DescribeServices'])
  })

  test('a call that gets no slot before its deadline gets UPSTREAM_THROTTLED at once and is not sent', async () => {
    const { client, clock, sent, untilQueued } = await startThrottled(1)
    await callerOf(client)('DescribeServices', {})
    const upstream = callerOf(client, { deadlineAt: clock.now() + 1_000 })
    const write = () => upstream('CreateCase', { subject: 'S', communicationBody: 'B' })
    for (const call of [() => upstream('DescribeCases', {}), write]) {
      await expect(call()).rejects.toMatchObject({
        message: expect.stringMatching(
          /^No call to AWS Support can be made .*: the limit is 1 per second \(SUPPORT_CALLS_PER_SECOND\)\. (DescribeCases|CreateCase) was not sent\. Try again in 2 s, or request less\.$/,
        ),
        extensions: { code: 'UPSTREAM_THROTTLED', retryable: true, retryAfterMs: 1_100 },
      })
    }
    const patient = callerOf(client, { deadlineAt: clock.now() + 30_000 })
    const waiting = times(20, () => patient('DescribeCases', {}).catch(() => 'ended'))
    await until(() => clock.sleeping() === 1)
    await untilQueued(23)
    // behind the twenty calls with later deadlines
    await expect(callerOf(client, { deadlineAt: clock.now() + 20_000 })('DescribeCases', {})).rejects.toMatchObject({
      extensions: { code: 'UPSTREAM_THROTTLED', retryAfterMs: 21 * 1_100 },
    })
    expect(await sent(1)).toEqual(['DescribeServices'])
    clock.pass(60_000)
    await Promise.all(waiting)
  })

  test('a call that others overtake until it cannot be sent in time gets UPSTREAM_THROTTLED before its deadline', async () => {
    const { client, clock, sent, untilQueued } = await startThrottled(1)
    await callerOf(client)('DescribeServices', {})
    const call = callerOf(client, { precedence: 'background', deadlineAt: clock.now() + 1_500 })('DescribeCases', {})
    await untilQueued(2)
    const overtaking = times(2, () => callerOf(client)('DescribeSeverityLevels', {}))
    await untilQueued(4)
    await until(() => clock.sleeping() === 1)
    clock.pass(1_100)
    await overtaking[0]
    await until(() => clock.sleeping() === 1)
    clock.pass(351)
    await expect(call).rejects.toMatchObject({ extensions: { code: 'UPSTREAM_THROTTLED' } })
    clock.pass(1_000)
    await overtaking[1]
    expect(await sent(3)).toEqual(['DescribeServices', 'DescribeSeverityLevels', 'DescribeSeverityLevels'])
  })

  test('at most 1,000 calls wait for the budget', async () => {
    const { budget } = aBudget(1)
    const signal = new AbortController().signal
    const request = {
      precedence: 'interactive',
      signal,
      deadlineAt: Infinity,
      isRepeated: false,
      refusal: () => undefined,
    }
    const take = () => budget.take('DescribeCases', request as Parameters<Budget['take']>[1])
    await take()
    let refused = 0
    for (let i = 0; i < 1_010; i++) void take().catch(() => refused++)
    await until(() => refused > 0)
    expect(refused).toBe(10)
  })

  test('the budget is halved when AWS throttles a call, and recovers over time', async () => {
    const { budget, clock } = aBudget(10)
    const gateway = await startGateway({ budget })
    await gateway.fault({ operation: 'DescribeSeverityLevels', count: 1, error: 'ThrottlingException' })
    expect((await gateway.query('{ severityLevels { code } }')).errors).toEqual([])
    // By then, the rate has recovered to six tenths.
    clock.pass(2_000)
    const levels = () => times(10, () => void gateway.query('{ severityLevels { code } }'))
    await gateway.upstreamCalls()
    levels()
    await until(() => clock.sleeping() === 1)
    await until(async () => Number((await counts(gateway))['DescribeSeverityLevels']) >= 6)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeSeverityLevels: 6 })
    clock.pass(20_000)
    await until(async () => Number((await counts(gateway))['DescribeSeverityLevels']) >= 4)
    await gateway.upstreamCalls()
    clock.pass(1_100)
    levels()
    await until(async () => Number((await counts(gateway))['DescribeSeverityLevels']) >= 10)
  })

  test("calls rejected by an open circuit or a viewer's budget take no token", async () => {
    const taken: string[] = []
    const budget: Budget = { take: async (key) => void taken.push(key), slowDown() {} }
    const shareless = await startGateway({ budget, chargeViewer: () => Promise.reject(new Error('spent')) })
    expect((await shareless.query('{ severityLevels { code } }')).errors).toHaveLength(1)
    expect(taken).toEqual([])

    const gateway = await startGateway({ budget })
    await gateway.fault({ operation: '*', count: 'unlimited', drop: true })
    const ask = () => gateway.query('{ severityLevels { code } }')
    for (let i = 0; i < 7; i++) await ask()
    expect(gateway.breakers().find(({ family }) => family === 'reference')).toMatchObject({ state: 'open' })
    const before = taken.length
    expect(codes(await ask())).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(taken).toHaveLength(before)
  })

  test('waiting calls fail at once when their circuit opens', async () => {
    const { budget, clock } = aBudget(20)
    const gateway = await startGateway({ budget })
    await gateway.fault({ operation: '*', count: 'unlimited', drop: true })
    // enough calls for more than two seconds
    const responses = times(60, () => gateway.query('{ severityLevels { code } }'))
    await until(() => gateway.breakers().some(({ state }) => state === 'open'))
    clock.pass(1_100)
    for (const response of await Promise.all(responses)) expect(codes(response)).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeSeverityLevels: 20 })
  })
})

test('the gateway applies SUPPORT_CALLS_PER_SECOND and the request deadline, and reports both in metrics', async () => {
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    SUPPORT_CALLS_PER_SECOND: '1',
    REQUEST_TIMEOUT_MS: '1100',
  })
  const gateway = await start(config, createLog(config))
  stops.push(() => gateway.stop())
  const query = '{ a: severityLevels(language: "en") { code } b: severityLevels(language: "ja") { code } }'
  const { errors } = (await (await post(gateway, { query })).json()) as { errors: { extensions: object }[] }
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_THROTTLED', retryAfterMs: expect.any(Number) } }])
  const metrics = await readMetrics(gateway)
  expect(seriesOf(metrics, 'limit_refusals_total')).toMatchObject({ '{limit="budget"}': 1 })
  expect(seriesOf(metrics, 'budget_wait_seconds_count')).toEqual({ '{family="support"}': 1 })
  expect(seriesOf(metrics, 'budget_waiting')).toEqual({ '{family="support"}': 0, '{family="trusted-advisor"}': 0 })
  expect(seriesOf(metrics, 'budget_share')).toEqual({ '{family="support"}': 1, '{family="trusted-advisor"}': 1 })
})
