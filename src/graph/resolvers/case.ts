import type { GraphQLResolveInfo } from 'graphql'
import type { Resolvers } from '../generated/resolvers.js'
import { perObject } from '../../lib/per-object.js'
import { readPageArguments } from '../relay/connection.js'
import { listDigestOf } from '../relay/cursor.js'
import { toGlobalId } from '../relay/id.js'
import { always, selects, selectsAny } from '../selection.js'
import { readAwsTime } from '../../lib/time.js'
import { attachmentConnection, attachmentsOf } from './attachment.js'
import { loadCase, readCaseId, selectsInlineCommunications, toCaseStatus } from './case-by-id.js'
import { listCases } from './case-list.js'
import { categoryOf } from './service.js'
import { listCommunications, readThread } from './thread.js'

export const caseResolvers = {
  Query: {
    case: async (_, { id }, context, info) => {
      const communications = selectsInlineCommunications(context, info)
      const caseId = await readCaseId(context, id, communications)
      return caseId === null ? null : loadCase(context, caseId, communications)
    },
    cases: (_, args, context, info) =>
      listCases(context, args, {
        communications: [['nodes'], ['edges', 'node']].some((path) =>
          selectsInlineCommunications(context, info, 'CaseConnection', path),
        ),
        totalCount: selects(info, 'CaseConnection', ['totalCount']),
        services: selectsOfCases(info, 'service', 'category'),
        severityLevels: selectsOfCases(info, 'severity'),
      }),
  },
  Case: {
    id: perObject(({ caseId }) => toGlobalId('Case', caseId)),
    status: ({ status }) => toCaseStatus(status),
    statusCode: ({ status }) => status,
    service: ({ serviceCode }, _, { loaders }) =>
      serviceCode === undefined ? null : loaders.serviceByKey({ code: serviceCode }),
    category: async ({ serviceCode, categoryCode }, _, { loaders }) => {
      if (serviceCode === undefined || categoryCode === undefined) return null
      const service = await loaders.serviceByKey({ code: serviceCode })
      return categoryOf(service, categoryCode)
    },
    severity: ({ severityCode }, _, { loaders }) =>
      severityCode === undefined ? null : loaders.severityByKey({ code: severityCode }),
    createdAt: perObject(({ timeCreated }) => readAwsTime(timeCreated)),
    consoleUrl: ({ displayId }, _, { region }) => {
      const host = consoleHostOf(region)
      if (displayId === undefined || host === undefined) return null
      return `https://${host}/support/home#/case/?${new URLSearchParams({ displayId }).toString()}`
    },
    communications: (parent, args, context, info) => listCommunications(context, parent, args, selectsTotalCount(info)),
    attachments: async (parent, args, context) => {
      const listDigest = listDigestOf(() => ['attachments', parent.caseId])
      const page = readPageArguments(args, listDigest)
      const thread = await readThread(context, parent)
      return attachmentConnection(
        thread.flatMap(({ node }) => attachmentsOf(node)),
        page,
        listDigest,
      )
    },
  },
} satisfies Resolvers

/** A page of cases selects the communications of each, with the same `info`. */
const selectsTotalCount = perObject((info: GraphQLResolveInfo) =>
  selects(info, 'CommunicationConnection', ['totalCount']),
)

/** The AWS console's host in a region's partition, or undefined for isolated and sovereign partitions, whose consoles are not documented. */
function consoleHostOf(region: string): string | undefined {
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com'
  if (region.startsWith('cn-')) return 'console.amazonaws.cn'
  // regions such as us-iso-east-1 and eusc-de-east-1 have another form
  return /^[a-z]{2}-[a-z]+-\d+$/.test(region) ? 'support.console.aws.amazon.com' : undefined
}

/** Whether the query selects any of these fields on the cases of a connection, through nodes or edges. */
function selectsOfCases(info: GraphQLResolveInfo, ...fields: string[]): boolean {
  const names = Object.fromEntries(fields.map((field) => [field, always]))
  return [['nodes'], ['edges', 'node']].some((path) => selectsAny(info, 'CaseConnection', path, names))
}
