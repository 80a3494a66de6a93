import type { OwnWrite } from '../../case-index/commit.js'
import type { Context } from '../context.js'
import type { AddCommunicationInput, AttachmentInput, CreateCaseInput, UserError } from '../generated/resolvers.js'
import type { Case } from '../models.js'
import { dryRun } from '../../upstream/upstream-error.js'
import { codedError } from '../../lib/errors.js'
import { property } from '../../lib/thrown.js'
import {
  attachmentErrors,
  bodyErrors,
  ccEmailAddressErrors,
  sensitiveErrors,
  uploadIdListErrors,
  userError,
} from './user-errors.js'
import type { Write } from '../../writes/write.js'
import { ifVisible } from './case-by-id.js'

/** What a new case and a reply have in common. */
export type MessageInput = Pick<
  CreateCaseInput & AddCommunicationInput,
  keyof CreateCaseInput & keyof AddCommunicationInput
>

const MAX_KEY_LENGTH = 255

/** All that can be seen to be wrong with a message without asking AWS. */
export function messageErrors(input: MessageInput): UserError[] {
  const { body, ccEmailAddresses, attachments, attachmentSetId, uploadIds, idempotencyKey } = input
  const errors = [
    ...bodyErrors(['input', 'body'], body),
    ...(input.allowSensitive === true ? [] : sensitiveErrors(['input', 'body'], body)),
    ...ccEmailAddressErrors(['input', 'ccEmailAddresses'], ccEmailAddresses ?? []),
    ...attachmentErrors(['input', 'attachments'], attachments ?? []),
    ...uploadIdListErrors(['input', 'uploadIds'], uploadIds ?? []),
  ]
  if (hasFiles(attachments) && attachmentSetId != null) {
    errors.push(
      userError(
        'CONFLICT',
        ['input', 'attachments'],
        'Give either attachments or attachmentSetId: add the files to the set with addAttachments.',
      ),
    )
  }
  if (idempotencyKey != null && (idempotencyKey.trim() === '' || idempotencyKey.length > MAX_KEY_LENGTH)) {
    errors.push(
      userError(
        'INVALID',
        ['input', 'idempotencyKey'],
        `idempotencyKey ${idempotencyKey.trim() === '' ? 'is blank' : `has ${idempotencyKey.length} characters`}: it takes 1 to ${MAX_KEY_LENGTH}.`,
      ),
    )
  }
  return errors
}

/** The members of a message that CreateCase and AddCommunicationToCase take alike. Inline files are put into a set first. */
export async function toAwsMessage({ call }: Context, input: MessageInput) {
  const { body, ccEmailAddresses, attachments, uploadIds } = input
  const attachmentSetId = hasFiles(attachments)
    ? (await call('AddAttachmentsToSet', { attachments: attachments.map(toAwsAttachment) })).attachmentSetId
    : input.attachmentSetId
  return toAwsMembers({ body, ccEmailAddresses, attachmentSetId, uploadIds })
}

/** The same for a dry run, which makes no set: the files are tried on their own. */
export async function dryRunMessage({ call }: Context, input: MessageInput) {
  const { attachments } = input
  if (hasFiles(attachments)) {
    await dryRun(() => call('AddAttachmentsToSet', { attachments: attachments.map(toAwsAttachment), dryRun: true }))
  }
  return { ...toAwsMembers(input), dryRun: true }
}

function toAwsMembers({ body, ccEmailAddresses, attachmentSetId, uploadIds }: MessageInput) {
  return {
    communicationBody: body,
    ccEmailAddresses: ccEmailAddresses ?? undefined,
    attachmentSetId: attachmentSetId ?? undefined,
    uploadIds: uploadIds ?? undefined,
  }
}

function hasFiles(attachments: AttachmentInput[] | null | undefined): attachments is AttachmentInput[] {
  return attachments != null && attachments.length > 0
}

/** The SDK encodes in base64 itself: a file that is encoded twice arrives unreadable. */
export function toAwsAttachment({ fileName, data }: AttachmentInput) {
  return { fileName, data: Buffer.from(data, 'base64') }
}

/**
 * Does a write once, and for its idempotencyKey once in a day. `plan` is how, or why not. Answers with the case that was made or written to. `pin`:
 * what every later read has to show of it.
 */
export async function writeOnce(
  { idempotency, viewer, scope, cases, wroteCase }: Context,
  mutation: string,
  input: MessageInput,
  plan: () => Promise<Write<UserError[]> | { refused: UserError[] }>,
  pin: OwnWrite,
): Promise<{ caseId?: string; userErrors: UserError[] }> {
  const { idempotencyKey, ...asked } = input
  const request = { mutation, viewerId: viewer.id, idempotencyKey, input: asked, deadline: scope.writeSignal }
  let written: string | undefined
  let isPlanned = false
  const write = async () => {
    isPlanned = true
    const planned = await plan()
    if ('caseId' in planned) written = planned.caseId
    return planned
  }
  const outcome = await idempotency.once(request, write).catch(async (error: unknown) => {
    if (isOutcomeUnknown(error)) await wroteCase(written)
    throw error
  })
  if (outcome === 'conflict') {
    const message =
      'This idempotencyKey was used for another input within the last 24 hours: use a new key for a new request.'
    return { userErrors: [userError('CONFLICT', ['input', 'idempotencyKey'], message)] }
  }
  if ('refused' in outcome) return { userErrors: outcome.refused }
  // What was written long ago others may have written over.
  await (isPlanned ? wroteCase(outcome.caseId, pin) : cases.reread(outcome.caseId))
  return { ...outcome, userErrors: [] }
}

/** A case that was just written, as AWS has it now; null for one that the viewer may not see, which has opened it all the same. */
export async function readBack(context: Context, caseId: string, communications: boolean): Promise<Case | null> {
  const found = await context.loaders.caseById(caseId, communications)
  if (found === null) {
    throw codedError(
      'NOT_FOUND',
      `${caseId} was written, but AWS Support does not show it yet: read it again in a moment.`,
      {
        retryable: true,
        retryAfterMs: 1_000,
      },
    )
  }
  return ifVisible(context, found)
}

function isOutcomeUnknown(error: unknown): boolean {
  return property(property(error, 'extensions'), 'code') === 'WRITE_OUTCOME_UNKNOWN'
}
