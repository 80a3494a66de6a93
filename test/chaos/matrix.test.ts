/** Every operation of AWS with every fault, against a gateway in a process of its own. Prints what callers find. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import pLimit from 'p-limit'
import { startEmulator, type Emulator } from '../../emulator/start.js'
import { problemsOf, type Received } from '../support/answer.js'
import { control } from '../../emulator/test/harness.js'
import { answerOf, askAws, drives, prepareUpload, type Drive } from './drives.js'
import { faultKinds, REQUEST_TIMEOUT_MS, upstreamTimeoutMs, type FaultKind } from './faults.js'
import { killAll, lastingLeaks, startGatewayProcess, type GatewayProcess } from './gateway-process.js'

interface Cell {
  drive: Drive
  received: Received
  /** A query of another operation that was under way at the same moment. */
  neighbour: Received
  /** The same query once the fault is over. */
  after: Received
}

interface Run {
  kind: FaultKind
  cells: Cell[]
  leaked: string[]
  end: Awaited<ReturnType<GatewayProcess['stop']>>
}

const NEIGHBOUR = '{ supportedLanguages(serviceCode: "aws-lambda", categoryCode: "throttling") { code } }'
const OTHER_NEIGHBOUR = '{ services(first: 1) { nodes { code } } }'

/** Or why it could not be made: the gateway has ended on the way, for example. */
const runs = new Map<string, Run | Error>()
const emulators: Emulator[] = []

beforeAll(async () => {
  // Most of a run is waiting: for time to pass, and for pauses between attempts.
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

/** One gateway and one emulator for each kind of fault: what one kind does to breakers, no other sees. */
async function runFault(kind: FaultKind): Promise<Run> {
  const emulator = await startEmulator()
  emulators.push(emulator)
  const gateway = await startGatewayProcess({
    SUPPORT_UPSTREAM: emulator.url,
    REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    UPSTREAM_TIMEOUT_MS: String(upstreamTimeoutMs(kind)),
    WRITE_SETTLE_MS: '0',
    SHUTDOWN_GRACE_MS: '0',
    // a slow machine is no reason to turn requests away here
    MAX_EVENT_LOOP_DELAY_MS: '0',
  })
  const all = drives(await prepareUpload(gateway.url))
  // Twice, some at once: what is made lazily is there, and as many sockets as will be needed.
  const few = pLimit(4)
  const warmUp = [...all, ...all].map(({ query, variables }) => few(() => askAws(gateway.url, { query, variables })))
  await Promise.all(warmUp)
  await untilWell(gateway)
  const before = await gateway.held()

  const cells: Cell[] = []
  for (const drive of all) {
    const cell = await runCell(kind, drive, gateway, emulator)
    if (cell) cells.push(cell)
  }
  const leaked = await lastingLeaks(gateway, before)
  return { kind, cells, leaked, end: await gateway.stop() }
}

/** What a busy machine did to the first calls must be over: a breaker stays open for 5 seconds. */
async function untilWell({ url }: GatewayProcess): Promise<void> {
  for (let i = 0; i < 40; i++) {
    const answers = await Promise.all([NEIGHBOUR, OTHER_NEIGHBOUR].map((query) => askAws(url, { query })))
    if (answers.every((answer) => codesOf(answer).length === 0)) return
    await delay(250)
  }
  throw new Error('the gateway does not answer, though nothing is wrong with AWS')
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
  if (posted.status !== 200) throw new Error(`the emulator refused the fault: ${JSON.stringify(posted.body)}`)
  const [received, neighbour] = await Promise.all([
    askAws(gateway.url, { query, variables }),
    askAws(gateway.url, { query: operation === 'DescribeSupportedLanguages' ? OTHER_NEIGHBOUR : NEIGHBOUR }),
  ])
  await control(emulator, 'DELETE', 'faults')
  // A refresh of the list of cases that has failed is not tried again for 2 s.
  if (isEndless) await delay(2_100)
  return { drive, received, neighbour, after: await askAws(gateway.url, { query, variables }) }
}

/** The codes of an answer's errors, each once. */
function codesOf(received: Received): string[] {
  const codes = (answerOf(received).errors ?? []).map(({ extensions }) => String(extensions['code']))
  return [...new Set(codes)].toSorted()
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, key) => (found as Record<string, unknown> | null)?.[key], value)
}

/** The operation, and what is made of it where it is not the first use. */
function titleOf({ drive }: Pick<Cell, 'drive'>): string {
  return drive.beside === 'hit.caseId' ? `${drive.operation}, of a new case` : drive.operation
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
  UPSTREAM_UNAVAILABLE: 'away',
  UPSTREAM_TIMEOUT: 'late',
  UPSTREAM_THROTTLED: 'throttled',
  UPSTREAM_DENIED: 'denied',
  SUBSCRIPTION_REQUIRED: 'no plan',
  WRITE_OUTCOME_UNKNOWN: 'unknown',
}

/** What a caller finds where this operation has this fault. */
function expectedCodes({ name, code }: FaultKind, { once, unhurtBy }: Drive): string[] {
  if (code === null || unhurtBy?.includes(name)) return []
  const isLost = code === 'UPSTREAM_UNAVAILABLE' || code === 'UPSTREAM_TIMEOUT'
  return [once && isLost ? 'WRITE_OUTCOME_UNKNOWN' : code]
}

describe.each(faultKinds.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  const run = (): Run => {
    const found = runs.get(name)
    if (found === undefined || found instanceof Error) throw found ?? new Error(`${name} did not run`)
    return found
  }
  /** What `problems` finds, by the query that has it. */
  const problemsBy = (problems: (cell: Cell) => unknown[]) =>
    run().cells.flatMap((cell) => problems(cell).map((problem) => ({ query: cell.drive.query, problem })))

  test('every response to a fault is well-formed, with a code and the request id', () => {
    expect(run().cells.length).toBeGreaterThanOrEqual(name === 'endless tokens' ? 2 : 20)
    expect(
      problemsBy(({ received, neighbour, after }) =>
        [received, neighbour, after].flatMap((answer) => problemsOf(answer)),
      ),
    ).toEqual([])
  })

  test('every fault of every operation gets its error code', () => {
    const found = run().cells.map(({ drive, received }) => [drive.operation, codesOf(received)])
    expect(found).toEqual(run().cells.map(({ drive }) => [drive.operation, expectedCodes(kind, drive)]))
  })

  test('a fault affects no other field and no other request, and nothing once it is over', () => {
    expect(
      problemsBy(({ drive, received, neighbour, after }) => [
        ...(drive.beside !== null && at(answerOf(received).data, drive.beside) == null ? [`no ${drive.beside}`] : []),
        ...codesOf(neighbour).map((code) => `the neighbour has ${code}`),
        ...codesOf(after).map((code) => `${code} when it is over`),
      ]),
    ).toEqual([])
  })

  test('every response to a fault arrives within the deadline', () => {
    expect(problemsBy(({ received }) => (received.ms > REQUEST_TIMEOUT_MS + 1_000 ? [received.ms] : []))).toEqual([])
  })

  test('faults leave no leaked socket, timer or memory and no uncaught error', () => {
    expect({ leaked: run().leaked, ...run().end }).toEqual({ leaked: [], exitCode: 0, errors: [] })
  })
})
