/**
 * Thousands of valid and almost valid operations. No response may be late, violate the schema, or have an unexpected
 * error.
 */
import { Agent } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assert, asyncProperty, gen } from 'fast-check'
import { parse, validate } from 'graphql'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { schema } from '../support/schema.js'
import { start, type Running } from '../support/start.js'
import {
  send,
  schemaViolations,
  problemsOf,
  type GraphqlResponse,
  type HttpResponse,
} from '../support/response-checks.js'
import { generateOperation } from './generate.js'
import { mutate, type Body } from './mutate.js'
import { drawFrom, readPool } from './pool.js'
import type { Pool } from './values.js'

// Silences the SDK's advice to upgrade Node.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

const REQUEST_TIMEOUT_MS = 10_000
/** Each of the two tests ends after this many runs or this time, whichever comes first. */
const RUNS = 6_000
const TIME_LIMIT_MS = 35_000
/** A failed run prints its seed: `FUZZ_SEED=123 npm run test:fuzz` repeats it. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

const agent = new Agent({ keepAlive: true })
const logged: string[] = []
let gateway: Running
let pool: Pool

beforeAll(async () => {
  // The emulator responds within a millisecond, but a shorter timeout would test the speed of the machine.
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'error',
    REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    SHUTDOWN_GRACE_MS: '0',
    MAX_EVENT_LOOP_DELAY_MS: '0',
    SUPPORT_CALLS_PER_SECOND: '10000',
    TRUSTED_ADVISOR_CALLS_PER_SECOND: '10000',
  })
  gateway = await start(
    config,
    createLog(config, { write: (line) => void (/"msg":"audit"/.test(line) || logged.push(line)) }),
  )
  await seedAccount()
  pool = await readPool(queryGateway)
})
afterAll(async () => {
  agent.destroy()
  await gateway.stop()
})

/** A small account, the same each time: the demo account's 128 checks would take half of the time. */
async function seedAccount(): Promise<void> {
  const body = {
    seed: 1,
    cases: 30,
    communicationsPerCase: 7,
    attachmentsPerCommunication: 1,
    checks: 12,
    flaggedResourcesPerCheck: 3,
  }
  const response = await fetch(`${gateway.emulatorUrl}/_emulator/seed`, { method: 'POST', body: JSON.stringify(body) })
  expect(response.status).toBe(200)
}

async function queryGateway(query: string): Promise<unknown> {
  return (JSON.parse((await send(gateway.url, { query }, { agent })).text) as GraphqlResponse).data
}

/** Violations of the invariants of every response. */
function faultsIn(received: HttpResponse): string[] {
  const late = received.ms > REQUEST_TIMEOUT_MS ? [`took ${received.ms} ms`] : []
  return [...problemsOf(received), ...late, ...logged.splice(0)]
}

/** Writes accumulate: without resets there would be thousands of cases. */
let runs = 0
async function resetNowAndThen(): Promise<void> {
  runs += 1
  if (runs % 500 === 0) await seedAccount()
}

const parameters = { seed, numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: false }

test('valid random operations get responses that match the schema', async () => {
  const seen = { responses: 0, withErrors: 0, withData: 0 }
  await assert(
    asyncProperty(gen(), async (g) => {
      const operation = generateOperation(schema, pool, drawFrom(g))
      const document = parse(operation.query)
      expect(validate(schema, document).map(({ message }) => message)).toEqual([])
      const received = await send(gateway.url, operation, { agent })
      const response = JSON.parse(received.text) as GraphqlResponse
      const refused = (response.errors ?? []).filter(({ extensions }) =>
        String(extensions['code']).startsWith('GRAPHQL_'),
      )
      expect({
        operation,
        problems: [
          ...faultsIn(received),
          ...refused,
          ...schemaViolations(schema, { document, ...operation }, response),
        ],
      }).toEqual({ operation, problems: [] })
      seen.responses += 1
      if (response.errors) seen.withErrors += 1
      if (response.data && Object.values(response.data).some((value) => value !== null)) seen.withData += 1
      await resetNowAndThen()
    }),
    parameters,
  )
  process.stdout.write(
    `${seen.responses} valid operations (seed ${seed}): ${seen.withData} with data, ${seen.withErrors} with errors\n`,
  )
  // The run must cover responses with data and responses with errors.
  expect(seen.withData).toBeGreaterThan(seen.responses / 4)
  expect(seen.withErrors).toBeGreaterThan(0)
})

test('mutated random operations get a coded error or a valid response', async () => {
  let responses = 0
  await assert(
    asyncProperty(gen(), async (g) => {
      const draw = drawFrom(g)
      const body: Body = mutate(generateOperation(schema, pool, draw), draw)
      const received = await send(gateway.url, body, { agent })
      const problems = faultsIn(received)
      expect({ body, problems }).toEqual({ body, problems: [] })
      responses += 1
      await resetNowAndThen()
    }),
    parameters,
  )
  process.stdout.write(`${responses} mutated operations (seed ${seed})\n`)
})
