/** The calls received. The counts include every call; the list has only the latest 10,000. */
export interface Journal {
  begin(call: { operation: string; accountId: string; at: number }): JournalEntry
  /** The calls of all accounts, or those of one. */
  read(accountId?: string): { counts: Record<string, number>; calls: JournalEntry[] }
  empty(accountId?: string): void
}

export interface JournalEntry {
  operation: string
  accountId: string
  at: string
  /** Null while the call is in progress; stays null if a fault drops the connection. */
  status: number | null
  error: string | null
}

const MAX_LISTED_CALLS = 10_000

export function createJournal(): Journal {
  /** By account and operation. */
  const counts = new Map<string, Map<string, number>>()
  let calls: JournalEntry[] = []
  return {
    begin({ operation, accountId, at }) {
      const entry: JournalEntry = { operation, accountId, at: new Date(at).toISOString(), status: null, error: null }
      const own = counts.get(accountId) ?? new Map<string, number>()
      counts.set(accountId, own.set(operation, (own.get(operation) ?? 0) + 1))
      calls.push(entry)
      if (calls.length >= 2 * MAX_LISTED_CALLS) calls = calls.slice(-MAX_LISTED_CALLS)
      return entry
    },
    read(accountId) {
      const isWanted = (id: string) => accountId === undefined || id === accountId
      const sums: Record<string, number> = {}
      for (const [id, own] of counts) {
        if (!isWanted(id)) continue
        for (const [operation, count] of own) sums[operation] = (sums[operation] ?? 0) + count
      }
      return {
        counts: sums,
        calls: calls.slice(-MAX_LISTED_CALLS).filter((call) => isWanted(call.accountId)),
      }
    },
    empty(accountId) {
      if (accountId === undefined) counts.clear()
      else counts.delete(accountId)
      calls = accountId === undefined ? [] : calls.filter((call) => call.accountId !== accountId)
    },
  }
}
