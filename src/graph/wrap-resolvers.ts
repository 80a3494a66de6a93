import { defaultFieldResolver, isIntrospectionType, isObjectType } from 'graphql'
import type { GraphQLField, GraphQLFieldResolver, GraphQLSchema } from 'graphql'

/** Around the resolver of a field, or undefined where that stays as it is. */
export type Wrap<C> = (
  resolve: GraphQLFieldResolver<unknown, C>,
  field: GraphQLField<unknown, C>,
) => GraphQLFieldResolver<unknown, C> | undefined

/** Puts resolvers around those of a schema, in place: only for schemas that nobody else has yet. */
export function wrapResolvers<C>(schema: GraphQLSchema, wrap: Wrap<C>): void {
  for (const type of Object.values(schema.getTypeMap())) {
    // All schemas share the types of introspection.
    if (!isObjectType(type) || isIntrospectionType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const wrapped = wrap(field.resolve ?? defaultFieldResolver, field)
      if (wrapped !== undefined) field.resolve = wrapped
    }
  }
}
