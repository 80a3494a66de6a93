/** GET /schema.graphql: the schema as text, with its directives, for code generators and people. */
import type { FastifyInstance } from 'fastify'
import type { Admit } from './admit.js'

/**
 * The same access rules as for an introspection query. `text` is called for the first request only.
 *
 * The type is text/plain because browsers show it, and download anything that they do not know. There is no registered type for schemas:
 * `application/graphql` is in use for queries, too. Code generators go by the path.
 */
export function serveSchema(app: FastifyInstance, admit: Admit, text: () => string): void {
  let printed: string | undefined
  app.get('/schema.graphql', { onRequest: admit }, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send((printed ??= text())),
  )
}
