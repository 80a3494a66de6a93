/** Runs only listed documents, identified by their text or id. */
import type { ApolloServerPlugin } from '@apollo/server'
import type { DocumentNode } from 'graphql'
import type { Context } from '../context.js'
import { codedError } from '../../lib/errors.js'
import { isStandIn, refuseDocuments } from './query-refusal.js'

/** The stand-in query for an unknown id. The comment distinguishes it from `{ __typename }`, which may be a listed document. */
const UNKNOWN = '{ __typename } # of an unknown id'

/** The error for a query that is not listed. It reveals nothing about the schema, nor whether the query was valid. */
export function notInTheList() {
  return codedError(
    'PERSISTED_QUERY_NOT_IN_LIST',
    'This gateway runs only the operations listed in TRUSTED_DOCUMENTS, and this is not one of them. Nothing was run.',
    { http: { status: 400 } },
  )
}

/**
 * The error for an unlisted id without query text. Apollo Client and urql recognize this message and then send the text, which may be listed under an id
 * that is computed differently.
 */
function unknownId() {
  return codedError('PERSISTED_QUERY_NOT_IN_LIST', 'PersistedQueryNotFound', { http: { status: 400 } })
}

/** Uses the list in the request's context: it may be newer than a cached document. */
export function trustedDocumentsPlugins(): ApolloServerPlugin<Context>[] {
  return [
    {
      // Looks the id up before Apollo Server does so among the automatic persisted queries, to which any caller could add.
      async requestDidStart({ request, contextValue: { trustedDocuments } }) {
        const persisted: unknown = request.extensions?.['persistedQuery']
        if (persisted === undefined) return
        const { persistedQuery: _, ...extensions } = request.extensions ?? {}
        request.extensions = extensions
        const id: unknown = Object(persisted)['sha256Hash']
        request.query ??= (typeof id === 'string' ? trustedDocuments?.textOf(id) : undefined) ?? UNKNOWN
      },
    },
    refuseDocuments(({ document, source, contextValue }) => {
      if (source === UNKNOWN) return unknownId
      return isListed(document, contextValue) ? undefined : notInTheList
    }),
    {
      requestDidStart: async () => ({
        async didResolveOperation({ document, contextValue }) {
          // Apollo Server does not validate a cached document again, so check again whether it is still listed.
          if (!isStandIn(document) && !isListed(document, contextValue)) throw notInTheList()
        },
      }),
    },
  ]
}

function isListed(document: DocumentNode, { trustedDocuments }: Context): boolean {
  return trustedDocuments?.has(document) === true
}
