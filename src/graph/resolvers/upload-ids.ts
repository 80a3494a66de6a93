import type { UserError } from '../generated/resolvers.js'
import { readKey } from '../relay/id.js'
import { readInvalidInput, type Path } from './user-errors.js'

type Input = Readonly<Record<string, unknown>>

/**
 * The input of a mutation with AWS's ids in `uploadId` and `uploadIds`, which take global ids too, and what is wrong with them. Here, before all
 * else: a request that repeats an idempotencyKey is the same whichever ids it uses.
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

/** What is no global id is AWS's, whose form the mutations check. */
function readUploadId(id: string): string {
  const [uploadId = ''] = readKey('AttachmentUpload', id, () => true, "an AttachmentUpload's `id` or its uploadId")
  return uploadId
}
