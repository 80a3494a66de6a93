import type { Fault } from './faults.js'
import type { GenerateOptions } from './generate.js'
import { DEFAULT_OPTIONS } from './generate.js'
import type { Limits } from './state.js'
import { operations } from './operations/index.js'
import { readRole } from './sessions.js'
import { stsOperations, type Roles } from './sts.js'

export type ControlBody = unknown

/** An invalid control request: what is wrong with it, and what is allowed instead. */
export class ControlError extends Error {
  readonly status: number
  readonly allowed: string[]

  constructor(status: number, message: string, allowed: string[]) {
    super(message)
    this.status = status
    this.allowed = allowed
  }
}

/** The account that a request is about. */
interface OfAccount {
  accountId?: string
}

/** One member of a control body: a description of its allowed values, and a function that tests a value. */
type Member = readonly [allowed: string, test: (value: unknown) => boolean]

function wholeNumber(min: number, max: number): Member {
  return [
    `a whole number ${min}..${max}`,
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  ]
}

function oneOf(...values: string[]): Member {
  return [`one of ${values.join(', ')}`, (value) => values.some((known) => known === value)]
}

const accountId: Member = ['12 digits', (value) => typeof value === 'string' && /^\d{12}$/.test(value)]
const text: Member = ['a string', (value) => typeof value === 'string']
const flag: Member = ['true or false', (value) => typeof value === 'boolean']
const [howMany, isHowMany] = wholeNumber(1, 1_000_000)

const faultMembers: Record<keyof Fault, Member> = {
  operation: oneOf('*', ...Object.keys(operations), ...Object.keys(stsOperations)),
  accountId,
  count: [`${howMany} or "unlimited"`, (value) => value === 'unlimited' || isHowMany(value)],
  when: oneOf('before', 'after'),
  delayMs: wholeNumber(0, 600_000),
  error: ['the name of an error', (value) => typeof value === 'string' && /^[\w.#]+$/.test(value)],
  message: text,
  status: wholeNumber(200, 599),
  body: ['anything', () => true],
  contentType: ['a content type', (value) => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)],
  drop: flag,
  truncate: flag,
}

const seedMembers: Record<keyof GenerateOptions, Member> = {
  accountId,
  seed: wholeNumber(0, 2 ** 32 - 1),
  cases: wholeNumber(0, 100_000),
  openCases: wholeNumber(0, 100_000),
  communicationsPerCase: wholeNumber(0, 1000),
  // The limit of CreateCase's `communicationBody`.
  communicationBytes: wholeNumber(1, 8000),
  attachmentsPerCommunication: wholeNumber(0, 100),
  checks: wholeNumber(0, 10_000),
  flaggedResourcesPerCheck: wholeNumber(0, 10_000),
}

const limit = wholeNumber(0, 1_000_000)
const limitMembers: Record<keyof (Limits & OfAccount), Member> = {
  accountId,
  casesPerHour: limit,
  attachmentSetsPerHour: limit,
  describeAttachmentsPerMinute: limit,
  supportPerSecond: limit,
  trustedAdvisorPerSecond: limit,
}

const isRole = (value: unknown) => typeof value === 'string' && readRole(value) !== undefined
const roleMembers: Record<keyof Roles, Member> = {
  refuse: ['an array of ARNs of roles', (value) => Array.isArray(value) && value.every(isRole)],
  externalIds: [
    'an object with an external id for each ARN of a role',
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.entries(value).every(([arn, externalId]) => isRole(arn) && typeof externalId === 'string'),
  ],
}

/** Limits on generated data, so it fits into the memory of a small machine. */
const MAX_GENERATED = 1_000_000
const MAX_GENERATED_BYTES = 250_000_000

export function readFaults(body: ControlBody): Fault[] {
  return Array.isArray(body) ? body.map(readFault) : [readFault(body)]
}

function readFault(body: unknown): Fault {
  const fault = readObject<Fault>(body, faultMembers)
  const { operation } = fault
  if (operation === undefined) {
    throw new ControlError(400, "'operation' is missing", [`operation: ${faultMembers.operation[0]}`])
  }
  requireEffect(fault)
  return { count: 1, when: 'before', delayMs: 0, ...fault, operation }
}

function requireEffect(fault: Partial<Fault>): void {
  const effects = ['error', 'body', 'status', 'delayMs', 'drop', 'truncate'] as const
  if (effects.some((name) => fault[name] !== undefined && fault[name] !== 0 && fault[name] !== false)) return
  throw new ControlError(400, 'The fault would do nothing', [...effects])
}

export function readSeed(body: ControlBody): GenerateOptions {
  const options = { ...DEFAULT_OPTIONS, ...readObject<GenerateOptions>(body, seedMembers) }
  const communications = options.cases * options.communicationsPerCase
  const largest = Math.max(
    communications,
    communications * options.attachmentsPerCommunication,
    options.checks * options.flaggedResourcesPerCheck,
  )
  if (largest > MAX_GENERATED) {
    throw new ControlError(400, `The seed would generate ${largest} items of one kind`, [`up to ${MAX_GENERATED}`])
  }
  const bytes = communications * (options.communicationBytes ?? 0)
  if (bytes > MAX_GENERATED_BYTES) {
    throw new ControlError(400, `The seed would generate ${bytes} bytes of text`, [`up to ${MAX_GENERATED_BYTES}`])
  }
  if ((options.openCases ?? 0) > options.cases) {
    throw new ControlError(400, `'openCases' cannot be more than the ${options.cases} cases`, [
      `openCases: a whole number 0..${options.cases}`,
    ])
  }
  return options
}

export function readLimits(body: ControlBody): { limits: Limits; accountId: string | undefined } {
  const { accountId: id, ...limits } = readObject<Limits & OfAccount>(body, limitMembers)
  return { limits, accountId: id }
}

/** The query parameter `accountId` of GET and DELETE; undefined if absent. */
export function readAccountId(url: string): string | undefined {
  const id = new URL(url, 'http://emulator').searchParams.get('accountId') ?? undefined
  return readObject<OfAccount>({ accountId: id }, { accountId }).accountId
}

export function readRoles(body: ControlBody): Roles {
  return { refuse: [], externalIds: {}, ...readObject<Roles>(body, roleMembers) }
}

export function readClock(body: ControlBody): number {
  const members = { advanceMs: wholeNumber(0, 10 * 365 * 86_400_000) }
  const { advanceMs } = readObject<{ advanceMs: number }>(body, members)
  if (advanceMs === undefined) throw new ControlError(400, "'advanceMs' is missing", [members.advanceMs[0]])
  return advanceMs
}

function readObject<T>(body: ControlBody, members: Record<keyof T & string, Member>): Partial<T> {
  const known = new Map<string, Member>(Object.entries(members))
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ControlError(400, 'The body must be a JSON object', [...known.keys()])
  }
  const given = Object.entries(body).filter(([, value]) => value !== null && value !== undefined)
  for (const [name, value] of given) {
    const member = known.get(name)
    if (!member) throw new ControlError(400, `Unknown member '${name}'`, [...known.keys()])
    const [allowed, test] = member
    if (!test(value))
      throw new ControlError(400, `'${name}' cannot be ${JSON.stringify(value)}`, [`${name}: ${allowed}`])
  }
  // Each member has just passed its test.
  return Object.fromEntries(given) as Partial<T>
}
