/**
 * Lets other requests run while one takes a long time. graphql-js walks lists of loaded data without a pause, so a query of the highest complexity
 * would block the event loop for seconds.
 */
import { getNamedType, isCompositeType, Kind, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql'
import { pause } from '../lib/pause.js'
import { wrapResolvers } from './wrap-resolvers.js'

/** Above this complexity, lists are paced. Below it, producing a response takes a few tenths of a second at most; errors take longest. */
export const PACED_COMPLEXITY = 20_000

/** An awaited object with more selections than this gets a pause. Resolving fewer fields takes less time than the pause. */
const PACED_SELECTIONS = 20

/** Adds a pause before each list item and before large awaited objects, in requests that are `paced`. */
export function paceSchema(schema: GraphQLSchema): void {
  wrapResolvers<{ paced?: boolean }>(schema, (resolve, field) => {
    if (!isCompositeType(getNamedType(field.type))) return undefined
    return (parent, args, context, info) => {
      const value: unknown = resolve(parent, args, context, info)
      if (!context.paced) return value
      if (!(value instanceof Promise)) return paced(value)
      return value.then(isLarge(info) ? async (found: unknown) => (await pause(), paced(found)) : paced)
    }
  })
}

/** Whether many fields of an object are selected, by a cheap estimate. */
function isLarge({ fieldNodes }: GraphQLResolveInfo): boolean {
  const selections = fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? [])
  return selections.length > PACED_SELECTIONS || selections.some(({ kind }) => kind !== Kind.FIELD)
}

/** Pauses before each item of a list. An item that is already a promise is left as is; if it rejects, only that item fails. */
function paced(list: unknown): unknown {
  if (!Array.isArray(list)) return list
  return list.map((item: unknown) => (item instanceof Promise ? item : pause().then(() => item)))
}
