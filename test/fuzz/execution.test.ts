/**
 * Thousands of random operations with the gateway's executor and with graphql-js. Results, calls of resolvers and calls
 * to AWS must be the same; test/graph/execution/compare.ts defines "the same" for errors.
 */
import { oneAccount } from '../support/account-set.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { assert, asyncProperty, gen } from 'fast-check'
import { execute as executeWithGraphqlJs, parse, type ExecutionResult } from 'graphql'
import { NOON } from '../../emulator/test/harness.js'
import { generateAccount } from '../../emulator/generate.js'
import { createRandom } from '../../emulator/random.js'
import { startEmulator, type Emulator } from '../../emulator/start.js'
import { parseResponseTargets } from '../../src/config/parsers.js'
import { createContext } from '../../src/graph/context.js'
import { execute } from '../../src/graph/execution/execute.js'
import { anonymous } from '../../src/lib/viewer.js'
import { operations } from '../../src/upstream/operations.js'
import { createScope } from '../../src/upstream/request-scope.js'
import { createUpstream, type UpstreamClient } from '../../src/upstream/upstream.js'
import { createIdempotency } from '../../src/writes/idempotency.js'
import { differences, isBelowNull } from '../graph/execution/compare.js'
import { compareDrawn, type Execute } from '../graph/execution/differential.js'
import { schema } from '../support/schema.js'
import { generateOperation, type Operation } from './generate.js'
import { drawFrom, readPool } from './pool.js'
import type { Pool } from './values.js'

// Silences the SDK's advice to upgrade Node.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

/** A failed run prints its seed: `FUZZ_SEED=123 npm run test:fuzz` repeats it. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

describe('drawn schemas', () => {
  const CHUNK = 2_000
  const runs = [false, true].flatMap((isAsync) =>
    [0, 1, 2].map((chunk) => ({ isAsync, from: seed + 2 * CHUNK * chunk, kind: isAsync ? 'with' : 'without' })),
  )
  test.for(runs)(`${CHUNK} operations $kind promises, from seed $from, get the result of graphql-js`, async (run) => {
    const coverage = await compareDrawn({ execute, isAsync: run.isAsync, seed: run.from, operations: CHUNK })
    const { problems, withData, withErrors, nulled, fields } = coverage
    process.stdout.write(
      `${CHUNK} operations ${run.kind} promises (seed ${run.from}): ${withData} with data, ${withErrors} with errors, ` +
        `${nulled} with data removed by errors, ${fields} fields\n`,
    )
    expect(problems).toEqual([])
    expect(withData).toBeGreaterThan(CHUNK / 3)
    expect(withErrors).toBeGreaterThan(CHUNK / 4)
    expect(nulled).toBeGreaterThan(CHUNK / 20)
  })
})

describe("the gateway's schema", () => {
  const RUNS = 3_000
  const TIME_LIMIT_MS = 60_000
  const size = { seed: 1, cases: 12, communicationsPerCase: 7, attachmentsPerCommunication: 1, checks: 6 }
  let random = createRandom(1)
  let emulator: Emulator
  let upstream: UpstreamClient
  let pool: Pool

  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON })
    emulator = await startEmulator({
      account: () => generateAccount({ ...size, flaggedResourcesPerCheck: 3 }, NOON),
      now: () => NOON,
      ids: (digits) => random.hex(digits),
    })
    upstream = createUpstream(
      { upstream: new URL(emulator.url), region: 'us-east-1', failoverEndpoints: [], upstreamTimeoutMs: 10_000 },
      { halfOpenAfterMs: 5_000 },
    )
    pool = await readPool(async (query) => (await run(executeWithGraphqlJs, { query, variables: {} })).result.data)
  })
  afterAll(async () => {
    vi.useRealTimers()
    upstream.stop()
    await emulator.stop()
  })

  /** Runs an operation on the account as it was at the start, with the same new ids each time. */
  async function run(executor: Execute, { query, variables }: Operation) {
    if (query.startsWith('mutation')) await fetch(`${emulator.url}/_emulator/reset`, { method: 'POST' })
    random = createRandom(1)
    const calls: { operation: keyof typeof operations; input: unknown }[] = []
    const contextValue = createContext({
      requestId: 'fuzz',
      viewer: anonymous,
      scope: createScope(new AbortController().signal),
      accounts: oneAccount({
        upstream: {
          ...upstream,
          call: (operation, input, scope) => {
            calls.push({ operation, input })
            return upstream.call(operation, input, scope)
          },
        },
        idempotency: createIdempotency({
          config: { account: 'fuzz', requestTimeoutMs: 10_000, writeSettleMs: 10 },
          now: () => NOON,
        }),
      }),
      files: { policy: undefined, trustedDocuments: undefined },
      config: { maxScannedCases: 5_000, accountTimeoutMs: 3_000, responseTargets: parseResponseTargets('none') },
      now: () => NOON,
    })
    const result = await executor({ schema, document: parse(query), variableValues: variables, contextValue })
    // The emulator makes a new request id for every call.
    for (const { extensions } of result.errors ?? []) {
      if ('awsRequestId' in extensions) extensions['awsRequestId'] = 'any'
    }
    return { result, calls }
  }

  test('random operations get the result of graphql-js, with the same calls to AWS', async () => {
    const seen = { operations: 0, mutations: 0, withData: 0, withErrors: 0, calls: 0 }
    await assert(
      asyncProperty(gen(), async (g) => {
        const operation = generateOperation(schema, pool, drawFrom(g))
        const expected = await run(executeWithGraphqlJs, operation)
        const actual = await run(execute, operation)
        const problems = differences({ expected: expected.result, actual: actual.result, isSync: false })
        expect({ operation, problems }).toEqual({ operation, problems: [] })
        const journals = [expected, actual].map(({ calls }) => calls.map((call) => JSON.stringify(call)))
        // graphql-js may not resolve the fields beside an error that removes them.
        const isComparable = !removesData(expected.result)
        expect(isComparable ? journals[1]?.toSorted() : []).toEqual(isComparable ? journals[0]?.toSorted() : [])
        const writes = [expected, actual].map(({ calls }) => calls.filter(isWrite))
        expect({ operation, writes: writes[1] }).toEqual({ operation, writes: writes[0] })
        seen.operations += 1
        seen.calls += expected.calls.length
        if (operation.query.startsWith('mutation')) seen.mutations += 1
        if (expected.result.errors) seen.withErrors += 1
        if (Object.values(expected.result.data ?? {}).some((value) => value !== null)) seen.withData += 1
      }),
      {
        seed,
        numRuns: RUNS,
        interruptAfterTimeLimit: TIME_LIMIT_MS,
        markInterruptAsFailure: false,
        endOnFailure: true,
      },
    )
    process.stdout.write(
      `${seen.operations} operations (seed ${seed}), ${seen.mutations} of them mutations: ${seen.withData} with data, ` +
        `${seen.withErrors} with errors, ${seen.calls} calls\n`,
    )
    expect(seen.mutations).toBeGreaterThan(seen.operations / 10)
    expect(seen.withData).toBeGreaterThan(seen.operations / 4)
    expect(seen.withErrors).toBeGreaterThan(0)
  })
})

function removesData({ data, errors = [] }: ExecutionResult): boolean {
  return errors.some((error) => isBelowNull(data, error))
}

function isWrite({ operation }: { operation: keyof typeof operations }): boolean {
  return 'isWrite' in operations[operation]
}
