import type { Cases } from '../../case-index/cases.js'
import type { Call } from '../../upstream/operations.js'
import { createAttachmentLoaders } from './attachment.js'
import type { Limit } from '../../upstream/split.js'
import { createCaseLoaders, type IsVisible } from './case.js'
import { createCommunicationLoaders } from './communication.js'
import { createServiceLoaders } from './service.js'
import { createTrustedAdvisorLoaders } from './trusted-advisor.js'

export type Loaders = ReturnType<typeof createLoaders>

/** The loaders of one request. They are discarded with it, so no viewer sees what was read for another. */
export function createLoaders(call: Call, cases: Cases, limit: Limit, isVisible?: IsVisible) {
  return {
    ...createCaseLoaders(cases, limit, isVisible),
    ...createCommunicationLoaders(call, limit),
    ...createServiceLoaders(call, limit),
    ...createAttachmentLoaders(call, limit),
    ...createTrustedAdvisorLoaders(call, limit),
  }
}
