import type { Context } from '../context.js'
import { isInputRefused } from '../../lib/errors.js'
import type { Resolvers, UserError } from '../generated/resolvers.js'
import { DEFAULT_LANGUAGE, isUnrefreshable } from '../loaders/trusted-advisor.js'
import type { RefreshCheckResult } from '../models.js'
import { UpstreamError } from '../../upstream/upstream-error.js'
import { readInvalidInput, userError, type Path } from './user-errors.js'
import { loadCheck } from './trusted-advisor.js'
import { readCheckKey, toCategory } from './trusted-advisor-enums.js'

/** More checks than AWS has today. */
const MAX_CHECKS = 500

export const trustedAdvisorMutationResolvers = {
  Mutation: {
    refreshCheck: (_, { input }, context) => {
      const path = ['input', 'checkId']
      const checkId = readInputCheckId(input.checkId, path)
      return typeof checkId === 'string' ? refreshCheck(context, checkId, path) : { userErrors: [checkId] }
    },
    refreshChecks: async (_, { input: { checkIds, category } }, context) => {
      if ((checkIds == null) === (category == null)) {
        return {
          results: [],
          userErrors: [
            userError('CONFLICT', ['input'], 'Use either checkIds or category: exactly one of them is required.'),
          ],
        }
      }
      if (checkIds != null && checkIds.length > MAX_CHECKS) {
        const message = `checkIds has ${checkIds.length} entries: at most ${MAX_CHECKS} are allowed.`
        return { results: [], userErrors: [userError('TOO_MANY', ['input', 'checkIds'], message)] }
      }
      const read = checkIds?.map((id, index) => readInputCheckId(id, ['input', 'checkIds', index]))
      const userErrors = read?.filter((id) => typeof id !== 'string') ?? []
      if (userErrors.length > 0) return { results: [], userErrors }
      const ids =
        read?.filter((id) => typeof id === 'string') ??
        (await context.loaders.checks(DEFAULT_LANGUAGE))
          .filter((check) => toCategory(check.category) === category)
          .map(({ id }) => id)
      const results = await refreshEach(context, [...new Set(ids)], (id) =>
        checkIds == null ? null : ['input', 'checkIds', ids.indexOf(id)],
      )
      return { results, userErrors: [] }
    },
  },
  RefreshCheckPayload: {
    check: ({ checkId }, _, context) => (checkId === undefined ? null : loadCheck(context, [checkId])),
  },
  RefreshCheckResult: {
    check: ({ checkId }, _, context) => loadCheck(context, [checkId]),
  },
} satisfies Resolvers

/** Reports a failed refresh only in the result of its check, so the results of the others are not lost. Throws if all of them failed. */
async function refreshEach(
  context: Context,
  checkIds: readonly string[],
  pathOf: (checkId: string) => Path | null,
): Promise<RefreshCheckResult[]> {
  const failures: UpstreamError[] = []
  const results = await Promise.all(
    checkIds.map((checkId) =>
      context
        .limit(() => refreshCheck(context, checkId, pathOf(checkId)))
        .catch((error: unknown) => {
          if (!(error instanceof UpstreamError)) throw error
          failures.push(error)
          return { checkId, userErrors: [userError('OTHER', pathOf(checkId), error.message)] }
        }),
    ),
  )
  if (failures[0] !== undefined && failures.length === results.length) throw failures[0]
  return results
}

async function refreshCheck(
  { call, loaders }: Context,
  checkId: string,
  path: Path | null,
): Promise<RefreshCheckResult> {
  try {
    const { status } = await call('RefreshTrustedAdvisorCheck', { checkId })
    loaders.clearRefreshStatus(checkId)
    return { checkId, refreshStatus: { ...status, refreshable: true, readAt: Date.now() }, userErrors: [] }
  } catch (error) {
    if (!isInputRefused(error)) throw error
    return { checkId, userErrors: [refusal(checkId, error, path)] }
  }
}

function refusal(checkId: string, error: Error, path: Path | null): UserError {
  return isUnrefreshable(error)
    ? userError(
        'NOT_REFRESHABLE',
        path,
        `AWS refreshes the check ${checkId} automatically: it cannot be refreshed on request.`,
      )
    : userError('NOT_FOUND', path, `AWS Support has no check ${checkId}.`)
}

/** Resolves an input value to a check id, or to the error to return. */
function readInputCheckId(id: string, path: Path): string | UserError {
  try {
    return readCheckKey(id)[0] ?? ''
  } catch (error) {
    return readInvalidInput(error, path)
  }
}
