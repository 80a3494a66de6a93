/** Errors with a code, and the table of what each upstream error means to callers. */
import { GraphQLError, type GraphQLErrorExtensions } from 'graphql'
import { errorCodes, type ErrorCode } from './error-codes.js'
import { withoutIdentities } from './identities.js'
import { property } from './thrown.js'

/** A write was sent, but AWS has not confirmed it: there was no response, or an inconclusive one. It may have happened. */
export const WRITE_OUTCOME_UNKNOWN = 'WriteOutcomeUnknown'

/** The budget for calls to AWS is used up: the viewer's share of it, or all of it. The call was not sent. */
export const BUDGET_SPENT = 'BudgetSpent'

/** The request has reached its limit of calls to AWS. The call was not sent. */
export const CALLS_EXCEEDED = 'CallsExceeded'

/** A response that is JSON, but does not match the service model. */
export const MALFORMED_RESPONSE = 'MalformedResponse'

/** A response in a content encoding that the gateway cannot decode. `awsMessage` is the encoding's name. */
export const UNKNOWN_ENCODING = 'UnknownEncoding'

/** A call that was not sent because nearly all recent calls to its endpoint failed. It certainly did not happen. */
export const CIRCUIT_OPEN = 'CircuitOpen'

/** A read that was aborted because the gateway is shutting down. Also the name of the signal's abort reason. */
export const SHUTTING_DOWN = 'ShuttingDown'

/** A dry run that got the response of a real call: the upstream does not support `dryRun`. */
export const DRY_RUN_IGNORED = 'DryRunIgnored'

/** Credentials were not requested, because the AWS configuration names an http URL for STS or SSO. */
export const INSECURE_CREDENTIAL_ENDPOINT = 'InsecureCredentialEndpoint'

/** Codes of requests that Apollo Server refuses before a resolver runs. Their messages are only about the request. */
export const apolloCodes: ReadonlySet<string> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
])

/** A failed call. `name` is AWS's name for the error, the code of a system error, or `HTTP` and the status. */
export interface UpstreamFailure {
  name: string
  operation: string
  awsMessage: string
  awsRequestId?: string | undefined
  httpStatus?: number | undefined
  /** These override what the name implies: how long to wait, and the message for the caller. */
  retryAfterMs?: number | undefined
  message?: string
}

interface Rule {
  code: ErrorCode
  /** Required if `errorCodes` has `sometimes` for the code. */
  retryable?: boolean
  retryAfterMs?: number
  /** The message for callers. AWS's own message is passed on only if it is about the input, and without ARNs, addresses and account ids. */
  message: (failure: UpstreamFailure) => string
}

const AWS_MESSAGE_LENGTH = 500

const wrongInput: Rule = {
  code: 'BAD_USER_INPUT',
  message: (failure) => `AWS Support refused the input of ${failure.operation}: ${awsText(failure)}`,
}
const notFound: Rule = {
  code: 'NOT_FOUND',
  retryable: false,
  message: (failure) => `AWS Support could not find an object that ${failure.operation} needs: ${awsText(failure)}`,
}
const limitExceeded: Rule = {
  code: 'UPSTREAM_LIMIT_EXCEEDED',
  retryAfterMs: 60_000,
  message: (failure) => `A quota of AWS Support is used up (${failure.name}): try again later.`,
}
const throttled: Rule = {
  code: 'UPSTREAM_THROTTLED',
  retryAfterMs: 1_000,
  message: (failure) => `AWS Support is throttling ${failure.operation}: wait a second or more, then try again.`,
}
const denied: Rule = {
  code: 'UPSTREAM_DENIED',
  message: (failure) =>
    `The gateway's AWS credentials were refused for ${failure.operation} (${failure.name}): the gateway's operator must fix its credentials or IAM policy.`,
}
const clockRefused: Rule = {
  ...denied,
  message: (failure) =>
    `AWS refused the time in the signature of ${failure.operation} (${failure.name}): the clock of the gateway's machine is wrong, and its operator must synchronize it.`,
}
const signatureRefused: Rule = {
  ...denied,
  message: (failure) => (isAboutClock(failure) ? clockRefused : denied).message(failure),
}
const unavailable: Rule = {
  code: 'UPSTREAM_UNAVAILABLE',
  retryable: true,
  retryAfterMs: 1_000,
  message: (failure) => `AWS Support could not complete ${failure.operation} (${failure.name}): try again.`,
}
const untrusted: Rule = {
  code: 'UPSTREAM_UNAVAILABLE',
  retryable: false,
  message: (failure) =>
    `The gateway does not trust the TLS certificate of AWS Support's endpoint (${failure.name}), so ${failure.operation} was not sent. Its operator must check the endpoint, or set NODE_EXTRA_CA_CERTS to the certificate authority of a proxy.`,
}
const timedOut: Rule = {
  code: 'UPSTREAM_TIMEOUT',
  retryAfterMs: 1_000,
  message: (failure) => `AWS Support did not respond to ${failure.operation} in time.`,
}

/** The SDK's own list, which it does not export. A test compares it and the table below with the SDK. */
const throttlingNames = [
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]

/** The name of an upstream error → what the caller gets. Names from the service model, AWS's common errors, Node's sockets. */
const rules: Readonly<Record<string, Rule>> = {
  CaseIdNotFound: notFound,
  AttachmentIdNotFound: notFound,
  AttachmentSetIdNotFound: notFound,
  UploadIdNotFound: notFound,
  AttachmentSetExpired: wrongInput,
  AttachmentSetSizeLimitExceeded: wrongInput,
  InvalidParameterValueException: wrongInput,
  InvalidParameterValue: wrongInput,
  InvalidParameterCombination: wrongInput,
  InvalidParameterException: wrongInput,
  ValidationException: wrongInput,
  ValidationError: wrongInput,
  SerializationException: wrongInput,
  AttachmentLimitExceeded: limitExceeded,
  CaseCreationLimitExceeded: limitExceeded,
  DescribeAttachmentLimitExceeded: limitExceeded,
  ...Object.fromEntries(throttlingNames.map((name) => [name, throttled])),
  [BUDGET_SPENT]: throttled,
  [CALLS_EXCEEDED]: {
    code: 'UPSTREAM_CALLS_EXCEEDED',
    message: ({ operation }) =>
      `This request has reached the limit of calls to AWS (MAX_UPSTREAM_CALLS), so ${operation} was not sent: request less data, or split the request.`,
  },
  SubscriptionRequiredException: {
    code: 'SUBSCRIPTION_REQUIRED',
    message: () =>
      'The AWS account has no support plan that includes the AWS Support API, which requires Business, Enterprise On-Ramp, Enterprise or a newer plan.',
  },
  AccessDeniedException: denied,
  AccessDenied: denied,
  NotAuthorized: denied,
  UnrecognizedClientException: denied,
  InvalidClientTokenId: denied,
  AuthFailure: denied,
  InvalidSignatureException: signatureRefused,
  SignatureDoesNotMatch: signatureRefused,
  RequestExpired: clockRefused,
  RequestInTheFuture: clockRefused,
  RequestTimeTooSkewed: clockRefused,
  IncompleteSignature: denied,
  IncompleteSignatureException: denied,
  MissingAuthenticationToken: denied,
  MissingAuthenticationTokenException: denied,
  ExpiredTokenException: denied,
  ExpiredToken: denied,
  OptInRequired: denied,
  CredentialsProviderError: {
    ...denied,
    message: (failure) =>
      `The gateway has no AWS credentials for ${failure.operation}, or cannot read them: its operator must provide them.`,
  },
  [INSECURE_CREDENTIAL_ENDPOINT]: {
    ...denied,
    message: (failure) =>
      `The gateway does not request AWS credentials over plain HTTP, so ${failure.operation} was not sent. Its operator must change the http URL in AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS or endpoint_url to https.`,
  },
  InternalServerError: unavailable,
  InternalFailure: unavailable,
  ServiceUnavailable: unavailable,
  ServiceUnavailableException: unavailable,
  RequestAbortedException: unavailable,
  [MALFORMED_RESPONSE]: unavailable,
  [UNKNOWN_ENCODING]: {
    ...unavailable,
    retryable: false,
    message: ({ operation, awsMessage }) =>
      `The response to ${operation} has the content encoding "${shortened(awsMessage)}", which the gateway cannot decode. A proxy between it and AWS must use gzip, deflate, br or none.`,
  },
  [CIRCUIT_OPEN]: {
    ...unavailable,
    message: ({ operation, retryAfterMs = 0 }) =>
      `Nearly all recent calls to AWS Support failed, so ${operation} was not sent (the circuit is open): try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
  },
  [DRY_RUN_IGNORED]: {
    ...unavailable,
    retryable: false,
    message: ({ operation }) =>
      `The upstream responded to a dry run of ${operation} as if it were a real call: it ignores dryRun. No call that changes data was sent; validateOnly does not work with this upstream.`,
  },
  ECONNREFUSED: unavailable,
  ECONNRESET: unavailable,
  EPIPE: unavailable,
  ENOTFOUND: unavailable,
  EAI_AGAIN: unavailable,
  EHOSTUNREACH: unavailable,
  ENETUNREACH: unavailable,
  TimeoutError: timedOut,
  AbortError: timedOut,
  [SHUTTING_DOWN]: {
    code: 'SERVICE_UNAVAILABLE',
    retryAfterMs: 1_000,
    message: ({ operation }) => `The gateway is shutting down and did not wait for ${operation}: try again.`,
  },
  ETIMEDOUT: timedOut,
  // AWS did not receive the whole request in time.
  RequestTimeout: timedOut,
  RequestTimeoutException: timedOut,
  [WRITE_OUTCOME_UNKNOWN]: {
    code: 'WRITE_OUTCOME_UNKNOWN',
    retryable: false,
    message: (failure) =>
      `${failure.operation} was sent, but AWS has not confirmed it: it may have happened. Check before you send it again, because AWS would do it twice.`,
  },
}

/** For a name that is not in `rules`: AWS responded with an error that this gateway does not know. Only its name is passed on. */
const unknownRule: Rule = {
  code: 'UPSTREAM_UNAVAILABLE',
  retryable: false,
  message: (failure) =>
    `AWS Support refused ${failure.operation} with an error that this gateway does not know: ${failure.name}.`,
}

/** An input error that the caller can fix: the message names the value and what is allowed. */
export function badUserInput(message: string): GraphQLError {
  return codedError('BAD_USER_INPUT', message)
}

/** The gateway's own error, with a code. It has no stack: nobody would read it, and a response may have tens of thousands of such errors. */
export function codedError(code: ErrorCode, message: string, extensions: GraphQLErrorExtensions = {}): GraphQLError {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const error = new GraphQLError(message, { extensions: { code, retryable: isRetryable(code), ...extensions } })
  Error.stackTraceLimit = stackTraceLimit
  return error
}

/** The default for errors that do not set `retryable`. */
function isRetryable(code: ErrorCode): boolean {
  return errorCodes[code].retryable === true
}

/** The message and `extensions` of the GraphQL error for a failed call. */
export function describeFailure(failure: UpstreamFailure): { message: string; extensions: GraphQLErrorExtensions } {
  const { code, message, retryable = isRetryable(code), ...rule } = ruleFor(failure)
  const retryAfterMs = retryable ? (failure.retryAfterMs ?? rule.retryAfterMs) : undefined
  return {
    // The error name in an AWS response may be any text.
    message: failure.message ?? message({ ...failure, name: safeName(failure.name) }),
    extensions: {
      code,
      retryable,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(failure.awsRequestId !== undefined && { awsRequestId: failure.awsRequestId }),
      operation: failure.operation,
    },
  }
}

/** Whether AWS refused the input of a call, such as a malformed id or an expired pagination token. */
export function isInputRefused(error: unknown): error is Error {
  return error instanceof Error && Object.hasOwn(rules, error.name) && rules[error.name] === wrongInput
}

/** Whether AWS throttled the call, by the name or the status of the error. */
export function isThrottled(error: unknown): boolean {
  return ruleOf(error) === throttled
}

/** Whether AWS rejects the gateway's credentials or clock, or denies it a permission. */
export function isDenied(error: unknown): boolean {
  return ruleOf(error).code === 'UPSTREAM_DENIED'
}

/** Whether AWS refuses the time in a signature, by the name or the message of the error. */
export function isAboutClock({ name, awsMessage }: Pick<UpstreamFailure, 'name' | 'awsMessage'>): boolean {
  const rule = ruleFor({ name })
  return rule === clockRefused || (rule === signatureRefused && /Signature (expired|not yet current)/i.test(awsMessage))
}

function ruleOf(error: unknown): Rule {
  const httpStatus = property(property(error, '$metadata'), 'httpStatusCode')
  return ruleFor({
    name: String(property(error, 'name')),
    httpStatus: typeof httpStatus === 'number' ? httpStatus : undefined,
  })
}

export function hasName(error: unknown, ...names: string[]): error is Error {
  return error instanceof Error && names.includes(error.name)
}

function ruleFor({ name, httpStatus }: Pick<UpstreamFailure, 'name' | 'httpStatus'>): Rule {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (rule !== undefined) return rule
  if (httpStatus === 429) return throttled
  if (isUntrusted(name)) return untrusted
  if (httpStatus === 401 || httpStatus === 403) return denied
  return httpStatus !== undefined && httpStatus >= 400 && httpStatus < 500 ? unknownRule : unavailable
}

/** Node's and OpenSSL's codes for certificates, such as DEPTH_ZERO_SELF_SIGNED_CERT and ERR_TLS_CERT_ALTNAME_INVALID. */
function isUntrusted(name: string): boolean {
  return (
    name.length < 100 &&
    /^[A-Z_]*(CERT|CRL|ISSUER|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)[A-Z_]*$/.test(name)
  )
}

/** Shortens a value for an error message to `length` characters, and replaces half of a surrogate pair, which some JSON parsers reject. */
export function shortened(value: string, length = 100): string {
  return value.length > length ? `${value.slice(0, length).toWellFormed()}…` : value.toWellFormed()
}

/** Lists codes for an error message. Shortened, because an upstream may return any number of them. */
export function listed(codes: readonly { code: string }[]): string {
  return shortened(codes.map(({ code }) => code).join(', '), 2_000)
}

/** AWS's message, made safe for callers: shortened, with ARNs, addresses and account ids masked, which may identify the gateway or other people. */
function awsText({ awsMessage }: UpstreamFailure): string {
  return shortened(withoutIdentities(awsMessage), AWS_MESSAGE_LENGTH)
}

/** AWS's name for an error, or words that say that it is not a name. */
export function safeName(name: string): string {
  return /^\w{1,80}$/.test(name) ? name : 'an error with an invalid name'
}
