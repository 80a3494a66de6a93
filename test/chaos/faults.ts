/** A fault of the emulator, and the error code that callers get. `code` is null if the fault has no effect. */
export interface FaultKind {
  name: string
  /** The fault as posted to the emulator's control API. */
  fault: Record<string, unknown>
  code: string | null
}

/** Long enough for three attempts that hang, with their pauses, on a busy machine. */
export const REQUEST_TIMEOUT_MS = 15_000

/**
 * Short for calls that hang, because they always reach the timeout. Long for all others, because they must not reach it
 * even on a busy machine.
 */
export function upstreamTimeoutMs({ name }: FaultKind): number {
  return name === 'hang' ? 700 : 5_000
}

/** A body with the members of every response, each with a wrong type. */
const wrongTypes = {
  ...Object.fromEntries(
    ['cases', 'communications', 'services', 'severityLevels', 'supportedLanguages', 'communicationTypes', 'checks'].map(
      (list) => [list, 7],
    ),
  ),
  ...Object.fromEntries(
    ['summaries', 'statuses', 'result', 'status', 'uploadLinks', 'attachment'].map((name) => [name, 'x']),
  ),
  ...Object.fromEntries(
    ['caseId', 'attachmentSetId', 'uploadId', 'downloadLink', 'progress', 'caseStatus'].map((name) => [name, 7]),
  ),
}

export const faultKinds: FaultKind[] = [
  // The longest run comes first, so the suite does not end with it running alone.
  { name: 'hang', fault: { delayMs: 600_000 }, code: 'UPSTREAM_TIMEOUT' },
  { name: '500', fault: { error: 'InternalServerError' }, code: 'UPSTREAM_UNAVAILABLE' },
  {
    name: '503 HTML',
    fault: { status: 503, body: '<html><body>Service Unavailable</body></html>', contentType: 'text/html' },
    code: 'UPSTREAM_UNAVAILABLE',
  },
  { name: 'throttling', fault: { error: 'ThrottlingException' }, code: 'UPSTREAM_THROTTLED' },
  { name: 'reset', fault: { truncate: true, drop: true }, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'drop', fault: { drop: true }, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'slow', fault: { delayMs: 100 }, code: null },
  { name: 'truncated', fault: { truncate: true }, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'wrong JSON', fault: { body: '{"cases":[}' }, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'wrong types', fault: { body: wrongTypes }, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'empty', fault: { status: 200, body: '' }, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'endless tokens', fault: {}, code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'expired', fault: { error: 'ExpiredTokenException' }, code: 'UPSTREAM_DENIED' },
  { name: 'no plan', fault: { error: 'SubscriptionRequiredException' }, code: 'SUBSCRIPTION_REQUIRED' },
  { name: 'denied', fault: { error: 'AccessDeniedException' }, code: 'UPSTREAM_DENIED' },
]
