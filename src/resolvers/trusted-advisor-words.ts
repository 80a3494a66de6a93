import type { TrustedAdvisorCategory, TrustedAdvisorStatus } from '../generated/resolvers.js'
import { readKey } from '../relay/id.js'

const categories: ReadonlySet<string> = new Set<TrustedAdvisorCategory>([
  'COST_OPTIMIZING',
  'SECURITY',
  'FAULT_TOLERANCE',
  'PERFORMANCE',
  'SERVICE_LIMITS',
  'OPERATIONAL_EXCELLENCE',
])
const statuses: ReadonlySet<string> = new Set<TrustedAdvisorStatus>(['OK', 'WARNING', 'ERROR', 'NOT_AVAILABLE'])

/** `cost_optimizing` → COST_OPTIMIZING; OTHER for a word that is not known. */
export function toCategory(category: string | undefined): TrustedAdvisorCategory | null {
  if (category === undefined) return null
  const word = category.toUpperCase()
  return categories.has(word) ? (word as TrustedAdvisorCategory) : 'OTHER'
}

/** `not_available` → NOT_AVAILABLE; OTHER for a word that is not in the model's list. */
export function toStatus(status: string | undefined): TrustedAdvisorStatus | null {
  if (status === undefined) return null
  const word = status.toUpperCase()
  return statuses.has(word) ? (word as TrustedAdvisorStatus) : 'OTHER'
}

/** The check id, and the language if there is one, that an argument names. Throws BAD_USER_INPUT for anything that can be neither. */
export function readCheckKey(id: string): string[] {
  return readKey(
    'TrustedAdvisorCheck',
    id,
    (checkId) => /^[\w-]{1,100}$/.test(checkId),
    "a TrustedAdvisorCheck's `id` or AWS's check id",
  )
}
