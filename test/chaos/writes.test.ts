/**
 * Writes happen exactly once. A thousand clients each open a case through gateways, while AWS drops, delays, truncates
 * and rejects calls at random. Each client retries with its key until it succeeds. In the end there must be a thousand
 * cases, and each client must have the id of its own case.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { startEmulator, type Emulator } from '../../emulator/start.js'
import { built } from '../support/built.js'
import { anAccount, control, HOUR } from '../../emulator/test/harness.js'
import { hasRedis, startRedis } from '../support/redis-server.js'
import { createRandom, type Random } from './random.js'

const CASES = 1_000
const CLIENTS = 50
const SEED = Number(process.env['CHAOS_SEED'] ?? 1)
const MAX_ATTEMPTS = 200

const UPSTREAM_TIMEOUT_MS = 700
/** Longer than the gateway waits, and well within WRITE_SETTLE_MS. */
const LATE_MS = 900
const env = {
  LOG_LEVEL: 'error',
  UPSTREAM_TIMEOUT_MS: String(UPSTREAM_TIMEOUT_MS),
  WRITE_SETTLE_MS: '1500',
  REQUEST_TIMEOUT_MS: '10000',
  SHUTDOWN_TIMEOUT_MS: '1000',
  SUPPORT_CALLS_PER_SECOND: '10000',
}

const faults: Record<string, Record<string, unknown>> = {
  'no fault': { delayMs: 1 },
  'response dropped': { drop: true },
  'delayed beyond the timeout': { delayMs: LATE_MS },
  'response truncated': { truncate: true },
  'connection reset in the response': { truncate: true, drop: true },
  'status 500': { error: 'InternalServerError', status: 500 },
}

const bundle = built('main.js')

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

interface Process {
  url: string
  kill: () => Promise<void>
}

async function startGateway(more: Record<string, string>): Promise<Process> {
  const child: ChildProcess = spawn(process.execPath, [bundle], {
    env: { PATH: process.env['PATH'], PORT: '0', ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'close')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  stops.push(kill)
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (data) => {
      output += String(data)
      const ready = /Ready at (\S+)\/graphql/.exec(output)?.[1]
      if (ready !== undefined) resolve(ready)
    })
    void exited.then(() => reject(new Error(`the gateway did not start: ${output}`)))
  })
  return { url, kill }
}

interface Aws {
  emulator: Emulator
  /** The faults of CreateCase, in order. */
  planned: readonly { kind: string; when: 'before' | 'after' }[]
  cases: ReturnType<typeof anAccount>['cases']
}

async function startAws(random: Random): Promise<Aws> {
  const account = anAccount()
  const emulator = await startEmulator({ account: () => account })
  stops.push(() => emulator.stop())
  const planned = Array.from({ length: 2 * CASES }, () => ({
    kind: random.pick(Object.keys(faults)),
    when: random.pick(['before', 'after'] as const),
  }))
  const creates = planned.map(({ kind, when }) => ({ operation: 'CreateCase', when, ...faults[kind] }))
  // Some lookups fail too.
  const lookUps = Array.from({ length: CASES }, () => ({
    operation: 'DescribeCases',
    ...(random.chance(0.1) ? random.pick([{ drop: true }, { error: 'ThrottlingException' }]) : { delayMs: 1 }),
  }))
  expect((await control(emulator, 'POST', 'faults', [...creates, ...lookUps])).status).toBe(200)
  return { emulator, cases: account.cases, planned }
}

interface Client {
  number: number
  attempts: number
  caseId: string
}

const CREATE = `mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId userErrors { code message } } }`

/** Of every ten clients, the first two send the same text with different keys. */
function subjectOf(number: number): string {
  return `Incident ${number % 10 === 1 ? number - 1 : number}`
}

interface CreateResponse {
  data?: { createCase: { caseId: string | null; userErrors: unknown[] } | null } | null
  errors?: { message: string; extensions: { code: string; retryable: boolean; retryAfterMs?: number } }[]
}

/** Sends the mutation to the gateways in turn until it gets a case id. Sometimes disconnects early. */
async function createWithRetries(number: number, urlAt: (n: number) => string, random: Random): Promise<Client> {
  const body = JSON.stringify({
    query: CREATE,
    variables: {
      input: { subject: subjectOf(number), body: 'All of it is down.', idempotencyKey: `client-${number}` },
    },
  })
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
    const signal = AbortSignal.timeout(random.chance(0.1) ? random.below(400) : 20_000)
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal }
    const result = await fetch(`${urlAt(number + attempts)}/graphql`, request)
      .then((response) => response.json() as Promise<CreateResponse>)
      .catch(() => undefined)
    const caseId = result?.data?.createCase?.caseId
    if (caseId != null) return { number, attempts, caseId }
    const userErrors = result?.data?.createCase?.userErrors ?? []
    if (userErrors.length > 0) throw new Error(`client ${number} got userErrors ${JSON.stringify(userErrors)}`)
    const error = result?.errors?.[0]
    if (error !== undefined && !error.extensions.retryable)
      throw new Error(`client ${number}: ${JSON.stringify(error)}`)
    // After a missing response, wait 200 ms; after an error, as long as the error says.
    await delay(error === undefined ? 200 : (error.extensions.retryAfterMs ?? 0))
  }
  throw new Error(`client ${number} has no case after ${MAX_ATTEMPTS} attempts`)
}

async function runClients(
  { cases }: Aws,
  urlAt: (n: number) => string,
  random: Random,
  onProgress: (done: number) => void,
): Promise<Client[]> {
  const clients: Client[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < CASES) {
      const client = await createWithRetries(next++, urlAt, random)
      // AWS limits an account to ten new cases per hour, so real lookups never scan a thousand recent cases. Age each
      // case, to keep lookups realistic.
      const opened = cases.get(client.caseId)
      if (opened) opened.timeCreated -= HOUR
      onProgress(clients.push(client))
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, work))
  // Wait for delayed writes.
  await delay(LATE_MS)
  return clients
}

async function expectOneCaseEach({ emulator, cases, planned }: Aws, clients: Client[], title: string): Promise<void> {
  const { body } = await control(emulator, 'GET', 'calls')
  const { counts } = body as { counts: Record<string, number> }
  const met = planned.slice(0, counts['CreateCase'])
  const count = (kind: string, when: string) => met.filter((fault) => fault.kind === kind && fault.when === when).length
  const attempts = clients.map((client) => client.attempts)
  const lines = [
    title,
    `  seed ${SEED}                          before the write     after`,
    ...Object.keys(faults).map(
      (kind) =>
        `  ${kind.padEnd(34)}${String(count(kind, 'before')).padStart(14)}${String(count(kind, 'after')).padStart(8)}`,
    ),
    `  client requests       ${attempts.reduce((sum, n) => sum + n, 0)}, at most ${Math.max(...attempts)} for one case`,
    `  CreateCase sent       ${counts['CreateCase']}`,
    `  DescribeCases sent    ${counts['DescribeCases']}`,
    `  clients with a case   ${clients.length}`,
    `  cases                 ${cases.size}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n\n`)
  expect(cases.size).toBe(CASES)
  expect(new Set(clients.map(({ caseId }) => caseId)).size).toBe(CASES)
  const strangers = clients.filter(({ number, caseId }) => cases.get(caseId)?.subject !== subjectOf(number))
  expect(strangers).toEqual([])
}

test('one gateway creates 1,000 cases exactly once despite random faults', async () => {
  const random = createRandom(SEED)
  const aws = await startAws(random)
  const { url } = await startGateway({ SUPPORT_UPSTREAM: aws.emulator.url })
  const clients = await runClients(
    aws,
    () => url,
    random,
    () => {},
  )
  await expectOneCaseEach(aws, clients, 'One gateway, in memory')
}, 280_000)

;(hasRedis ? test : test.skip)(
  'two gateways that share a Redis create 1,000 cases exactly once even if one of them is killed',
  async () => {
    const random = createRandom(SEED + 1)
    const aws = await startAws(random)
    const redis = await startRedis()
    stops.push(() => redis.kill())
    const start = () => startGateway({ SUPPORT_UPSTREAM: aws.emulator.url, REDIS_URL: redis.url.href })
    const gateways = [await start(), await start()] as [Process, Process]
    const replace = async (): Promise<void> => {
      await gateways[0].kill()
      gateways[0] = await start()
    }
    let replaced: Promise<void> | undefined
    const clients = await runClients(
      aws,
      (n) => (gateways[n % 2] as Process).url,
      random,
      (done) => {
        if (done < CASES / 2) return
        replaced ??= replace()
      },
    )
    await replaced
    await expectOneCaseEach(aws, clients, 'Two gateways that share a Redis, one of them killed halfway')
  },
  280_000,
)
