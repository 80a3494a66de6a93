import { seesCase, type Rules } from '../access/rules.js'
import type { Context } from '../context.js'
import { badUserInput, hasName, shortened } from '../errors.js'
import type { CaseFilter, CaseOrder, CaseOrderField } from '../generated/resolvers.js'
import { MAX_BATCH_SIZE } from '../loaders/batch.js'
import type { CaseListFilter } from '../loaders/case.js'
import type { Case } from '../parents.js'
import {
  connection,
  connectionOf,
  locateAll,
  readPageArguments,
  sliceOf,
  type Connection,
  type ConnectionArguments,
  type Located,
} from '../relay/connection.js'
import { bindingOf } from '../relay/cursor.js'
import { readKey } from '../relay/id.js'
import { takeAll, takeForward, type Page, type Pages } from '../relay/pages.js'
import { fold } from '../text.js'
import { readAwsTime } from '../time.js'
import { isAwsCaseId, isDisplayId, toCaseStatus } from './case-by-id.js'
import { checkLanguage } from './codes.js'
import { finderOf, setOf, sorted } from './lists.js'

interface CaseListArguments extends ConnectionArguments {
  filter?: CaseFilter | null | undefined
  orderBy?: CaseOrder | null | undefined
}

/**
 * A page of cases. AWS filters by id, displayId, time, language and resolved or not, and pages forward; that is pushed down. All else is
 * answered by reading through the cases in pages of 100 without communications.
 */
export async function listCases(
  context: Context,
  args: CaseListArguments,
  selected: { communications: boolean; totalCount: boolean; services: boolean; severityLevels: boolean },
): Promise<Connection<Case>> {
  const filter = args.filter ?? {}
  const { rules } = context
  const binding = bindingOf(() => [
    'cases',
    { ...filter, includeResolved: includesResolved(filter) },
    args.orderBy,
    rules,
  ])
  const page = readPageArguments(args, binding)
  if (filter.displayId != null && !isDisplayId(filter.displayId)) {
    throw badUserInput(
      `filter.displayId "${shortened(filter.displayId)}" is no displayId: it is the number that the AWS console shows.`,
    )
  }
  checkLanguage('filter.language', filter.language)
  const matches = readMatches(filter, rules)
  const order = readOrder(args.orderBy)

  // None of no values, and what no role may see: nothing is left to read through for.
  if ([...Object.values(filter), rules].some((values) => Array.isArray(values) && values.length === 0)) {
    return sliceOf<Case>([], { first: page.first ?? 0 }, binding)
  }
  // All cases have a service and a severity, whose names come in lists of their own: while AWS looks for the cases, and not after.
  if (selected.services) context.loaders.services(undefined).catch(() => {})
  if (selected.severityLevels) context.loaders.severityLevels(undefined).catch(() => {})
  if (filter.ids != null) {
    const cases = await loadByIds(context, filter, selected.communications)
    return connectionOf(order(cases.filter((item) => matches?.(item) ?? true)), page, binding, ({ caseId }) => caseId)
  }

  const awsFilter = toAwsFilter(filter)
  // A page holds the newest five communications only where they are asked for; reading through all cases leaves them out,
  // but for `text`, which looks into those that the query loads anyway.
  const readingThrough = (communications: boolean): Pages<Case> => ({
    readPage: (token, size) => readCasePage(context, awsFilter, communications, token, size),
    keyOf: ({ caseId }) => caseId,
    sees: rules === null ? undefined : (item) => seesCase(rules, item),
    matches,
    scanLimit: context.maxScannedCases,
  })
  const scanned = readingThrough(selected.communications && filter.text != null)

  if (args.orderBy != null || page.last !== undefined || page.before !== undefined || selected.totalCount) {
    return sliceOf(inOrder(await takeAll(scanned), order, args.orderBy), page, binding)
  }
  const { items, hasNextPage } = await takeForward(
    matches === undefined ? readingThrough(selected.communications) : scanned,
    page.first ?? 0,
    page.after,
  )
  return connection(items, binding, {
    hasNextPage,
    hasPreviousPage: page.after !== undefined,
    totalCount: async () => (await takeAll(scanned)).length,
  })
}

async function readCasePage(
  { loaders }: Context,
  filter: CaseListFilter,
  communications: boolean,
  token: string | undefined,
  size: number,
): Promise<Page<Case>> {
  try {
    return await loaders.casePage(filter, communications, token, size)
  } catch (error) {
    // a displayId that AWS does not know
    if (hasName(error, 'CaseIdNotFound')) return { items: [] }
    throw error
  }
}

/** The cases of `filter.ids`, which AWS takes 100 at a time: model. An unknown one is left out. */
async function loadByIds({ loaders }: Context, { ids }: CaseFilter, communications: boolean): Promise<Case[]> {
  if (ids != null && ids.length > MAX_BATCH_SIZE)
    throw badUserInput(`filter.ids has ${ids.length} entries: at most ${MAX_BATCH_SIZE} are allowed.`)
  const caseIds = (ids ?? []).map((id) => {
    const [caseId = ''] = readKey('Case', id, isAwsCaseId, "a Case's `id` or AWS's caseId (case-…)")
    return caseId
  })
  const cases = await Promise.all(
    [...new Set(caseIds)].map((caseId) => loaders.caseByKey.load({ caseId, communications })),
  )
  return cases.filter((item) => item !== null)
}

function toAwsFilter(filter: CaseFilter): CaseListFilter {
  const { displayId, afterTime, beforeTime, language } = filter
  return {
    includeResolvedCases: includesResolved(filter),
    ...(displayId != null && { displayId }),
    ...(afterTime != null && { afterTime: afterTime.toISOString() }),
    ...(beforeTime != null && { beforeTime: beforeTime.toISOString() }),
    // A filter at AWS, which once defaulted to English and hid all other cases: sent only when asked for.
    ...(language != null && { language }),
  }
}

function includesResolved({ includeResolved, status }: CaseFilter): boolean {
  return includeResolved === true || (status?.includes('RESOLVED') ?? false)
}

/** What AWS cannot filter by, the viewer's rules included; undefined when there is nothing. */
function readMatches(filter: CaseFilter, rules: Rules): ((item: Case) => boolean) | undefined {
  const { ids, status, severityCode, serviceCode, categoryCode, submittedBy, text } = filter
  const conditions: ((item: Case) => boolean)[] = []
  if (rules !== null) conditions.push((item) => seesCase(rules, item))
  const statuses = setOf(status)
  const severityCodes = setOf(severityCode)
  const serviceCodes = setOf(serviceCode)
  const categoryCodes = setOf(categoryCode)
  if (statuses) conditions.push((item) => hasStatus(statuses, item.status))
  if (severityCodes) conditions.push((item) => severityCodes.has(item.severityCode ?? ''))
  if (serviceCodes) conditions.push((item) => serviceCodes.has(item.serviceCode ?? ''))
  if (categoryCodes) conditions.push((item) => categoryCodes.has(item.categoryCode ?? ''))
  if (submittedBy != null) {
    const isSubmitter = finderOf(...submittedBy)
    conditions.push((item) => isSubmitter(item.submittedBy))
  }
  if (text != null) {
    const hasText = finderOf(text)
    conditions.push((item) => hasText(item.subject) || bodiesOf(item).some(hasText))
  }
  // Cases read by id come whole: what AWS would have filtered is filtered here.
  if (ids != null) conditions.push(matchesAwsFilter(filter))
  return conditions.length === 0 ? undefined : (item) => conditions.every((holds) => holds(item))
}

function matchesAwsFilter(filter: CaseFilter): (item: Case) => boolean {
  const { displayId, afterTime, beforeTime, language } = filter
  return (item) => {
    const createdAt = readAwsTime(item.timeCreated)
    return (
      (includesResolved(filter) || item.status !== 'resolved') &&
      (displayId == null || item.displayId === displayId) &&
      (language == null || item.language === language) &&
      (afterTime == null || (createdAt !== undefined && createdAt >= afterTime)) &&
      (beforeTime == null || (createdAt !== undefined && createdAt <= beforeTime))
    )
  }
}

function hasStatus(statuses: ReadonlySet<unknown>, status: string | undefined): boolean {
  return statuses.has(toCaseStatus(status)) || (statuses.has('ALL_OPEN') && status !== 'resolved')
}

function bodiesOf({ recentCommunications }: Case): (string | undefined)[] {
  return recentCommunications?.communications?.map(({ body }) => body) ?? []
}

const severities = ['low', 'normal', 'high', 'urgent', 'critical']

const sortKeys: Readonly<Record<CaseOrderField, (item: Case) => string | number>> = {
  CREATED_AT: ({ timeCreated }) => readAwsTime(timeCreated)?.getTime() ?? 0,
  SEVERITY: ({ severityCode }) => severities.indexOf(severityCode ?? ''),
  STATUS: ({ status }) => status ?? '',
  SUBJECT: ({ subject }) => fold(subject ?? ''),
}

function readOrder(orderBy: CaseOrder | null | undefined): (items: readonly Case[]) => Case[] {
  if (orderBy == null) return (items) => [...items]
  return (items) => sorted(items, sortKeys[orderBy.field], orderBy.direction)
}

/** Sorted cases have the place that the order gives them, not the one in AWS's pages. */
function inOrder(
  items: Located<Case>[],
  order: (items: readonly Case[]) => Case[],
  orderBy: CaseOrder | null | undefined,
): Located<Case>[] {
  if (orderBy == null) return items
  return locateAll(order(items.map(({ node }) => node)), ({ caseId }) => caseId)
}
