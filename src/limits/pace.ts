/**
 * Lets other requests in while one takes long. graphql-js goes through lists without a pause wherever the data is there already: a query of the
 * highest complexity would keep the event loop for seconds.
 */
import { MapperKind, mapSchema } from '@graphql-tools/utils'
import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  type GraphQLSchema,
} from 'graphql'
import type { Context } from '../context.js'
import { pause } from '../pause.js'

/** Above this complexity, lists are paced. Up to it, making a response takes a few tenths of a second, most of them for errors. */
export const PACED_COMPLEXITY = 50_000

/** The schema with a pause before each item of a list, in requests that are `paced`. */
export function paceSchema(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => {
      if (!isListType(getNullableType(field.type)) || !isCompositeType(getNamedType(field.type))) return field
      const { resolve = defaultFieldResolver } = field
      return {
        ...field,
        resolve: (parent, args, context: Context, info) => {
          const list: unknown = resolve(parent, args, context, info)
          if (!context.paced) return list
          return list instanceof Promise ? list.then(paced) : paced(list)
        },
      }
    },
  })
}

/** A list whose items come one after the other. An item that is a promise already stays one, and costs only itself where it rejects. */
function paced(list: unknown): unknown {
  if (!Array.isArray(list)) return list
  return list.map((item: unknown) => (item instanceof Promise ? item : pause().then(() => item)))
}
