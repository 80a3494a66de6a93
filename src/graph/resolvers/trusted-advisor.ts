import type { TrustedAdvisorCheckSummary } from '@aws-sdk/client-support'
import { contextFor, type Context } from '../context.js'
import type { Resolvers } from '../generated/resolvers.js'
import { safeHtml, toText } from './html.js'
import { DEFAULT_LANGUAGE } from '../loaders/trusted-advisor.js'
import type { TrustedAdvisorCheck } from '../models.js'
import { perObject } from '../../lib/per-object.js'
import { connectionOf, readPageArguments, withNodes } from '../relay/connection.js'
import { listDigestOf } from '../relay/cursor.js'
import { toGlobalId } from '../relay/id.js'
import { readAwsTime } from '../../lib/time.js'
import { contextForId } from './account-argument.js'
import { checkLanguage } from './codes.js'
import { setOf } from './lists.js'
import { checkName, listChecks, summarizeChecks } from './trusted-advisor-list.js'
import { readCheckKey, toCategory, toRefreshState, toStatus } from './trusted-advisor-enums.js'

/** The fields that a summary and a result have in common. */
const outcomeResolvers = {
  status: ({ status }: Partial<TrustedAdvisorCheckSummary>) => toStatus(status),
  statusCode: ({ status }: Partial<TrustedAdvisorCheckSummary>) => status,
  checkedAt: perObject(({ timestamp }: Partial<TrustedAdvisorCheckSummary>) => readAwsTime(timestamp)),
  costOptimizing: ({ categorySpecificSummary }: Partial<TrustedAdvisorCheckSummary>) =>
    categorySpecificSummary?.costOptimizing,
}

const columnsOf = perObject(({ metadata = [] }: TrustedAdvisorCheck) => metadata.map((heading) => heading ?? ''))

export const trustedAdvisorResolvers = {
  Query: {
    trustedAdvisorChecks: (_, args, context) => listChecks(context, args),
    trustedAdvisorCheck: (_, { id, language, accountId }, context) => {
      const { account, key } = readCheckKey(id)
      const within = contextForId(context, account, accountId)
      return within && loadCheck(within, key, language ?? undefined)
    },
    trustedAdvisorSummary: (_, __, context) => summarizeChecks(context),
  },
  TrustedAdvisorCheck: {
    id: perObject(({ account, id, language }) =>
      toGlobalId('TrustedAdvisorCheck', account, id, ...(language === DEFAULT_LANGUAGE ? [] : [language])),
    ),
    account: (check, _, context) => contextFor(context, check).account,
    checkId: ({ id }) => id,
    name: checkName,
    // AWS sends HTML
    description: perObject(({ description }) => (description === undefined ? null : toText(description))),
    descriptionHtml: perObject(({ description }) => (description === undefined ? null : safeHtml(description))),
    category: ({ category }) => toCategory(category),
    categoryCode: ({ category }) => category,
    columns: columnsOf,
    summary: (check, _, context) => contextFor(context, check).loaders.summary(check.id),
    result: async (check, _, context) => {
      const result = await contextFor(context, check).loaders.checkResult(check.id, check.language)
      return result === undefined ? null : { ...result, columns: columnsOf(check) }
    },
    refreshStatus: (check, _, context) => contextFor(context, check).loaders.refreshStatus(check.id),
  },
  TrustedAdvisorCheckSummary: outcomeResolvers,
  TrustedAdvisorCheckResult: {
    ...outcomeResolvers,
    flaggedResources: ({ flaggedResources = [], checkId, columns }, args) => {
      const { status, region, suppressed } = args.filter ?? {}
      const listDigest = listDigestOf(() => ['flaggedResources', checkId, args.filter ?? {}])
      const statuses = setOf(status)
      const regions = setOf(region)
      const found = flaggedResources.filter(
        (resource) =>
          (statuses?.has(toStatus(resource.status)) ?? true) &&
          (regions?.has(resource.region ?? '') ?? true) &&
          (suppressed == null || (resource.isSuppressed ?? false) === suppressed),
      )
      const page = connectionOf(
        found,
        readPageArguments(args, listDigest),
        listDigest,
        ({ resourceId }) => resourceId ?? '',
      )
      return withNodes(
        page,
        page.nodes.map((resource) => ({ ...resource, columns })),
      )
    },
  },
  TrustedAdvisorFlaggedResource: {
    status: ({ status }) => toStatus(status),
    statusCode: ({ status }) => status,
    isSuppressed: ({ isSuppressed }) => isSuppressed ?? false,
    metadata: ({ metadata }) => metadata ?? [],
    cells: ({ metadata = [], columns }) =>
      Array.from({ length: Math.max(metadata.length, columns.length) }, (_, index) => ({
        column: columns[index] ?? null,
        value: metadata[index] ?? null,
      })),
  },
  TrustedAdvisorRefreshStatus: {
    status: ({ status }) => (status === undefined ? null : toRefreshState(status)),
    statusCode: ({ status }) => status,
    nextRefreshableAt: ({ millisUntilNextRefreshable = Number.NaN, readAt }) => {
      const moment = new Date(readAt + millisUntilNextRefreshable)
      // AWS did not send the time to wait, or the wait ends beyond the range of Date
      return Number.isNaN(moment.getTime()) ? null : moment
    },
  },
} satisfies Resolvers

/** A check by the parts of its global id (check id and language); null if it is unknown. */
export async function loadCheck(
  { loaders }: Context,
  [checkId = '', languageOfId]: readonly string[],
  language?: string,
): Promise<TrustedAdvisorCheck | null> {
  const requested = language ?? languageOfId ?? DEFAULT_LANGUAGE
  checkLanguage('language', requested)
  return loaders.checkById(checkId, requested)
}
