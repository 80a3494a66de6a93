import type { Resolvers } from '../generated/resolvers.js'
import { toGlobalId } from '../relay/id.js'
import { selects } from '../selection.js'
import { readAwsTime } from '../time.js'
import { attachmentConnection } from './attachment.js'
import { loadCase, readCaseId, selectsInlineCommunications, toCaseStatus } from './case-by-id.js'
import { listCases } from './case-list.js'
import { connectionResolvers } from './connections.js'
import { listCommunications, readThread } from './thread.js'

export const caseResolvers = {
  Query: {
    case: async (_, { id }, context, info) => {
      const communications = selectsInlineCommunications(info)
      const caseId = await readCaseId(context, id, communications)
      return caseId === null ? null : loadCase(context, caseId, communications)
    },
    cases: (_, args, context, info) =>
      listCases(context, args, {
        communications: [['nodes'], ['edges', 'node']].some((path) =>
          selectsInlineCommunications(info, 'CaseConnection', path),
        ),
        totalCount: selects(info, 'CaseConnection', ['totalCount']),
      }),
  },
  Case: {
    id: ({ caseId }) => toGlobalId('Case', caseId),
    status: ({ status }) => toCaseStatus(status),
    statusCode: ({ status }) => status,
    service: ({ serviceCode }, _, { loaders }) =>
      serviceCode === undefined ? null : loaders.serviceByKey({ code: serviceCode }),
    category: async ({ serviceCode, categoryCode }, _, { loaders }) => {
      if (serviceCode === undefined || categoryCode === undefined) return null
      const service = await loaders.serviceByKey({ code: serviceCode })
      return service?.categories?.find(({ code }) => code === categoryCode) ?? null
    },
    severity: async ({ severityCode }, _, { loaders }) => {
      if (severityCode === undefined) return null
      const levels = await loaders.severityLevels(undefined)
      return levels.find(({ code }) => code === severityCode) ?? null
    },
    createdAt: ({ timeCreated }) => readAwsTime(timeCreated),
    consoleUrl: ({ displayId }) =>
      displayId === undefined
        ? null
        : `https://support.console.aws.amazon.com/support/home#/case/?${new URLSearchParams({ displayId }).toString()}`,
    communications: (parent, args, context, info) =>
      listCommunications(context, parent, args, selects(info, 'CommunicationConnection', ['totalCount'])),
    attachments: (parent, args, context) =>
      attachmentConnection(args, parent.caseId, async () =>
        (await readThread(context, parent)).map(({ node }) => node),
      ),
  },
  CaseConnection: connectionResolvers,
} satisfies Resolvers
