/**
 * Faults for testing callers, taken in the order in which they were posted. One that has only `delayMs` slows the call
 * down; any other also takes the place of the reply.
 */
export interface Fault {
  operation: string
  /** How many calls it is for. */
  count: number | 'unlimited'
  /** Whether the operation is kept from happening, or happens first. */
  when: 'before' | 'after'
  delayMs: number
  /** AWS's name of the error. */
  error?: string
  message?: string
  status?: number
  /** A raw reply: text as it is, anything else as JSON. */
  body?: unknown
  contentType?: string
  /** Closes the connection without a reply. */
  drop?: boolean
  /**
   * Sends half of the reply: as if that were all of it, or with `drop` breaking off in the middle. An operation that was
   * kept from happening has none of its own, so that half of a made-up one goes out.
   */
  truncate?: boolean
}

export interface Faults {
  add(faults: Fault[]): void
  list(): Fault[]
  clear(): void
  /** The fault for this call, used up by one. */
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

/** Whether nothing is answered at all: `truncate` with `drop` still answers the first half. */
export function dropsReply(fault: Fault): boolean {
  return fault.drop === true && fault.truncate !== true
}

/** Whether the operation's own reply does not go out; otherwise it does, late or, when it happened first, cut short. */
export function replacesReply(fault: Fault): boolean {
  const { error, body, status, drop, truncate, when } = fault
  if (error !== undefined || body !== undefined || status !== undefined) return true
  // Half of its own reply would need an operation that happened.
  return truncate === true ? when === 'before' : drop === true
}
