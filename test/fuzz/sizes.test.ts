/**
 * Every argument of the schema with values that are far too long, too many or malformed. Responses must be coded and
 * short, and must not block other requests.
 */
import { Agent } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getNullableType, isListType } from 'graphql'
import { startEmulator, type Emulator } from '../../emulator/start.js'
import { schema } from '../support/schema.js'
import { send, problemsOf } from '../support/response-checks.js'
import { argumentsOf, type ArgumentPlace } from '../support/arguments.js'
import { killAll, startGatewayProcess, type GatewayProcess } from '../chaos/gateway-process.js'

/**
 * Limit for the longest event-loop block, in milliseconds of CPU time summed over all threads. Parsing 1 MB of JSON
 * takes a few milliseconds.
 */
const MAX_BLOCKED_MS = 250
/** As many aliases of the longest field as fit into a query of 2,000 tokens. */
const ALIASES = 40
const MAX_RESPONSE_LENGTH = 20_000

const places = argumentsOf(schema)
const agent = new Agent({ keepAlive: true })
let emulator: Emulator
let gateway: GatewayProcess

beforeAll(async () => {
  emulator = await startEmulator()
  gateway = await startGatewayProcess({
    SUPPORT_UPSTREAM: emulator.url,
    SHUTDOWN_GRACE_MS: '0',
    MAX_EVENT_LOOP_DELAY_MS: '0',
  })
  // Warm up: compiling and loading code in the first requests takes longer than the requests.
  for (const place of places) await send(gateway.url, place.operation(wholeOf(place, 'x')), { agent })
}, 120_000)
afterAll(async () => {
  agent.destroy()
  killAll()
  await emulator.stop()
})

function wholeOf({ type }: ArgumentPlace, item: unknown): unknown {
  return isListType(getNullableType(type)) ? [item] : item
}

const hostile: Record<string, (place: ArgumentPlace) => unknown> = {
  '1 MB': (place) => wholeOf(place, 'x'.repeat(1_000_000)),
  '10,000 items': () => Array.from({ length: 10_000 }, (_, index) => `item ${index}`),
  '10,000 members': (place) =>
    wholeOf(place, Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]))),
  'nested lists': (place) => wholeOf(place, JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`)),
  'a lone surrogate': (place) => wholeOf(place, 'x\ud800'),
  NUL: (place) => wholeOf(place, 'x\u0000'),
}

/** The operation with its field repeated under `ALIASES` aliases. */
function repeated(place: ArgumentPlace, value: unknown): { query: string; variables: Record<string, unknown> } {
  const { query, variables } = place.operation(value)
  const [, head = '', field = ''] = /^(.*?\)) \{ (.*) \}$/.exec(query) ?? []
  const aliases = Array.from({ length: ALIASES }, (_, index) => `a${index}: ${field}`)
  return { query: `${head} { ${aliases.join(' ')} }`, variables }
}

test.each(Object.entries(hostile))(
  '%s in every argument, once and in 40 aliases, gets a short response and does not block the event loop',
  async (_, valueOf) => {
    const problems: unknown[] = []
    await gateway.blockedMs()
    for (const place of places) {
      for (const body of [place.operation(valueOf(place)), repeated(place, valueOf(place))]) {
        const received = await send(gateway.url, body, { agent, timeoutMs: 60_000 })
        const blockedMs = await gateway.blockedMs()
        problems.push(...problemsOf(received).map((problem) => `${place.coordinate}: ${problem}`))
        if (received.text.length > MAX_RESPONSE_LENGTH)
          problems.push(`${place.coordinate}: ${received.text.length} characters`)
        if (blockedMs > MAX_BLOCKED_MS) problems.push(`${place.coordinate}: blocked for ${blockedMs} ms`)
      }
    }
    expect(problems).toEqual([])
  },
)

test('the gateway exits with 0 and without a logged error', async () => {
  expect(await gateway.stop()).toEqual({ exitCode: 0, errors: [] })
})
