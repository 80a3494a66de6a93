import type { GraphQLResolveInfo } from 'graphql'
import { contextFor } from '../context.js'
import type { Resolvers } from '../generated/resolvers.js'
import { perObject } from '../../lib/per-object.js'
import { readPageArguments } from '../relay/connection.js'
import { listDigestOf } from '../relay/cursor.js'
import { toGlobalId } from '../relay/id.js'
import { always, selects, selectsAny } from '../selection.js'
import { readAwsTime } from '../../lib/time.js'
import { attachmentConnection, attachmentsOf } from './attachment.js'
import { findCaseContext, loadCase, readCaseId, selectsInlineCommunications, toCaseStatus } from './case-by-id.js'
import { listCases } from './case-list.js'
import { categoryOf } from './service.js'
import { listCommunications, readThread } from './thread.js'

export const caseResolvers = {
  Query: {
    case: async (_, { id }, context, info) => {
      const communications = selectsInlineCommunications(context, info)
      const within = await findCaseContext(context, id, communications)
      const caseId = within && (await readCaseId(within, id, communications))
      return within === null || caseId === null ? null : loadCase(within, caseId, communications)
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
    id: perObject(({ account, caseId }) => toGlobalId('Case', account, caseId)),
    account: (parent, _, context) => contextFor(context, parent).account,
    status: ({ status }) => toCaseStatus(status),
    statusCode: ({ status }) => status,
    service: (parent, _, context) => {
      const { serviceCode } = parent
      return serviceCode === undefined ? null : contextFor(context, parent).loaders.serviceByKey({ code: serviceCode })
    },
    category: async (parent, _, context) => {
      const { serviceCode, categoryCode } = parent
      if (serviceCode === undefined || categoryCode === undefined) return null
      const service = await contextFor(context, parent).loaders.serviceByKey({ code: serviceCode })
      return categoryOf(service, categoryCode)
    },
    severity: (parent, _, context) => {
      const { severityCode } = parent
      return severityCode === undefined
        ? null
        : contextFor(context, parent).loaders.severityByKey({ code: severityCode })
    },
    createdAt: perObject(({ timeCreated }) => readAwsTime(timeCreated)),
    consoleUrl: (parent, _, context) => {
      const { displayId } = parent
      const host = consoleHostOf(contextFor(context, parent).account.region)
      if (displayId === undefined || host === undefined) return null
      return `https://${host}/support/home#/case/?${new URLSearchParams({ displayId }).toString()}`
    },
    communications: (parent, args, context, info) =>
      listCommunications(contextFor(context, parent), parent, args, selectsTotalCount(info)),
    attachments: async (parent, args, context) => {
      const listDigest = listDigestOf(() => ['attachments', parent.caseId])
      const page = readPageArguments(args, listDigest)
      const thread = await readThread(contextFor(context, parent), parent)
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
