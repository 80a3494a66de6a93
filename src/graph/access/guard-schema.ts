/**
 * Holds the graph to `@requiresScope`, `@authenticated` and `@personalData` (schema/access.graphql). Deny by default: what requires nothing is an
 * error at start.
 */
import { getDirective } from '@graphql-tools/utils'
import {
  defaultTypeResolver,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql'
import type { Scope, Viewer } from '../../lib/viewer.js'
import { wrapResolvers } from '../wrap-resolvers.js'
import { isRefusedAgain, lackingOf, refusalOf, requirementsOf, type Guarded, type Requirement } from './requirements.js'

/** Without it a viewer sees `***` for whatever is `@personalData`. */
const PERSONAL: Scope = 'cases:personal'
const MASK = '***'

/**
 * Puts checks before the resolvers of a schema, and so before any call to AWS. Throws for a scope that does not exist, and for a field that can be
 * reached without any, and without authentication.
 */
export function guardSchema(schema: GraphQLSchema): void {
  const open = openFields(schema)
  if (open.length > 0) {
    throw new Error(`No scope protects ${open.join(', ')}: add @requiresScope, or @authenticated.`)
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
      const lacking = lackingOf(required, viewer)
      if (lacking !== undefined) {
        const coordinate = `${info.parentType.name}.${info.fieldName}`
        if (isNullable && isRefusedAgain(context, info, coordinate)) return null
        throw refusalOf(lacking, coordinate)
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
 * Whether the viewer may have an object of this type, which a field of an interface loads. Throws FORBIDDEN where that is not so; false where
 * the field has had that error for another item of its list. For resolvers that know the type before they load the object.
 */
export function maySeeType(typeName: string, context: Guarded, info: GraphQLResolveInfo): boolean {
  const lacking = lackingOfType(info.schema, typeName, context.viewer)
  if (lacking === undefined) return true
  if (isRefusedAgain(context, info, typeName)) return false
  throw refusalOf(lacking, typeName)
}

function lackingOfType(schema: GraphQLSchema, typeName: string, viewer: Viewer): Requirement | undefined {
  const type = schema.getType(typeName)
  return type && lackingOf(requirementsOf(schema, type), viewer)
}

/** The fields, as `Type.field`, that some way from the roots leads to without any requirement. Every object has at least a `__typename` to tell. */
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

/** The types of object that a field of this type can come to. */
function objectsOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type)
  return isObjectType(type) ? [type] : []
}

/** What is not known before it is there: nothing of it gets further, whatever its resolver has checked. */
function guardAbstractType(type: GraphQLAbstractType, schema: GraphQLSchema): void {
  const resolveType = type.resolveType ?? defaultTypeResolver
  type.resolveType = async (value, context: Guarded, info, abstractType) => {
    const name = await resolveType(value, context, info, abstractType)
    if (name === undefined) return name
    const lacking = lackingOfType(schema, name, context.viewer)
    if (lacking !== undefined) throw refusalOf(lacking, name)
    return name
  }
}

/** What it takes to give a value to an input field, by `Type.field`. */
function requirementsOfInputs(schema: GraphQLSchema): ReadonlyMap<string, readonly Requirement[]> {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType)
  return new Map(
    inputs.flatMap((type) =>
      Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, requirementsOf(schema, field)]),
    ),
  )
}

/** Throws FORBIDDEN where a value is given that takes a scope which the viewer lacks; null and an empty list are no values. */
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
    const lacking = lackingOf(requirements.get(coordinate) ?? [], viewer)
    if (lacking !== undefined) throw refusalOf(lacking, coordinate)
    checkInput(requirements, field.type, given, viewer)
  }
}

/** Null stays null, and of a list one sees how many there are. */
function mask(value: unknown): unknown {
  if (value == null) return value
  return Array.isArray(value) ? value.map(mask) : MASK
}
