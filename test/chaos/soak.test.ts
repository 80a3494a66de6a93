/** All operations concurrently, with every fault in turn, long enough to reveal leaks. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import pLimit from 'p-limit'
import { startEmulator, type Emulator } from '../../emulator/start.js'
import { schema } from '../support/schema.js'
import { problemsOf } from '../support/response-checks.js'
import { argumentsOf } from '../support/arguments.js'
import { control } from '../../emulator/test/harness.js'
import { sendUncached, drives, prepareUpload } from './drives.js'
import { faultKinds } from './faults.js'
import { killAll, lastingLeaks, startGatewayProcess, type GatewayProcess } from './gateway-process.js'

/** Shorter than the timeout of calls to AWS, so the request deadline ends calls that hang. */
const REQUEST_TIMEOUT_MS = 1_000
const ROUNDS = 3
/** Limit for the longest event-loop block, in milliseconds of CPU time summed over all threads. */
const MAX_BLOCKED_MS = 250
/** An operation for each argument of the schema, with a megabyte of text as the value. */
const oversized = argumentsOf(schema).map((place) => place.operation('x'.repeat(1_000_000)))

let emulator: Emulator
let gateway: GatewayProcess
beforeAll(async () => {
  emulator = await startEmulator()
  gateway = await startGatewayProcess({
    SUPPORT_UPSTREAM: emulator.url,
    REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    UPSTREAM_TIMEOUT_MS: '10000',
    WRITE_SETTLE_MS: '0',
    SHUTDOWN_GRACE_MS: '0',
    MAX_EVENT_LOOP_DELAY_MS: '0',
  })
})
afterAll(async () => {
  killAll()
  await emulator.stop()
})

test('responses stay well-formed and timely while everything fails, and three rounds leak nothing', async () => {
  const all = drives(await prepareUpload(gateway.url))
  const problems: unknown[] = []
  const few = pLimit(10)
  const round = async () => {
    const refusals = await Promise.all(oversized.map((body) => few(() => sendUncached(gateway.url, body))))
    problems.push(...refusals.flatMap(problemsOf))
    for (const { name, fault } of faultKinds.filter(({ fault }) => Object.keys(fault).length > 0)) {
      await control(emulator, 'POST', 'faults', { operation: '*', count: 'unlimited', ...fault })
      const responses = await Promise.all(
        all.map(({ query, variables }) => few(() => sendUncached(gateway.url, { query, variables }))),
      )
      await control(emulator, 'DELETE', 'faults')
      // At the latest, the HTTP layer responds 2 seconds after the deadline; the rest is a margin for a busy machine.
      const late = responses.filter(({ ms }) => ms > REQUEST_TIMEOUT_MS + 10_000)
      problems.push(...responses.flatMap(problemsOf), ...late.map(({ ms }) => `${name}: ${ms} ms`))
    }
  }
  await round()
  const before = await gateway.held()
  await gateway.blockedMs()
  for (let i = 1; i < ROUNDS; i++) await round()
  expect(problems).toEqual([])
  expect(await gateway.blockedMs()).toBeLessThan(MAX_BLOCKED_MS)
  expect(await lastingLeaks(gateway, before)).toEqual([])
  expect(await gateway.stop()).toEqual({ exitCode: 0, errors: [] })
}, 300_000)
