/** A write as the caller requested it. */
export interface WriteRequest {
  /** Keys are separate per mutation and per viewer. */
  mutation: string
  viewerId: string
  idempotencyKey: string | null | undefined
  /** The input without the key; JSON. */
  input: unknown
  /** Ends waits and lookups. */
  deadline: AbortSignal
}

/** How to perform a write, once it has the lock. */
export interface Write<R> {
  /** AWS's name for the operation. */
  operation: string
  /** The case that is written to; absent if the write creates one. */
  caseId?: string
  /** Identifies the write in lookups. Only one write with the same text is sent at a time. */
  text: readonly string[]
  /** The rest of the input, to tell apart writes with the same text. AWS may change these values later. */
  details: readonly unknown[]
  /** Checks the request and prepares what the write needs. Resolves to the function that sends it, or to the errors for the caller. */
  prepare: () => Promise<(() => Promise<{ caseId?: string | undefined }>) | { refused: R }>
  /**
   * Finds the cases or replies with this text that AWS has received since `since`. Resolves to the caseId of each case, or to null for each reply, which has
   * no id. `exact`: only those with the same details. Rejects if the search fails.
   */
  search: (since: Date, exact: boolean) => Promise<(string | null)[]>
}

/** The result of a write. 'conflict': its key was used for a different input. */
export type WriteResult<R> = { caseId: string } | { refused: R } | 'conflict'
