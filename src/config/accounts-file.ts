/** ACCOUNTS_FILE: the AWS accounts in the graph. */
import { ConfigError, isDemo, isUnsafeForRealKeys, type Config } from './config.js'
import { isObject, readJsonFile } from './json-file.js'
import { parseUpstream, quoted } from './parsers.js'

/** An account in the file, checked. */
export interface AccountEntry {
  /** Unique in the file. */
  name: string
  /** 12 digits, unique in the file. */
  accountId: string
  /** The IAM role in the account that the gateway assumes. Without it, calls use the credentials of the process. */
  roleArn?: string
  externalId?: string
  sessionName?: string
  /** Where the account's AWS Support calls go, without failover. Without it, as for SUPPORT_UPSTREAM and SUPPORT_FAILOVER_ENDPOINTS. */
  endpoint?: URL
  /** Where the role is assumed. Without it, at the STS of SUPPORT_REGION. */
  stsEndpoint?: URL
  /** AWS Support calls per second that AWS allows for the account. Without it, SUPPORT_CALLS_PER_SECOND. */
  callsPerSecond?: number
}

/** Where calls go unless an entry has an endpoint. The upstream is resolved: `aws` is AWS's own endpoint. */
export type DefaultEndpoints = Pick<Config, 'upstream' | 'failoverEndpoints'>

/** The value of ACCOUNTS_FILE for the accounts of the built-in emulator. */
const DEMO = 'demo'

const demoAccounts: readonly AccountEntry[] = [
  { name: 'production', accountId: '111122223333' },
  { name: 'data-platform', accountId: '222233334444' },
  { name: 'sandbox', accountId: '333344445555' },
]

/** The largest AWS Organizations have a few thousand accounts. */
const MAX_ENTRIES = 5_000

interface Member {
  /** Returns undefined for an invalid value. */
  parse: (value: unknown) => unknown
  /** Completes "must be …". */
  allowed: string
  isRequired?: true
  /** The value may identify people or be a secret, so messages do not show it. */
  isPrivate?: true
}

/** The members of an entry, in the order in which problems are reported. Patterns and lengths of roles are those of the IAM and STS APIs. */
const members: Readonly<Record<keyof AccountEntry, Member>> = {
  name: {
    // An account can also be named by its digits or by its global id, which begins with the base64 of `[1,`.
    parse: matching(/^(?!\s|\d{12}$|WzEs)[^\p{Cc}\p{Cs}]{1,100}(?<!\s)$/u),
    allowed:
      '1 to 100 characters, without control characters or surrounding spaces; neither 12 digits nor the beginning of a global id (WzEs)',
    isRequired: true,
  },
  accountId: {
    parse: matching(/^\d{12}$/),
    allowed: '12 digits in quotes; as a number, leading zeros would be lost',
    isRequired: true,
  },
  roleArn: {
    parse: matching(/^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[!-~]{1,510}\/)?[\w+=,.@-]{1,64}$/),
    allowed: 'the ARN of an IAM role, such as arn:aws:iam::111122223333:role/support-graph',
    isPrivate: true,
  },
  externalId: {
    parse: matching(/^[\w+=,.@:/-]{2,1224}$/),
    allowed: '2 to 1224 letters, digits or _+=,.@:/-',
    isPrivate: true,
  },
  sessionName: { parse: matching(/^[\w+=,.@-]{2,64}$/), allowed: '2 to 64 letters, digits or _+=,.@-' },
  endpoint: { parse: readUrl, allowed: 'an http(s) URL without credentials, query or fragment' },
  stsEndpoint: { parse: readUrl, allowed: 'an http(s) URL without credentials, query or fragment' },
  callsPerSecond: {
    parse: (value) => (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10_000 ? value : undefined),
    allowed: 'an integer from 1 to 10000',
  },
}

/** Members that only mean something if a role is assumed. */
const forRoles = ['externalId', 'sessionName', 'stsEndpoint'] as const

/**
 * Reads the file at `path`, or returns the accounts of the built-in emulator for `demo`. Undefined if there is only one account: `demo` has no effect with
 * any other upstream. Throws a ConfigError that lists every problem.
 */
export function readAccountsFile(path: string, defaults: DefaultEndpoints): readonly AccountEntry[] | undefined {
  if (path === DEMO) return isDemo(defaults) ? demoAccounts : undefined
  return readAccounts(readJsonFile(path, `ACCOUNTS_FILE is ${quoted(path)}, which`), defaults)
}

/** Reads the contents of the file. Throws a ConfigError that lists every problem. */
export function readAccounts(contents: unknown, defaults: DefaultEndpoints): AccountEntry[] {
  if (!Array.isArray(contents) || contents.length === 0 || contents.length > MAX_ENTRIES) {
    const found = Array.isArray(contents) ? `has ${contents.length} entries` : 'is not an array'
    throw new ConfigError([
      `ACCOUNTS_FILE ${found}: it must be an array of 1 to ${MAX_ENTRIES} entries such as { "name": "production", "accountId": "111122223333" }`,
    ])
  }
  const problems: string[] = []
  const seen = new Map<string, string>()
  const entries = contents.flatMap((given: unknown, index): AccountEntry[] => {
    const label = labelOf(given, index)
    const report = (problem: string): void => void problems.push(`ACCOUNTS_FILE: ${label}: ${problem}`)
    const entry = readEntry(given, report)
    for (const member of ['name', 'accountId'] as const) {
      if (entry?.[member] === undefined) continue
      const value = `${member} ${JSON.stringify(entry[member])}`
      const first = seen.get(value)
      if (first === undefined) seen.set(value, label)
      else report(`the ${value} is also that of ${first}, but must be unique`)
    }
    if (entry === undefined || !isComplete(entry)) return []
    checkEntry(entry, defaults, report)
    return [entry]
  })
  problems.push(...sharedCredentials(entries, defaults))
  if (problems.length > 0) throw new ConfigError(problems)
  return entries
}

/**
 * The problem with replacing the accounts `before` by `after` while the gateway runs; undefined if there is none. Global ids of the first account do
 * not contain its digits, so another first account would get the ids of this one.
 */
export function checkFirstStays(
  before: readonly AccountEntry[] | undefined,
  after: readonly AccountEntry[] | undefined,
): string | undefined {
  const [first, next] = [before?.[0], after?.[0]]
  if (first === undefined || next?.accountId === first.accountId) return undefined
  return `ACCOUNTS_FILE: the first account was ${JSON.stringify(first.name)} (${first.accountId}) and must stay first, because ids that callers have stored refer to it by its position: put it first again, or restart the gateway, with another SUPPORT_ACCOUNT if it uses Redis`
}

function labelOf(given: unknown, index: number): string {
  const name = isObject(given) ? given['name'] : undefined
  return `entry ${index + 1}${typeof name === 'string' ? ` (${quoted(name)})` : ''}`
}

/** The valid members of an entry; undefined for a value that is not an object. */
function readEntry(given: unknown, report: (problem: string) => void): Partial<AccountEntry> | undefined {
  if (!isObject(given)) {
    report('must be an object with a name and an accountId')
    return undefined
  }
  for (const member of Object.keys(given).filter((member) => !Object.hasOwn(members, member)))
    report(`the member ${quoted(member)} is unknown: only ${Object.keys(members).join(', ')} are allowed`)
  const entry: Record<string, unknown> = {}
  for (const [member, { parse, allowed, isRequired, isPrivate }] of Object.entries(members)) {
    const value = given[member]
    if (value === undefined) {
      if (isRequired) report(`${member} is missing: it must be ${allowed}`)
      continue
    }
    entry[member] = parse(value)
    if (entry[member] !== undefined) continue
    report(`${member} ${isPrivate ? '' : `is ${shown(value)}, but `}must be ${allowed}`)
  }
  return entry
}

function isComplete(entry: Partial<AccountEntry>): entry is AccountEntry {
  return entry.name !== undefined && entry.accountId !== undefined
}

/** Problems with combinations of valid members. */
function checkEntry(entry: AccountEntry, defaults: DefaultEndpoints, report: (problem: string) => void): void {
  const { accountId, roleArn, endpoint, stsEndpoint } = entry
  if (roleArn !== undefined && roleArn.split(':')[4] !== accountId)
    report(`roleArn is of another account: it must be a role in ${accountId}, the accountId of this entry`)
  for (const member of forRoles) {
    if (entry[member] !== undefined && roleArn === undefined)
      report(`${member} has no effect without roleArn: add roleArn, or remove ${member}`)
  }
  if (endpoint !== undefined && defaults.upstream === 'emulator')
    report(
      'endpoint is not allowed with SUPPORT_UPSTREAM `emulator`, whose accounts are all in this process: set SUPPORT_UPSTREAM to `aws` or to an endpoint URL',
    )
  if (stsEndpoint === undefined) return
  const isStsUnsafe = isUnsafeForRealKeys(stsEndpoint)
  if (urlsOf(entry, defaults).every((url) => isUnsafe(url) === isStsUnsafe)) return
  report(
    isStsUnsafe
      ? 'stsEndpoint is http or loopback, which gets only dummy keys, but AWS Support calls need real ones: use an https URL, or remove stsEndpoint'
      : 'stsEndpoint would get real keys, but AWS Support calls go to an http or loopback URL, which gets only dummy keys: use such a URL for stsEndpoint, too, or remove it',
  )
}

/** Entries without a role share the credentials of the process, which are those of one account. Dummy keys contain the account. */
function sharedCredentials(entries: readonly AccountEntry[], defaults: DefaultEndpoints): string[] {
  const [first, second] = entries.filter(
    (entry) => entry.roleArn === undefined && urlsOf(entry, defaults).some((url) => !isUnsafe(url)),
  )
  if (first === undefined || second === undefined) return []
  return [
    `ACCOUNTS_FILE: ${JSON.stringify(first.name)} and ${JSON.stringify(second.name)} have no roleArn, so both would use the credentials of the process, which belong to one account: add roleArn to all entries but one`,
  ]
}

/** Where the account's AWS Support calls go. An endpoint of its own has no failover endpoints. */
export function endpointsOf({ endpoint }: AccountEntry, defaults: DefaultEndpoints): DefaultEndpoints {
  const { upstream, failoverEndpoints } = defaults
  return endpoint === undefined ? { upstream, failoverEndpoints } : { upstream: endpoint, failoverEndpoints: [] }
}

function urlsOf(entry: AccountEntry, defaults: DefaultEndpoints): Config['upstream'][] {
  const { upstream, failoverEndpoints } = endpointsOf(entry, defaults)
  return [upstream, ...failoverEndpoints]
}

/** Whether it gets only dummy keys. */
function isUnsafe(upstream: Config['upstream']): boolean {
  return upstream === 'emulator' || (upstream !== 'aws' && isUnsafeForRealKeys(upstream))
}

function matching(pattern: RegExp) {
  return (value: unknown) => (typeof value === 'string' && pattern.test(value) ? value : undefined)
}

function readUrl(value: unknown): URL | undefined {
  if (typeof value !== 'string') return undefined
  try {
    const upstream = parseUpstream(value)
    return upstream instanceof URL ? upstream : undefined
  } catch {
    return undefined
  }
}

/** An invalid value, short enough for a message. */
function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'an object') : String(value)
}
