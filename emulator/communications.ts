import type { AttachmentDetails, Communication as CommunicationReply } from '@aws-sdk/client-support'
import type { Communication, SupportCase } from './account.js'
import type { State } from './state.js'
import { caseTime, readTime } from './times.js'
import { issueToken, readToken } from './tokens.js'

/** AWS caps a file in a set, in `attachmentSet` and in DescribeAttachment at 5 MB. */
export const SMALL_ATTACHMENT_BYTES = 5 * 1024 * 1024

export interface CommunicationFilter {
  afterTime?: string | undefined
  beforeTime?: string | undefined
}

/** A page, newest first. DescribeCases uses it too, so that its token goes on in DescribeCommunications. */
export function communicationPage(
  state: State,
  supportCase: SupportCase,
  filter: CommunicationFilter,
  page: { size: number; token?: string | undefined },
): { communications: CommunicationReply[]; nextToken?: string } {
  const { afterTime, beforeTime } = filter
  const after = afterTime === undefined ? -Infinity : readTime('afterTime', afterTime)
  const before = beforeTime === undefined ? Infinity : readTime('beforeTime', beforeTime)
  const filters = {
    operation: 'DescribeCommunications',
    caseId: supportCase.caseId,
    afterTime: afterTime ?? null,
    beforeTime: beforeTime ?? null,
  }
  // Communications have no id, and are only ever appended: the place in the thread is the key.
  let place = supportCase.communications.length
  if (page.token !== undefined) place = Math.min(place, Number(readToken(filters, page.token)))

  const shown: CommunicationReply[] = []
  while (place > 0) {
    const communication = supportCase.communications[place - 1]
    if (communication && communication.timeCreated >= after && communication.timeCreated <= before) {
      if (shown.length === page.size) return { communications: shown, nextToken: issueToken(filters, String(place)) }
      shown.push(communicationReply(state, supportCase.caseId, communication))
    }
    place -= 1
  }
  return { communications: shown }
}

function communicationReply(state: State, caseId: string, communication: Communication): CommunicationReply {
  const attachments: AttachmentDetails[] = []
  const attachmentSet: AttachmentDetails[] = []
  for (const attachmentId of communication.attachmentIds) {
    const attachment = state.account.attachments.get(attachmentId)
    if (!attachment) continue
    const details = { attachmentId, fileName: attachment.fileName }
    attachments.push(details)
    if (attachment.sizeBytes <= SMALL_ATTACHMENT_BYTES) attachmentSet.push(details)
  }
  return {
    caseId,
    body: communication.body,
    submittedBy: communication.submittedBy,
    timeCreated: caseTime(communication.timeCreated),
    attachments,
    attachmentSet,
  }
}
