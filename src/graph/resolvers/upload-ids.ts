import type { Context } from '../context.js'
import type { UserError } from '../generated/resolvers.js'
import { readKey } from '../relay/id.js'
import { readInvalidInput, userError, type Path } from './user-errors.js'

type Input = Readonly<Record<string, unknown>>

/**
 * Replaces global ids in a mutation's `uploadId` and `uploadIds` with AWS's ids, and returns the errors in them. This happens before everything else, so
 * a retry under the same idempotencyKey counts as the same request even if it uses the other form of id. `account` is the account in the global ids;
 * undefined if there are none.
 */
export function readUploadIds(input: Input): { input: Input; account: string | undefined; errors: UserError[] } {
  const { uploadId, uploadIds } = input
  const errors: UserError[] = []
  let account: string | undefined
  const read = (id: unknown, path: Path): unknown => {
    if (typeof id !== 'string') return id
    try {
      // Any string that is not a global id is treated as AWS's id; the mutations check its form.
      const found = readKey('AttachmentUpload', id, () => true, "an AttachmentUpload's `id` or its uploadId")
      account ??= found.account
      if (found.account !== undefined && found.account !== account)
        errors.push(userError('INVALID', path, 'The uploads belong to several accounts: use those of one account.'))
      return found.key[0]
    } catch (error) {
      errors.push(readInvalidInput(error, path))
      return id
    }
  }
  const awsIds = {
    ...(uploadId !== undefined && { uploadId: read(uploadId, ['input', 'uploadId']) }),
    ...(Array.isArray(uploadIds) && {
      uploadIds: uploadIds.map((id: unknown, index) => read(id, ['input', 'uploadIds', index])),
    }),
  }
  return { input: { ...input, ...awsIds }, account, errors }
}

/** The errors for uploads that belong to another account than the one that is written to. */
export function uploadAccountErrors({ account }: Context, { uploadAccount }: WithUploads, path: Path): UserError[] {
  if (uploadAccount === undefined || uploadAccount === account.key) return []
  return [userError('NOT_FOUND', path, 'The upload belongs to another account.')]
}

/** An input whose global ids of uploads were replaced with AWS's ids. */
export interface WithUploads {
  uploadId?: string | undefined
  uploadIds?: readonly string[] | null | undefined
  /** The account in the global ids; undefined if there are none. */
  uploadAccount?: string | undefined
}
