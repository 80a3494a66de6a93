/** Decides which cases a refresh of the open cases also reads by id. */
import { ageAt } from '../lib/time.js'
import { GONE_AFTER_MS } from './commit.js'
import type { KnownCase } from './memory.js'
import type { SharedList } from './shared-list.js'

/** AWS's limit for caseIdList (model). */
export const IDS_PER_CALL = 100
/** Per refresh. The next refresh reads the rest. */
export const MAX_CALLS_BY_ID = 5
/** MAX_CALLS_BY_ID is enough for this many ids, even if AWS refuses every list that contains one of them. */
const MISSING_PER_REFRESH = 3
/** A resolved case can be reopened in the console within 14 days (documentation). */
const REOPENED_WITHIN_MS = 14 * 24 * 3_600_000

interface IdsToRead {
  /** Cases whose known state may be outdated. */
  needed: string[]
  /** Resolved cases that may have new replies; they fill up the last call. */
  spare: string[]
  /** Cases that AWS may not have; it may refuse every call with one of these ids. */
  missing: string[]
}

export function idsToRead(
  list: SharedList,
  listed: ReadonlySet<string>,
  suspects: readonly string[],
  startTicket: number,
): IdsToRead {
  const { cases } = list.memory()
  const now = list.now()
  const needed = new Set<string>()
  const spare: [string, KnownCase][] = []
  const missing: string[] = []
  for (const [caseId, known] of cases) {
    const { mark, entry } = known
    const isOpen = entry !== undefined && entry.header.status !== 'resolved'
    if (mark.missingSince > 0 && mark.dirty === 0) {
      if (ageAt(now, mark.missingSince) >= GONE_AFTER_MS) missing.push(caseId)
    } else if (mark.dirty > 0 && ageAt(now, mark.readAt) >= GONE_AFTER_MS && missing.length < MISSING_PER_REFRESH) {
      // Either this gateway has just created the case, or AWS no longer has it.
      missing.push(caseId)
    } else if (mark.dirty > 0 || (isOpen && !listed.has(caseId) && mark.ticket <= startTicket)) needed.add(caseId)
    else if (entry !== undefined && !isOpen && now - entry.createdAt < REOPENED_WITHIN_MS) spare.push([caseId, known])
  }
  for (const caseId of suspects) needed.add(caseId)
  const ids = [...needed].slice(0, MAX_CALLS_BY_ID * IDS_PER_CALL)
  const room = needed.size === 0 ? IDS_PER_CALL : (IDS_PER_CALL - (ids.length % IDS_PER_CALL)) % IDS_PER_CALL
  const longestUnread = spare.toSorted(([, a], [, b]) => a.mark.readAt - b.mark.readAt).slice(0, room)
  return {
    needed: ids,
    spare: longestUnread.map(([caseId]) => caseId),
    missing: missing.slice(0, MISSING_PER_REFRESH),
  }
}
