import type {
  Account,
  Check,
  CheckResult,
  Communication,
  FlaggedResource,
  StoredAttachment,
  SupportCase,
} from './account.js'
import { DEFAULT_ACCOUNT_ID, worstStatus } from './account.js'
import { createServices } from './demo/services.js'
import { createRandom, type Random } from './random.js'
import { GENERATED_SERVICES, SEVERITY_LEVELS, SUBJECTS } from './vocabulary.js'

export interface GenerateOptions {
  /** The default account if absent. */
  accountId?: string
  seed: number
  cases: number
  /** How many of the cases are not resolved; about two thirds if absent. */
  openCases?: number
  communicationsPerCase: number
  /**
   * Length of each message in bytes, as text that compresses about as well as prose. If absent, each message is a short
   * sentence.
   */
  communicationBytes?: number
  attachmentsPerCommunication: number
  checks: number
  flaggedResourcesPerCheck: number
}

export const DEFAULT_OPTIONS: GenerateOptions = {
  seed: 1,
  cases: 50,
  communicationsPerCase: 3,
  attachmentsPerCommunication: 0,
  checks: 20,
  flaggedResourcesPerCheck: 3,
}

/** All accounts have the same services. */
const SERVICES = createServices()

const CUSTOMER = 'AdminRole (Role) <janedoe@example.com>'
const AWS = 'Amazon Web Services'
const HOUR = 3_600_000
/** AWS retains cases for 24 months; generated cases are well within that. */
const OLDEST_CASE = 600 * 24 * HOUR

const OPEN_STATUSES = [
  'opened',
  'pending-customer-action',
  'customer-action-completed',
  'work-in-progress',
  'unassigned',
  'reopened',
] as const
const RESOLVED = ['resolved'] as const
const STATUSES = [...OPEN_STATUSES, ...RESOLVED, ...RESOLVED, ...RESOLVED] as const
const LANGUAGES = ['en', 'en', 'en', 'en', 'ja', 'zh', 'ko', 'es'] as const

/** Generates data of the requested size. The same options and the same `now` give the same data. */
export function generateAccount(options: GenerateOptions, now: number): Account {
  const { accountId = DEFAULT_ACCOUNT_ID, seed } = options
  // Accounts have different cases, but the same checks, as at AWS.
  const forChecks = createRandom(seed)
  const random = accountId === DEFAULT_ACCOUNT_ID ? forChecks : createRandom(`${seed}:${accountId}`)
  const account: Account = {
    accountId,
    cases: new Map(),
    attachments: new Map(),
    services: SERVICES,
    severityLevels: SEVERITY_LEVELS,
    checks: generateChecks(options, forChecks, now),
  }
  for (let index = 0; index < options.cases; index += 1) {
    const supportCase = generateCase(options, random, account, now, index)
    account.cases.set(supportCase.caseId, supportCase)
  }
  return account
}

function generateCase(
  options: GenerateOptions,
  random: Random,
  account: Account,
  now: number,
  index: number,
): SupportCase {
  const timeCreated = now - HOUR - random.int(0, OLDEST_CASE - 1)
  const service = random.pick(GENERATED_SERVICES)
  const language = random.pick(LANGUAGES)
  const year = new Date(timeCreated).getUTCFullYear()
  const { openCases } = options
  const statuses = openCases === undefined ? STATUSES : index < openCases ? OPEN_STATUSES : RESOLVED
  return {
    caseId: `case-${account.accountId}-mu${language}-${year}-${random.hex(16)}`,
    displayId: displayIdOf(account.accountId, index),
    subject: `${random.pick(SUBJECTS)} (${index + 1})`,
    status: random.pick(statuses),
    serviceCode: service.code,
    categoryCode: random.pick(service.categories),
    severityCode: random.pick(SEVERITY_LEVELS).code,
    issueType: random.int(0, 4) === 0 ? 'customer-service' : 'technical',
    language,
    submittedBy: CUSTOMER,
    timeCreated,
    ccEmailAddresses: random.int(0, 2) === 0 ? ['team@example.com'] : [],
    communications: generateCommunications(options, random, account, { from: timeCreated, to: now, index }),
  }
}

/** Unique in all accounts: there are at most 100,000 cases in each. */
function displayIdOf(accountId: string, index: number): string {
  if (accountId === DEFAULT_ACCOUNT_ID) return String(17_000_000_000 + index)
  return accountId + String(index).padStart(6, '0')
}

function generateCommunications(
  options: GenerateOptions,
  random: Random,
  account: Account,
  thread: { from: number; to: number; index: number },
): Communication[] {
  const step = (thread.to - thread.from) / (options.communicationsPerCase + 1)
  return Array.from({ length: options.communicationsPerCase }, (_, place) => ({
    body: generateBody(options, random, `Message ${place + 1} of case ${thread.index + 1}: `),
    submittedBy: place % 2 === 0 ? CUSTOMER : AWS,
    timeCreated: Math.floor(thread.from + place * step),
    attachmentIds: Array.from({ length: options.attachmentsPerCommunication }, (_, number) => {
      const attachment = generateAttachment(random, `case-${thread.index + 1}-message-${place + 1}-${number + 1}.log`)
      account.attachments.set(attachment.attachmentId, attachment)
      return attachment.attachmentId
    }),
  }))
}

function generateBody({ communicationBytes }: GenerateOptions, random: Random, start: string): string {
  let body = `${start}${random.pick(SUBJECTS).toLowerCase()}.`
  if (communicationBytes === undefined) return body
  // The random ids make each message different, as names and numbers do in real messages.
  while (body.length < communicationBytes) body += ` ${random.pick(SUBJECTS)}: request ${random.hex(40)}.`
  return body.slice(0, communicationBytes)
}

function generateAttachment(random: Random, fileName: string): StoredAttachment {
  const content = Buffer.from(`${fileName}\n`)
  return { attachmentId: `attachment-${random.hex(32)}`, fileName, sizeBytes: content.length, content }
}

const CHECK_CATEGORIES = [
  'cost_optimizing',
  'security',
  'fault_tolerance',
  'performance',
  'service_limits',
  'operational_excellence',
] as const
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1'] as const
const FINDINGS = ['warning', 'error', 'ok'] as const
const METADATA = ['Status', 'Region', 'Resource', 'Reason']

function generateChecks(options: GenerateOptions, random: Random, now: number): Map<string, Check> {
  const checks = Array.from({ length: options.checks }, (_, index): [string, Check] => {
    const id = random.hex(10)
    const category = CHECK_CATEGORIES[index % CHECK_CATEGORIES.length] ?? 'security'
    return [
      id,
      {
        id,
        name: `Generated check ${index + 1}`,
        description: `Looks at <b>generated resources</b>.<br>It is check ${index + 1}.`,
        category,
        metadata: METADATA,
        refreshable: index % 10 !== 9,
        result: generateResult(options.flaggedResourcesPerCheck, category, random, now),
      },
    ]
  })
  return new Map(checks)
}

function generateResult(flagged: number, category: string, random: Random, now: number): CheckResult {
  const flaggedResources = Array.from({ length: flagged }, () => generateResource(random))
  const result: CheckResult = {
    timestamp: now - random.int(0, 86_399_999),
    status: worstStatus(flaggedResources),
    resourcesProcessed: flagged + random.int(0, 99),
    resourcesIgnored: 0,
    flaggedResources,
  }
  if (category !== 'cost_optimizing') return result
  return {
    ...result,
    estimatedMonthlySavings: random.int(0, 99_999) / 100,
    estimatedPercentMonthlySavings: random.int(0, 99),
  }
}

function generateResource(random: Random): FlaggedResource {
  const region = random.pick(REGIONS)
  const status = random.pick(FINDINGS)
  const name = `resource-${random.hex(8)}`
  return {
    resourceId: random.hex(43),
    status,
    region,
    isSuppressed: random.int(0, 7) === 0,
    metadata: [{ ok: 'Green', warning: 'Yellow', error: 'Red' }[status], region, name, null],
  }
}
