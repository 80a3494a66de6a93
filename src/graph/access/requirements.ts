/**
 * What the schema requires of a viewer, by `@requiresScope` and `@authenticated` (schema/access.graphql), and the errors for viewers that lack it.
 */
import { getDirective, type DirectableGraphQLObject } from '@graphql-tools/utils'
import type { GraphQLError, GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { codedError } from '../../lib/errors.js'
import { isScope, scopes, type Scope, type Viewer } from '../../lib/viewer.js'

/** The part of a request's context that the checks need. */
export interface Guarded {
  viewer: Viewer
}

const AUTHENTICATED = 'authenticated'

export type Requirement = Scope | typeof AUTHENTICATED

/** The requirements that are declared on a type, a field or an input field itself. Throws for an unknown scope. */
export function requirementsOf(schema: GraphQLSchema, at: DirectableGraphQLObject): readonly Requirement[] {
  const required: Requirement[] = getDirective(schema, at, 'authenticated') === undefined ? [] : [AUTHENTICATED]
  const scope: unknown = getDirective(schema, at, 'requiresScope')?.[0]?.['scope']
  if (scope === undefined) return required
  if (typeof scope === 'string' && isScope(scope)) return [...required, scope]
  throw new Error(`@requiresScope has ${JSON.stringify(scope)}, which is not a scope: use one of ${scopes.join(', ')}.`)
}

/** The first of these requirements that the viewer does not meet, or undefined if it meets all. */
export function missingRequirement(required: readonly Requirement[], viewer: Viewer): Requirement | undefined {
  return required.find((requirement) =>
    requirement === AUTHENTICATED ? viewer.isAuthenticated === false : !viewer.scopes.has(requirement),
  )
}

/** The error for an unmet requirement of `what`: a type, a field or an input field. */
export function accessError(missing: Requirement, what: string): GraphQLError {
  if (missing === AUTHENTICATED)
    return codedError('UNAUTHENTICATED', `${what} requires authentication: send a token or an API key.`)
  const message = `${what} requires the scope ${missing}, which you do not have.`
  return codedError('FORBIDDEN', message, { requiredScope: missing })
}

/** The fields that have reported their error, by request. */
const reported = new WeakMap<Guarded, Set<string>>()

/**
 * Whether this field has already reported the error about `what` for an earlier list item. If not, marks it as reported. A page of 100 rows gets
 * one error, and null in all rows. The same field under another alias, or elsewhere in the response, reports its own error.
 */
export function isAlreadyReported(context: Guarded, { path }: Pick<GraphQLResolveInfo, 'path'>, what: string): boolean {
  const fields = reported.get(context) ?? new Set()
  reported.set(context, fields)
  let field = what
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at !== undefined; at = at.prev) {
    if (typeof at.key === 'string') field += ` ${at.key}`
  }
  if (fields.has(field)) return true
  fields.add(field)
  return false
}
