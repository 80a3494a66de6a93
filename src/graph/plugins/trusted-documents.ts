/** Lets listed documents through, by their text or their id, and nothing else. */
import type { ApolloServerPlugin } from '@apollo/server'
import type { DocumentNode } from 'graphql'
import type { Context } from '../context.js'
import { codedError } from '../../lib/errors.js'
import { isStandIn, refuseDocuments } from './query-refusal.js'

/** What an unknown id stands for. Were it listed itself, it would still be told from that by its text. */
const UNKNOWN = '{ __typename } # of an unknown id'

/** The error of whatever is not listed. It tells nothing of the schema, nor whether the query was a good one. */
export function notInTheList() {
  return codedError(
    'PERSISTED_QUERY_NOT_IN_LIST',
    'Only operations that are listed are let through here (TRUSTED_DOCUMENTS), and this is none of them. Nothing was run.',
    { http: { status: 400 } },
  )
}

/**
 * The error of an id that is not listed, without a text. Apollo Client and urql know this message: they send the text then, which may be listed under
 * an id that they compute in another way.
 */
function unknownId() {
  return codedError('PERSISTED_QUERY_NOT_IN_LIST', 'PersistedQueryNotFound', { http: { status: 400 } })
}

/** The list is that of the request's context: another one may have been read since a document was cached. */
export function trustedDocumentsPlugins(): ApolloServerPlugin<Context>[] {
  return [
    {
      // Before Apollo Server looks for it among automatic persisted queries: of those, anybody could add some.
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
          // Apollo Server validates a cached document no more: it may have been listed then.
          if (!isStandIn(document) && !isListed(document, contextValue)) throw notInTheList()
        },
      }),
    },
  ]
}

function isListed(document: DocumentNode, { trustedDocuments }: Context): boolean {
  return trustedDocuments?.has(document) === true
}
