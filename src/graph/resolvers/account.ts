import type { Resolvers } from '../generated/resolvers.js'
import { connectionOf, readPageArguments } from '../relay/connection.js'
import { listDigestOf } from '../relay/cursor.js'
import { toGlobalId } from '../relay/id.js'
import { contextFor } from '../context.js'
import { findContext } from './account-argument.js'
import { describeFailure } from './account-failure.js'
import { listSeverityLevels } from './service.js'
import { listChecks, summarizeChecks } from './trusted-advisor-list.js'

export const accountResolvers = {
  Query: {
    accounts: (_, args, context) => {
      const listDigest = listDigestOf(() => ['accounts'])
      return connectionOf(context.accounts(), readPageArguments(args, listDigest), listDigest, ({ key }) => key)
    },
    account: (_, { id }, context) => findContext(context, id)?.account ?? null,
  },
  Account: {
    id: ({ key }) => toGlobalId('Account', key),
    availability: ({ availability }, _, { scope }) => {
      // It changes with any call, so the response must not be reused.
      scope.reads.isCacheable = false
      return availability() ?? null
    },
    severityLevels: ({ key }, { language }, context) =>
      listSeverityLevels(contextFor(context, { account: key }), language),
    trustedAdvisorChecks: ({ key }, args, context) => listChecks(contextFor(context, { account: key }), args),
    trustedAdvisorSummary: ({ key }, _, context) => summarizeChecks(contextFor(context, { account: key })),
  },
  AccountAvailability: {
    isAvailable: ({ error }) => error === undefined,
    code: ({ error }) => (error === undefined ? null : describeFailure(error).code),
    message: ({ error }) => (error === undefined ? null : describeFailure(error).message),
    checkedAt: ({ checkedAt }) => new Date(checkedAt),
  },
  AccountFailure: {
    code: ({ error }) => describeFailure(error).code,
    message: ({ error }) => describeFailure(error).message,
    retryable: ({ error }) => describeFailure(error).retryable,
    retryAfterMs: ({ error }) => describeFailure(error).retryAfterMs,
  },
} satisfies Resolvers
