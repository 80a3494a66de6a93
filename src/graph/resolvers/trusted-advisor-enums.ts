import { TrustedAdvisorCategory, TrustedAdvisorRefreshState, TrustedAdvisorStatus } from '../generated/resolvers.js'
import { readKey } from '../relay/id.js'
import { enumReader } from './enum-reader.js'

/** `cost_optimizing` → COST_OPTIMIZING; the model names no words: these have been seen. */
export const toCategory = enumReader(TrustedAdvisorCategory)

/** `not_available` → NOT_AVAILABLE; the words are the model's. */
export const toStatus = enumReader(TrustedAdvisorStatus)

/** `processing` → PROCESSING; the words are the model's. */
export const toRefreshState = enumReader(TrustedAdvisorRefreshState)

/** The check id, and the language if there is one, that an argument names. Throws BAD_USER_INPUT for anything that can be neither. */
export function readCheckKey(id: string): string[] {
  return readKey(
    'TrustedAdvisorCheck',
    id,
    (checkId) => /^[\w-]{1,100}$/.test(checkId),
    "a TrustedAdvisorCheck's `id` or AWS's check id",
  )
}
