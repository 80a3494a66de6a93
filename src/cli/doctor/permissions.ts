/** Plan and permissions: tries each AWS operation with a dry run, or with the cheapest read if it has none. Changes nothing. */
import { setTimeout as delay } from 'node:timers/promises'
import { DRY_RUN_IGNORED } from '../../lib/errors.js'
import { UpstreamError } from '../../upstream/upstream-error.js'
import { factsOf, type Input, type Operation } from '../../upstream/operations.js'
import { createScope } from '../../upstream/request-scope.js'
import type { UpstreamClient } from '../../upstream/upstream.js'
import { doubtful, failed, off, ok, warning, type Finding } from './finding.js'

const dryRun = true
/** Nothing has these ids. If AWS responds that they do not exist, the call was allowed. */
const caseId = 'case-000000000000-muen-2026-0000000000000000'
const attachmentId = 'attachment-doctor'
const uploadId = 'doctor'
const CHECK_ID = 'Qch7DwouX1'
const question = { issueType: 'technical', serviceCode: 'general-info', categoryCode: 'other', language: 'en' }

/** The input that each operation is tried with. RefreshTrustedAdvisorCheck has no dry run, and would start a refresh. */
const trials: { [O in Exclude<Operation, 'RefreshTrustedAdvisorCheck'>]: Input<O> } = {
  AddAttachmentsToSet: { attachments: [{ fileName: 'doctor.txt', data: new Uint8Array([0x6f, 0x6b]) }], dryRun },
  AddCommunicationToCase: { caseId, communicationBody: 'A dry run.', dryRun },
  CompleteAttachmentUpload: { uploadId, completedUploads: [{ partIndex: 1, eTag: 'doctor' }], dryRun },
  CreateCase: { subject: 'A dry run', communicationBody: 'A dry run.', dryRun },
  DescribeAttachment: { attachmentId, dryRun },
  DescribeAttachmentUploadStatus: { uploadId, dryRun },
  DescribeCases: { includeCommunications: false, maxResults: 10, dryRun },
  DescribeCommunications: { caseId, maxResults: 10, dryRun },
  DescribeCreateCaseOptions: { ...question, dryRun },
  DescribeServices: { serviceCodeList: ['general-info'], dryRun },
  DescribeSeverityLevels: { dryRun },
  DescribeSupportedLanguages: { ...question, dryRun },
  // Trusted Advisor has no dry run.
  DescribeTrustedAdvisorCheckRefreshStatuses: { checkIds: [CHECK_ID] },
  DescribeTrustedAdvisorCheckResult: { checkId: CHECK_ID },
  DescribeTrustedAdvisorChecks: { language: 'en' },
  DescribeTrustedAdvisorCheckSummaries: { checkIds: [CHECK_ID] },
  GetAttachmentDownloadLink: { attachmentId, dryRun },
  GetAttachmentUploadLinks: { fileName: 'doctor.txt', fileSizeBytes: 2, dryRun },
  ResolveCase: { caseId, dryRun },
}
type Tried = keyof typeof trials
const tried = (Object.keys(trials) as Tried[]).toSorted((a, b) => a.localeCompare(b))

/** The operations that `--without` accepts, by AWS's names. Their permissions have the same names. */
export const operationNames: readonly string[] = [...tried, 'RefreshTrustedAdvisorCheck'].toSorted()

/** The result of a trial: AWS's name for the error, our code for it, and the operation that failed, which for a write may be a preceding read. */
interface TrialResult {
  name: string
  code: string
  message: string
  operation: string
}

/** The dry run succeeded. */
const wouldWork: TrialResult = { name: '', code: '', message: '', operation: '' }
/** The call was executed without an error, which must never happen to a dry run. */
const executed: TrialResult = { ...wouldWork }

async function attempt(client: UpstreamClient, operation: Tried, timeoutMs: number): Promise<TrialResult> {
  try {
    await client.call(operation, trials[operation], createScope(AbortSignal.timeout(timeoutMs)))
    return executed
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    // AWS's response to a dry run that would have worked (model).
    if (error.name === 'DryRunOperationException') return wouldWork
    const { name, message, operation: refused, extensions } = error
    if (name === DRY_RUN_IGNORED && refused === operation) return executed
    return { name, code: String(extensions['code']), message, operation: refused }
  }
}

export interface PermissionOptions {
  client: UpstreamClient
  /** For one operation, including its retries. */
  timeoutMs: number
  /** Between operations, so that AWS does not throttle them. */
  pauseMs: number
  /** Operations that this gateway does not need, by AWS's names. */
  without: ReadonlySet<string>
}

/** Whether cases can be read through `client`: the least that a failover endpoint must provide. */
export async function examineReads(client: UpstreamClient, timeoutMs: number): Promise<Finding> {
  const outcome = await attempt(client, 'DescribeCases', timeoutMs)
  return obstacleTo(outcome) ?? judge('DescribeCases', outcome)
}

/** The plan, then every operation by name. Without a plan, credentials or a response, the operations are not tried: all would fail the same way. */
export async function examinePermissions({
  client,
  timeoutMs,
  pauseMs,
  without,
}: PermissionOptions): Promise<Finding[]> {
  const first = await attempt(client, 'DescribeCases', timeoutMs)
  const obstacle = obstacleTo(first)
  if (obstacle) return [obstacle, off('Operations', 'Not tried: all would fail the same way.')]

  const findings: Finding[] = []
  for (const operation of tried) {
    if (without.has(operation)) findings.push(off(operation, 'Not tried (--without).'))
    else if (factsOf(operation).isWrite && first === executed) {
      findings.push(notTried(operation))
    } else {
      await delay(pauseMs)
      findings.push(
        judge(operation, operation === 'DescribeCases' ? first : await attempt(client, operation, timeoutMs)),
      )
    }
  }
  const plan = findings.some(({ status }) => status === 'ok' || status === 'warning')
    ? ok('Plan', 'The support plan of the account includes the AWS Support API.')
    : doubtful('Plan', 'Unknown: no operation was allowed.', 'Allow the operations below first.')
  findings.unshift(plan)
  findings.push(off('RefreshTrustedAdvisorCheck', 'Not tried: it has no dry run, and would start a refresh.'))
  return findings
}

/** The finding that explains why no operation can work, if there is one. */
function obstacleTo({ name, code, message }: TrialResult): Finding | null {
  if (code === 'SUBSCRIPTION_REQUIRED') return failed('Plan', message, ADVICE_ON_PLAN)
  if (code === 'UPSTREAM_DENIED' && !isMissingPermission(name)) {
    return failed('Plan', `Unknown: AWS refuses the credentials (${name}).`, adviceOnCredentials(name))
  }
  if (code === 'UPSTREAM_THROTTLED') {
    const advice =
      'Run the doctor again in a minute. If this persists, find out what else in the account calls AWS Support, or whether a proxy responds instead of AWS.'
    return failed('Plan', `Unknown: ${message}`, advice)
  }
  if (/^UPSTREAM_(UNAVAILABLE|TIMEOUT)$/.test(code)) {
    return failed(
      'Plan',
      `Unknown: ${message}`,
      'Fix the finding about the endpoint above, or wait if AWS has an outage.',
    )
  }
  return null
}

/** Operations whose input AWS cannot refuse, because it has no ids and no codes. */
const acceptsAnyInput: ReadonlySet<string> = new Set([
  'DescribeCases',
  'DescribeSeverityLevels',
  'DescribeTrustedAdvisorChecks',
])

/** An operation is allowed if it succeeds. Errors about an id or a code prove that, too: AWS returns them only after it has read the input. */
function judge(operation: string, { name, code, message, operation: refused }: TrialResult): Finding {
  if (code === 'SUBSCRIPTION_REQUIRED') return failed(operation, message, ADVICE_ON_PLAN)
  if (code === 'UPSTREAM_DENIED') {
    return failed(
      operation,
      `Refused (${name}).`,
      isMissingPermission(name)
        ? `Allow support:${refused} on the resource * in the gateway's IAM policy, and look for a service control policy that denies it; or skip it here with --without ${operation}.`
        : adviceOnCredentials(name),
    )
  }
  if (name === DRY_RUN_IGNORED) return notTried(operation)
  if (code === 'WRITE_OUTCOME_UNKNOWN') return failed(operation, message, 'Use another upstream.')
  if (name.startsWith('UnknownOperation')) {
    return failed(
      operation,
      'The upstream does not have this operation.',
      `Skip it with --without ${operation} if nobody needs it.`,
    )
  }
  if (code === 'UPSTREAM_LIMIT_EXCEEDED')
    return warning(operation, `Allowed. ${message}`, 'Wait, or ask AWS for a higher limit.')
  const isRefusedInput = ['NOT_FOUND', 'BAD_USER_INPUT'].includes(code) && !acceptsAnyInput.has(refused)
  if (code === '' || isRefusedInput) return ok(operation, 'Allowed.')
  return doubtful(operation, `Unknown: ${message}`, 'Run the doctor again.')
}

function notTried(operation: string): Finding {
  return doubtful(operation, 'Not tried: the upstream executes dry runs as real calls.', 'Try it by hand.')
}

/** For a gateway with one account. */
export const ADVICE_ON_PLAN = 'Buy such a plan for this account, or use the credentials of an account that has one.'

/** By the name of an UPSTREAM_DENIED error. Other names mean that AWS rejects the credentials themselves. */
function isMissingPermission(name: string): boolean {
  return /^(AccessDenied(Exception)?|NotAuthorized|HTTP403)$/.test(name)
}

function adviceOnCredentials(name: string): string {
  if (/^Request(Expired|InTheFuture|TimeTooSkewed)$/.test(name)) return 'Synchronize the clock of this machine (NTP).'
  if (/Expired/.test(name)) return 'Renew the credentials: the session has expired.'
  if (/Signature/.test(name)) return 'Check the secret key (was it copied completely?) and the clock.'
  return 'Check which credentials the gateway finds (above), and whether their key is active in IAM.'
}
