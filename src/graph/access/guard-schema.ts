/**
 * Enforces `@requiresScope`, `@authenticated` and `@personalData` (schema/access.graphql). Deny by default: a field without a requirement is an error
 * at startup.
 */
import { getDirective } from '@graphql-tools/utils'
import {
  defaultFieldResolver,
  defaultTypeResolver,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInputObjectType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql'
import type { Scope, Viewer } from '../../lib/viewer.js'
import {
  isAlreadyReported,
  missingRequirement,
  accessError,
  requirementsOf,
  type Guarded,
  type Requirement,
} from './requirements.js'

/** Without this scope, a viewer gets `***` for `@personalData`. */
const PERSONAL: Scope = 'cases:personal'
const MASK = '***'

/**
 * Adds checks before the resolvers of a schema, and so before any AWS call. Throws for an unknown scope, and for a field that can be reached with
 * neither a scope nor authentication.
 */
export function guardSchema(schema: GraphQLSchema): void {
  const open = openFields(schema)
  if (open.length > 0) {
    throw new Error(`No scope protects ${open.join(', ')}: add @requiresScope or @authenticated.`)
  }
  const inputRequirements = requirementsOfInputs(schema)
  wrapResolvers<Guarded>(schema, (resolve, field) => {
    const required = [...requirementsOf(schema, field), ...requirementsOf(schema, getNamedType(field.type))]
    const inputs = field.args.filter(({ type }) => isInputObjectType(getNamedType(type)))
    const isPersonal = getDirective(schema, field, 'personalData') !== undefined
    if (required.length === 0 && inputs.length === 0 && !isPersonal) return undefined
    const isNullable = !isNonNullType(field.type)
    return (parent, args, context, info) => {
      const { viewer } = context
      const missing = missingRequirement(required, viewer)
      if (missing !== undefined) {
        const coordinate = `${info.parentType.name}.${info.fieldName}`
        if (isNullable && isAlreadyReported(context, info, coordinate)) return null
        throw accessError(missing, coordinate)
      }
      for (const { name, type } of inputs) checkInput(inputRequirements, type, args[name], viewer)
      const value: unknown = resolve(parent, args, context, info)
      if (!isPersonal || viewer.scopes.has(PERSONAL)) return value
      return value instanceof Promise ? value.then(mask) : mask(value)
    }
  })
  for (const type of Object.values(schema.getTypeMap())) if (isAbstractType(type)) guardAbstractType(type, schema)
}

/**
 * Whether the viewer may see objects of this type. If not, throws FORBIDDEN, or returns false if the field has already reported that error for
 * another list item. For fields of an interface type whose resolvers know the type before they load the object.
 */
export function maySeeType(typeName: string, context: Guarded, info: GraphQLResolveInfo): boolean {
  const missing = missingForType(info.schema, typeName, context.viewer)
  if (missing === undefined) return true
  if (isAlreadyReported(context, info, typeName)) return false
  throw accessError(missing, typeName)
}

function missingForType(schema: GraphQLSchema, typeName: string, viewer: Viewer): Requirement | undefined {
  const type = schema.getType(typeName)
  return type && missingRequirement(requirementsOf(schema, type), viewer)
}

/**
 * The fields, as `Type.field`, that can be reached from the roots without any requirement. A field that returns an unprotected object is one of them,
 * because every object reveals at least its `__typename`.
 */
function openFields(schema: GraphQLSchema): string[] {
  const open = new Set<string>()
  const walked = new Set<GraphQLObjectType>()
  const walk = (type: GraphQLObjectType): void => {
    if (walked.has(type)) return
    walked.add(type)
    for (const field of Object.values(type.getFields())) {
      const result = getNamedType(field.type)
      if (requirementsOf(schema, field).length > 0) continue
      const objects = objectsOf(schema, result).filter((object) => requirementsOf(schema, object).length === 0)
      if (isLeafType(result) || objects.length > 0) open.add(`${type.name}.${field.name}`)
      for (const object of objects) walk(object)
    }
  }
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root != null) walk(root)
  }
  return [...open]
}

/** The object types that a field of this type can return. */
function objectsOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type)
  return isObjectType(type) ? [type] : []
}

/** Checks objects whose type is known only once they are loaded, regardless of what their resolver has checked. */
function guardAbstractType(type: GraphQLAbstractType, schema: GraphQLSchema): void {
  const resolveType = type.resolveType ?? defaultTypeResolver
  type.resolveType = async (value, context: Guarded, info, abstractType) => {
    const name = await resolveType(value, context, info, abstractType)
    if (name === undefined) return name
    const missing = missingForType(schema, name, context.viewer)
    if (missing !== undefined) throw accessError(missing, name)
    return name
  }
}

/** The requirements for setting an input field, by `Type.field`. */
function requirementsOfInputs(schema: GraphQLSchema): ReadonlyMap<string, readonly Requirement[]> {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType)
  return new Map(
    inputs.flatMap((type) =>
      Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, requirementsOf(schema, field)]),
    ),
  )
}

/** Throws FORBIDDEN if the value of an input field requires a scope that the viewer lacks. Null and empty lists do not count as values. */
function checkInput(
  requirements: ReadonlyMap<string, readonly Requirement[]>,
  type: GraphQLInputType,
  value: unknown,
  viewer: Viewer,
): void {
  const nullable = getNullableType(type)
  if (isListType(nullable) && Array.isArray(value)) {
    for (const item of value) checkInput(requirements, nullable.ofType, item, viewer)
  }
  if (!isInputObjectType(nullable) || typeof value !== 'object' || value === null) return
  for (const field of Object.values(nullable.getFields())) {
    const given: unknown = Reflect.get(value, field.name)
    if (given == null || (Array.isArray(given) && given.length === 0)) continue
    const coordinate = `${nullable.name}.${field.name}`
    const missing = missingRequirement(requirements.get(coordinate) ?? [], viewer)
    if (missing !== undefined) throw accessError(missing, coordinate)
    checkInput(requirements, field.type, given, viewer)
  }
}

/** Replaces a value, or each item of a list, with `***`. Null remains null. */
function mask(value: unknown): unknown {
  if (value == null) return value
  return Array.isArray(value) ? value.map(mask) : MASK
}

/** Returns a wrapper around the resolver of a field, or undefined to keep the resolver. */
type Wrap<C> = (
  resolve: GraphQLFieldResolver<unknown, C>,
  field: GraphQLField<unknown, C>,
) => GraphQLFieldResolver<unknown, C> | undefined

/** Wraps the resolvers of a schema in place: only for schemas that nothing else uses yet. */
function wrapResolvers<C>(schema: GraphQLSchema, wrap: Wrap<C>): void {
  for (const type of Object.values(schema.getTypeMap())) {
    // All schemas share the introspection types.
    if (!isObjectType(type) || isIntrospectionType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const wrapped = wrap(field.resolve ?? defaultFieldResolver, field)
      if (wrapped !== undefined) field.resolve = wrapped
    }
  }
}
