/** Thousands of operations, valid ones and almost valid ones: none is answered with an error that nobody wrote, late, or unlike the schema. */
import { Agent } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assert, asyncProperty, gen, integer, nat, type GeneratorValue } from 'fast-check'
import { parse, validate } from 'graphql'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { schema } from '../support/schema.js'
import { start, type Running } from '../support/start.js'
import { ask, misfits, problemsOf, type Answer, type Received } from '../support/answer.js'
import { generateOperation } from './generate.js'
import { mutate, type Body } from './mutate.js'
import type { Draw, Pool } from './values.js'

// The SDK's advice to upgrade Node would be all that a good run prints.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

const REQUEST_TIMEOUT_MS = 10_000
/** Each of the two tests ends when it has run so often or so long, whichever is first. */
const RUNS = 6_000
const TIME_LIMIT_MS = 35_000
/** As printed by a run that failed: `FUZZ_SEED=123 npm run test:fuzz` does the same again. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

const agent = new Agent({ keepAlive: true })
const logged: string[] = []
let gateway: Running
let pool: Pool

beforeAll(async () => {
  // The emulator answers in a millisecond: a shorter time for a request would be a test of this machine.
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

/** A small account, the same each time: half of the time would go into reading the demo account's 128 checks. */
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

/** Its ids, codes and cursors. */
async function readPool(): Promise<Pool> {
  const { data } = await answered(`{
    cases(first: 30, filter: { includeResolved: true }) {
      edges { cursor node { id caseId displayId serviceCode categoryCode severityCode communications(first: 3) { edges { cursor node { id attachments { nodes { id attachmentId } } } } } } }
    }
    services(first: 10) { edges { cursor node { id code categories { code } } } }
    trustedAdvisorChecks(first: 10) { edges { cursor node { id checkId result { flaggedResources(first: 2) { edges { cursor } } } } } }
  }`)
  const { data: made } = await answered(`mutation {
    addAttachments(input: { attachments: [{ fileName: "a.txt", data: "aGk=" }] }) { attachmentSet { id } }
    createAttachmentUpload(input: { fileName: "a.txt", sizeBytes: 10 }) { upload { id: uploadId } }
  }`)
  const found: Pool = { ids: [], codes: [], cursors: [] }
  collect([data, made], '', found)
  expect(Math.min(found.ids.length, found.codes.length, found.cursors.length)).toBeGreaterThan(10)
  return found
}

async function answered(query: string): Promise<Answer> {
  return JSON.parse((await ask(gateway.url, { query }, { agent })).text) as Answer
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

/** What must be true of every answer, whatever was sent. */
function faultsIn(received: Received): string[] {
  const late = received.ms > REQUEST_TIMEOUT_MS ? [`took ${received.ms} ms`] : []
  return [...problemsOf(received), ...late, ...logged.splice(0)]
}

/** What was made stays: after a while there would be thousands of cases. */
let runs = 0
async function resetNowAndThen(): Promise<void> {
  runs += 1
  if (runs % 500 === 0) await seedAccount()
}

const parameters = { seed, numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: false }

test('valid random operations get responses that match the schema', async () => {
  const seen = { answers: 0, withErrors: 0, withData: 0 }
  await assert(
    asyncProperty(gen(), async (g) => {
      const operation = generateOperation(schema, pool, drawFrom(g))
      const document = parse(operation.query)
      expect(validate(schema, document).map(({ message }) => message)).toEqual([])
      const received = await ask(gateway.url, operation, { agent })
      const answer = JSON.parse(received.text) as Answer
      const refused = (answer.errors ?? []).filter(({ extensions }) =>
        String(extensions['code']).startsWith('GRAPHQL_'),
      )
      expect({
        operation,
        problems: [...faultsIn(received), ...refused, ...misfits(schema, { document, ...operation }, answer)],
      }).toEqual({ operation, problems: [] })
      seen.answers += 1
      if (answer.errors) seen.withErrors += 1
      if (answer.data && Object.values(answer.data).some((value) => value !== null)) seen.withData += 1
      await resetNowAndThen()
    }),
    parameters,
  )
  process.stdout.write(
    `${seen.answers} valid operations (seed ${seed}): ${seen.withData} with data, ${seen.withErrors} with errors\n`,
  )
  // More than a look at one kind of answer.
  expect(seen.withData).toBeGreaterThan(seen.answers / 4)
  expect(seen.withErrors).toBeGreaterThan(0)
})

test('mutated random operations get a coded error or a valid response', async () => {
  let answers = 0
  await assert(
    asyncProperty(gen(), async (g) => {
      const draw = drawFrom(g)
      const body: Body = mutate(generateOperation(schema, pool, draw), draw)
      const received = await ask(gateway.url, body, { agent })
      const problems = faultsIn(received)
      expect({ body, problems }).toEqual({ body, problems: [] })
      answers += 1
      await resetNowAndThen()
    }),
    parameters,
  )
  process.stdout.write(`${answers} operations that are not quite valid (seed ${seed})\n`)
})
