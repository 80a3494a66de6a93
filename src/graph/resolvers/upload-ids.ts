import type { UserError } from '../generated/resolvers.js'
import { readKey } from '../relay/id.js'
import { readInvalidInput, type Path } from './user-errors.js'

type Input = Readonly<Record<string, unknown>>

/**
 * Replaces global ids in a mutation's `uploadId` and `uploadIds` with AWS's ids, and returns the errors in them. This happens before everything else, so
 * a retry under the same idempotencyKey counts as the same request even if it uses the other form of id.
 */
export function readUploadIds(input: Input): { input: Input; errors: UserError[] } {
  const { uploadId, uploadIds } = input
  const errors: UserError[] = []
  const read = (id: unknown, path: Path): unknown => {
    try {
      return typeof id === 'string' ? readUploadId(id) : id
    } catch (error) {
      errors.push(readInvalidInput(error, path))
      return id
    }
  }
  if (typeof uploadId === 'string')
    return { input: { ...input, uploadId: read(uploadId, ['input', 'uploadId']) }, errors }
  if (!Array.isArray(uploadIds)) return { input, errors }
  const awsIds = uploadIds.map((id: unknown, index) => read(id, ['input', 'uploadIds', index]))
  return { input: { ...input, uploadIds: awsIds }, errors }
}

/** Any string that is not a global id is treated as AWS's id; the mutations check its form. */
function readUploadId(id: string): string {
  const [uploadId = ''] = readKey('AttachmentUpload', id, () => true, "an AttachmentUpload's `id` or its uploadId")
  return uploadId
}
