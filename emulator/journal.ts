/** The calls received. The counts include every call; the list has only the latest 10,000. */
export interface Journal {
  begin(operation: string, at: number): JournalEntry
  read(): { counts: Record<string, number>; calls: JournalEntry[] }
  empty(): void
}

export interface JournalEntry {
  operation: string
  at: string
  /** Null while the call is in progress; stays null if a fault drops the connection. */
  status: number | null
  error: string | null
}

const MAX_LISTED_CALLS = 10_000

export function createJournal(): Journal {
  let counts: Record<string, number> = {}
  let calls: JournalEntry[] = []
  return {
    begin(operation, at) {
      const entry: JournalEntry = { operation, at: new Date(at).toISOString(), status: null, error: null }
      counts[operation] = (counts[operation] ?? 0) + 1
      calls.push(entry)
      if (calls.length >= 2 * MAX_LISTED_CALLS) calls = calls.slice(-MAX_LISTED_CALLS)
      return entry
    },
    read: () => ({ counts: { ...counts }, calls: calls.slice(-MAX_LISTED_CALLS) }),
    empty() {
      counts = {}
      calls = []
    },
  }
}
