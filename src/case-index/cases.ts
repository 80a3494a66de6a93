/** The cases of the account, as one request reads and changes them. */
import { setTimeout as delay } from 'node:timers/promises'
import { memoize } from '../lib/memoize.js'
import type { Case } from '../upstream/operations.js'
import type { Page } from '../upstream/pages.js'
import { ageAt } from '../lib/time.js'
import type { RequestScope } from '../upstream/request-scope.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import { untilAborted } from '../upstream/upstream-error.js'
import { createAwsPages } from './aws-pages.js'
import type { OwnWrite } from './commit.js'
import { describeByDisplayId, describeByIds, type CaseListFilter, type DescribeCases } from './describe.js'
import type { ListedCase } from './entry.js'
import type { Freshness } from './freshness.js'
import { createGather } from './gather.js'
import { createListing } from './listing.js'
import { effectiveCase, type KnownCase } from './memory.js'
import { readAndCommit } from './refresh.js'
import type { SharedList } from './shared-list.js'
import { createVersionNotes } from './version.js'

/** `asOf`: the whole list was requested from AWS at or after this time (epoch milliseconds). */
export interface CaseList {
  listed: readonly ListedCase[]
  asOf: number
}

export interface CasePage extends Page<Case> {
  asOf: number
}

export interface Cases {
  /** Cases by id, with the newest messages if `communications`; null for a case that AWS does not know. At most 100 ids. */
  byIds: (caseIds: readonly string[], communications: boolean) => Promise<Map<string, Case | null | Error>>
  /** Returns only the cases that are fresh. Makes no call. */
  freshByIds: (caseIds: readonly string[]) => Promise<Map<string, Case>>
  /** Always calls AWS, and rejects if the call fails, as it may for a single unknown id. */
  describeByIds: (caseIds: readonly string[], communications: boolean) => Promise<Case[]>
  /** A case by its number in the AWS console. Calls AWS if the case is unknown or old, or if `isVisible` returns false for it. */
  byDisplayId: (displayId: string, communications: boolean, isVisible?: (item: Case) => boolean) => Promise<Case | null>
  /** Whether the index knows a case with this number. Makes no call. */
  knowsDisplayId: (displayId: string, isVisible?: (item: Case) => boolean) => Promise<boolean>
  /** Open or all cases, newest first, ties by caseId. May contain more than `filter` matches. `messages`: whether the newest messages are needed. */
  list: (filter: CaseListFilter, messages: boolean, patienceMs?: number) => Promise<CaseList>
  /** Whether `list` can include resolved cases without first reading all cases from AWS. */
  isComplete: () => Promise<boolean>
  /** One of AWS's own pages. */
  page: (filter: CaseListFilter, communications: boolean, token: string | undefined, size: number) => Promise<CasePage>
  /** The earliest time (epoch milliseconds) at which one of these cases was last requested from AWS. */
  asOf: (caseIds: readonly string[]) => number
  /** Whether cases read without their messages still have the facts for the inbox. */
  hasInboxFacts: boolean
  /** Call this after a write that may have changed the case, or has created one whose id is unknown (undefined). Later reads then show the write. */
  invalidate: (caseId: string | undefined, pin?: OwnWrite) => Promise<void>
  /** Makes this request read the case again: it was written to, possibly by a process that died before it could mark the case as dirty. */
  reread: (caseId: string) => void
}

export interface CasesOptions {
  account: string
  list: SharedList
  freshness: Freshness
  upstream: UpstreamClient
  /** How long a case is fresh after it was read, in milliseconds. */
  freshMs: number
  /** The clock of this process, in epoch milliseconds. */
  now: () => number
}

/** AWS may show a write late: the pauses before a written case is read again. */
const REREAD_PAUSES_MS = [200, 600]

/** Creates the `Cases` of each request. `clear` removes what they share. */
export function createCases({ account, list, freshness, upstream, freshMs, now: ownNow }: CasesOptions) {
  const readTogether = createGather(list, describeWith)
  const noteVersion = createVersionNotes(list, account)
  const awsPages = createAwsPages(list, freshMs, ownNow)
  const listCases = createListing(list)

  function describeWith(scope: RequestScope): DescribeCases {
    return (input) => upstream.call('DescribeCases', input, scope)
  }

  function toCase(known: KnownCase | undefined, communications: boolean, read?: Case): Case | null {
    return effectiveCase(known, list.now(), communications, read)
  }

  /** When a case was last requested from AWS. All open cases were read at `asOf` or later. */
  function readAtOf({ mark, entry }: KnownCase): number {
    return entry?.header.status === 'resolved' ? mark.readAt : Math.max(mark.readAt, list.memory().head.asOf)
  }

  /** The age of a case, in milliseconds; Infinity for one that must be read again. */
  function ageOf(known: KnownCase): number {
    const { mark, entry } = known
    if (entry?.blob === undefined || mark.dirty > 0 || mark.missingSince > 0) return Infinity
    return ageAt(list.now(), readAtOf(known))
  }

  function forRequest(scope: RequestScope): Cases {
    const { cost, reads, bypassCache, readSignal } = scope
    const written = new Set<string>()
    const toReread = new Set<string>()
    let followed: Promise<void> | undefined
    /** Follows once per request, because a request need not see what others write after its start. */
    const follow = (): Promise<void> => (followed ??= list.follow())

    function isFresh(caseId: string): boolean {
      const known = list.memory().cases.get(caseId)
      return known !== undefined && !toReread.has(caseId) && ageOf(known) < freshMs
    }

    /** Records what the response is built from. `isDirty`: the response may lack a recent write, so it must not be cached. */
    function note(ageMs: number, ttlMs: number, callsBefore: number, isDirty: boolean, isStale = false): void {
      if (isDirty) reads.isCacheable = false
      const readAt = ownNow() - ageMs
      reads.values.push({ readAt, freshUntil: readAt + ttlMs })
      noteVersion(reads)
      if (cost.total > callsBefore) return
      cost.cached++
      cost.ageMs = Math.max(cost.ageMs, ageMs)
      if (isStale) cost.stale++
    }

    async function byIds(
      caseIds: readonly string[],
      communications: boolean,
      rereads = 0,
    ): Promise<Map<string, Case | null | Error>> {
      await follow()
      const callsBefore = cost.total
      const { cases } = list.memory()
      const missing = caseIds.filter((id) => (bypassCache && !written.has(id)) || !isFresh(id))
      for (const caseId of missing) toReread.delete(caseId)
      const { outcomes, errors, items } = await readTogether(missing, scope)
      const late = caseIds.filter((id) => written.has(id) && list.memory().cases.get(id)?.mark.dirty !== 0)
      const pause = REREAD_PAUSES_MS[rereads]
      if (late.length > 0 && errors.size === 0 && pause !== undefined) {
        await untilAborted(delay(pause, undefined, { signal: readSignal }), readSignal)
        const again = await byIds(late, communications, rereads + 1)
        const rest = await byIds(
          caseIds.filter((id) => !late.includes(id)),
          communications,
          REREAD_PAUSES_MS.length,
        )
        return new Map([...again, ...rest])
      }
      const values = new Map<string, Case | null | Error>()
      for (const caseId of caseIds) {
        const outcome = outcomes.get(caseId)
        const isUnknown = outcome === 'missing' || outcome === 'removed'
        const known = list.memory().cases.get(caseId)
        const value =
          errors.get(caseId) ??
          (isUnknown ? null : (toCase(known, communications, items.get(caseId)) ?? items.get(caseId) ?? null))
        if (value === null || value instanceof Error) reads.isCacheable = false
        values.set(caseId, value)
      }
      const ages = caseIds.map((caseId) => cases.get(caseId)).map((known) => (known ? ageOf(known) : 0))
      const isDirty = caseIds.some((caseId) => list.memory().dirty.has(caseId))
      note(Math.max(0, ...ages.filter(Number.isFinite)), freshMs, callsBefore, isDirty)
      return values
    }

    /** Reads cases from AWS with calls of this request, and commits them. */
    async function readNow(read: (describeCases: DescribeCases) => Promise<Case[]>): Promise<Case[]> {
      reads.isCacheable = false
      const { cases } = await readAndCommit(list, () => read(describeWith(scope)))
      return cases.map((item) => toCase(list.memory().cases.get(item.caseId), true, item) ?? item)
    }

    return {
      byIds,
      async freshByIds(caseIds) {
        await follow()
        const fresh = new Map<string, Case>()
        for (const caseId of caseIds) {
          const item = !bypassCache && isFresh(caseId) ? toCase(list.memory().cases.get(caseId), true) : null
          if (item !== null) fresh.set(caseId, item)
        }
        // Not counted in `cost`: hidden cases are filtered out later, and `cached` would reveal that they exist. Not recorded in `reads`, so not cacheable.
        reads.isCacheable = false
        return fresh
      },
      describeByIds: (caseIds) => readNow((describeCases) => describeByIds(describeCases, caseIds, true)),
      async byDisplayId(displayId, communications, isVisible = () => true) {
        await follow()
        const known = list.memory().byDisplayId(displayId)
        if (known?.entry !== undefined && isVisible(known.entry.header)) {
          const { caseId } = known.entry.header
          const value = (await byIds([caseId], communications)).get(caseId) ?? null
          if (value instanceof Error) throw value
          return value
        }
        const [found] = await readNow(async (describeCases) => {
          const item = await describeByDisplayId(describeCases, displayId, true)
          return item === null ? [] : [item]
        })
        return found ?? null
      },
      async knowsDisplayId(displayId, isVisible = () => true) {
        await follow()
        const header = list.memory().byDisplayId(displayId)?.entry?.header
        return header !== undefined && isVisible(header)
      },
      async list({ includeResolvedCases = false }, _messages, patienceMs) {
        const waiting = { ...scope, patienceMs }
        await follow()
        const callsBefore = cost.total
        if (includeResolvedCases) await freshness.ensureComplete(waiting)
        const isStale = await freshness.ensureFresh(waiting)
        await freshness.readDirty(waiting)
        const { head, dirty } = list.memory()
        note(Math.max(0, list.now() - head.asOf), head.intervalMs, callsBefore, dirty.size > 0, isStale)
        const asOf = includeResolvedCases ? Math.min(head.asOf, head.passedAt) : head.asOf
        return { listed: listCases(includeResolvedCases), asOf }
      },
      async isComplete() {
        await follow()
        return list.memory().head.passedAt > 0
      },
      page: memoize<Parameters<Cases['page']>, CasePage>(async (filter, communications, token, size) => {
        await follow()
        const callsBefore = cost.total
        const page = await awsPages.read(describeWith(scope), bypassCache, filter, token, size)
        const { cases, dirty } = list.memory()
        note(page.ageMs, freshMs, callsBefore, dirty.size > 0)
        const items = page.cases.flatMap(
          ({ caseId, item }) => toCase(cases.get(caseId), communications, item) ?? item ?? [],
        )
        return { items, nextToken: page.nextToken, asOf: ownNow() - page.ageMs }
      }),
      asOf(caseIds) {
        const known = caseIds.flatMap((caseId) => list.memory().cases.get(caseId) ?? [])
        return Math.min(list.now(), ...known.map(readAtOf))
      },
      hasInboxFacts: true,
      async invalidate(caseId, pin) {
        followed = undefined
        if (caseId === undefined) return list.expire()
        written.add(caseId)
        await list.commit([{ kind: 'dirty', caseId, ticket: await list.ticket(), pin }])
      },
      reread: (caseId) => void toReread.add(caseId),
    }
  }

  return { forRequest, clear: awsPages.clear }
}
