/** Errors with a code, and the table of what each upstream error means to callers. */
import { GraphQLError, type GraphQLErrorExtensions } from 'graphql'
import { errorCodes, type ErrorCode } from './error-codes.js'
import { withoutIdentities } from './identities.js'
import { property } from './thrown.js'

/** A write was sent and AWS has not confirmed it, with no reply or with one that leaves it open: it may have happened. */
export const WRITE_OUTCOME_UNKNOWN = 'WriteOutcomeUnknown'

/** The calls to AWS are used up, the viewer's share of them or all: nothing was sent. */
export const BUDGET_SPENT = 'BudgetSpent'

/** The request has sent as many calls as one may: this one was not sent. */
export const CALLS_EXCEEDED = 'CallsExceeded'

/** A reply that is JSON, but not of the shape that the service model has. */
export const MALFORMED_RESPONSE = 'MalformedResponse'

/** A response in a content encoding that the gateway cannot decode; AWS's message is its name. */
export const UNKNOWN_ENCODING = 'UnknownEncoding'

/** A call that was not sent, since its endpoint has failed nearly all others of late: it has certainly not happened. */
export const CIRCUIT_OPEN = 'CircuitOpen'

/** A read that was aborted because the gateway is shutting down. The name of the reason of its signal, too. */
export const SHUTTING_DOWN = 'ShuttingDown'

/** A dry run whose response was that of the real call: the upstream does not know `dryRun`. */
export const DRY_RUN_IGNORED = 'DryRunIgnored'

/** Credentials were not requested, because the AWS configuration names an http URL for STS or SSO. */
export const INSECURE_CREDENTIAL_ENDPOINT = 'InsecureCredentialEndpoint'

/** Codes that Apollo Server gives to requests that it refuses before a resolver runs: their messages are about the request alone. */
export const apolloCodes: ReadonlySet<string> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
])

/** What is known of a failed call. `name` is AWS's name of the error, the code of a system error, or `HTTP` and the status. */
export interface UpstreamFailure {
  name: string
  operation: string
  awsMessage: string
  awsRequestId?: string | undefined
  httpStatus?: number | undefined
  /** Where these are known better than by the name: how long to wait, and what to tell the caller. */
  retryAfterMs?: number | undefined
  message?: string
}

interface Rule {
  code: ErrorCode
  /** Where `errorCodes` leaves it open. */
  retryable?: boolean
  retryAfterMs?: number
  /** The message for callers. AWS's own message is passed on only where it is about the input, and without ARNs, addresses and account ids. */
  message: (failure: UpstreamFailure) => string
}

const AWS_MESSAGE_LENGTH = 500

const wrongInput: Rule = {
  code: 'BAD_USER_INPUT',
  message: (failure) => `AWS Support refused the input of ${failure.operation}: ${awsWords(failure)}`,
}
const notFound: Rule = {
  code: 'NOT_FOUND',
  retryable: false,
  message: (failure) => `AWS Support does not know what ${failure.operation} asked for: ${awsWords(failure)}`,
}
const limitExceeded: Rule = {
  code: 'UPSTREAM_LIMIT_EXCEEDED',
  retryAfterMs: 60_000,
  message: (failure) => `A quota of AWS Support is used up (${failure.name}): try again later.`,
}
const throttled: Rule = {
  code: 'UPSTREAM_THROTTLED',
  retryAfterMs: 1_000,
  message: (failure) => `AWS Support throttles ${failure.operation}: try again in a second or more.`,
}
const denied: Rule = {
  code: 'UPSTREAM_DENIED',
  message: (failure) =>
    `The gateway's AWS credentials were refused for ${failure.operation} (${failure.name}): whoever runs the gateway has to mend its credentials or IAM policy.`,
}
const clockRefused: Rule = {
  ...denied,
  message: (failure) =>
    `AWS refused the signature of ${failure.operation} for its time (${failure.name}): the clock of the gateway's machine is wrong, and its operator has to synchronize it.`,
}
const signatureRefused: Rule = {
  ...denied,
  message: (failure) => (isAboutClock(failure) ? clockRefused : denied).message(failure),
}
const unavailable: Rule = {
  code: 'UPSTREAM_UNAVAILABLE',
  retryable: true,
  retryAfterMs: 1_000,
  message: (failure) => `AWS Support could not answer ${failure.operation} (${failure.name}): try again.`,
}
const untrusted: Rule = {
  code: 'UPSTREAM_UNAVAILABLE',
  retryable: false,
  message: (failure) =>
    `The gateway does not trust the TLS certificate of AWS Support's endpoint (${failure.name}), so that ${failure.operation} was not sent. Its operator has to check the endpoint, or name the certificate authority of a proxy in NODE_EXTRA_CA_CERTS.`,
}
const timedOut: Rule = {
  code: 'UPSTREAM_TIMEOUT',
  retryAfterMs: 1_000,
  message: (failure) => `AWS Support did not answer ${failure.operation} in time.`,
}

/** The SDK's own list. A test compares it and the table below with those of the SDK, which does not export them. */
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

/** The one table: the name of an upstream error → what the caller is told. Names from the service model, AWS's common errors, node's sockets. */
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
      `This request has caused as many calls to AWS as one may (MAX_UPSTREAM_CALLS), so ${operation} was not sent: ask for less, or in parts.`,
  },
  SubscriptionRequiredException: {
    code: 'SUBSCRIPTION_REQUIRED',
    message: () =>
      'The AWS account has no support plan that includes the AWS Support API: it takes Business, Enterprise On-Ramp, Enterprise or a newer plan.',
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
      `The gateway has no AWS credentials for ${failure.operation}, or cannot read them: whoever runs it has to give it some.`,
  },
  [INSECURE_CREDENTIAL_ENDPOINT]: {
    ...denied,
    message: (failure) =>
      `The gateway requests no AWS credentials for ${failure.operation} over plain HTTP. Its operator has to change the http URL in AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS or endpoint_url to https.`,
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
      `AWS Support has failed nearly all calls of late, so that ${operation} was not sent (the circuit is open): try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
  },
  [DRY_RUN_IGNORED]: {
    ...unavailable,
    retryable: false,
    message: ({ operation }) =>
      `The upstream answered a dry run of ${operation} like the real call: it ignores dryRun. Nothing was sent that changes anything; validateOnly does not work with this upstream.`,
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
  // AWS has not had the whole request in time.
  RequestTimeout: timedOut,
  RequestTimeoutException: timedOut,
  [WRITE_OUTCOME_UNKNOWN]: {
    code: 'WRITE_OUTCOME_UNKNOWN',
    retryable: false,
    message: (failure) =>
      `${failure.operation} was sent, but AWS has not confirmed it: it may have happened. Look before you send it again, since AWS would do it twice.`,
  },
}

/** A name outside the table: AWS answered, but with something that this gateway does not know. Never passed on further than its name. */
const unknownRule: Rule = {
  code: 'UPSTREAM_UNAVAILABLE',
  retryable: false,
  message: (failure) =>
    `AWS Support refused ${failure.operation} with an error that this gateway does not know: ${failure.name}.`,
}

/** The input was wrong in a way that the caller can mend: the message names the value and what is allowed. */
export function badUserInput(message: string): GraphQLError {
  return codedError('BAD_USER_INPUT', message)
}

/** An error of the gateway's own, with a code. It has no stack: nobody reads it, and a response may have tens of thousands of such errors. */
export function codedError(code: ErrorCode, message: string, extensions: GraphQLErrorExtensions = {}): GraphQLError {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const error = new GraphQLError(message, { extensions: { code, retryable: isRetryable(code), ...extensions } })
  Error.stackTraceLimit = stackTraceLimit
  return error
}

/** Of an error that does not say so itself. */
function isRetryable(code: ErrorCode): boolean {
  return errorCodes[code].retryable === true
}

/** What the caller is told of a failed call, as a GraphQL error has it. */
export function describeFailure(failure: UpstreamFailure): { message: string; extensions: GraphQLErrorExtensions } {
  const { code, message, retryable = isRetryable(code), ...rule } = ruleFor(failure)
  const retryAfterMs = retryable ? (failure.retryAfterMs ?? rule.retryAfterMs) : undefined
  return {
    // the name in a response may be any text
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

/** Whether AWS says that the input of a call was wrong: an id of the wrong form, a token that has expired. */
export function isInputRefused(error: unknown): error is Error {
  return error instanceof Error && Object.hasOwn(rules, error.name) && rules[error.name] === wrongInput
}

/** Whether AWS, by its error or its status, asks for fewer calls. */
export function isThrottled(error: unknown): boolean {
  return ruleOf(error) === throttled
}

/** Whether AWS refuses the gateway's credentials, its clock, or what it may do. */
export function isDenied(error: unknown): boolean {
  return ruleOf(error).code === 'UPSTREAM_DENIED'
}

/** Whether AWS refuses a signature for its time, by the name or the message of the error. */
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

/** A value as an error message shows it: its first `length` characters, without half a surrogate pair, which not every JSON parser reads. */
export function shortened(value: string, length = 100): string {
  return value.length > length ? `${value.slice(0, length).toWellFormed()}…` : value.toWellFormed()
}

/** A list of codes as an error message shows it: cut, since an upstream may have any number of them. */
export function listed(codes: readonly { code: string }[]): string {
  return shortened(codes.map(({ code }) => code).join(', '), 2_000)
}

/** AWS's message as callers may see it: it can repeat what AWS knows, such as who the gateway is at AWS, and what others have sent. */
function awsWords({ awsMessage }: UpstreamFailure): string {
  return shortened(withoutIdentities(awsMessage), AWS_MESSAGE_LENGTH)
}

function safeName(name: string): string {
  return /^\w{1,80}$/.test(name) ? name : 'an error without a proper name'
}
