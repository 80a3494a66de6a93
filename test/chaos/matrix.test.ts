/**
 * Every AWS operation with every fault, against a gateway in a separate process. Prints the error codes that callers
 * get.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import pLimit from 'p-limit'
import { startEmulator, type Emulator } from '../../emulator/start.js'
import { problemsOf, type HttpResponse } from '../support/response-checks.js'
import { control } from '../../emulator/test/harness.js'
import { responseOf, sendUncached, drives, prepareUpload, type Drive } from './drives.js'
import { faultKinds, REQUEST_TIMEOUT_MS, upstreamTimeoutMs, type FaultKind } from './faults.js'
import { killAll, lastingLeaks, startGatewayProcess, type GatewayProcess } from './gateway-process.js'

interface Cell {
  drive: Drive
  received: HttpResponse
  /** The response to a query of another operation, sent at the same time. */
  neighbor: HttpResponse
  /** The response to the query of `drive` after the fault has been removed. */
  after: HttpResponse
}

interface Run {
  kind: FaultKind
  cells: Cell[]
  leaked: string[]
  end: Awaited<ReturnType<GatewayProcess['stop']>>
}

const NEIGHBOR = '{ supportedLanguages(serviceCode: "aws-lambda", categoryCode: "throttling") { code } }'
const OTHER_NEIGHBOR = '{ services(first: 1) { nodes { code } } }'

/** By kind of fault: the run, or the error that ended it, such as a gateway that exited. */
const runs = new Map<string, Run | Error>()
const emulators: Emulator[] = []

beforeAll(async () => {
  // Most of a run is spent waiting for timeouts and for pauses between attempts, so three can run at once.
  const limit = pLimit(3)
  await Promise.all(
    faultKinds.map((kind) =>
      limit(async () => void runs.set(kind.name, await runFault(kind).catch((error: Error) => error))),
    ),
  )
}, 420_000)

afterAll(async () => {
  killAll()
  await Promise.all(emulators.map((emulator) => emulator.stop()))
  process.stdout.write(matrix())
})

/** One gateway and one emulator per kind of fault, so kinds do not affect each other's breakers. */
async function runFault(kind: FaultKind): Promise<Run> {
  const emulator = await startEmulator()
  emulators.push(emulator)
  const gateway = await startGatewayProcess({
    SUPPORT_UPSTREAM: emulator.url,
    REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    UPSTREAM_TIMEOUT_MS: String(upstreamTimeoutMs(kind)),
    WRITE_SETTLE_MS: '0',
    SHUTDOWN_GRACE_MS: '0',
    // A slow machine must not make the gateway reject requests here.
    MAX_EVENT_LOOP_DELAY_MS: '0',
  })
  const all = drives(await prepareUpload(gateway.url))
  // Warms up twice, concurrently, to create lazy state and as many sockets as will be needed.
  const few = pLimit(4)
  const warmUp = [...all, ...all].map(({ query, variables }) =>
    few(() => sendUncached(gateway.url, { query, variables })),
  )
  await Promise.all(warmUp)
  await untilHealthy(gateway)
  const before = await gateway.held()

  const cells: Cell[] = []
  for (const drive of all) {
    const cell = await runCell(kind, drive, gateway, emulator)
    if (cell) cells.push(cell)
  }
  const leaked = await lastingLeaks(gateway, before)
  return { kind, cells, leaked, end: await gateway.stop() }
}

/**
 * Waits until warm-up calls that failed on a busy machine have no effect any more: a breaker stays open for 5 seconds.
 */
async function untilHealthy({ url }: GatewayProcess): Promise<void> {
  for (let i = 0; i < 40; i++) {
    const responses = await Promise.all([NEIGHBOR, OTHER_NEIGHBOR].map((query) => sendUncached(url, { query })))
    if (responses.every((response) => codesOf(response).length === 0)) return
    await delay(250)
  }
  throw new Error('the gateway returns errors without a fault')
}

async function runCell(
  kind: FaultKind,
  drive: Drive,
  gateway: GatewayProcess,
  emulator: Emulator,
): Promise<Cell | null> {
  const { operation, variables, endless } = drive
  const isEndless = kind.name === 'endless tokens'
  if (isEndless && !endless) return null
  const fault = isEndless ? { body: endless?.body } : kind.fault
  const query = (isEndless && endless?.query) || drive.query
  const posted = await control(emulator, 'POST', 'faults', { operation, count: 'unlimited', ...fault })
  if (posted.status !== 200) throw new Error(`the emulator rejected the fault: ${JSON.stringify(posted.body)}`)
  const [received, neighbor] = await Promise.all([
    sendUncached(gateway.url, { query, variables }),
    sendUncached(gateway.url, { query: operation === 'DescribeSupportedLanguages' ? OTHER_NEIGHBOR : NEIGHBOR }),
  ])
  await control(emulator, 'DELETE', 'faults')
  // A failed refresh of the list of cases is not retried for 2 s.
  if (isEndless) await delay(2_100)
  return { drive, received, neighbor, after: await sendUncached(gateway.url, { query, variables }) }
}

/** The distinct codes of a response's errors. */
function codesOf(received: HttpResponse): string[] {
  const codes = (responseOf(received).errors ?? []).map(({ extensions }) => String(extensions['code']))
  return [...new Set(codes)].toSorted()
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, key) => (found as Record<string, unknown> | null)?.[key], value)
}

/** The operation's name, with a note for its second use. */
function titleOf({ drive }: Pick<Cell, 'drive'>): string {
  return drive.unaffectedPath === 'hit.caseId' ? `${drive.operation}, of a new case` : drive.operation
}

function cellsOf(name: string): Cell[] {
  const run = runs.get(name)
  return run === undefined || run instanceof Error ? [] : run.cells
}

/** A row for each operation, a column for each fault. */
function matrix(): string {
  const names = faultKinds.map(({ name }) => name)
  const rows = cellsOf('500').map(({ drive }) => {
    const cells = names.map((name) => {
      const cell = cellsOf(name).find((cell) => titleOf(cell) === titleOf({ drive }))
      return cell ? codesOf(cell.received).join('+') || 'ok' : '–'
    })
    return [titleOf({ drive }), ...cells.map((cell) => cell.replaceAll(/\w+/g, (code) => short[code] ?? code))]
  })
  const head = ['', ...names]
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const legend = Object.entries(short).map(([code, text]) => `${text}: ${code}`)
  return `\n${[line(head), ...rows.map(line), '', legend.join(' · ')].join('\n')}\n`
}

const short: Record<string, string> = {
  UPSTREAM_UNAVAILABLE: 'unavailable',
  UPSTREAM_TIMEOUT: 'timeout',
  UPSTREAM_THROTTLED: 'throttled',
  UPSTREAM_DENIED: 'denied',
  SUBSCRIPTION_REQUIRED: 'no plan',
  WRITE_OUTCOME_UNKNOWN: 'unknown',
}

/** The error codes that a caller gets if this operation has this fault. */
function expectedCodes({ name, code }: FaultKind, { once, unaffectedBy }: Drive): string[] {
  if (code === null || unaffectedBy?.includes(name)) return []
  const isLost = code === 'UPSTREAM_UNAVAILABLE' || code === 'UPSTREAM_TIMEOUT'
  return [once && isLost ? 'WRITE_OUTCOME_UNKNOWN' : code]
}

describe.each(faultKinds.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  const run = (): Run => {
    const found = runs.get(name)
    if (found === undefined || found instanceof Error) throw found ?? new Error(`${name} did not run`)
    return found
  }
  /** The results of `problems`, by query. */
  const problemsBy = (problems: (cell: Cell) => unknown[]) =>
    run().cells.flatMap((cell) => problems(cell).map((problem) => ({ query: cell.drive.query, problem })))

  test('every response to a fault is well-formed, with a code and the request id', () => {
    expect(run().cells.length).toBeGreaterThanOrEqual(name === 'endless tokens' ? 2 : 20)
    expect(
      problemsBy(({ received, neighbor, after }) =>
        [received, neighbor, after].flatMap((response) => problemsOf(response)),
      ),
    ).toEqual([])
  })

  test('every fault of every operation gets its error code', () => {
    const found = run().cells.map(({ drive, received }) => [drive.operation, codesOf(received)])
    expect(found).toEqual(run().cells.map(({ drive }) => [drive.operation, expectedCodes(kind, drive)]))
  })

  test('a fault affects no other field or request, and has no effect once it is removed', () => {
    expect(
      problemsBy(({ drive, received, neighbor, after }) => [
        ...(drive.unaffectedPath !== null && at(responseOf(received).data, drive.unaffectedPath) == null
          ? [`no ${drive.unaffectedPath}`]
          : []),
        ...codesOf(neighbor).map((code) => `the concurrent query has ${code}`),
        ...codesOf(after).map((code) => `${code} after the fault`),
      ]),
    ).toEqual([])
  })

  test('every response to a fault arrives within the deadline', () => {
    expect(problemsBy(({ received }) => (received.ms > REQUEST_TIMEOUT_MS + 1_000 ? [received.ms] : []))).toEqual([])
  })

  test('faults leak no socket, timer or memory and cause no uncaught error', () => {
    expect({ leaked: run().leaked, ...run().end }).toEqual({ leaked: [], exitCode: 0, errors: [] })
  })
})
