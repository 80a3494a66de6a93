import type { Trace } from '../telemetry/tracing.js'
import type { Upstream } from '../upstream/upstream.js'
import { createAttachmentLoaders } from './attachment.js'
import type { Limit } from './batch.js'
import { createCaseLoaders, type CaseRestriction } from './case.js'
import { createCommunicationLoaders } from './communication.js'
import { createServiceLoaders } from './service.js'
import { createTrustedAdvisorLoaders } from './trusted-advisor.js'

export type Loaders = ReturnType<typeof createLoaders>

/** The loaders of one request. They live no longer than it, so that nobody sees what was read for somebody else. */
export function createLoaders(upstream: Upstream, limit: Limit, trace?: Trace, restriction?: CaseRestriction) {
  return {
    ...createCaseLoaders(upstream, limit, trace, restriction),
    ...createCommunicationLoaders(upstream, limit),
    ...createServiceLoaders(upstream, limit),
    ...createAttachmentLoaders(upstream, limit, trace),
    ...createTrustedAdvisorLoaders(upstream, limit, trace),
  }
}
