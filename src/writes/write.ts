/** A write, as it was asked for. */
export interface WriteRequest {
  /** Keeps the keys of different mutations apart, as the viewer keeps those of different viewers. */
  mutation: string
  viewerId: string
  idempotencyKey: string | null | undefined
  /** All that was asked for but the key; JSON. */
  input: unknown
  /** Ends waiting and looking. */
  deadline: AbortSignal
}

/** How a write is done, once it is its turn. */
export interface Write<R> {
  /** AWS's name of the operation. */
  operation: string
  /** The case that is written to; absent when it is to be made. */
  caseId?: string
  /** What a look-up goes by: of writes with the same text, one at a time is sent. */
  text: readonly string[]
  /** What else tells one from another that has the same text, unless AWS has changed it since. */
  details: readonly unknown[]
  /** Checks, and makes what the write needs. Resolves to what sends, or to what the caller has to mend. */
  prepare: () => Promise<(() => Promise<{ caseId?: string | undefined }>) | { refused: R }>
  /**
   * What AWS has with this text since then: the caseId of a case, null for a reply, which has no id. `exact`: with the same details only.
   * Rejects when that cannot be told.
   */
  look: (since: Date, exact: boolean) => Promise<(string | null)[]>
}

/** What a write came to. 'conflict': its key was used for another input. */
export type WriteResult<R> = { caseId: string } | { refused: R } | 'conflict'
