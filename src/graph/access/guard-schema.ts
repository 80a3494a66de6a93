/** Holds the graph to `@requiresScope` and `@personalData` (schema/access.graphql). Deny by default: what has no scope is an error at start. */
import { getDirective, MapperKind, mapSchema, type DirectableGraphQLObject } from '@graphql-tools/utils'
import {
  defaultFieldResolver,
  defaultTypeResolver,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { codedError } from '../../lib/errors.js'
import { isScope, scopes, type Scope, type Viewer } from '../../lib/viewer.js'

/** What the checks need of a request's context. */
interface Guarded {
  viewer: Viewer
}

/** Without it a viewer sees `***` for whatever is `@personalData`. */
const PERSONAL: Scope = 'cases:personal'
const MASK = '***'

/**
 * The schema with its resolvers behind their checks, which come before any call to AWS. Only where a check can fail is a field wrapped: what the
 * way to it has asked for already is not asked again. Throws for a scope that does not exist, and for a field that can be reached without any.
 */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  const required = requiredScopes(schema)
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field: GraphQLFieldConfig<unknown, Guarded>, name, typeName) => {
      const needed = required.get(`${typeName}.${name}`) ?? []
      const inputs = Object.entries(field.args ?? {}).filter(([, { type }]) => holdsScope(schema, type))
      const unmasked = needed.length > 0 || inputs.length > 0 ? guarded(schema, field, needed, inputs) : field
      return isPersonal(schema, field) ? masked(unmasked) : unmasked
    },
    [MapperKind.ABSTRACT_TYPE]: guardAbstractType,
  })
}

/** Throws FORBIDDEN for a viewer who lacks the scope of a type of object. For resolvers that know the type before they load the object. */
export function checkTypeScope(schema: GraphQLSchema, typeName: string, viewer: Viewer): void {
  const type = schema.getType(typeName)
  checkScope(type === undefined ? undefined : scopeOf(schema, type), viewer, typeName)
}

function checkScope(scope: Scope | undefined, viewer: Viewer, what: string): void {
  if (scope === undefined || viewer.scopes.has(scope)) return
  throw codedError('FORBIDDEN', `${what} takes the scope ${scope}, which you do not have.`, { requiredScope: scope })
}

/**
 * The scopes that each field has to check, by `Type.field`: its own and that of its result, where there is a way to it that has asked for less.
 * Walks all ways from the roots. What a field of an interface or a union comes to is checked by the type that it turns out to be.
 */
function requiredScopes(schema: GraphQLSchema): Map<string, Scope[]> {
  const required = new Map<string, Scope[]>()
  const open: string[] = []
  const walked = new Set<string>()
  const walk = (type: GraphQLObjectType, granted: readonly Scope[]): void => {
    const way = [type.name, ...granted.toSorted()].join(' ')
    if (walked.has(way)) return
    walked.add(way)
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      const result = getNamedType(field.type)
      const needed = [scopeOf(schema, field), scopeOf(schema, result)].filter((scope) => scope !== undefined)
      const reached = [...new Set([...granted, ...needed])]
      if (reached.length > granted.length) required.set(coordinate, [...new Set(needed)])
      for (const object of objectsOf(schema, result)) {
        const own = scopeOf(schema, object)
        const before = own === undefined || reached.includes(own) ? reached : [...reached, own]
        if (before.length === 0) open.push(coordinate)
        walk(object, before)
      }
      if (isLeafType(result) && reached.length === 0) open.push(coordinate)
    }
  }
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root != null) walk(root, [])
  }
  if (open.length > 0) {
    throw new Error(`Without any scope there is a way to ${[...new Set(open)].join(', ')}: say @requiresScope.`)
  }
  return required
}

/** The types of object that a field of this type can come to. */
function objectsOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type)
  return isObjectType(type) ? [type] : []
}

function scopeOf(schema: GraphQLSchema, at: DirectableGraphQLObject): Scope | undefined {
  const word: unknown = getDirective(schema, at, 'requiresScope')?.[0]?.['scope']
  if (word === undefined) return undefined
  if (typeof word === 'string' && isScope(word)) return word
  throw new Error(`@requiresScope names ${JSON.stringify(word)}, which is no scope: there are ${scopes.join(', ')}.`)
}

function guarded(
  schema: GraphQLSchema,
  field: GraphQLFieldConfig<unknown, Guarded>,
  needed: readonly Scope[],
  inputs: readonly (readonly [name: string, argument: GraphQLArgumentConfig])[],
): GraphQLFieldConfig<unknown, Guarded> {
  const { resolve = defaultFieldResolver } = field
  return {
    ...field,
    resolve: (parent, args: Readonly<Record<string, unknown>>, context, info) => {
      for (const scope of needed) checkScope(scope, context.viewer, `${info.parentType.name}.${info.fieldName}`)
      for (const [name, { type }] of inputs) checkInput(schema, type, args[name], context.viewer)
      return resolve(parent, args, context, info)
    },
  }
}

/** What is not known before it is there: nothing of it gets further, whatever its resolver has checked. */
function guardAbstractType<T extends GraphQLAbstractType>(type: T, schema: GraphQLSchema): T {
  const resolveType = type.resolveType ?? defaultTypeResolver
  type.resolveType = async (value, context: Guarded, info, abstractType) => {
    const name = await resolveType(value, context, info, abstractType)
    if (name !== undefined) checkTypeScope(schema, name, context.viewer)
    return name
  }
  return type
}

/** Whether a value of this type can hold something that takes a scope. */
function holdsScope(schema: GraphQLSchema, type: GraphQLInputType, above: readonly string[] = []): boolean {
  const named = getNamedType(type)
  if (!isInputObjectType(named) || above.includes(named.name)) return false
  return Object.values(named.getFields()).some(
    (field) => scopeOf(schema, field) !== undefined || holdsScope(schema, field.type, [...above, named.name]),
  )
}

/** Throws FORBIDDEN where a value is given that takes a scope which the viewer lacks; null and an empty list are no values. */
function checkInput(schema: GraphQLSchema, type: GraphQLInputType, value: unknown, viewer: Viewer): void {
  const nullable = getNullableType(type)
  if (isListType(nullable) && Array.isArray(value)) {
    for (const item of value) checkInput(schema, nullable.ofType, item, viewer)
  }
  if (!isInputObjectType(nullable) || typeof value !== 'object' || value === null) return
  for (const field of Object.values(nullable.getFields())) {
    const given: unknown = Reflect.get(value, field.name)
    if (given == null || (Array.isArray(given) && given.length === 0)) continue
    checkScope(scopeOf(schema, field), viewer, `${nullable.name}.${field.name}`)
    checkInput(schema, field.type, given, viewer)
  }
}

function isPersonal(schema: GraphQLSchema, at: DirectableGraphQLObject): boolean {
  return getDirective(schema, at, 'personalData') !== undefined
}

function masked(field: GraphQLFieldConfig<unknown, Guarded>): GraphQLFieldConfig<unknown, Guarded> {
  const { resolve = defaultFieldResolver } = field
  return {
    ...field,
    resolve: (parent, args, context, info) => {
      const value: unknown = resolve(parent, args, context, info)
      if (context.viewer.scopes.has(PERSONAL)) return value
      return value instanceof Promise ? value.then(mask) : mask(value)
    },
  }
}

/** Null stays null, and of a list one sees how many there are. */
function mask(value: unknown): unknown {
  if (value == null) return value
  return Array.isArray(value) ? value.map(mask) : MASK
}
