/** Which cases a refresh of the open ones reads by id. */
import { ageAt } from '../lib/time.js'
import { GONE_AFTER_MS } from './commit.js'
import type { Known } from './memory.js'
import type { SharedList } from './shared-list.js'

/** One call has 100 ids: AWS caps caseIdList, model. */
export const IDS_A_CALL = 100
/** The rest is read by the next refresh. */
export const MAX_CALLS_BY_ID = 5
/** For these, so many calls will do even where AWS refuses each list with one of them. */
const MISSING_A_REFRESH = 3
/** A resolved case can be reopened in the console within 14 days: documentation. */
const REOPENED_WITHIN_MS = 14 * 24 * 3_600_000

interface IdsToRead {
  /** What would be shown with a state that it may no longer have. */
  needed: string[]
  /** Resolved cases that may have been replied to, to fill the last call. */
  spare: string[]
  /** AWS may not have them, and refuse every call that names one of them. */
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
  const spare: [string, Known][] = []
  const missing: string[] = []
  for (const [caseId, known] of cases) {
    const { mark, entry } = known
    const isOpen = entry !== undefined && entry.header.status !== 'resolved'
    if (mark.missingSince > 0 && mark.dirty === 0) {
      if (ageAt(now, mark.missingSince) >= GONE_AFTER_MS) missing.push(caseId)
    } else if (mark.dirty > 0 && ageAt(now, mark.readAt) >= GONE_AFTER_MS && missing.length < MISSING_A_REFRESH) {
      // It has just been opened here, or has vanished.
      missing.push(caseId)
    } else if (mark.dirty > 0 || (isOpen && !listed.has(caseId) && mark.ticket <= startTicket)) needed.add(caseId)
    else if (entry !== undefined && !isOpen && now - entry.createdAt < REOPENED_WITHIN_MS) spare.push([caseId, known])
  }
  for (const caseId of suspects) needed.add(caseId)
  const ids = [...needed].slice(0, MAX_CALLS_BY_ID * IDS_A_CALL)
  const room = needed.size === 0 ? IDS_A_CALL : (IDS_A_CALL - (ids.length % IDS_A_CALL)) % IDS_A_CALL
  const longestUnread = spare.toSorted(([, a], [, b]) => a.mark.readAt - b.mark.readAt).slice(0, room)
  return {
    needed: ids,
    spare: longestUnread.map(([caseId]) => caseId),
    missing: missing.slice(0, MISSING_A_REFRESH),
  }
}
