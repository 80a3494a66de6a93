/**
 * Faults for testing callers, applied in the order in which they were posted. A fault with only `delayMs` slows the
 * call down; any other also replaces the response.
 */
export interface Fault {
  operation: string
  /** The number of calls that it applies to. */
  count: number | 'unlimited'
  /** Whether the fault prevents the operation, or follows it. */
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
   * Sends half of the response as if it were complete or, with `drop`, closes the connection halfway. A prevented
   * operation has no response of its own; half of a made-up one is sent.
   */
  truncate?: boolean
}

export interface Faults {
  add(faults: Fault[]): void
  list(): Fault[]
  clear(): void
  /** The fault for this call; its count goes down by one. */
  take(operation: string): Fault | undefined
}

export function createFaults(): Faults {
  let faults: Fault[] = []
  return {
    add(more) {
      faults.push(...more.map((fault) => ({ ...fault })))
    },
    list: () => faults,
    clear() {
      faults = []
    },
    take(operation) {
      const fault = faults.find((fault) => fault.operation === operation || fault.operation === '*')
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
  // To send half of its own response, the operation must have run.
  return truncate === true ? when === 'before' : drop === true
}
