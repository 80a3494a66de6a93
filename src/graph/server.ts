import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled'
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache'
import {
  GraphQLError,
  OperationTypeNode,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type ValidationContext,
} from 'graphql'
import type { Config } from '../config/config.js'
import type { Context } from './context.js'
import { codedError, shortened } from '../lib/errors.js'
import { complexityPlugin } from './plugins/complexity.js'
import { asFormatted, isStandIn } from './plugins/query-refusal.js'
import { isObject } from '../config/json-file.js'
import { isLargerThan } from './plugins/response-size.js'
import { documentSizePlugin, parseExcess, requestSizePlugin, type SizeLimits } from './plugins/query-size.js'
import { formatError, withoutSchemaDetails } from './mask.js'
import { createSchema } from './schema.js'
import { notInTheList, trustedDocumentsPlugins } from './plugins/trusted-documents.js'

/**
 * Parsed documents are kept by the characters of their text, half a million in all: with tokens and places each holds some hundred bytes.
 * Apollo Server counts them as JSON, which has neither, and a stream of queries that are all different would take gigabytes.
 */
const MAX_DOCUMENT_CHARACTERS = 500_000
const CHARACTERS_PER_DOCUMENT = 100

/** Stand-ins for refused documents are not cached: whether one is refused changes with the list of trusted documents. */
class DocumentStore extends InMemoryLRUCache<DocumentNode> {
  constructor() {
    super({
      maxSize: MAX_DOCUMENT_CHARACTERS,
      sizeCalculation: ({ loc }) => CHARACTERS_PER_DOCUMENT + (loc?.source.body.length ?? 0),
    })
  }
  override async set(key: string, document: DocumentNode): Promise<void> {
    if (!isStandIn(document)) await super.set(key, document)
  }
}

export interface GatewayOptions {
  config: SizeLimits & Pick<Config, 'exposeUpstreamCost' | 'introspection' | 'maxQueryComplexity' | 'maxResponseBytes'>
  plugins?: ApolloServerPlugin<Context>[]
  /** Defaults to that of createSchema. */
  schema?: GraphQLSchema | undefined
  /** Runs only the documents that are in the list of the context. */
  onlyTrustedDocuments?: boolean
  /** For what Apollo Server reports by itself; the console, if absent. */
  logger?: ApolloServer<Context>['logger']
  /** How an answer becomes text; JSON.stringify, if absent. */
  stringifyResult?: ApolloServerOptions<Context>['stringifyResult']
}

/** The GraphQL server, without HTTP. */
export function createGateway({
  config,
  schema = createSchema(),
  plugins = [],
  onlyTrustedDocuments = false,
  logger,
  stringifyResult,
}: GatewayOptions): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    introspection: config.introspection,
    hideSchemaDetailsFromClientErrors: !config.introspection,
    includeStacktraceInErrorResponses: false,
    // signals are for main.ts, which drains first
    stopOnTerminationSignals: false,
    formatError: (formatted, error) =>
      onlyTrustedDocuments && formatted.extensions?.['code'] === 'GRAPHQL_PARSE_FAILED'
        ? asFormatted(notInTheList())
        : formatErrorFor(config, formatted, error),
    validationRules: [knownRootTypes],
    parseOptions: { maxTokens: config.maxQueryTokens },
    documentStore: new DocumentStore(),
    ...(logger && { logger }),
    ...(stringifyResult && { stringifyResult }),
    plugins: [
      // it wraps every resolver, for cache hints that nobody gives
      ApolloServerPluginCacheControlDisabled(),
      requestSizePlugin(config),
      ...(onlyTrustedDocuments ? trustedDocumentsPlugins() : []),
      documentSizePlugin(config),
      complexityPlugin(config),
      responsePlugin(config),
      ...plugins,
    ],
  })
}

/** Messages of graphql-js repeat what the caller sent, and one response may have a hundred of them. */
const MAX_MESSAGE_LENGTH = 1_000

function formatErrorFor(
  config: GatewayOptions['config'],
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const formattedForCallers = parseExcess(formatted, config) ?? formatError(formatted, error)
  // Before it is cut: suggestions are at the end.
  const shown = config.introspection ? formattedForCallers : withoutSchemaDetails(formattedForCallers)
  return { ...shown, message: shortened(shown.message, MAX_MESSAGE_LENGTH) }
}

/** graphql-js finds out that there are no subscriptions when it runs one, and then throws an error without a code. */
function knownRootTypes(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return
      context.reportError(new GraphQLError(`This graph has no ${node.operation}s.`, { nodes: node }))
    },
  }
}

/** Leaves out data that is too large, and puts the request id into every error, and the cost into the response. */
function responsePlugin({
  exposeUpstreamCost,
  maxResponseBytes,
}: GatewayOptions['config']): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ request }) => {
      // an empty name is none: GraphQL over HTTP
      if (request.operationName === '') delete request.operationName
      // Apollo Server makes a text of any other value, which recurses.
      const { version, sha256Hash } = Object(request.extensions?.['persistedQuery'])
      if (sha256Hash !== undefined && typeof sha256Hash !== 'string')
        request.extensions = { ...request.extensions, persistedQuery: { version, sha256Hash: '' } }
      return {
        willSendResponse: async ({ operation, response, contextValue: { requestId, scope } }) => {
          if (response.body.kind !== 'single') return
          const { singleResult } = response.body
          if (isLargerThan(maxResponseBytes, singleResult)) {
            const isMutation = operation?.operation === OperationTypeNode.MUTATION
            singleResult.data = isMutation && isObject(singleResult.data) ? whatWasDone(singleResult.data) : null
            singleResult.errors = [responseTooLarge(maxResponseBytes)]
          }
          if (singleResult.errors !== undefined) {
            singleResult.errors = singleResult.errors.map((error) => ({
              ...error,
              extensions: { ...error.extensions, requestId },
            }))
          }
          if (exposeUpstreamCost) {
            singleResult.extensions = { ...singleResult.extensions, upstream: scope.cost }
          }
        },
      }
    },
  }
}

const LARGE_MEMBER_BYTES = 65_536

/** The payloads of mutations without what is large in them, objects that were read back: a caller who lost the id of a case would open another. */
function whatWasDone(data: Record<string, unknown>): Record<string, unknown> {
  return mapMembers(data, (payload) => (isObject(payload) ? mapMembers(payload, nullIfLarge) : payload))
}

function nullIfLarge(value: unknown): unknown {
  return isLargerThan(LARGE_MEMBER_BYTES, value) ? null : value
}

function mapMembers(object: Record<string, unknown>, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]))
}

function responseTooLarge(limit: number): GraphQLFormattedError {
  const message =
    `The response is larger than ${limit} bytes, the most that is sent (MAX_RESPONSE_BYTES): ask for smaller pages (\`first\`), or in parts. ` +
    'Mutations have been run all the same.'
  return asFormatted(codedError('RESPONSE_TOO_LARGE', message, { measure: 'bytes', limit }))
}
