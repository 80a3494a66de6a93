/** Wraps all mutations: `userErrors` tells callers what to fix in the input. */
import { setImmediate } from 'node:timers/promises'
import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../context.js'
import type { Resolvers, UserError } from '../generated/resolvers.js'
import { textProblem } from '../../lib/text.js'
import { readUploadIds } from './upload-ids.js'
import { readUserErrors, userError, type Path } from './user-errors.js'

type Mutate = (
  source: object,
  args: { input: Readonly<Record<string, unknown>> },
  context: Context,
  info: GraphQLResolveInfo,
) => unknown

/**
 * Wraps the mutations among the resolvers. Their `userErrors` report what AWS rejects in the input, and text that would not reach AWS
 * unchanged. For such text, nothing is sent, and nothing is stored under the idempotencyKey.
 */
export function withUserErrors(resolvers: Resolvers): Resolvers {
  const mutations = Object.entries(resolvers.Mutation ?? {}) as [string, Mutate][]
  const wrapped = mutations.map(([name, mutate]): [string, Mutate] => [
    name,
    async (source, args, context, info) => {
      // Each of a request's mutations starts in a separate turn of the event loop: checking 20 MB of files takes some 20 ms.
      await setImmediate()
      const { input, account, errors } = readUploadIds(args.input)
      const userErrors = [...textErrors(['input'], args.input), ...errors]
      // `results` is required in the payload of refreshChecks; other payloads ignore it
      if (userErrors.length > 0) return { results: [], userErrors }
      try {
        return await mutate(source, { ...args, input: { ...input, uploadAccount: account } }, context, info)
      } catch (error) {
        return { results: [], userErrors: readUserErrors(error, input) }
      }
    },
  ])
  return { ...resolvers, Mutation: Object.fromEntries(wrapped) }
}

function textErrors(path: Path, value: unknown): UserError[] {
  if (typeof value === 'string') {
    const problem = textProblem(value)
    return problem === undefined ? [] : [userError('INVALID', path, `${path.slice(1).join('.')} ${problem}`)]
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => textErrors([...path, index], item))
  if (typeof value !== 'object' || value === null) return []
  // `data` is a file, which is checked as base64
  return Object.entries(value).flatMap(([name, member]) => (name === 'data' ? [] : textErrors([...path, name], member)))
}
