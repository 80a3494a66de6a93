import type { Resolvers } from '../generated/resolvers.js'
import { accountResolvers } from './account.js'
import { attachmentMutationResolvers } from './attachment-mutations.js'
import { attachmentResolvers } from './attachment.js'
import { caseInboxResolvers } from './case-inbox.js'
import { caseFormResolvers } from './case-form.js'
import { caseMutationResolvers } from './case-mutations.js'
import { caseSummaryResolvers } from './case-summary.js'
import { caseSearchResolvers } from './case-search.js'
import { caseResolvers } from './case.js'
import { communicationMutationResolvers } from './communication-mutations.js'
import { communicationTypeResolvers } from './communication-type.js'
import { communicationResolvers } from './communication.js'
import { withUserErrors } from './mutations.js'
import { nodeResolvers } from './node.js'
import { scalars } from './scalars.js'
import { serviceResolvers } from './service.js'
import { trustedAdvisorMutationResolvers } from './trusted-advisor-mutations.js'
import { trustedAdvisorResolvers } from './trusted-advisor.js'
import { viewerResolvers } from './viewer.js'

/** All resolvers, one entry per noun. */
export const resolvers: readonly Resolvers[] = [
  scalars,
  nodeResolvers,
  accountResolvers,
  caseResolvers,
  caseInboxResolvers,
  caseSummaryResolvers,
  caseSearchResolvers,
  withUserErrors(caseMutationResolvers),
  communicationResolvers,
  withUserErrors(communicationMutationResolvers),
  attachmentResolvers,
  withUserErrors(attachmentMutationResolvers),
  serviceResolvers,
  communicationTypeResolvers,
  caseFormResolvers,
  trustedAdvisorResolvers,
  withUserErrors(trustedAdvisorMutationResolvers),
  viewerResolvers,
]
