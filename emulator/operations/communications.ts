import type {
  AddCommunicationToCaseRequest,
  AddCommunicationToCaseResponse,
  AttachmentDetails,
  Communication as AwsCommunication,
  DescribeCommunicationsRequest,
  DescribeCommunicationsResponse,
} from '@aws-sdk/client-support'
import type { Communication, SupportCase } from '../account.js'
import { AwsError, invalidParameter } from '../aws-error.js'
import type { State } from '../state.js'
import { caseTime, readTime } from '../times.js'
import { issueToken, readToken } from '../tokens.js'
import { attachmentMembers, findAttachments, storeAttachments, SMALL_ATTACHMENT_BYTES } from './attachments.js'
import { flag, list, maxResults, operation, required, stopIfDryRun, text } from './operation.js'

/** The identity of every caller: the emulator has no others. */
export const CALLER = 'DeveloperRole (Role) <developer@example.com>'
const MAX_CC_ADDRESSES = 10

const throttle = 'supportPerSecond'

/** Request members that describe a new communication. */
export const communicationMembers = {
  communicationBody: { type: 'string', min: 1, max: 8000, required: true },
  ccEmailAddresses: list(text, MAX_CC_ADDRESSES),
  ...attachmentMembers,
} as const

export const communications = {
  AddCommunicationToCase: operation({
    throttle,
    members: { caseId: text, ...communicationMembers, dryRun: flag },
    run(request: AddCommunicationToCaseRequest, state: State): AddCommunicationToCaseResponse {
      const supportCase = findCase(state, request.caseId)
      const attachments = findAttachments(state, request)
      stopIfDryRun(request)

      supportCase.communications.push(newCommunication(request, state, storeAttachments(state, attachments)))
      supportCase.status = STATUS_AFTER_REPLY.get(supportCase.status) ?? supportCase.status
      const addresses = new Set([...supportCase.ccEmailAddresses, ...(request.ccEmailAddresses ?? [])])
      supportCase.ccEmailAddresses = [...addresses].slice(0, MAX_CC_ADDRESSES)
      return { result: true }
    },
  }),

  DescribeCommunications: operation({
    throttle,
    members: {
      caseId: required(text),
      beforeTime: text,
      afterTime: text,
      nextToken: text,
      maxResults,
      dryRun: flag,
    },
    run(request: DescribeCommunicationsRequest, state: State): DescribeCommunicationsResponse {
      return communicationPage(state, findCase(state, request.caseId), {
        ...request,
        size: request.maxResults ?? state.settings.defaultPageSize,
      })
    },
  }),
}

/** The status of a case after a customer's reply. AWS names the statuses but does not document the rules. */
const STATUS_AFTER_REPLY = new Map([
  ['resolved', 'reopened'],
  ['pending-customer-action', 'customer-action-completed'],
])

export function newCommunication(
  { communicationBody = '' }: AddCommunicationToCaseRequest,
  state: State,
  attachmentIds: string[],
): Communication {
  return { body: communicationBody, submittedBy: CALLER, timeCreated: state.now(), attachmentIds }
}

export function findCase(state: State, caseId: string | undefined): SupportCase {
  // Some operations need caseId although the model does not require it.
  if (caseId === undefined) throw invalidParameter("Value null at 'caseId': set it to the id of a case")
  const found = state.account.cases.get(caseId)
  if (!found) throw new AwsError('CaseIdNotFound', `No case found for caseId '${caseId}'`)
  return found
}

interface Page {
  size: number
  nextToken?: string | undefined
  afterTime?: string | undefined
  beforeTime?: string | undefined
}

/**
 * A page of communications, newest first. DescribeCases uses it for `recentCommunications`, so DescribeCommunications
 * can continue from the token in them.
 */
export function communicationPage(
  state: State,
  { caseId, communications: thread }: SupportCase,
  { size, nextToken, afterTime, beforeTime }: Page,
): DescribeCommunicationsResponse {
  const after = readTime('afterTime', afterTime) ?? -Infinity
  const before = readTime('beforeTime', beforeTime) ?? Infinity
  const filters = {
    operation: 'DescribeCommunications',
    caseId,
    afterTime: afterTime ?? null,
    beforeTime: beforeTime ?? null,
  }
  // Communications have no id and are only ever appended, so the position in the thread is the key.
  let place = nextToken === undefined ? thread.length : Math.min(thread.length, Number(readToken(filters, nextToken)))

  const page: AwsCommunication[] = []
  for (; place > 0; place -= 1) {
    const communication = thread[place - 1]
    if (!communication || communication.timeCreated < after || communication.timeCreated > before) continue
    if (page.length === size) return { communications: page, nextToken: issueToken(filters, String(place)) }
    page.push(communicationDetails(state, caseId, communication))
  }
  return { communications: page }
}

function communicationDetails(state: State, caseId: string, communication: Communication): AwsCommunication {
  const { body, submittedBy, timeCreated, attachmentIds } = communication
  const attachments: AttachmentDetails[] = []
  const attachmentSet: AttachmentDetails[] = []
  for (const attachmentId of attachmentIds) {
    const attachment = state.account.attachments.get(attachmentId)
    if (!attachment) continue
    const details = { attachmentId, fileName: attachment.fileName }
    attachments.push(details)
    if (attachment.sizeBytes <= SMALL_ATTACHMENT_BYTES) attachmentSet.push(details)
  }
  return { caseId, body, submittedBy, timeCreated: caseTime(timeCreated), attachments, attachmentSet }
}
