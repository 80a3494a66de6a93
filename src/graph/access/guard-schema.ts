/** Holds the graph to `@requiresScope` and `@personalData` (schema/access.graphql). Deny by default: what has no scope is an error at start. */
import { getDirective, type DirectableGraphQLObject } from '@graphql-tools/utils'
import {
  defaultTypeResolver,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { codedError } from '../../lib/errors.js'
import { isScope, scopes, type Scope, type Viewer } from '../../lib/viewer.js'
import { wrapResolvers } from '../wrap-resolvers.js'

/** What the checks need of a request's context. */
interface Guarded {
  viewer: Viewer
}

/** Without it a viewer sees `***` for whatever is `@personalData`. */
const PERSONAL: Scope = 'cases:personal'
const MASK = '***'

/**
 * Puts checks before the resolvers of a schema, and so before any call to AWS. Throws for a scope that does not exist, and for a field that can be
 * reached without any.
 */
export function guardSchema(schema: GraphQLSchema): void {
  const open = openFields(schema)
  if (open.length > 0) throw new Error(`Without any scope there is a way to ${open.join(', ')}: say @requiresScope.`)
  const inputScopes = scopesOfInputs(schema)
  wrapResolvers<Guarded>(schema, (resolve, field) => {
    const needed = [scopeOf(schema, field), scopeOf(schema, getNamedType(field.type))].filter((it) => it !== undefined)
    const inputs = field.args.filter(({ type }) => isInputObjectType(getNamedType(type)))
    const isPersonal = getDirective(schema, field, 'personalData') !== undefined
    if (needed.length === 0 && inputs.length === 0 && !isPersonal) return undefined
    return (parent, args, context, info) => {
      const { viewer } = context
      for (const scope of needed) checkScope(scope, viewer, `${info.parentType.name}.${info.fieldName}`)
      for (const { name, type } of inputs) checkInput(inputScopes, type, args[name], viewer)
      const value: unknown = resolve(parent, args, context, info)
      if (!isPersonal || viewer.scopes.has(PERSONAL)) return value
      return value instanceof Promise ? value.then(mask) : mask(value)
    }
  })
  for (const type of Object.values(schema.getTypeMap())) if (isAbstractType(type)) guardAbstractType(type, schema)
}

/** Throws FORBIDDEN for a viewer who lacks the scope of a type of object. For resolvers that know the type before they load the object. */
export function checkTypeScope(schema: GraphQLSchema, typeName: string, viewer: Viewer): void {
  const type = schema.getType(typeName)
  checkScope(type && scopeOf(schema, type), viewer, typeName)
}

function checkScope(scope: Scope | undefined, viewer: Viewer, what: string): void {
  if (scope === undefined || viewer.scopes.has(scope)) return
  throw codedError('FORBIDDEN', `${what} takes the scope ${scope}, which you do not have.`, { requiredScope: scope })
}

function scopeOf(schema: GraphQLSchema, at: DirectableGraphQLObject): Scope | undefined {
  const scope: unknown = getDirective(schema, at, 'requiresScope')?.[0]?.['scope']
  if (scope === undefined) return undefined
  if (typeof scope === 'string' && isScope(scope)) return scope
  throw new Error(`@requiresScope names ${JSON.stringify(scope)}, which is no scope: there are ${scopes.join(', ')}.`)
}

/** The fields, as `Type.field`, that some way from the roots leads to without any scope. Every object has at least a `__typename` to tell. */
function openFields(schema: GraphQLSchema): string[] {
  const open = new Set<string>()
  const walked = new Set<GraphQLObjectType>()
  const walk = (type: GraphQLObjectType): void => {
    if (walked.has(type)) return
    walked.add(type)
    for (const field of Object.values(type.getFields())) {
      const result = getNamedType(field.type)
      if (scopeOf(schema, field) !== undefined) continue
      const objects = objectsOf(schema, result).filter((object) => scopeOf(schema, object) === undefined)
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
    if (name !== undefined) checkTypeScope(schema, name, context.viewer)
    return name
  }
}

/** The scopes that it takes to give a value to an input field, by `Type.field`. */
function scopesOfInputs(schema: GraphQLSchema): ReadonlyMap<string, Scope> {
  const found = new Map<string, Scope>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const scope = scopeOf(schema, field)
      if (scope !== undefined) found.set(`${type.name}.${field.name}`, scope)
    }
  }
  return found
}

/** Throws FORBIDDEN where a value is given that takes a scope which the viewer lacks; null and an empty list are no values. */
function checkInput(
  inputScopes: ReadonlyMap<string, Scope>,
  type: GraphQLInputType,
  value: unknown,
  viewer: Viewer,
): void {
  const nullable = getNullableType(type)
  if (isListType(nullable) && Array.isArray(value)) {
    for (const item of value) checkInput(inputScopes, nullable.ofType, item, viewer)
  }
  if (!isInputObjectType(nullable) || typeof value !== 'object' || value === null) return
  for (const field of Object.values(nullable.getFields())) {
    const given: unknown = Reflect.get(value, field.name)
    if (given == null || (Array.isArray(given) && given.length === 0)) continue
    const coordinate = `${nullable.name}.${field.name}`
    checkScope(inputScopes.get(coordinate), viewer, coordinate)
    checkInput(inputScopes, field.type, given, viewer)
  }
}

/** Null stays null, and of a list one sees how many there are. */
function mask(value: unknown): unknown {
  if (value == null) return value
  return Array.isArray(value) ? value.map(mask) : MASK
}
