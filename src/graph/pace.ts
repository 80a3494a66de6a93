/**
 * Lets other requests in while one takes long. graphql-js goes through lists without a pause wherever the data is there already: a query of the
 * highest complexity would keep the event loop for seconds.
 */
import { getNamedType, isCompositeType, Kind, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql'
import { pause } from '../lib/pause.js'
import { wrapResolvers } from './wrap-resolvers.js'

/** Above this complexity, lists are paced. Up to it, making a response takes a few tenths of a second, most of them for errors. */
export const PACED_COMPLEXITY = 20_000

/** Of an object that is waited for: fewer fields take less time than a pause. */
const PACED_SELECTIONS = 20

/** Puts a pause before each item of a list, and before large objects that are waited for, in requests that are `paced`. */
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

/** Whether many fields are selected of an object, by what it takes little time to see. */
function isLarge({ fieldNodes }: GraphQLResolveInfo): boolean {
  const selections = fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? [])
  return selections.length > PACED_SELECTIONS || selections.some(({ kind }) => kind !== Kind.FIELD)
}

/** A list whose items come one after the other. An item that is a promise already stays one, and costs only itself where it rejects. */
function paced(list: unknown): unknown {
  if (!Array.isArray(list)) return list
  return list.map((item: unknown) => (item instanceof Promise ? item : pause().then(() => item)))
}
