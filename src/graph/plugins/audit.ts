/**
 * Logs one line for each mutation field that ran: viewer, mutation, case and outcome, but never the text. The line is logged at every LOG_LEVEL
 * except `silent`.
 */
import { createHash } from 'node:crypto'
import type { ApolloServerPlugin } from '@apollo/server'
import type { GraphQLField } from 'graphql'
import type { Viewer } from '../../lib/viewer.js'
import { errorCodeOf, identifier, property } from '../../lib/thrown.js'
import type { Log } from '../../telemetry/log.js'
import type { Context } from '../context.js'
import { tryGlobalId, type NodeType } from '../relay/id.js'
import { contextForInput } from '../resolvers/account-argument.js'
import { hintedContext } from '../resolvers/case-by-id.js'
import type { Metrics } from '../../telemetry/metrics.js'

/** refused: there are userErrors. unknown: sent, but not confirmed by AWS. */
type MutationOutcome = 'done' | 'validated' | 'refused' | 'forbidden' | 'failed' | 'unknown'

interface AuditResult {
  outcome: MutationOutcome
  /** The codes of the userErrors, or of the error. */
  codes?: string[]
}

export function audit(log: Log, metrics: Metrics): ApolloServerPlugin<Context> {
  const lines = log.level === 'silent' ? log : log.child({}, { level: 'info' })

  function auditField(field: GraphQLField<unknown, Context>): void {
    const { name: mutation, resolve } = field
    if (resolve === undefined) return
    field.resolve = async (source, args: Record<string, unknown>, context, info) => {
      const { requestId, traceId, viewer } = context
      const write = ({ outcome, codes }: AuditResult, payload: unknown): void => {
        metrics.mutations.inc({ mutation, outcome })
        const about = { ...accountsOf(context, args['input'], payload), ...idsOf(args['input'], payload) }
        lines.info({ requestId, traceId, viewer: nameOf(viewer), mutation, ...about, outcome, codes }, 'audit')
      }
      try {
        const payload: unknown = await resolve(source, args, context, info)
        write(resultOf(payload, args['input']), payload)
        return payload
      } catch (error) {
        write(resultOfError(error), undefined)
        throw error
      }
    }
  }

  return {
    // Wraps the mutation fields after all other wrappers, so the audit also sees what those refuse. Queries are not affected.
    async serverWillStart({ schema }) {
      for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) auditField(field)
    },
  }
}

/**
 * The viewer's id in the log. The name of an API key comes from the operator. The subject of a token may be an email address; then its digest is
 * logged.
 */
export function nameOf({ id }: Pick<Viewer, 'id'>): string {
  const subject = /^jwt:(.*)$/s.exec(id)?.[1]
  if (subject === undefined || /^[\w|:-]{1,64}$/.test(subject)) return id
  return `jwt:sha256:${createHash('sha256').update(subject).digest('hex').slice(0, 12)}`
}

function resultOf(payload: unknown, input: unknown): AuditResult {
  const results = listOf(property(payload, 'results'))
  const userErrors = [payload, ...results].flatMap((part) => listOf(property(part, 'userErrors')))
  const codes = [...new Set(userErrors.map((error) => identifier(property(error, 'code')) ?? 'OTHER'))]
  if (codes.length === 0) return { outcome: property(input, 'validateOnly') === true ? 'validated' : 'done' }
  // refreshChecks is done if at least one of the checks was refreshed.
  const someDone = results.some((result) => listOf(property(result, 'userErrors')).length === 0)
  return { outcome: someDone ? 'done' : 'refused', codes }
}

function resultOfError(error: unknown): AuditResult {
  const code = identifier(errorCodeOf(error)) ?? 'INTERNAL_SERVER_ERROR'
  if (code === 'WRITE_OUTCOME_UNKNOWN') return { outcome: 'unknown', codes: [code] }
  return { outcome: /^(?:FORBIDDEN|UNAUTHENTICATED)$/.test(code) ? 'forbidden' : 'failed', codes: [code] }
}

/** The formats that AWS documents. Callers may send anything as an id; only values in these formats are logged. */
const caseIdOfInput = /^case-\d{1,20}-\w{1,10}-\d{4}-[\da-f]{8,40}$/
const displayId = /^\d{1,32}$/
const checkId = /^[A-Za-z\d]{10}$/
/** Ids that AWS returned or accepted. */
const givenId = /^[\w:.-]{1,200}$/

/** The ids that a mutation concerns: from AWS's response if there is one, otherwise from the input. */
function idsOf(input: unknown, payload: unknown): Record<string, unknown> {
  const given = (...path: string[]): string | undefined =>
    matching(
      givenId,
      path.reduce<unknown>((value, key) => property(value, key), payload),
    )
  const results = listOf(property(payload, 'results'))
  const checkIds = results.flatMap((result) => matching(checkId, property(result, 'checkId')) ?? [])
  const requested = keyIn(input, 'caseId', 'Case')
  const caseId = given('caseId') ?? matching(caseIdOfInput, requested)
  return {
    caseId,
    displayId: caseId === undefined ? matching(displayId, requested) : undefined,
    checkId: matching(checkId, property(payload, 'checkId') ?? keyIn(input, 'checkId', 'TrustedAdvisorCheck')),
    checkIds: results.length > 0 ? checkIds : undefined,
    uploadId: given('upload', 'uploadId'),
    attachmentSetId: given('attachmentSet', 'id'),
  }
}

/**
 * The names of the accounts that a mutation concerns: from its payload, otherwise from its input. None without ACCOUNTS_FILE, and none for a displayId
 * for which the mutation has found no case.
 */
function accountsOf(context: Context, input: unknown, payload: unknown): Record<string, unknown> {
  if (!context.account.isListed) return {}
  const written = [payload, property(payload, 'upload'), ...listOf(property(payload, 'results'))]
  const keys = written.map((part) => property(part, 'account')).filter((key) => typeof key === 'string')
  const contexts =
    keys.length > 0 ? keys.map((key) => context.in(key)) : contextsOfInput(context, input as AccountInput)
  const names = [...new Set(contexts.flatMap((found) => found?.account.name ?? []))]
  return names.length > 1 ? { accounts: names } : { account: names[0] }
}

/** The members of mutation inputs that say which account is meant. */
interface AccountInput {
  accountId?: string | null
  caseId?: string
  checkId?: string
  uploadId?: string
  checkIds?: readonly string[] | null
}

function contextsOfInput(context: Context, input: AccountInput): (Context | undefined)[] {
  const { accountId, caseId, checkId, uploadId, checkIds } = input
  const globalIds = [caseId, checkId, uploadId, ...(checkIds ?? [])].flatMap((id = '') => tryGlobalId(id) ?? [])
  if (globalIds.length > 0) return globalIds.map(({ account }) => context.in(account))
  if (caseId !== undefined) return [hintedContext(context, caseId)]
  // AWS's own ids of checks and uploads are looked up in the first account.
  if (checkId !== undefined || uploadId !== undefined) return [context]
  const found = contextForInput(context, { accountId })
  return 'code' in found ? [] : [found]
}

/** AWS's id in an argument, which may be a global id. */
function keyIn(input: unknown, name: string, type: NodeType): unknown {
  const id = property(input, name)
  const globalId = typeof id === 'string' ? tryGlobalId(id) : undefined
  return globalId?.type === type ? globalId.key[0] : id
}

function matching(pattern: RegExp, value: unknown): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
