/** Decides which errors callers see unchanged. All others are masked, and the log gets everything except their message. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { apolloCodes } from '../lib/errors.js'

/** Apollo's formatError: coded errors pass unchanged. All others become a masked INTERNAL_SERVER_ERROR, which http/request-log.ts logs. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (typeof formatted.extensions?.['retryable'] === 'boolean') return formatted
  const code = codeForCallers(error)
  if (code !== undefined) {
    const retryable = code.startsWith('PERSISTED_QUERY')
    return { ...formatted, extensions: { ...formatted.extensions, code, retryable } }
  }
  return {
    ...formatted,
    message: 'Something went wrong inside the gateway. Its log has the details under the requestId.',
    extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
  }
}

/**
 * Removes schema details, such as suggestions, from an error. Apollo Server removes them from validation errors, but not from errors in
 * variables.
 */
export function withoutSchemaDetails(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { message, extensions } = formatted
  if (extensions?.['validationErrorCode'] === 'INTROSPECTION_DISABLED') {
    return {
      ...formatted,
      message: 'Introspection is disabled (INTROSPECTION). Ask the operator of the gateway for the schema.',
    }
  }
  const suggestion = message.endsWith('?') ? message.lastIndexOf('Did you mean') : -1
  return suggestion > 0 ? { ...formatted, message: message.slice(0, suggestion).trimEnd() } : formatted
}

/** The code of an error that is meant for callers. formatError masks errors without one, so they must be logged. */
export function codeForCallers(error: unknown): string | undefined {
  if (!(error instanceof GraphQLError)) return undefined
  const { code, retryable, http } = error.extensions as {
    code?: unknown
    retryable?: unknown
    http?: { status?: unknown }
  }
  // graphql-js adds this error, without a code, after 50 errors in variables
  if (error.message === 'Too many errors processing variables, error limit reached. Execution aborted.')
    return 'BAD_USER_INPUT'
  if (typeof code === 'string' && (typeof retryable === 'boolean' || apolloCodes.has(code))) return code
  // An invalid persisted query: Apollo sets a status but no code. No field has run, so the error has no path.
  return code == null && error.path === undefined && http?.status === 400 ? 'BAD_REQUEST' : undefined
}
