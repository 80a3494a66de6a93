/** How a query is refused before it is validated: with a code, and without a word about the schema. */
import type { ApolloServerPlugin } from '@apollo/server'
import { parse, type DocumentNode, type GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Context } from '../context.js'
import { codedError } from '../../lib/errors.js'

/** What a limit counts: `extensions.measure` of QUERY_TOO_COMPLEX. */
export type Measure = 'complexity' | 'depth' | 'tokens' | 'characters' | 'selections'

export interface Excess {
  measure: Measure
  /** What the query has. Counting may end where it is past the limit: then it is a lower bound. */
  cost: number
  limit: number
  /** What is wrong and what to do, in sentences. */
  message: string
}

/** An error as formatError hands it on: without the HTTP status, which is Apollo Server's to set. */
export function asFormatted({ message, extensions }: GraphQLError): GraphQLFormattedError {
  const { http: _, ...shown } = extensions
  return { message, extensions: shown }
}

/** The error of a query that is over a limit. */
export function tooComplex({ measure, cost, limit, message }: Excess): GraphQLError {
  const extensions = { measure, cost, limit, http: { status: 400 } }
  return codedError('QUERY_TOO_COMPLEX', `${message} Nothing was run.`, extensions)
}

/** What a refusal can go by, before anything is known of the query but its text. */
export interface Parsed {
  document: DocumentNode
  source: string
  contextValue: Context
}

/** What stands in for each refused document. */
const refusals = new WeakMap<DocumentNode, () => GraphQLError>()

/** Whether a document only stands in for one that was refused. */
export function isStandIn(document: DocumentNode): boolean {
  return refusals.has(document)
}

/**
 * A plugin that refuses documents. What callers may see can be thrown in didResolveOperation only, and validation before it recurses and speaks of
 * the schema: it gets a document with nothing in it.
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
