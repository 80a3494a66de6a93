/** Limits the size of a query by its text alone, before validation, which is slow for large queries and reveals the schema. */
import type { ApolloServerPlugin } from '@apollo/server'
import {
  Kind,
  TokenKind,
  type DocumentNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type SelectionSetNode,
  type Token,
} from 'graphql'
import type { Config } from '../../config/config.js'
import type { Context } from '../context.js'
import { codedError } from '../../lib/errors.js'
import { textProblem } from '../../lib/text.js'
import { asFormatted, refuseDocuments, tooComplex, type Excess } from './query-refusal.js'

export type SizeLimits = Pick<Config, 'maxQueryDepth' | 'maxQueryTokens'>

/**
 * Runs before the query is hashed, cached or parsed. An error thrown here would be masked, so a stand-in query replaces the refused one until
 * didResolveOperation can throw the error.
 */
export function requestSizePlugin(limits: SizeLimits): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      const excess = charactersExcess(request.query, limits)
      const refusal = excess ? tooComplex(excess) : wrongOperationName(request.operationName)
      if (refusal === undefined) return {}
      request.query = '{ __typename }'
      delete request.extensions
      delete request.variables
      delete request.operationName
      return {
        async didResolveOperation() {
          throw refusal
        },
      }
    },
  }
}

/** Runs before the document is validated. */
export function documentSizePlugin(limits: SizeLimits): ApolloServerPlugin<Context> {
  return refuseDocuments(({ document }) => {
    const excess = tokenExcess(document, limits) ?? depthExcess(document, limits)
    return excess && (() => tooComplex(excess))
  })
}

/**
 * Characters allowed for each allowed token. The parser does not count comments as tokens, but they take as long to parse. Formatted queries have 10 to
 * 15 characters per token.
 */
const CHARACTERS_PER_TOKEN = 25
/** Validation recurses over brackets: 3,300 nested inline fragments overflowed the stack of Node 24. */
const MAX_NESTED_BRACKETS = 1_000
/** A response repeats an alias for each object, and errors repeat names. Generated names have up to about 100 characters. */
const MAX_NAME_LENGTH = 255

function charactersExcess(query = '', { maxQueryTokens }: SizeLimits): Excess | undefined {
  const limit = maxQueryTokens * CHARACTERS_PER_TOKEN
  if (query.length <= limit) return undefined
  const message = `The query has ${query.length} characters: at most ${limit} are allowed, ${CHARACTERS_PER_TOKEN} for each token (MAX_QUERY_TOKENS). Split the query, and pass values as variables.`
  return { measure: 'characters', cost: query.length, limit, message }
}

/** Checks the operation name before Apollo Server does: its error for an unknown name repeats the name. */
function wrongOperationName(name = ''): GraphQLError | undefined {
  const problem =
    name.length > MAX_NAME_LENGTH
      ? `has ${name.length} characters: at most ${MAX_NAME_LENGTH} are allowed.`
      : textProblem(name)
  return problem === undefined
    ? undefined
    : codedError('BAD_USER_INPUT', `operationName ${problem}`, { http: { status: 400 } })
}

/** Converts the parse error for a query that is too large to QUERY_TOO_COMPLEX, or returns undefined for any other error. */
export function parseExcess(
  { message, extensions }: GraphQLFormattedError,
  { maxQueryTokens, maxQueryDepth }: SizeLimits,
): GraphQLFormattedError | undefined {
  if (extensions?.['code'] !== 'GRAPHQL_PARSE_FAILED') return undefined
  // graphql-js 16 writes "that" for "than"
  if (/^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(message)) {
    return asFormatted(
      tooComplex({
        measure: 'tokens',
        cost: maxQueryTokens + 1,
        limit: maxQueryTokens,
        message: `The query has more than ${maxQueryTokens} tokens, the maximum (MAX_QUERY_TOKENS). Split the query, and pass values as variables.`,
      }),
    )
  }
  if (message.startsWith('Syntax Error')) return undefined
  // The parser recurses, and Apollo Server reports a stack overflow there as a syntax error.
  return asFormatted(
    tooComplex({
      measure: 'depth',
      cost: maxQueryDepth + 1,
      limit: maxQueryDepth,
      message: `The query is nested too deeply to be parsed. ${depthAdvice(maxQueryDepth)}`,
    }),
  )
}

function depthAdvice(maxQueryDepth: number): string {
  return `At most ${maxQueryDepth} levels are allowed (MAX_QUERY_DEPTH), and a fragment must not spread itself.`
}

function tokenExcess({ loc }: DocumentNode, { maxQueryDepth }: SizeLimits): Excess | undefined {
  let nested = 0
  for (let token: Token | null | undefined = loc?.startToken; token != null; token = token.next) {
    if ('([{'.includes(token.kind)) nested++
    else if (')]}'.includes(token.kind)) nested--
    if (nested > MAX_NESTED_BRACKETS) {
      const message = `The query has more than ${MAX_NESTED_BRACKETS} nested brackets. ${depthAdvice(maxQueryDepth)}`
      return { measure: 'depth', cost: nested, limit: MAX_NESTED_BRACKETS, message }
    }
    if (token.kind !== TokenKind.NAME || token.value.length <= MAX_NAME_LENGTH) continue
    const { length } = token.value
    const message = `A name in the query has ${length} characters: at most ${MAX_NAME_LENGTH} are allowed.`
    return { measure: 'characters', cost: length, limit: MAX_NAME_LENGTH, message }
  }
  return undefined
}

interface NestedSelection {
  selectionSet: SelectionSetNode
  /** The level of its fields: 1 for those of an operation or a fragment. */
  fields: number
}

/** Follows fragments. Visits a fragment again only where it is nested deeper than before. */
function depthExcess(document: DocumentNode, { maxQueryDepth }: SizeLimits): Excess | undefined {
  const places: NestedSelection[] = []
  const spread = new Map<string, NestedSelection>()
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue
    const place = { selectionSet: definition.selectionSet, fields: 1 }
    places.push(place)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) spread.set(definition.name.value, place)
  }
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { selectionSet, fields } = place
    if (fields > maxQueryDepth) {
      const message = `The query has ${fields} levels of fields or more. ${depthAdvice(maxQueryDepth)}`
      return { measure: 'depth', cost: fields, limit: maxQueryDepth, message }
    }
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.selectionSet) places.push({ selectionSet: selection.selectionSet, fields: fields + 1 })
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        places.push({ selectionSet: selection.selectionSet, fields })
      } else {
        const known = spread.get(selection.name.value)
        if (known === undefined || known.fields >= fields) continue
        const deeper = { selectionSet: known.selectionSet, fields }
        spread.set(selection.name.value, deeper)
        places.push(deeper)
      }
    }
  }
  return undefined
}
