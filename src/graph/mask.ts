/** Which errors callers see as they are. Of all others they are told nothing, and the log everything but the message. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { apolloCodes } from '../lib/errors.js'

/** Apollo's formatError: coded errors leave as they are, all else as a masked INTERNAL_SERVER_ERROR, which the edge logs. */
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

/** The same error without what it says of the schema: suggestions, which Apollo Server takes from errors of validation, but not of variables. */
export function withoutSchemaDetails(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { message, extensions } = formatted
  if (extensions?.['validationErrorCode'] === 'INTROSPECTION_DISABLED') {
    return {
      ...formatted,
      message: 'Introspection is switched off here (INTROSPECTION): ask whoever runs the gateway for the schema.',
    }
  }
  const suggestion = message.endsWith('?') ? message.lastIndexOf('Did you mean') : -1
  return suggestion > 0 ? { ...formatted, message: message.slice(0, suggestion).trimEnd() } : formatted
}

/** The code of an error that was written for callers. Without one, formatError masks it, and the log has to have it. */
export function codeForCallers(error: unknown): string | undefined {
  if (!(error instanceof GraphQLError)) return undefined
  const { code, retryable, http } = error.extensions as {
    code?: unknown
    retryable?: unknown
    http?: { status?: unknown }
  }
  // graphql-js says so after 50 errors that have a code
  if (error.message === 'Too many errors processing variables, error limit reached. Execution aborted.')
    return 'BAD_USER_INPUT'
  if (typeof code === 'string' && (typeof retryable === 'boolean' || apolloCodes.has(code))) return code
  // A wrong persisted query: Apollo gives it a status and forgets the code. It has not come as far as a field, which would be its path.
  return code == null && error.path === undefined && http?.status === 400 ? 'BAD_REQUEST' : undefined
}
