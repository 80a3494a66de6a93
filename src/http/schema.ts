/** GET /schema.graphql: the schema as text, with its directives, for code generators and people. */
import type { FastifyInstance } from 'fastify'
import type { Admit } from './admit.js'

/**
 * The same access rules as for an introspection query, except that TRUSTED_DOCUMENTS does not apply. `text` is called for the first request only.
 *
 * The type is text/plain because browsers show it, and would download an unknown type. There is no registered type for schemas:
 * `application/graphql` is also used for queries. Code generators look at the path.
 */
export function serveSchema(app: FastifyInstance, admit: Admit, text: () => string): void {
  let printed: string | undefined
  app.get('/schema.graphql', { onRequest: admit }, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send((printed ??= text())),
  )
}
