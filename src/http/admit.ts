/** Admission of requests for the graph or its schema: authentication, the rate limit, and the limit on requests in flight. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import type { ConfigFiles } from '../config/files.js'
import { pageViewer, type Viewer } from '../lib/viewer.js'
import type { Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import type { Auth } from './auth/auth.js'
import { limitConcurrency, limitRates } from './rate-limit.js'

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer
    files: ConfigFiles
  }
}

export interface AdmissionOptions {
  config: Config
  metrics: Metrics
  /** Returns the viewer, or throws a Refusal. */
  authenticate: Auth['authenticate']
  /** The configuration files, as last read. */
  currentFiles: () => ConfigFiles
  redis?: Redis | undefined
}

/** Call it once per request, in onRequest. Throws a Refusal: 401, 429, or 503 while no token can be verified. */
export type Admit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** Call it once: all routes share the counters of the result. */
export function createAdmission(app: FastifyInstance, options: AdmissionOptions): Admit {
  const { config, metrics, redis } = options
  const limitRate = limitRates(config, redis, metrics)
  const limitInFlight = limitConcurrency(config, metrics)
  app.decorateRequest('viewer')
  app.decorateRequest('files')

  return async (request, reply) => {
    request.files = options.currentFiles()
    try {
      request.viewer = await options.authenticate(request)
    } catch (refusal) {
      // Unauthenticated callers have no id, so they are counted by address.
      request.viewer = pageViewer
      await limitRate(request, reply)
      throw refusal
    }
    await limitRate(request, reply)
    limitInFlight(request, reply)
  }
}
