/** What the schema requires of a viewer, by `@requiresScope` and `@authenticated` (schema/access.graphql), and the errors of viewers who lack it. */
import { getDirective, type DirectableGraphQLObject } from '@graphql-tools/utils'
import type { GraphQLError, GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { codedError } from '../../lib/errors.js'
import { isScope, scopes, type Scope, type Viewer } from '../../lib/viewer.js'

/** What the checks need of a request's context. */
export interface Guarded {
  viewer: Viewer
}

const AUTHENTICATED = 'authenticated'

export type Requirement = Scope | typeof AUTHENTICATED

/** What a type, a field or an input field requires by itself. Throws for a scope that does not exist. */
export function requirementsOf(schema: GraphQLSchema, at: DirectableGraphQLObject): readonly Requirement[] {
  const required: Requirement[] = getDirective(schema, at, 'authenticated') === undefined ? [] : [AUTHENTICATED]
  const scope: unknown = getDirective(schema, at, 'requiresScope')?.[0]?.['scope']
  if (scope === undefined) return required
  if (typeof scope === 'string' && isScope(scope)) return [...required, scope]
  throw new Error(`@requiresScope has ${JSON.stringify(scope)}, which is not a scope: use one of ${scopes.join(', ')}.`)
}

/** The first of these that the viewer lacks; undefined for one who meets all. */
export function lackingOf(required: readonly Requirement[], viewer: Viewer): Requirement | undefined {
  return required.find((requirement) =>
    requirement === AUTHENTICATED ? viewer.isAuthenticated === false : !viewer.scopes.has(requirement),
  )
}

/** The error for a viewer who lacks this. `what` is a type, a field or an input field. */
export function refusalOf(lacking: Requirement, what: string): GraphQLError {
  if (lacking === AUTHENTICATED)
    return codedError('UNAUTHENTICATED', `${what} requires authentication: send a token or an API key.`)
  const message = `${what} requires the scope ${lacking}, which you do not have.`
  return codedError('FORBIDDEN', message, { requiredScope: lacking })
}

/** The fields, by request, that have had their error. */
const refused = new WeakMap<Guarded, Set<string>>()

/**
 * Whether this field has had the error about `what` for an earlier item of a list that it is in. A page of 100 rows gets one error, and null in all of
 * them. A field is the same only at the same place of the document: each alias, and each place of a fragment, has its own error.
 */
export function isRefusedAgain(context: Guarded, { path }: Pick<GraphQLResolveInfo, 'path'>, what: string): boolean {
  const fields = refused.get(context) ?? new Set()
  refused.set(context, fields)
  let field = what
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at !== undefined; at = at.prev) {
    if (typeof at.key === 'string') field += ` ${at.key}`
  }
  if (fields.has(field)) return true
  fields.add(field)
  return false
}
