/** GET /metrics, for Prometheus: no login, since a scraper has none; what is in it are counts by fixed words. */
import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../telemetry/metrics.js'

export function serveMetrics(app: FastifyInstance, { registry }: Metrics): void {
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}
