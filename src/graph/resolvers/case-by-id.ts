import type { GraphQLResolveInfo } from 'graphql'
import { seesCase } from '../access/rules.js'
import type { Context } from '../context.js'
import { CaseStatus } from '../generated/resolvers.js'
import type { Case } from '../models.js'
import { isInFirstPage } from '../relay/cursor.js'
import { readKey } from '../relay/id.js'
import { always, selectsAny, type CountsWith } from '../selection.js'
import { enumReader } from './enum-reader.js'

const CASE_ID_EXPECTED = "a Case's `id`, AWS's caseId (case-…), or the displayId, a number"

/**
 * The caseId that an argument names: a global id, AWS's caseId, or a displayId, which takes a call. Null for an unknown displayId.
 * A displayId of a case that the viewer may not see is unknown, at the same cost; a caseId is read as it is, and `loadCase` finds out.
 * `communications`: whether the case is going to be loaded with its newest five, so that the same call brings them.
 * Throws BAD_USER_INPUT for anything that can be none of them.
 */
export async function readCaseId(context: Context, id: string, communications = false): Promise<string | null> {
  const [key = ''] = readKey('Case', id, (awsId) => isDisplayId(awsId) || isAwsCaseId(awsId), CASE_ID_EXPECTED)
  if (!isDisplayId(key)) return key
  return ifVisible(context, await context.loaders.caseByDisplayId(key, communications))?.caseId ?? null
}

/** The number that the AWS console shows. */
export function isDisplayId(id: string): boolean {
  return /^\d{1,32}$/.test(id)
}

/** AWS documents `case-<account>-<4 letters>-<year>-<16 hex>`; its emulators have others. */
export function isAwsCaseId(id: string): boolean {
  return /^case-[\w-]{1,200}$/.test(id)
}

/**
 * A case by its caseId, with its newest five communications if they are wanted; null for an unknown one, and for one that the viewer may not see:
 * the two are the same to callers.
 */
export async function loadCase(context: Context, caseId: string, communications: boolean): Promise<Case | null> {
  return ifVisible(context, await context.loaders.caseById(caseId, communications))
}

/** The case, if the viewer may see it. All cases but those of lists come by here. */
export function ifVisible({ rules }: Context, found: Case | null): Case | null {
  return found !== null && seesCase(rules, found) ? found : null
}

const messageFields: Readonly<Record<string, CountsWith>> = {
  communications: ({ after }) => after == null || isInFirstPage(after),
  attachments: always,
  latestCommunication: always,
}
/** Fields that the facts of the inbox answer. The case index has these facts beside each case, without its messages. */
const factFields: Readonly<Record<string, CountsWith>> = {
  latestCommunicationAt: always,
  waitingOn: always,
  waitingSince: always,
  firstResponseAt: always,
  isOverdue: always,
}
const messageAndFactFields = { ...messageFields, ...factFields }

/**
 * Whether the query selects, below this field, something that the communications which come inline with a case can answer, or begin to
 * answer. A thread that goes on from a cursor behind them needs them no more.
 */
export function selectsInlineCommunications(
  { cases }: Pick<Context, 'cases'>,
  info: GraphQLResolveInfo,
  typeName = 'Case',
  path: readonly string[] = [],
): boolean {
  return selectsAny(info, typeName, path, cases.keepsFacts ? messageFields : messageAndFactFields)
}

/** `pending-customer-action` → PENDING_CUSTOMER_ACTION; the words are the model's. */
export const toCaseStatus = enumReader(CaseStatus)
