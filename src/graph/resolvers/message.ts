import type { OwnWrite } from '../../case-index/commit.js'
import type { GraphQLResolveInfo } from 'graphql'
import { contextFor, type Context } from '../context.js'
import type { AddCommunicationInput, AttachmentInput, CreateCaseInput, UserError } from '../generated/resolvers.js'
import type { Case, InAccount } from '../models.js'
import { dryRun } from '../../upstream/upstream-error.js'
import { codedError } from '../../lib/errors.js'
import { errorCodeOf } from '../../lib/thrown.js'
import {
  attachmentErrors,
  bodyErrors,
  ccEmailAddressErrors,
  sensitiveErrors,
  uploadIdListErrors,
  userError,
} from './user-errors.js'
import type { Write } from '../../writes/write.js'
import type { WithUploads } from './upload-ids.js'
import { ifVisible, selectsInlineCommunications } from './case-by-id.js'

/** The input that a new case and a reply have in common. */
export type MessageInput = Pick<
  CreateCaseInput & AddCommunicationInput,
  keyof CreateCaseInput & keyof AddCommunicationInput
>

const MAX_KEY_LENGTH = 255

/** All errors in a message that can be detected without calling AWS. */
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
        'Use either attachments or attachmentSetId, not both: add the files to the set with addAttachments.',
      ),
    )
  }
  if (idempotencyKey != null && (idempotencyKey.trim() === '' || idempotencyKey.length > MAX_KEY_LENGTH)) {
    errors.push(
      userError(
        'INVALID',
        ['input', 'idempotencyKey'],
        `idempotencyKey ${idempotencyKey.trim() === '' ? 'is blank' : `has ${idempotencyKey.length} characters`}: it must have 1 to ${MAX_KEY_LENGTH} characters.`,
      ),
    )
  }
  return errors
}

/** The input members that CreateCase and AddCommunicationToCase share. Inline files are first added to a set. */
export async function toAwsMessage({ call }: Context, input: MessageInput) {
  const { body, ccEmailAddresses, attachments, uploadIds } = input
  const attachmentSetId = hasFiles(attachments)
    ? (await call('AddAttachmentsToSet', { attachments: attachments.map(toAwsAttachment) })).attachmentSetId
    : input.attachmentSetId
  return toAwsMembers({ body, ccEmailAddresses, attachmentSetId, uploadIds })
}

/** The same for a dry run, which creates no set: the files are validated in a separate dry run. */
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

/** Decodes the data: the SDK encodes it in base64 itself, and a file that is encoded twice would be unreadable. */
export function toAwsAttachment({ fileName, data }: AttachmentInput) {
  return { fileName, data: Buffer.from(data, 'base64') }
}

/**
 * Performs a write once; with an idempotencyKey, once within 24 hours. `plan` returns the write or the reasons to reject it. Resolves to the case that
 * was created or written to. `pin`: the effect of the write that later reads must show.
 */
export async function writeOnce(
  { account, idempotency, viewer, scope, cases, invalidateCase }: Context,
  mutation: string,
  input: MessageInput & WithUploads & { accountId?: unknown },
  plan: () => Promise<Write<UserError[]> | { refused: UserError[] }>,
  pin: OwnWrite,
): Promise<{ account?: string; caseId?: string; userErrors: UserError[] }> {
  // Keys are separate per account, which has several names.
  const { idempotencyKey, accountId: _, uploadAccount: __, ...rest } = input
  const request = { mutation, viewerId: viewer.id, idempotencyKey, input: rest, deadline: scope.writeSignal }
  let written: string | undefined
  let isPlanned = false
  const write = async () => {
    isPlanned = true
    const planned = await plan()
    if ('caseId' in planned) written = planned.caseId
    return planned
  }
  const outcome = await idempotency.once(request, write).catch(async (error: unknown) => {
    if (isOutcomeUnknown(error)) await invalidateCase(written)
    throw error
  })
  if (outcome === 'conflict') {
    const message =
      'This idempotencyKey was used with different input within the last 24 hours: use a new key for a new request.'
    return { userErrors: [userError('CONFLICT', ['input', 'idempotencyKey'], message)] }
  }
  if ('refused' in outcome) return { userErrors: outcome.refused }
  // No pin for the stored result of an earlier write: the case may have changed since.
  await (isPlanned ? invalidateCase(outcome.caseId, pin) : cases.reread(outcome.caseId))
  return { account: account.key, ...outcome, userErrors: [] }
}

/**
 * Resolves the `case` of a payload: the case that was just written, as AWS returns it now. Null if the viewer may not see it, even though the viewer
 * created it.
 */
export async function readBackCase(
  payload: InAccount & { caseId?: string | undefined },
  _: unknown,
  root: Context,
  info: GraphQLResolveInfo,
): Promise<Case | null> {
  const { caseId } = payload
  if (caseId === undefined) return null
  const context = contextFor(root, payload)
  const found = await context.loaders.caseById(caseId, selectsInlineCommunications(context, info))
  if (found === null) {
    throw codedError(
      'NOT_FOUND',
      `${caseId} was written, but AWS Support does not return it yet: query it again in a moment.`,
      {
        retryable: true,
        retryAfterMs: 1_000,
      },
    )
  }
  return ifVisible(context, found)
}

function isOutcomeUnknown(error: unknown): boolean {
  return errorCodeOf(error) === 'WRITE_OUTCOME_UNKNOWN'
}
