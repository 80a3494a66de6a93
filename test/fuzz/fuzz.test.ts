/**
 * Thousands of valid and almost valid operations. No response may be late, violate the schema, or have an unexpected
 * error.
 */
import { Agent } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assert, asyncProperty, gen, integer, nat, type GeneratorValue } from 'fast-check'
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
import type { Draw, Pool } from './values.js'

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
  pool = await readPool()
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

/** The ids, codes and cursors of the account. */
async function readPool(): Promise<Pool> {
  const { data } = await queryGateway(`{
    cases(first: 30, filter: { includeResolved: true }) {
      edges { cursor node { id caseId displayId serviceCode categoryCode severityCode communications(first: 3) { edges { cursor node { id attachments { nodes { id attachmentId } } } } } } }
    }
    services(first: 10) { edges { cursor node { id code categories { code } } } }
    trustedAdvisorChecks(first: 10) { edges { cursor node { id checkId result { flaggedResources(first: 2) { edges { cursor } } } } } }
  }`)
  const { data: made } = await queryGateway(`mutation {
    addAttachments(input: { attachments: [{ fileName: "a.txt", data: "aGk=" }] }) { attachmentSet { id } }
    createAttachmentUpload(input: { fileName: "a.txt", sizeBytes: 10 }) { upload { id: uploadId } }
  }`)
  const found: Pool = { ids: [], codes: [], cursors: [] }
  collect([data, made], '', found)
  expect(Math.min(found.ids.length, found.codes.length, found.cursors.length)).toBeGreaterThan(10)
  return found
}

async function queryGateway(query: string): Promise<GraphqlResponse> {
  return JSON.parse((await send(gateway.url, { query }, { agent })).text) as GraphqlResponse
}

function collect(value: unknown, name: string, pool: Pool): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) collect(member, /^\d+$/.test(key) ? name : key, pool)
  } else if (typeof value === 'string') {
    if (name === 'cursor') pool.cursors.push(value)
    else if (/id$/i.test(name)) pool.ids.push(value)
    else if (/code$/i.test(name)) pool.codes.push(value)
  }
}

function drawFrom(g: GeneratorValue): Draw {
  return {
    one: (values) => values[g(nat, { max: values.length - 1 })] as (typeof values)[number],
    integer: (min, max) => g(integer, { min, max }),
    chance: (percent) => g(nat, { max: 99 }) < percent,
  }
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
