import { types } from 'node:util'
import { onTestFinished } from 'vitest'
import { Support } from '@aws-sdk/client-support'
import { DEFAULT_ACCOUNT_ID } from '../account.js'
import type { Account, Check, CheckResult, Communication, SupportCase } from '../account.js'
import type { Emulator, EmulatorOptions } from '../start.js'
import { startEmulator } from '../start.js'

// Silences the SDK's advice to upgrade Node, which would be the only output of the tests.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const NOON = Date.parse('2026-03-01T12:00:00.000Z')

export interface Harness {
  emulator: Emulator
  /** The real SDK, with one attempt, so every error reaches the test. */
  support: Support
  clock: { time: number }
}

export async function start(options: EmulatorOptions = {}): Promise<Harness> {
  const clock = { time: NOON }
  const emulator = await startEmulator({ account: () => anAccount(), now: () => clock.time, ...options })
  const support = connect(emulator)
  onTestFinished(async () => {
    support.destroy()
    await emulator.stop()
  })
  return { emulator, support, clock }
}

export function connect({ url }: { url: string }, maxAttempts = 1, accessKeyId = 'any'): Support {
  return new Support({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'any' },
    maxAttempts,
  })
}

/** Like `connect`, with the credentials of an account, and until the end of the test. */
export function connectAs(emulator: { url: string }, accessKeyId: string): Support {
  const support = connect(emulator, 1, accessKeyId)
  onTestFinished(() => support.destroy())
  return support
}

/**
 * An account with the given cases and checks. Ids and times are derived from the position. Cases of accounts other than
 * the default one have its digits in their ids: `case-222233334444-0`.
 */
export function anAccount({
  accountId = DEFAULT_ACCOUNT_ID,
  cases = [],
  checks = [],
}: { accountId?: string; cases?: Partial<SupportCase>[]; checks?: Partial<Check>[] } = {}): Account {
  const account: Account = {
    accountId,
    cases: new Map(),
    attachments: new Map(),
    services: [
      {
        code: 'general-info',
        name: 'General Info',
        translations: { ja: '一般情報' },
        categories: [{ code: 'other', name: 'Other' }],
      },
      { code: 'amazon-dynamodb', name: 'DynamoDB', categories: [{ code: 'performance', name: 'Performance' }] },
    ],
    severityLevels: [
      { code: 'low', name: 'General guidance' },
      { code: 'urgent', name: 'Production system down' },
    ],
    checks: new Map(),
  }
  for (const [index, given] of cases.entries()) {
    const supportCase = aCase(accountId, index, given)
    account.cases.set(supportCase.caseId, supportCase)
  }
  for (const [index, given] of checks.entries()) {
    const check = aCheck(index, given)
    account.checks.set(check.id, check)
  }
  return account
}

/** Cases later in the list are older. */
function aCase(accountId: string, index: number, given: Partial<SupportCase>): SupportCase {
  const timeCreated = NOON - (index + 1) * HOUR
  const isDefault = accountId === DEFAULT_ACCOUNT_ID
  return {
    caseId: isDefault ? `case-${index}` : `case-${accountId}-${index}`,
    displayId: isDefault ? String(1000 + index) : `${accountId}${1000 + index}`,
    subject: `Subject ${index}`,
    status: 'opened',
    serviceCode: 'general-info',
    categoryCode: 'other',
    severityCode: 'low',
    issueType: 'technical',
    language: 'en',
    submittedBy: 'AdminRole (Role) <janedoe@example.com>',
    timeCreated,
    ccEmailAddresses: [],
    communications: [aCommunication('first', timeCreated)],
    ...given,
  }
}

export function aCommunication(body: string, timeCreated: number, attachmentIds: string[] = []): Communication {
  return { body, timeCreated, attachmentIds, submittedBy: 'Amazon Web Services' }
}

function aCheck(index: number, given: Partial<Check>): Check {
  return {
    id: `check-${index}`,
    name: `Check ${index}`,
    description: '<b>About</b> it',
    category: 'security',
    metadata: ['Status', 'Resource'],
    refreshable: true,
    result: aResult(),
    ...given,
  }
}

export function aResult(given: Partial<CheckResult> = {}): CheckResult {
  return {
    timestamp: NOON - HOUR,
    status: 'error',
    resourcesProcessed: 9,
    resourcesIgnored: 1,
    flaggedResources: [
      { resourceId: 'r1', status: 'warning', region: 'us-east-1', isSuppressed: false, metadata: ['Yellow', null] },
      { resourceId: 'r2', status: 'error', isSuppressed: false, metadata: ['Red', 'two'] },
      { resourceId: 'r3', status: 'error', isSuppressed: true, metadata: ['Red', 'three'] },
    ],
    ...given,
  }
}

/** The name of the error that a call fails with. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  return (await failureOf(call)).name
}

export async function failureOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call
  } catch (error) {
    // Not `instanceof`: Node's own errors come from another realm than the tests.
    if (types.isNativeError(error)) return error
  }
  throw new Error('The call did not fail')
}

/** A call without the SDK, for requests that the SDK would not send. */
export function post(emulator: Emulator, operation: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSSupport_20130415.${operation}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

export async function control(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${emulator.url}/_emulator/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

/** Waits until calls have arrived, whether or not they have a response. */
export async function untilCalled(emulator: Emulator, operation: string, times: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { body } = await control(emulator, 'GET', 'calls')
    const { counts } = body as { counts: Record<string, number> }
    if ((counts[operation] ?? 0) >= times) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${operation} was not called ${times} times`)
}
