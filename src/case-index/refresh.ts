/** Brings the list of cases up to date with AWS: refreshes of the open cases, and reads by id. */
import { setImmediate as immediate } from 'node:timers/promises'
import { codedError } from '../lib/errors.js'
import type { Case } from '../upstream/operations.js'
import { takeAll, type Page } from '../upstream/pages.js'
import { ageAt } from '../lib/time.js'
import { readSplitting } from '../upstream/split.js'
import type { Item, Outcome, ReadStart } from './commit.js'
import { describeByIds, describePage, isUnknownCase, type DescribeCases } from './describe.js'
import { bodiesIfSame, encodeCase, sizeOf, toBlob } from './entry.js'
import { IDS_PER_CALL, idsToRead, MAX_CALLS_BY_ID } from './ids-to-read.js'
import type { Space } from './room.js'
import type { SharedList } from './shared-list.js'

const CASES_PER_COMMIT = 10
/** Refreshes may use a fifth of the calls that AWS allows. */
const SHARE = 0.2
/** How often a scan of new ids looks for cases that were opened and resolved between two refreshes, and how many pages it reads. */
const SCAN_EVERY_MS = 60_000
const MAX_SCANNED_PAGES = 3
/** How far a scan reaches back before the newest known case: AWS may show a case late, and may apply afterTime to messages (not documented). */
const SCAN_OVERLAP_MS = 15 * 60_000
const MAX_READS = 3

/** Takes the ticket and the time of a read. Call this before calling AWS. */
export async function startRead(list: SharedList): Promise<ReadStart> {
  const requestedAt = list.now()
  return { ticket: await list.ticket(), requestedAt }
}

/**
 * Commits cases as AWS returned them, a few at a time: a page of 100 would block the event loop for tens of milliseconds.
 */
export async function commitCases(list: SharedList, cases: readonly Case[], start: ReadStart): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let at = 0; at < cases.length; at += CASES_PER_COMMIT) {
    await immediate()
    const items = cases.slice(at, at + CASES_PER_COMMIT).map((item) => ({ ...toItem(list, item), ...start }))
    outcomes.push(...(await list.commit(items)))
  }
  return outcomes
}

function toItem(list: SharedList, item: Case): Omit<Extract<Item, { kind: 'read' }>, keyof ReadStart> {
  const { mark, entry } = list.memory().cases.get(item.caseId) ?? {}
  const bodies = entry && bodiesIfSame(item, entry)
  if (mark && bodies) {
    const { hash, newest } = mark
    return { kind: 'read', caseId: item.caseId, status: item.status ?? '', hash, newest, bodies }
  }
  const { json, ...encoded } = encodeCase(item)
  return { kind: 'read', ...encoded, blob: mark?.hash === encoded.hash ? undefined : toBlob(json) }
}

/**
 * Reads cases and commits them. A read that was in flight when Redis failed or came back is rejected, which says nothing about AWS. A dirty case is
 * therefore read up to three times.
 */
export async function readAndCommit(
  list: SharedList,
  read: () => Promise<Case[]>,
): Promise<{ cases: Case[]; outcomes: Outcome[]; start: ReadStart }> {
  for (let tries = 1; ; tries++) {
    const start = await startRead(list)
    const cases = await read()
    const outcomes = await commitCases(list, cases, start)
    const isRejected = cases.some(
      ({ caseId }, index) => !isConclusive(outcomes[index]) && list.memory().dirty.has(caseId),
    )
    if (!isRejected || tries === MAX_READS) return { cases, outcomes, start }
  }
}

/** Whether the outcome of a read depended on AWS's response, and not on its timing. */
export function isConclusive(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome !== 'older' && outcome !== 'differs'
}

/** Reads a page with the newest messages, and commits it. */
export async function readPage(
  list: SharedList,
  describeCases: DescribeCases,
  filter: object,
  token: string | undefined,
  size: number,
): Promise<Page<Case>> {
  const start = await startRead(list)
  const page = await describePage(describeCases, filter, true, token, size)
  await commitCases(list, page.items, start)
  return page
}

/** The result of reading cases by id: an outcome or an error for each id. */
export interface ReadById {
  outcomes: Map<string, Outcome>
  errors: Map<string, Error>
  /** The cases as AWS returned them. */
  items: Map<string, Case>
}

/** Reads cases by id with their newest messages, in at most `maxCalls` calls, and commits them. Ids beyond that get an error. */
export async function readByIds(
  list: SharedList,
  describeCases: DescribeCases,
  caseIds: readonly string[],
  maxCalls: number,
): Promise<ReadById> {
  const outcomes = new Map<string, Outcome>()
  const errors = new Map<string, Error>()
  const items = new Map<string, Case>()
  const read = async (ids: readonly string[]): Promise<[string, Outcome][]> => {
    const { cases, outcomes: read, start } = await readAndCommit(list, () => describeByIds(describeCases, ids, true))
    for (const item of cases) items.set(item.caseId, item)
    const missing = ids.filter((id) => !items.has(id))
    const missingOutcomes = await commitMissing(list, missing, start)
    return [
      ...cases.map(({ caseId }, index): [string, Outcome] => [caseId, read[index] ?? 'older']),
      ...missing.map((caseId, index): [string, Outcome] => [caseId, missingOutcomes[index] ?? 'older']),
    ]
  }
  const firstStart = await startRead(list)
  const refused: string[] = []
  let callsLeft = maxCalls
  for (let at = 0; at < caseIds.length; at += IDS_PER_CALL) {
    const results = await readSplitting<Outcome>(
      caseIds.slice(at, at + IDS_PER_CALL),
      (work) => {
        callsLeft--
        return work()
      },
      read,
      isUnknownCase,
      (caseId) => {
        refused.push(caseId)
        return null
      },
      callsLeft,
    )
    for (const [caseId, result] of results) {
      if (result instanceof Error) errors.set(caseId, result)
      else if (result !== null) outcomes.set(caseId, result)
    }
  }
  const refusedOutcomes = await commitMissing(list, refused, firstStart)
  for (const [index, caseId] of refused.entries()) outcomes.set(caseId, refusedOutcomes[index] ?? 'older')
  return { outcomes, errors, items }
}

/** Commits these cases as missing: AWS did not return them. */
export async function commitMissing(
  list: SharedList,
  caseIds: readonly string[],
  start: ReadStart,
): Promise<Outcome[]> {
  return caseIds.length === 0 ? [] : list.commit(caseIds.map((caseId) => ({ kind: 'missing', caseId, ...start })))
}

export interface RefreshOptions {
  list: SharedList
  describeCases: DescribeCases
  /** CASE_CACHE_SECONDS. */
  minIntervalMs: number
  callsPerSecond: number
  /** The refresh fails if the open cases take more than this allows. */
  space: Pick<Space, 'openLimit'>
  /** When the ids of new cases were last scanned, by the clock of the list. */
  scannedAt: number
}

/**
 * Reads all open cases, and by id those that are no longer open. Resolves to the new members of the head. If a call fails, the reads before it stay
 * committed, but the head does not change.
 */
export async function refreshOpen({
  list,
  describeCases,
  minIntervalMs,
  callsPerSecond,
  space,
  scannedAt,
}: RefreshOptions): Promise<{ asOf: number; intervalMs: number; scannedAt: number }> {
  const { requestedAt: asOf, ticket: startTicket } = await startRead(list)
  let calls = 0
  let bytes = 0
  const counting: DescribeCases = (input) => {
    calls++
    return describeCases(input)
  }
  const opened = await takeAll<Case>({
    async readPage(token, size) {
      const page = await readPage(list, counting, { includeResolvedCases: false }, token, size)
      for (const { caseId } of page.items) {
        const entry = list.memory().cases.get(caseId)?.entry
        bytes += entry === undefined ? 0 : sizeOf(entry)
      }
      if (bytes > space.openLimit()) {
        // Without this, an endless list with different cases each time would make the index grow with each refresh.
        await list.clear()
        throw tooLarge()
      }
      return page
    },
    keyOf: ({ caseId }) => caseId,
  })
  const listed = new Set(opened.map(({ caseId }) => caseId))
  const isScanned = list.memory().head.passedAt > 0 && ageAt(asOf, scannedAt) >= SCAN_EVERY_MS
  const suspects = isScanned ? await scanIds(list, counting) : []
  const { needed, spare, missing } = idsToRead(list, listed, suspects, startTicket)
  const ids = [...needed, ...spare]
  if (ids.length > 0) {
    const { errors } = await readByIds(list, counting, ids, MAX_CALLS_BY_ID)
    // Cases that could not be read must not be served as fresh.
    const left = needed.filter((caseId) => errors.has(caseId))
    if (left.length > 0) await list.commit(left.map((caseId) => ({ kind: 'dirty', caseId, ticket: startTicket })))
  }
  // Read separately from the others, because AWS may refuse a call for one of these.
  if (missing.length > 0) await readByIds(list, counting, missing, MAX_CALLS_BY_ID)
  const intervalMs = Math.max(minIntervalMs, Math.ceil((calls / (SHARE * callsPerSecond)) * 1_000))
  return { asOf, intervalMs, scannedAt: isScanned ? asOf : scannedAt }
}

export function tooLarge(): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    'The account has more cases than fit within the memory limit of the case index (CASE_INDEX_MAX_BYTES). Narrow the list down to open cases, to ids or to a displayId.',
  )
}

/** Returns the ids of recent cases that are unknown, or known with another status. Reads cases without messages, because afterTime may apply to messages. */
async function scanIds(list: SharedList, describeCases: DescribeCases): Promise<string[]> {
  const { cases, inOrder } = list.memory()
  // AWS's clock may be ahead.
  const latest = Math.min(inOrder()[0]?.entry?.createdAt ?? 0, list.now())
  const filter = {
    includeResolvedCases: true,
    afterTime: new Date(Math.max(0, latest - SCAN_OVERLAP_MS)).toISOString(),
  }
  const suspects: string[] = []
  let token: string | undefined
  for (let pages = 0; pages < MAX_SCANNED_PAGES; pages++) {
    const { items, nextToken } = await describePage(describeCases, filter, false, token, IDS_PER_CALL)
    for (const { caseId, status } of items) {
      if (cases.get(caseId)?.entry?.header.status !== status) suspects.push(caseId)
    }
    if (!nextToken || nextToken === token) break
    token = nextToken
  }
  return suspects
}
