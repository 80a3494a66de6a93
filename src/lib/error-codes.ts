/** The codes in `extensions.code` of errors in a response. docs/errors.md is generated from them: `npm run docs`. */

interface ErrorCodeFacts {
  /** Whether the same request may succeed later. `sometimes`: see the error's `extensions.retryable`. */
  retryable: boolean | 'sometimes'
  /** When callers get the error. */
  when: string
  /** What callers should do about it, or operators if it begins with "Operators:". */
  fix: string
}

export const errorCodes = {
  BAD_USER_INPUT: {
    retryable: false,
    when: 'An argument, id or cursor is invalid or too long, or AWS rejects the input.',
    fix: 'Fix the value that the message names.',
  },
  NOT_FOUND: {
    retryable: 'sometimes',
    when: 'AWS no longer returns the object, does not show a new one yet, or has no content for the file.',
    fix: 'After a write, retry after `retryAfterMs`. Otherwise the id is no longer valid.',
  },
  UPSTREAM_THROTTLED: {
    retryable: true,
    when: 'AWS throttles the gateway, or the viewer or the account has used up its call budget.',
    fix: 'Retry after `retryAfterMs`. Request less data at once.',
  },
  UPSTREAM_LIMIT_EXCEEDED: {
    retryable: true,
    when: 'A quota of the AWS account is used up.',
    fix: 'Retry after `retryAfterMs`, or ask AWS for a higher quota.',
  },
  SUBSCRIPTION_REQUIRED: {
    retryable: false,
    when: "The account's support plan does not include the AWS Support API.",
    fix: 'Operators: use another account or plan.',
  },
  UPSTREAM_DENIED: {
    retryable: false,
    when: "AWS rejects the gateway's credentials or its clock, or its IAM policy lacks an action.",
    fix: 'Operators: fix the credentials, the clock or the IAM policy.',
  },
  UPSTREAM_UNAVAILABLE: {
    retryable: 'sometimes',
    when: 'AWS is unreachable, fails or sends an invalid response, or a write with an `idempotencyKey` cannot reach Redis.',
    fix: 'If `retryable`, retry after `retryAfterMs`. Otherwise ask the operator.',
  },
  UPSTREAM_TIMEOUT: {
    retryable: true,
    when: 'AWS did not respond within `UPSTREAM_TIMEOUT_MS`, or the request took longer than `REQUEST_TIMEOUT_MS`.',
    fix: 'Retry after `retryAfterMs`. Request less data at once.',
  },
  WRITE_OUTCOME_UNKNOWN: {
    retryable: 'sometimes',
    when: 'A write may have been sent, but AWS has not confirmed it and the gateway cannot find it.',
    fix: 'If `retryable`, retry with the same `idempotencyKey`. Otherwise check in AWS Support before you send it again.',
  },
  SCAN_LIMIT_EXCEEDED: {
    retryable: false,
    when: 'A list, search or thread needs more cases or messages than a request may read.',
    fix: 'Narrow the filter, search only subjects or only open cases, or use `searchCases`.',
  },
  INDEX_BUILDING: {
    retryable: true,
    when: 'The gateway is reading all cases for the first time, and the request ran out of time.',
    fix: 'Retry after `retryAfterMs`, or request open cases only.',
  },
  UPSTREAM_CALLS_EXCEEDED: {
    retryable: false,
    when: 'The request reached `MAX_UPSTREAM_CALLS`, or lists too many ids that AWS does not know.',
    fix: 'Request less data, or split the request. Leave out unknown ids.',
  },
  QUERY_TOO_COMPLEX: {
    retryable: false,
    when: 'The query exceeds the limit that `measure` names, and was not run.',
    fix: 'Request smaller pages (`first`), or split the query.',
  },
  RESPONSE_TOO_LARGE: {
    retryable: false,
    when: 'The response is larger than `MAX_RESPONSE_BYTES`. The operation was run.',
    fix: 'Request smaller pages (`first`), or split the query. Do not repeat mutations.',
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    retryable: false,
    when: 'The operation is not listed in `TRUSTED_DOCUMENTS`.',
    fix: 'Operators: add it with `npm run trusted-documents`.',
  },
  UNAUTHENTICATED: {
    retryable: false,
    when: 'HTTP 401: credentials are missing, invalid or expired.',
    fix: 'Send a valid token or API key. The message says what is wrong.',
  },
  FORBIDDEN: {
    retryable: false,
    when: 'The viewer lacks the scope in `requiredScope`. Other fields are returned as usual.',
    fix: 'Leave the field out, or ask the operator for the scope.',
  },
  SERVICE_UNAVAILABLE: {
    retryable: true,
    when: 'The gateway is shutting down. With HTTP 503, it may also be overloaded, or unable to verify tokens.',
    fix: 'Retry after `retryAfterMs`, or as the `Retry-After` header says.',
  },
  INTERNAL_SERVER_ERROR: {
    retryable: false,
    when: 'The gateway has a bug.',
    fix: 'Operators: find the `requestId` in the log.',
  },
} as const satisfies Record<string, ErrorCodeFacts>

export type ErrorCode = keyof typeof errorCodes

export const allErrorCodes = Object.keys(errorCodes) as ErrorCode[]
