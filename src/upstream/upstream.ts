import {
  AddAttachmentsToSetCommand,
  AddCommunicationToCaseCommand,
  CompleteAttachmentUploadCommand,
  CreateCaseCommand,
  DescribeAttachmentCommand,
  DescribeAttachmentUploadStatusCommand,
  DescribeCasesCommand,
  DescribeCommunicationsCommand,
  DescribeCreateCaseOptionsCommand,
  DescribeServicesCommand,
  DescribeSeverityLevelsCommand,
  DescribeSupportedLanguagesCommand,
  DescribeTrustedAdvisorCheckRefreshStatusesCommand,
  DescribeTrustedAdvisorCheckResultCommand,
  DescribeTrustedAdvisorChecksCommand,
  DescribeTrustedAdvisorCheckSummariesCommand,
  GetAttachmentDownloadLinkCommand,
  GetAttachmentUploadLinksCommand,
  RefreshTrustedAdvisorCheckCommand,
  ResolveCaseCommand,
  SupportClient,
  type SupportClientConfig,
} from '@aws-sdk/client-support'
import { isIP } from 'node:net'
import type { Config } from '../config.js'
import type { Metrics } from '../metrics.js'
import type { Trace } from '../tracing.js'
import { boundReplies } from './bound-replies.js'
import { conform, malformed } from './conform.js'
import { observeCalls, type Attempt, type SignedRequest } from './observe.js'
import { dryRun, readUpstreamError } from './upstream-error.js'

/** The operations of AWS Support, by the name that the gateway calls them. */
const commands = {
  addAttachmentsToSet: AddAttachmentsToSetCommand,
  addCommunicationToCase: AddCommunicationToCaseCommand,
  completeAttachmentUpload: CompleteAttachmentUploadCommand,
  createCase: CreateCaseCommand,
  describeAttachment: DescribeAttachmentCommand,
  describeAttachmentUploadStatus: DescribeAttachmentUploadStatusCommand,
  describeCases: DescribeCasesCommand,
  describeCommunications: DescribeCommunicationsCommand,
  describeCreateCaseOptions: DescribeCreateCaseOptionsCommand,
  describeServices: DescribeServicesCommand,
  describeSeverityLevels: DescribeSeverityLevelsCommand,
  describeSupportedLanguages: DescribeSupportedLanguagesCommand,
  describeTrustedAdvisorCheckRefreshStatuses: DescribeTrustedAdvisorCheckRefreshStatusesCommand,
  describeTrustedAdvisorCheckResult: DescribeTrustedAdvisorCheckResultCommand,
  describeTrustedAdvisorChecks: DescribeTrustedAdvisorChecksCommand,
  describeTrustedAdvisorCheckSummaries: DescribeTrustedAdvisorCheckSummariesCommand,
  getAttachmentDownloadLink: GetAttachmentDownloadLinkCommand,
  getAttachmentUploadLinks: GetAttachmentUploadLinksCommand,
  refreshTrustedAdvisorCheck: RefreshTrustedAdvisorCheckCommand,
  resolveCase: ResolveCaseCommand,
} as const

type Commands = typeof commands
type OperationKey = keyof Commands
type Input<K extends OperationKey> = InstanceType<Commands[K]>['input']
type Output<K extends OperationKey> =
  InstanceType<Commands[K]> extends {
    resolveMiddleware(...args: never[]): (args: never) => Promise<{ output: infer O }>
  }
    ? O
    : never

/**
 * The operations of AWS Support as one request may call them: each rejects with an `UpstreamError`, dies with the request, and is counted.
 */
export type Upstream = { [K in OperationKey]: (input: Input<K>) => Promise<Output<K>> }

/** What one request has cost: HTTP requests to AWS by operation, retries included. */
export interface UpstreamCalls {
  calls: Record<string, number>
  total: number
}

/**
 * A repeated one of these does its work twice, and the API has no client token: they are sent once, whatever happens.
 * ResolveCase, RefreshTrustedAdvisorCheck and CompleteAttachmentUpload come to the same when repeated, so they are retried like reads.
 */
const sentOnce: ReadonlySet<OperationKey> = new Set(['createCase', 'addCommunicationToCase', 'addAttachmentsToSet'])

/**
 * What a reply has when the write has worked, though the model does not require it: the id of what was made, without which who goes on would
 * lose it, and `result`, which is "true if AddCommunicationToCase succeeds" (model).
 */
const proofs: Readonly<Partial<Record<OperationKey, string>>> = {
  createCase: 'caseId',
  addAttachmentsToSet: 'attachmentSetId',
  addCommunicationToCase: 'result',
}

/** One client for the process: sockets are shared, requests bind it to their own signals and counters. */
export interface UpstreamClient {
  /**
   * Binds the operations to one request.
   * `signal` ends reads: at the deadline, or when the client has gone. `deadline` ends writes: one in flight is let finish for a client that has gone, a new one is not sent.
   */
  bind(request: {
    signal: AbortSignal
    deadline: AbortSignal
    upstreamCalls: UpstreamCalls
    trace?: Trace | undefined
  }): Upstream
  /** Resolves when AWS answers, and rejects with an `UpstreamError` when it does not. */
  ready(signal: AbortSignal): Promise<void>
  stop(): void
}

/** Attempts at what may be repeated, the first one included. */
const MAX_ATTEMPTS = 3
/** A dashboard opens a few at a time; AWS throttles long before more would help. */
const MAX_SOCKETS = 50
const CONNECTION_TIMEOUT_MS = 3_000

/** Connects to AWS Support, or to whatever speaks its protocol at the URL `upstream`. `upstreamTimeoutMs` is for one attempt. */
export function createUpstream({
  upstream,
  region,
  upstreamTimeoutMs: timeoutMs,
  metrics,
}: Pick<Config, 'upstream' | 'region' | 'upstreamTimeoutMs'> & { metrics?: Metrics | undefined }): UpstreamClient {
  const endpoint = upstream instanceof URL ? upstream.href : undefined
  const configuration: SupportClientConfig = {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(endpoint !== undefined && mustNotSeeRealKeys(endpoint) && { credentials: DUMMY_CREDENTIALS }),
    requestHandler: {
      connectionTimeout: Math.min(CONNECTION_TIMEOUT_MS, timeoutMs),
      requestTimeout: timeoutMs,
      // without it the SDK only logs a warning and waits for ever
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  }
  const repeating = new SupportClient({ ...configuration, maxAttempts: MAX_ATTEMPTS })
  const single = new SupportClient({ ...configuration, maxAttempts: 1 })
  for (const client of [repeating, single]) boundReplies(client, timeoutMs)

  const bind: UpstreamClient['bind'] = ({ signal, deadline, upstreamCalls, trace }) => {
    const count = (operation: string): void => {
      upstreamCalls.calls[operation] = (upstreamCalls.calls[operation] ?? 0) + 1
      upstreamCalls.total++
    }
    const observe = observeCalls(metrics, trace)
    const call = async (key: OperationKey, input: object, attempt: Attempt): Promise<object> => {
      const once = doesItsWorkTwice(key, input)
      const operation = nameOf(key)
      const abortSignal = isWrite(key) ? deadline : signal
      // Nothing is sent, not even a write, for a caller who has gone: it is not counted, and has certainly not happened.
      if (signal.aborted) throw readUpstreamError(signal.reason, operation, signal, false)
      try {
        // The pair of command and input is typed where it matters, in `Upstream`; a union of twenty commands is beyond the compiler.
        const Command = commands[key] as typeof DescribeCasesCommand
        const command = new Command(input)
        command.middlewareStack.add(
          (next) => (args) => {
            // after a pause between attempts, the SDK finds out only now that the request has ended, and sends nothing
            if (abortSignal.aborted) return next(args)
            count(operation)
            return attempt(args.request as SignedRequest, () => next(args))
          },
          // within the retries and behind the credentials: what comes so far is sent
          { name: 'countAttempts', step: 'finalizeRequest', priority: 'low' },
        )
        // A dry run of a read is the readiness probe, which comes again by itself: retries would outlive its time.
        const client = once || (isDryRun(input) && !isWrite(key)) ? single : repeating
        const reply = conform(operation, await client.send(command, { abortSignal }))
        // The SDK takes a 200 without a body for an answer. "No cases" must be AWS's own word.
        if (!isWrite(key) && Object.keys(reply).length === 0) throw malformed(`${operation}, which is empty`)
        const proof = proofs[key]
        if (proof !== undefined && !isDryRun(input) && !(proof in input || Boolean(reply[proof]))) {
          throw malformed(`${operation}.${proof}, without which nothing says that it worked`)
        }
        return reply
      } catch (error) {
        throw readUpstreamError(error, operation, abortSignal, once)
      }
    }
    return Object.fromEntries(
      keysOf(commands).map((key) => [
        key,
        (input: object) => observe(nameOf(key), (attempt) => call(key, input, attempt)),
      ]),
    ) as unknown as Upstream
  }

  return {
    bind,
    async ready(signal) {
      const upstream = bind({ signal, deadline: signal, upstreamCalls: { calls: {}, total: 0 } })
      // A dry run needs the same plan and permission as the call itself, and answers without data. Ten cases, if an upstream knows no dry runs.
      await dryRun(() => upstream.describeCases({ dryRun: true, includeCommunications: false, maxResults: 10 }))
    },
    stop() {
      repeating.destroy()
      single.destroy()
    },
  }
}

const DUMMY_CREDENTIALS = { accessKeyId: 'emulator', secretAccessKey: 'emulator' }

/** Real keys cross neither a plain socket nor this machine's loopback, where an emulator listens. */
function mustNotSeeRealKeys(endpoint: string): boolean {
  const { protocol, hostname } = new URL(endpoint)
  return protocol === 'http:' || isLoopback(hostname)
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
}

/** A dry run does nothing; a new set whose id was lost is thrown away by AWS within the hour, unlike files that are put twice into a known one. */
function doesItsWorkTwice(key: OperationKey, input: object): boolean {
  if (!sentOnce.has(key) || isDryRun(input)) return false
  return key !== 'addAttachmentsToSet' || 'attachmentSetId' in input
}

function isDryRun(input: { dryRun?: boolean }): boolean {
  return input.dryRun === true
}

function isWrite(key: OperationKey): boolean {
  return !key.startsWith('describe') && !key.startsWith('get')
}

/** `describeCases` → `DescribeCases`, AWS's name. */
function nameOf(key: OperationKey): string {
  return key.charAt(0).toUpperCase() + key.slice(1)
}

function keysOf<T extends object>(object: T): (keyof T)[] {
  return Object.keys(object) as (keyof T)[]
}
