/**
 * Faults for testing callers, applied in the order in which they were posted. A fault with only `delayMs` delays the
 * call. Any other fault replaces, truncates or drops the response, and may delay it too.
 */
export interface Fault {
  /** The name of an operation, or `*` for all operations of AWS Support. */
  operation: string
  /** The account whose calls the fault applies to; every account if absent. */
  accountId?: string
  /** The number of calls that the fault applies to. */
  count: number | 'unlimited'
  /**
   * `before`: the fault replaces the operation, unless it only delays the call. `after`: the operation takes effect
   * first.
   */
  when: 'before' | 'after'
  delayMs: number
  /** AWS's name for the error. */
  error?: string
  message?: string
  status?: number
  /** A raw response body: strings are sent unchanged, anything else as JSON. */
  body?: unknown
  contentType?: string
  /** Closes the connection without a response. */
  drop?: boolean
  /**
   * Sends half of the response as if it were complete or, with `drop`, closes the connection halfway. If the fault
   * prevents the operation, this is half of a placeholder response.
   */
  truncate?: boolean
}

export interface Faults {
  add(faults: Fault[]): void
  /** All faults, or those of one account. */
  list(accountId?: string): Fault[]
  clear(accountId?: string): void
  /** The fault for this call, if any. Decrements its count. */
  take(call: { operation: string; accountId: string; isSupport: boolean }): Fault | undefined
}

export function createFaults(): Faults {
  let faults: Fault[] = []
  return {
    add(more) {
      faults.push(...more.map((fault) => ({ ...fault })))
    },
    list: (accountId) => faults.filter((fault) => accountId === undefined || fault.accountId === accountId),
    clear(accountId) {
      faults = accountId === undefined ? [] : faults.filter((fault) => fault.accountId !== accountId)
    },
    take({ operation, accountId, isSupport }) {
      const fault = faults.find(
        (fault) =>
          (fault.operation === operation || (fault.operation === '*' && isSupport)) &&
          (fault.accountId ?? accountId) === accountId,
      )
      if (fault !== undefined && fault.count !== 'unlimited') {
        fault.count -= 1
        if (fault.count <= 0) faults = faults.filter((other) => other !== fault)
      }
      return fault
    },
  }
}

/** Whether no response is sent at all: `truncate` with `drop` still sends the first half. */
export function dropsResponse(fault: Fault): boolean {
  return fault.drop === true && fault.truncate !== true
}

/** Whether the fault replaces the operation's own response, rather than delaying or (with `after`) truncating it. */
export function replacesResponse(fault: Fault): boolean {
  const { error, body, status, drop, truncate, when } = fault
  if (error !== undefined || body !== undefined || status !== undefined) return true
  // After the operation, `truncate` sends half of the operation's own response.
  return truncate === true ? when === 'before' : drop === true
}
