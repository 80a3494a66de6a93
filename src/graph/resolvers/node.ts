import type { GraphQLResolveInfo } from 'graphql'
import { maySeeType } from '../access/guard-schema.js'
import type { Context } from '../context.js'
import { badUserInput } from '../../lib/errors.js'
import type { Resolvers } from '../generated/resolvers.js'
import { MAX_PAGE_SIZE } from '../relay/connection.js'
import { readGlobalId, type NodeType } from '../relay/id.js'
import { selects } from '../selection.js'
import { loadAttachment, loadUpload } from './attachment.js'
import { loadCase, selectsInlineCommunications } from './case-by-id.js'
import { loadCategory, loadService, loadSeverityLevel } from './service.js'
import { communicationKey, findCommunication } from './thread.js'
import { loadCheck } from './trusted-advisor.js'

/** `context` is that of the account in the id. */
type LoadNode = (context: Context, key: readonly string[], info: GraphQLResolveInfo) => Promise<object | null>

/** For each type of node, how to load one by the key in its global id. */
const loadByType: Readonly<Record<NodeType, LoadNode>> = {
  Account: async ({ account }) => account,
  Case: (context, [caseId = ''], info) => loadCase(context, caseId, selectsInlineCommunications(context, info)),
  Communication: (context, [caseId = '', ...key]) =>
    findCommunication(context, caseId, (communication) => communicationKey(communication).join(' ') === key.join(' ')),
  Attachment: (context, [attachmentId = ''], info) =>
    loadAttachment(context, attachmentId, selects(info, 'Attachment', ['content'])),
  AttachmentUpload: (context, [uploadId = '']) => loadUpload(context, uploadId),
  Service: (context, key) => loadService(context, key),
  Category: (context, key) => loadCategory(context, key),
  SeverityLevel: (context, key) => loadSeverityLevel(context, key),
  TrustedAdvisorCheck: (context, key) => loadCheck(context, key),
}

async function loadNode(context: Context, id: string, info: GraphQLResolveInfo): Promise<object | null> {
  const { type, account, key } = readGlobalId(id)
  if (!maySeeType(type, context, info)) return null
  const within = servicesHave(type) ? context.inEndpointOf(account) : context.in(account)
  if (within === undefined) return null
  const found = await loadByType[type](within, key, info)
  return found === null ? null : { ...found, __typename: type }
}

/** All accounts of an endpoint have the same services, whose ids have the first of these accounts, which the viewer may not be allowed to see. */
function servicesHave(type: NodeType): boolean {
  return type === 'Service' || type === 'Category'
}

/** The cast is needed because `node` returns objects of any type, and only `__typename` tells which. */
export const nodeResolvers = {
  Query: {
    node: (_, { id }, context, info) => loadNode(context, id, info),
    nodes: (_, { ids }, context, info) => {
      if (ids.length > MAX_PAGE_SIZE)
        throw badUserInput(`ids has ${ids.length} entries: at most ${MAX_PAGE_SIZE} are allowed.`)
      // an error in one item does not affect the others
      return ids.map((id) => loadNode(context, id, info))
    },
  },
} as Resolvers
