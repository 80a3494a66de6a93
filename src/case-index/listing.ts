import { isLive } from './commit.js'
import type { ListedCase } from './entry.js'
import { effectiveCases, type KnownCase } from './memory.js'
import type { SharedList } from './shared-list.js'

/** Returns a function that lists the cases in memory as callers see them, newest first. Requests share such a list until a case changes. */
export function createListing(list: SharedList): (includeResolvedCases: boolean) => readonly ListedCase[] {
  /** By the cases that the lists were built from, and by whether they include resolved ones. */
  const lists = new WeakMap<readonly KnownCase[], Map<boolean, readonly ListedCase[]>>()

  return (includeResolvedCases) => {
    const { cases, inOrder, pinned } = list.memory()
    const knownInOrder = inOrder()
    const now = list.now()
    // A pin expires, but stays in memory until its case changes.
    const isPinned = [...pinned].some((caseId) => cases.get(caseId)?.mark.pins.some((pin) => isLive(pin, now)))
    const cached = isPinned ? undefined : lists.get(knownInOrder)?.get(includeResolvedCases)
    if (cached !== undefined) return cached
    const listed = effectiveCases(knownInOrder, now, includeResolvedCases)
    if (!isPinned) lists.set(knownInOrder, (lists.get(knownInOrder) ?? new Map()).set(includeResolvedCases, listed))
    return listed
  }
}
