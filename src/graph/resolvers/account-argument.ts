/** Which account an `accountId` argument, or a global id, stands for. */
import { badUserInput, shortened } from '../../lib/errors.js'
import type { Context } from '../context.js'
import type { UserError } from '../generated/resolvers.js'
import { tryGlobalId } from '../relay/id.js'
import { userError } from './user-errors.js'

/** The context of the account with this global id, name or 12 digits; undefined if there is none that the viewer may see. */
export function findContext(context: Context, id: string): Context | undefined {
  const globalId = tryGlobalId(id)
  return globalId?.type === 'Account' ? context.in(globalId.account) : context.inNamed(id)
}

/** The context of the account that an `accountId` argument names, by default the first. Throws BAD_USER_INPUT if there is none. */
export function contextForArgument(context: Context, accountId: string | null | undefined): Context {
  if (accountId == null) return context
  const found = findContext(context, accountId)
  if (found === undefined) throw badUserInput(unknownAccount('accountId', accountId))
  return found
}

/**
 * The context for an id: that of the account in a global id (`account`) or in `accountId`, by default the first. Null if the viewer may see no such
 * account. Throws BAD_USER_INPUT if the two contradict each other.
 */
export function contextForId(
  context: Context,
  account: string | undefined,
  accountId: string | null | undefined,
): Context | null {
  if (accountId == null) return account === undefined ? context : (context.in(account) ?? null)
  const named = findContext(context, accountId)
  if (named === undefined) return null
  if (account !== undefined && account !== named.account.key)
    throw badUserInput(
      `\`id\` is an id of another account than \`accountId\` ("${shortened(accountId)}"): leave one of them out.`,
    )
  return named
}

/** The same for a service, which is the same in all accounts of an endpoint. */
export function contextForService(
  context: Context,
  account: string | undefined,
  accountId: string | null | undefined,
): Context | null {
  if (accountId != null || account === undefined) return contextForId(context, undefined, accountId)
  return context.inEndpointOf(account) ?? null
}

/**
 * The context of the account in which a mutation creates something, or the error to return. With several accounts, the input must name one, so that
 * nothing is written to the wrong account.
 */
export function contextForInput(
  context: Context,
  { accountId }: { accountId?: string | null | undefined },
): Context | UserError {
  const path = ['input', 'accountId']
  if (accountId == null) {
    if (context.accounts().length <= 1) return context
    const message =
      'accountId is missing: there are several accounts. Use the id, name or accountId of one of `accounts`.'
    return userError('BLANK', path, message)
  }
  const found = findContext(context, accountId)
  return found ?? userError('NOT_FOUND', path, unknownAccount('accountId', accountId))
}

/** The message for an account that does not exist, or that the viewer may not see. */
export function unknownAccount(argument: string, id: string): string {
  return `${argument} is "${shortened(id)}", which is not an account that you may see: use the id, name or accountId of one of \`accounts\`.`
}
