/** Divides the memory that the case indexes of a process may take (CASE_INDEX_MAX_BYTES) between the accounts. */

/** The list of one account, as the room sees it. */
export interface Occupant {
  bytes: () => number
  /** The bytes of the open cases, whose messages are never dropped. */
  openBytes: () => number
  canDrop: () => boolean
  /** Drops what is needed least. */
  drop: () => void
}

export interface Room {
  /** Call this once for each index. */
  enter: () => Space
}

/** What one index takes. */
export interface Space {
  /**
   * Counts this memory for the index, instead of the one counted before. Call this whenever its size changes. While all indexes together exceed the limit,
   * the largest of those that can still drop something does so.
   */
  hold: (memory: Occupant) => void
  /** Whether all indexes together exceed the limit although there is nothing left to drop. */
  isFull: () => boolean
  /** How many bytes the open cases of this index may take: all that those of the other accounts leave. */
  openLimit: () => number
  /** The index has stopped: it is no longer counted. */
  leave: () => void
}

export function createRoom(maxBytes: number): Room {
  const held = new Map<Space, { memory: Occupant | undefined; bytes: number }>()
  let total = 0

  function largest(): Occupant | undefined {
    let found: Occupant | undefined
    for (const { memory } of held.values())
      if (memory?.canDrop() && memory.bytes() > (found?.bytes() ?? -1)) found = memory
    return found
  }

  function count(one: { memory: Occupant | undefined; bytes: number }): void {
    const bytes = one.memory?.bytes() ?? 0
    total += bytes - one.bytes
    one.bytes = bytes
  }

  function shrink(): void {
    while (total > maxBytes) {
      const memory = largest()
      if (memory === undefined) return
      memory.drop()
      for (const one of held.values()) if (one.memory === memory) count(one)
    }
  }

  return {
    enter() {
      const mine = { memory: undefined as Occupant | undefined, bytes: 0 }
      const space: Space = {
        hold(memory) {
          if (!held.has(space)) return
          mine.memory = memory
          count(mine)
          shrink()
        },
        isFull: () => total > maxBytes,
        openLimit() {
          let left = maxBytes
          for (const one of held.values()) if (one !== mine) left -= one.memory?.openBytes() ?? 0
          return left
        },
        leave() {
          if (held.delete(space)) total -= mine.bytes
        },
      }
      held.set(space, mine)
      return space
    },
  }
}
