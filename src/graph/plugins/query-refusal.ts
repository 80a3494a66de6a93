/** Refuses queries before validation, with a code and without revealing the schema. */
import type { ApolloServerPlugin } from '@apollo/server'
import { parse, type DocumentNode, type GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Context } from '../context.js'
import { codedError } from '../../lib/errors.js'

/** What a limit counts: `extensions.measure` of QUERY_TOO_COMPLEX. */
export type Measure = 'complexity' | 'depth' | 'tokens' | 'characters' | 'selections'

export interface Excess {
  measure: Measure
  /** The query's value for this measure. Counting may stop once it is past the limit, so this can be a lower bound. */
  cost: number
  limit: number
  /** What is wrong and what to do, in sentences. */
  message: string
}

/** An error as formatError returns it: without the HTTP status, which Apollo Server sets. */
export function asFormatted({ message, extensions }: GraphQLError): GraphQLFormattedError {
  const { http: _, ...shown } = extensions
  return { message, extensions: shown }
}

/** The error for a query that is over a limit. */
export function tooComplex({ measure, cost, limit, message }: Excess): GraphQLError {
  const extensions = { measure, cost, limit, http: { status: 400 } }
  return codedError('QUERY_TOO_COMPLEX', `${message} Nothing was run.`, extensions)
}

/** What a plugin receives to decide whether to refuse a query before validation. */
export interface Parsed {
  document: DocumentNode
  source: string
  contextValue: Context
}

/** The refusal behind each stand-in document. */
const refusals = new WeakMap<DocumentNode, () => GraphQLError>()

/** Whether a document is the stand-in for a refused one. */
export function isStandIn(document: DocumentNode): boolean {
  return refusals.has(document)
}

/**
 * A plugin that refuses documents. Errors for callers can only be thrown in didResolveOperation. Validation runs earlier, recurses, and reveals the
 * schema, so it gets the stand-in document `{ __typename }` instead.
 */
export function refuseDocuments(
  refusalOf: (parsed: Parsed) => (() => GraphQLError) | undefined,
): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      async validationDidStart(request) {
        const refusal = refusalOf(request)
        if (refusal === undefined) return
        const nothing = parse('{ __typename }', { noLocation: true })
        refusals.set(nothing, refusal)
        Object.assign(request, { document: nothing })
      },
      async didResolveOperation({ document }) {
        const refusal = refusals.get(document)
        if (refusal !== undefined) throw refusal()
      },
    }),
  }
}
