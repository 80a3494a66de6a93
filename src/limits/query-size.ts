/** What a query has, counted in its text alone: before validation, which recurses, and takes long for much. */
import type { ApolloServerPlugin } from '@apollo/server'
import { Kind, visit, type DocumentNode, type GraphQLFormattedError, type SelectionSetNode, type Token } from 'graphql'
import type { Config } from '../config.js'
import type { Context } from '../context.js'
import { asFormatted, refuseDocuments, tooComplex, type Excess } from './query-refusal.js'

/** More than any client writes. It ends what could take long before the complexity is known: validation, and counting itself. */
const MAX_SELECTIONS = 5_000
/** Fragments in fragments make no answer deeper, but what reads them recurses; so it is with lists and objects in arguments. */
const MAX_NESTED_FRAGMENTS = 100
const MAX_NESTED_BRACKETS = 300

export type SizeLimits = Pick<Config, 'maxQueryDepth' | 'maxQueryTokens' | 'maxQueryAliases' | 'maxQueryDirectives'>

/** Before the query is hashed, kept or parsed. What is thrown there would be masked, so that another is put in its place until it can be said. */
export function requestSizePlugin(limits: SizeLimits): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      const excess = requestExcess(request.query, request.variables, limits)
      if (excess === undefined) return {}
      request.query = '{ __typename }'
      delete request.extensions
      delete request.variables
      return {
        async didResolveOperation() {
          throw tooComplex(excess)
        },
      }
    },
  }
}

/** Before the document is validated. */
export function documentSizePlugin(limits: SizeLimits): ApolloServerPlugin<Context> {
  return refuseDocuments(({ document }) => {
    const excess = documentExcess(document, limits)
    return excess && (() => tooComplex(excess))
  })
}

/** For each token that a query may have. The parser does not count comments as tokens, which take as long, and long names are sent back. */
const CHARACTERS_PER_TOKEN = 25
/** In all variables. A hundred ids are the most that a list takes; each value more that is wrong is an error of its own. */
const MAX_VALUES = 10_000

/** Where a request is over a limit that can be told before its query is parsed, if it is. */
function requestExcess(
  query: string | undefined,
  variables: unknown,
  { maxQueryTokens }: Pick<SizeLimits, 'maxQueryTokens'>,
): Excess | undefined {
  const maxCharacters = maxQueryTokens * CHARACTERS_PER_TOKEN
  const characters = query?.length ?? 0
  if (characters > maxCharacters) {
    const message = `The query has ${characters} characters: at most ${maxCharacters} are allowed, ${CHARACTERS_PER_TOKEN} for each token (MAX_QUERY_TOKENS). Ask in parts, and give values in variables.`
    return { measure: 'characters', cost: characters, limit: maxCharacters, message }
  }
  if (!hasMoreValues(variables, MAX_VALUES)) return undefined
  const message = `The variables have more than ${MAX_VALUES} values: send them in parts.`
  return { measure: 'values', cost: MAX_VALUES + 1, limit: MAX_VALUES, message }
}

/** Whether there are more values than `max` in a JSON value, lists and objects included. Without recursion: it may be nested deeply. */
function hasMoreValues(json: unknown, max: number): boolean {
  const values = [json]
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue
    for (const key in value) {
      if (values.push(Reflect.get(value, key)) > max) return true
    }
  }
  return false
}

/** Where a document is over a limit, if it is. */
function documentExcess(document: DocumentNode, limits: SizeLimits): Excess | undefined {
  return nestingExcess(document, limits) ?? countExcess(document, limits) ?? selectionExcess(document, limits)
}

/** What the parser could not read to its end, as the QUERY_TOO_COMPLEX that it is; undefined for any other error. */
export function parseExcess(
  { message, extensions }: GraphQLFormattedError,
  { maxQueryTokens, maxQueryDepth }: SizeLimits,
): GraphQLFormattedError | undefined {
  if (extensions?.['code'] !== 'GRAPHQL_PARSE_FAILED') return undefined
  // the spelling is graphql-js's own
  if (/^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(message)) {
    return asFormatted(
      tooComplex({
        measure: 'tokens',
        cost: maxQueryTokens + 1,
        limit: maxQueryTokens,
        message: `The query has more than ${maxQueryTokens} tokens, the most that is allowed (MAX_QUERY_TOKENS): ask in parts, and give values in variables.`,
      }),
    )
  }
  if (message.startsWith('Syntax Error')) return undefined
  // The parser recurses, and Apollo Server takes an overflow of the stack there for an error of syntax.
  return asFormatted(
    tooComplex({
      measure: 'nested brackets',
      cost: MAX_NESTED_BRACKETS + 1,
      limit: MAX_NESTED_BRACKETS,
      message: `The query is nested too deeply to be read. ${depthAdvice(maxQueryDepth)}`,
    }),
  )
}

function depthAdvice(maxQueryDepth: number): string {
  return `At most ${maxQueryDepth} levels are allowed (MAX_QUERY_DEPTH), and a fragment that spreads itself has no end.`
}

function nestingExcess({ loc }: DocumentNode, { maxQueryDepth }: SizeLimits): Excess | undefined {
  let [nested, most] = [0, 0]
  for (let token: Token | null | undefined = loc?.startToken; token != null; token = token.next) {
    if ('([{'.includes(token.kind)) most = Math.max(most, ++nested)
    else if (')]}'.includes(token.kind)) nested--
  }
  if (most <= MAX_NESTED_BRACKETS) return undefined
  return {
    measure: 'nested brackets',
    cost: most,
    limit: MAX_NESTED_BRACKETS,
    message: `The query has more than ${MAX_NESTED_BRACKETS} brackets in one another. ${depthAdvice(maxQueryDepth)}`,
  }
}

interface Place {
  selectionSet: SelectionSetNode
  /** How many fields it lies in, itself a level, and how many fragments. */
  fields: number
  fragments: number
}

/** Depth and number of the selections. Fragments are followed, each again only where it lies deeper than before. */
function selectionExcess(document: DocumentNode, { maxQueryDepth }: SizeLimits): Excess | undefined {
  const places: Place[] = []
  const spread = new Map<string, Place>()
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue
    const place = { selectionSet: definition.selectionSet, fields: 1, fragments: 0 }
    places.push(place)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) spread.set(definition.name.value, place)
  }
  const seen = new Set<SelectionSetNode>()
  let selections = 0
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { selectionSet, fields, fragments } = place
    if (fields > maxQueryDepth) {
      const message = `The query has ${fields} levels of fields or more. ${depthAdvice(maxQueryDepth)}`
      return { measure: 'depth', cost: fields, limit: maxQueryDepth, message }
    }
    if (fragments > MAX_NESTED_FRAGMENTS) {
      const message = `The query has more than ${MAX_NESTED_FRAGMENTS} fragments in one another.`
      return { measure: 'nested fragments', cost: fragments, limit: MAX_NESTED_FRAGMENTS, message }
    }
    if (!seen.has(selectionSet)) selections += selectionSet.selections.length
    seen.add(selectionSet)
    if (selections > MAX_SELECTIONS) {
      const message = `The query has more than ${MAX_SELECTIONS} selections: ask in parts.`
      return { measure: 'selections', cost: selections, limit: MAX_SELECTIONS, message }
    }
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.selectionSet) places.push({ selectionSet: selection.selectionSet, fields: fields + 1, fragments })
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        places.push({ selectionSet: selection.selectionSet, fields, fragments: fragments + 1 })
      } else {
        const known = spread.get(selection.name.value)
        if (known === undefined || (known.fields >= fields && known.fragments > fragments)) continue
        const deeper = {
          selectionSet: known.selectionSet,
          fields: Math.max(known.fields, fields),
          fragments: Math.max(known.fragments, fragments + 1),
        }
        spread.set(selection.name.value, deeper)
        places.push(deeper)
      }
    }
  }
  return undefined
}

/** Aliases and directives, of all operations and fragments in the text. A fragment counts once, however often it is spread: complexity counts that. */
function countExcess(document: DocumentNode, limits: SizeLimits): Excess | undefined {
  const { maxQueryAliases, maxQueryDirectives } = limits
  let [aliases, directives] = [0, 0]
  visit(document, {
    Field: ({ alias }) => {
      if (alias) aliases++
    },
    Directive: () => {
      directives++
    },
  })
  if (aliases > maxQueryAliases) {
    const message = `The query has ${aliases} aliases: at most ${maxQueryAliases} are allowed (MAX_QUERY_ALIASES). Ask for many by a list, such as nodes(ids:), or in parts.`
    return { measure: 'aliases', cost: aliases, limit: maxQueryAliases, message }
  }
  if (directives > maxQueryDirectives) {
    const message = `The query has ${directives} directives: at most ${maxQueryDirectives} are allowed (MAX_QUERY_DIRECTIVES).`
    return { measure: 'directives', cost: directives, limit: maxQueryDirectives, message }
  }
  return undefined
}
