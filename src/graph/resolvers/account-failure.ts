/** Failures of single accounts, as callers see them. */
import { AccountFailureCode } from '../generated/resolvers.js'
import { property } from '../../lib/thrown.js'

/** Describes an error with a code. Codes that the enum lacks become OTHER. */
export function describeFailure(error: unknown): {
  code: AccountFailureCode
  message: string
  retryable: boolean
  retryAfterMs: number | null
} {
  const extensions = property(error, 'extensions')
  const code = property(extensions, 'code')
  const retryAfterMs = property(extensions, 'retryAfterMs')
  return {
    code: codes.find((known) => known === code) ?? AccountFailureCode.Other,
    message: String(property(error, 'message')),
    retryable: property(extensions, 'retryable') === true,
    retryAfterMs: typeof retryAfterMs === 'number' ? Math.ceil(retryAfterMs) : null,
  }
}

const codes = Object.values(AccountFailureCode)
