import { TrustedAdvisorCategory, TrustedAdvisorRefreshState, TrustedAdvisorStatus } from '../generated/resolvers.js'
import { readKey } from '../relay/id.js'
import { enumReader } from './enum-reader.js'

/** `cost_optimizing` → COST_OPTIMIZING; the values were observed: the model lists none. */
export const toCategory = enumReader(TrustedAdvisorCategory)

/** `not_available` → NOT_AVAILABLE; the values are the model's. */
export const toStatus = enumReader(TrustedAdvisorStatus)

/** `processing` → PROCESSING; the values are the model's. */
export const toRefreshState = enumReader(TrustedAdvisorRefreshState)

/** Resolves an argument to a check id and, for a localized check, its language. Throws BAD_USER_INPUT for any other value. */
export function readCheckKey(id: string): ReturnType<typeof readKey> {
  return readKey(
    'TrustedAdvisorCheck',
    id,
    (checkId) => /^[\w-]{1,100}$/.test(checkId),
    "a TrustedAdvisorCheck's `id` or AWS's check id",
  )
}
