import { withMessages, type ListedCase } from '../../case-index/entry.js'
import { latestFirst } from '../../case-index/inbox.js'
import { highlight } from '../../lib/highlight.js'
import { indexInText, type Term } from '../../lib/search-terms.js'
import { fold } from '../../lib/text.js'
import { inCase } from '../loaders/communication.js'
import type { CaseSearchHighlight, Communication } from '../models.js'

/** Further messages rarely show anything new. */
const MAX_MESSAGES = 5

/**
 * Where a case contains the terms: in its subject, and in up to five of its messages, newest first. If more match, messages with a term that neither
 * the subject nor a newer message has are preferred. `account`: the key of the case's account. `messages`: whether the newest five are searched. `older`:
 * the messages in which a search of the whole thread found the missing terms.
 */
export function highlightsOf(
  listed: ListedCase,
  account: string,
  terms: readonly Term[],
  messages: boolean,
  older: readonly Communication[] = [],
): CaseSearchHighlight[] {
  const { item, entry } = listed
  const highlights: CaseSearchHighlight[] = []
  const seen = new Set<Term>()
  const subject = highlight(item.subject ?? '', terms, entry.subject)
  if (subject !== undefined) highlights.push({ field: 'SUBJECT', ...subject })
  for (const term of terms) if (indexInText(entry.subject, term) !== -1) seen.add(term)

  const matching = [...(messages ? newestOf(listed, account) : []), ...older].flatMap((communication) => {
    const folded = fold(communication.body ?? '')
    const found = terms.filter((term) => indexInText(folded, term) !== -1)
    const added = found.filter((term) => !seen.has(term))
    for (const term of added) seen.add(term)
    return found.length === 0 ? [] : [{ communication, folded, added }]
  })
  const first = matching.filter(({ added }) => added.length > 0)
  const chosen = new Set([...new Set([...first, ...matching])].slice(0, MAX_MESSAGES))
  for (const { communication, folded, added } of matching.filter((match) => chosen.has(match))) {
    const part = highlight(communication.body ?? '', terms, folded, added.length > 0 ? added : terms)
    if (part !== undefined) highlights.push({ field: 'COMMUNICATION', ...part, communication })
  }
  return highlights
}

function newestOf(listed: ListedCase, account: string): Communication[] {
  const { caseId, recentCommunications } = withMessages(listed)
  return latestFirst(recentCommunications?.communications ?? []).map((item) => inCase(item, { caseId, account }))
}
