import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
} from '@apollo/server'
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
import { pause } from '../lib/pause.js'
import { execute } from './execution/execute.js'
import { complexityPlugin } from './plugins/complexity.js'
import { asFormatted, isStandIn } from './plugins/query-refusal.js'
import { isObject } from '../config/json-file.js'
import { isLargerThan } from './plugins/response-size.js'
import { documentSizePlugin, parseExcess, requestSizePlugin, type SizeLimits } from './plugins/query-size.js'
import { formatError, withoutSchemaDetails } from './mask.js'
import { createSchema } from './schema.js'
import { notInTheList, trustedDocumentsPlugins } from './plugins/trusted-documents.js'

/**
 * The document cache is limited to half a million characters of source text. With tokens and locations, each character takes about a hundred bytes.
 * Apollo Server measures documents as JSON, which has neither, so a stream of distinct queries would take gigabytes.
 */
const MAX_DOCUMENT_CHARACTERS = 500_000
const CHARACTERS_PER_DOCUMENT = 100

/** Stand-ins for refused documents are not cached, because the list of trusted documents can change. */
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
  /** Defaults to createSchema(). */
  schema?: GraphQLSchema | undefined
  /** Runs only the trusted documents of the context. */
  onlyTrustedDocuments?: boolean
  /** For Apollo Server's own messages. Defaults to the console. */
  logger?: ApolloServer<Context>['logger']
  /** Serializes responses. Defaults to JSON.stringify. */
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
    gateway: ownExecution(schema),
    introspection: config.introspection,
    hideSchemaDetailsFromClientErrors: !config.introspection,
    includeStacktraceInErrorResponses: false,
    // main.ts handles signals and drains first
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
      // Apollo's cache control would wrap every resolver, for cache hints that the schema does not have
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

/** Apollo Server's interface for executing operations in another way than graphql-js. */
function ownExecution(schema: GraphQLSchema): NonNullable<ApolloServerOptionsWithGateway<Context>['gateway']> {
  return {
    onSchemaLoadOrUpdate(listener) {
      listener({ apiSchema: schema, coreSupergraphSdl: '' })
      return () => {}
    },
    load: async () => ({
      executor: async ({ document, context, request: { variables, operationName } }) =>
        execute({
          schema,
          document,
          contextValue: context,
          variableValues: variables,
          operationName,
          pause: (context as Context).paced ? pause : undefined,
        }),
    }),
    stop: async () => {},
  }
}

/** graphql-js messages repeat the caller's input, and one response may have a hundred of them. */
const MAX_MESSAGE_LENGTH = 1_000

function formatErrorFor(
  config: GatewayOptions['config'],
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const formattedForCallers = parseExcess(formatted, config) ?? formatError(formatted, error)
  // Before shortening, because suggestions are at the end.
  const shown = config.introspection ? formattedForCallers : withoutSchemaDetails(formattedForCallers)
  return { ...shown, message: shortened(shown.message, MAX_MESSAGE_LENGTH) }
}

/** Without this rule, graphql-js reports a missing root type only on execution, in an error without a code. */
function knownRootTypes(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return
      context.reportError(new GraphQLError(`This graph has no ${node.operation}s.`, { nodes: node }))
    },
  }
}

/** Removes data that is too large, and adds the request id to every error and the cost to the response. */
function responsePlugin({
  exposeUpstreamCost,
  maxResponseBytes,
}: GatewayOptions['config']): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ request }) => {
      // an empty name means no name: GraphQL over HTTP
      if (request.operationName === '') delete request.operationName
      // Apollo Server would convert a hash that is not a string to one, and recurse into its members.
      const { version, sha256Hash } = Object(request.extensions?.['persistedQuery'])
      if (sha256Hash !== undefined && typeof sha256Hash !== 'string')
        request.extensions = { ...request.extensions, persistedQuery: { version, sha256Hash: '' } }
      return {
        willSendResponse: async ({ operation, response, contextValue: { requestId, scope } }) => {
          if (response.body.kind !== 'single') return
          const { singleResult } = response.body
          if (isLargerThan(maxResponseBytes, singleResult)) {
            const isMutation = operation?.operation === OperationTypeNode.MUTATION
            singleResult.data =
              isMutation && isObject(singleResult.data) ? withoutLargeMembers(singleResult.data) : null
            singleResult.errors = [responseTooLarge(maxResponseBytes, isMutation)]
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

/**
 * Removes large members, such as objects that were read back, from mutation payloads. Ids remain, because a caller that does not get the id of its new
 * case might open another one.
 */
function withoutLargeMembers(data: Record<string, unknown>): Record<string, unknown> {
  return mapMembers(data, (payload) => (isObject(payload) ? mapMembers(payload, nullIfLarge) : payload))
}

function nullIfLarge(value: unknown): unknown {
  return isLargerThan(LARGE_MEMBER_BYTES, value) ? null : value
}

function mapMembers(object: Record<string, unknown>, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]))
}

function responseTooLarge(limit: number, isMutation: boolean): GraphQLFormattedError {
  const advice = isMutation
    ? 'The mutation was executed nevertheless: do not repeat it.'
    : 'Request smaller pages (`first`), or split the query.'
  const message = `The response is larger than ${limit} bytes, the maximum (MAX_RESPONSE_BYTES). ${advice}`
  return asFormatted(codedError('RESPONSE_TOO_LARGE', message, { measure: 'bytes', limit }))
}
