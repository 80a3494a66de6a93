import type { GraphQLResolveInfo } from 'graphql'
import { maySeeCase } from '../access/rules.js'
import { FIRST_ACCOUNT } from '../../lib/account-key.js'
import type { Context } from '../context.js'
import { CaseStatus } from '../generated/resolvers.js'
import type { Case } from '../models.js'
import { isInFirstPage } from '../relay/cursor.js'
import { readKey } from '../relay/id.js'
import { always, selectsAny, type MatchesArguments } from '../selection.js'
import { withAccountTimeout } from './account-timeout.js'
import { enumReader } from './enum-reader.js'

const CASE_ID_EXPECTED = "a Case's `id`, AWS's caseId (case-…) or a numeric displayId"

/**
 * The context of the account that a case belongs to. `id` can be a global id, which names the account, AWS's caseId, whose 12 digits are a hint, or a
 * displayId, for which the case indexes are searched. If these do not help, all accounts are asked, each once and for ACCOUNT_TIMEOUT_MS at most. Null if
 * none has the case. With one account, nothing is read here. `communications`: whether the case will be loaded with its newest five communications; the
 * same call then fetches them. `trustsHint`: whether the account that these hints name is returned without asking it for the case. Throws BAD_USER_INPUT
 * for any other value, and the error of an account if only that one may have the case.
 */
export async function findCaseContext(
  context: Context,
  id: string,
  communications = false,
  trustsHint = false,
): Promise<Context | null> {
  const { account, key } = readCaseKey(id)
  if (account !== undefined) return context.in(account) ?? null
  const accounts = context.accounts()
  if (accounts.length <= 1) return accounts.length === 1 ? context : null
  const contexts = accounts.flatMap(({ key: other }) => context.in(other) ?? [])
  const likely = isDisplayId(key) ? await firstContextWith(contexts, key) : hintedContext(context, key)
  const hasCase = async (other: Context): Promise<boolean> => {
    const caseId = await readCaseId(other, id, communications)
    return caseId !== null && (await loadCase(other, caseId, communications)) !== null
  }
  if (likely !== undefined && (trustsHint || (await hasCase(likely)))) return likely
  const others = contexts.filter((other) => other !== likely)
  const answers = withAccountTimeout(context, others.map(hasCase))
  // In the order of the accounts: emulators may have the same case in several, and a repeated reply must go to the same one.
  const failures: unknown[] = []
  for (const [index, answer] of answers.entries()) {
    const isFound = await answer.catch((error: unknown) => void failures.push(error))
    if (isFound === true) return others[index] ?? null
  }
  if (failures.length > 0) throw failures[0]
  return null
}

/** The context of the account whose 12 digits are in AWS's caseId; undefined if there is none that the viewer may see. */
export function hintedContext(context: Context, caseId: string): Context | undefined {
  return context.inNamed(/^case-(\d{12})-/.exec(caseId)?.[1] ?? '')
}

/** The first context whose case index has a visible case with this displayId. Makes no call. */
export async function firstContextWith(contexts: readonly Context[], displayId: string): Promise<Context | undefined> {
  const isKnown = await Promise.all(
    contexts.map(({ cases, rules }) => cases.knowsDisplayId(displayId, (item) => maySeeCase(rules, item))),
  )
  return contexts[isKnown.indexOf(true)]
}

/** The account, if any, and the AWS id in a global id, caseId or displayId. Throws BAD_USER_INPUT for any other value. */
export function readCaseKey(id: string): { account: string | undefined; key: string } {
  const { account, key } = readKey('Case', id, (awsId) => isDisplayId(awsId) || isAwsCaseId(awsId), CASE_ID_EXPECTED)
  return { account, key: key[0] ?? '' }
}

/**
 * Resolves an argument to a caseId in the account of `context`. The argument can be a global id, AWS's caseId, or a displayId, which may cost a call. Null
 * for an unknown displayId.
 * The displayId of a case that the viewer may not see is treated as unknown, at the same cost. A caseId is not checked here: `loadCase` does that.
 * `communications`: whether the case will be loaded with its newest five communications; the same call then fetches them.
 * Throws BAD_USER_INPUT for any other value.
 */
export async function readCaseId(context: Context, id: string, communications = false): Promise<string | null> {
  const { key } = readCaseKey(id)
  if (!isDisplayId(key)) return key
  return ifVisible(context, await context.loaders.caseByDisplayId(key, communications))?.caseId ?? null
}

/** The number that the AWS console shows. */
export function isDisplayId(id: string): boolean {
  return /^\d{1,32}$/.test(id)
}

/** AWS documents `case-<account>-<4 letters>-<year>-<16 hex>`; emulators use other forms. */
export function isAwsCaseId(id: string): boolean {
  return /^case-[\w-]{1,200}$/.test(id)
}

/**
 * A case by its caseId, with its newest five communications if requested. Null if it is unknown or the viewer may not see it: callers cannot tell
 * the two apart.
 */
export async function loadCase(context: Context, caseId: string, communications: boolean): Promise<Case | null> {
  return ifVisible(context, await context.loaders.caseById(caseId, communications))
}

/** The case, if the viewer may see it. Every case passes through here, except those in lists. */
export function ifVisible({ account, rules }: Context, found: Case | null): Case | null {
  return found !== null && maySeeCase(rules, found) ? inAccount(found, account.key) : null
}

/** The same case with the key of its account. For the first account, that is AWS's own object. */
export function inAccount(item: Case, account: string): Case {
  return account === FIRST_ACCOUNT ? item : inOtherAccount(item, account)
}

/** The same copy each time, so that what is derived from it is computed once. A case has only one account. */
const copies = new WeakMap<Case, Case>()

function inOtherAccount(item: Case, account: string): Case {
  const copy = copies.get(item) ?? { ...item, account }
  copies.set(item, copy)
  return copy
}

const messageFields: Readonly<Record<string, MatchesArguments>> = {
  communications: ({ after }) => after == null || isInFirstPage(after),
  attachments: always,
  latestCommunication: always,
}
/** Fields that are computed from inbox facts. The case index stores these facts with each case, separately from its messages. */
const factFields: Readonly<Record<string, MatchesArguments>> = {
  latestCommunicationAt: always,
  waitingOn: always,
  waitingSince: always,
  firstResponseAt: always,
  isOverdue: always,
}
const messageAndFactFields = { ...messageFields, ...factFields }

/**
 * Whether the query selects, below this field, anything that needs the newest five communications of a case. A page of the thread that starts
 * after them does not.
 */
export function selectsInlineCommunications(
  { cases }: Pick<Context, 'cases'>,
  info: GraphQLResolveInfo,
  typeName = 'Case',
  path: readonly string[] = [],
): boolean {
  return selectsAny(info, typeName, path, cases.hasInboxFacts ? messageFields : messageAndFactFields)
}

/** `pending-customer-action` → PENDING_CUSTOMER_ACTION; the values are the model's. */
export const toCaseStatus = enumReader(CaseStatus)
