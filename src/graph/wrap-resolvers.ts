import { defaultFieldResolver, isIntrospectionType, isObjectType } from 'graphql'
import type { GraphQLField, GraphQLFieldResolver, GraphQLSchema } from 'graphql'

/** Returns a wrapper around the resolver of a field, or undefined to keep the resolver. */
export type Wrap<C> = (
  resolve: GraphQLFieldResolver<unknown, C>,
  field: GraphQLField<unknown, C>,
) => GraphQLFieldResolver<unknown, C> | undefined

/** Wraps the resolvers of a schema in place: only for schemas that nothing else uses yet. */
export function wrapResolvers<C>(schema: GraphQLSchema, wrap: Wrap<C>): void {
  for (const type of Object.values(schema.getTypeMap())) {
    // All schemas share the introspection types.
    if (!isObjectType(type) || isIntrospectionType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const wrapped = wrap(field.resolve ?? defaultFieldResolver, field)
      if (wrapped !== undefined) field.resolve = wrapped
    }
  }
}
