import { contextFor, type Context } from '../context.js'
import { isInputRefused, shortened } from '../../lib/errors.js'
import type { Resolvers, TrustedAdvisorCategory, UserError } from '../generated/resolvers.js'
import { DEFAULT_LANGUAGE, isUnrefreshable } from '../loaders/trusted-advisor.js'
import type { RefreshCheckResult } from '../models.js'
import { UpstreamError } from '../../upstream/upstream-error.js'
import { tryGlobalId } from '../relay/id.js'
import { contextForInput } from './account-argument.js'
import { readInvalidInput, userError, type Path } from './user-errors.js'
import { loadCheck } from './trusted-advisor.js'
import { readCheckKey, toCategory } from './trusted-advisor-enums.js'

/** More checks than AWS has today. */
const MAX_CHECKS = 500

export const trustedAdvisorMutationResolvers = {
  Mutation: {
    refreshCheck: (_, { input }, context) => {
      const found = readInputCheck(context, input.checkId, ['input', 'checkId'])
      return 'code' in found ? { userErrors: [found] } : refreshCheck(found)
    },
    refreshChecks: async (_, { input }, root) => {
      const { checkIds, category } = input
      if ((checkIds == null) === (category == null)) {
        const message = 'Use either checkIds or category: exactly one of them is required.'
        return { results: [], userErrors: [userError('CONFLICT', ['input'], message)] }
      }
      if (checkIds != null && checkIds.length > MAX_CHECKS) {
        const message = `checkIds has ${checkIds.length} entries: at most ${MAX_CHECKS} are allowed.`
        return { results: [], userErrors: [userError('TOO_MANY', ['input', 'checkIds'], message)] }
      }
      const found = contextForInput(root, input)
      const namesAccounts = input.accountId == null && checkIds?.every((id) => tryGlobalId(id) !== undefined) === true
      if ('code' in found && !namesAccounts) return { results: [], userErrors: [found] }
      const context = 'code' in found ? root : found
      const read =
        checkIds?.map((id, index) =>
          readInputCheck(context, id, ['input', 'checkIds', index], input.accountId != null),
        ) ?? (await checksIn(context, category))
      const userErrors = read.filter((check) => 'code' in check)
      if (userErrors.length > 0) return { results: [], userErrors }
      return {
        results: await refreshEach(uniqueChecks(read.filter((check) => 'checkId' in check))),
        userErrors: [],
      }
    },
  },
  RefreshCheckPayload: {
    check: ({ account, checkId }, _, context) =>
      checkId === undefined ? null : loadCheck(contextFor(context, { account }), [checkId]),
  },
  RefreshCheckResult: {
    check: ({ account, checkId }, _, context) => loadCheck(contextFor(context, { account }), [checkId]),
  },
} satisfies Resolvers

/** A check to refresh. `path`: where it is in the input; null if it is not. */
interface InputCheck {
  context: Context
  checkId: string
  path: Path | null
}

async function checksIn(context: Context, category: TrustedAdvisorCategory | null | undefined): Promise<InputCheck[]> {
  const checks = await context.loaders.checks(DEFAULT_LANGUAGE)
  return checks
    .filter((check) => toCategory(check.category) === category)
    .map(({ id }) => ({ context, checkId: id, path: null }))
}

/** Each check once. */
function uniqueChecks(checks: readonly InputCheck[]): InputCheck[] {
  const nameOf = ({ context, checkId }: InputCheck): string => `${context.account.key} ${checkId}`
  return [...new Map(checks.map((check) => [nameOf(check), check])).values()]
}

/** Reports a failed refresh only in the result of its check, so the results of the others are not lost. Throws if all of them failed. */
async function refreshEach(checks: readonly InputCheck[]): Promise<RefreshCheckResult[]> {
  const failures: UpstreamError[] = []
  const results = await Promise.all(
    checks.map((check) => {
      const { context, checkId, path } = check
      return context
        .limit(() => refreshCheck(check))
        .catch((error: unknown) => {
          if (!(error instanceof UpstreamError)) throw error
          failures.push(error)
          return { account: context.account.key, checkId, userErrors: [userError('OTHER', path, error.message)] }
        })
    }),
  )
  if (failures[0] !== undefined && failures.length === results.length) throw failures[0]
  return results
}

async function refreshCheck({ context, checkId, path }: InputCheck): Promise<RefreshCheckResult> {
  const { account, call, loaders } = context
  const about = { account: account.key, checkId }
  try {
    const { status } = await call('RefreshTrustedAdvisorCheck', { checkId })
    loaders.clearRefreshStatus(checkId)
    return { ...about, refreshStatus: { ...status, refreshable: true, readAt: Date.now() }, userErrors: [] }
  } catch (error) {
    if (!isInputRefused(error)) throw error
    return { ...about, userErrors: [refusal(checkId, error, path)] }
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

/**
 * Resolves an input value to a check, or to the error to return. A global id names the account of the check, otherwise it is that of `context`.
 * `isFixed`: the checks of other accounts are refused.
 */
function readInputCheck(context: Context, id: string, path: Path, isFixed = false): InputCheck | UserError {
  try {
    const { account = context.account.key, key } = readCheckKey(id)
    const checkId = key[0] ?? ''
    if (isFixed && account !== context.account.key)
      return userError('INVALID', path, `"${shortened(id)}" is a check of another account than accountId.`)
    const within = context.in(account)
    return within === undefined
      ? userError('NOT_FOUND', path, `AWS Support has no check ${checkId}.`)
      : { context: within, checkId, path }
  } catch (error) {
    return readInvalidInput(error, path)
  }
}
