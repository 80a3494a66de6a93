import type { GraphQLResolveInfo } from 'graphql'
import { maySeeCase } from '../access/rules.js'
import type { Context } from '../context.js'
import { CaseStatus } from '../generated/resolvers.js'
import type { Case } from '../models.js'
import { isInFirstPage } from '../relay/cursor.js'
import { readKey } from '../relay/id.js'
import { always, selectsAny, type MatchesArguments } from '../selection.js'
import { enumReader } from './enum-reader.js'

const CASE_ID_EXPECTED = "a Case's `id`, AWS's caseId (case-…) or a numeric displayId"

/**
 * Resolves an argument to a caseId. The argument can be a global id, AWS's caseId, or a displayId, which may cost a call. Null for an unknown displayId.
 * The displayId of a case that the viewer may not see is treated as unknown, at the same cost. A caseId is not checked here: `loadCase` does that.
 * `communications`: whether the case will be loaded with its newest five communications; the same call then fetches them.
 * Throws BAD_USER_INPUT for any other value.
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
export function ifVisible({ rules }: Context, found: Case | null): Case | null {
  return found !== null && maySeeCase(rules, found) ? found : null
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
