/** API keys: what API_KEYS_FILE has of each, and whose key a key is. The file has digests only; the keys themselves are nowhere. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { isScope, scopes, type Scope } from '../lib/viewer.js'
import { ConfigError } from './config.js'
import { readJsonFile } from './json-file.js'
import { readMoment } from '../lib/time.js'

export interface ApiKey {
  /** Unique in the file. */
  name: string
  /** SHA-256 of the key. */
  digest: Buffer
  scopes: readonly Scope[]
  roles: readonly string[]
  expiresAt: Date | null
}

/** An entry as it stands in the file. */
export interface ApiKeyEntry {
  name: string
  /** 64 hex digits. */
  sha256: string
  scopes: readonly Scope[]
  roles?: readonly string[]
  /** RFC 3339, or null for a key that holds until its entry is taken out. */
  expiresAt: string | null
}

const members = new Set(['name', 'sha256', 'scopes', 'roles', 'expiresAt'])

/** Makes a key: a prefix that scanners for secrets can look for, and 256 random bits. */
export function createApiKey(): string {
  return `asg_${randomBytes(32).toString('base64url')}`
}

/**
 * The digest of a key. Plain SHA-256, since nobody guesses 256 random bits: what slows guessing down, as for passwords, would slow each request down.
 */
export function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Whose key it is. Compares with every digest, each in constant time, so that the time it takes tells nothing of what is in the file. */
export function findApiKey(keys: readonly ApiKey[], key: string): ApiKey | undefined {
  const digest = digestOf(key)
  let found: ApiKey | undefined
  for (const known of keys) if (timingSafeEqual(known.digest, digest)) found = known
  return found
}

/**
 * Reads a file of keys: a JSON array of `{ name, sha256, scopes, roles, expiresAt }`, the last two of which may be absent.
 * Throws a ConfigError with everything that is wrong. It shows no digest: somebody may have put the key in its place.
 */
export function readApiKeys(file: string): ApiKey[] {
  const entries = readEntries(file)
  const problems: string[] = []
  const keys = entries.map((entry, index) => readEntry(entry, index, (problem) => problems.push(`${file}: ${problem}`)))
  for (const name of duplicates(keys.map(({ name }) => name)))
    problems.push(`${file}: two entries have the name ${JSON.stringify(name)}`)
  const digests = keys.flatMap(({ digest }) => (digest.length > 0 ? [digest.toString('hex')] : []))
  for (const digest of duplicates(digests)) {
    const names = keys.filter((key) => key.digest.toString('hex') === digest).map(({ name }) => JSON.stringify(name))
    problems.push(`${file}: ${names.join(' and ')} have the same sha256, but a key can be of one only`)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return keys
}

function readEntries(file: string): unknown[] {
  const entries = readJsonFile(file, `${file} (API_KEYS_FILE)`)
  if (!Array.isArray(entries)) throw new ConfigError([`${file} (API_KEYS_FILE) must be an array of entries`])
  return entries
}

function readEntry(entry: unknown, index: number, report: (problem: string) => void): ApiKey {
  const { name, sha256, scopes: given, roles = [], expiresAt = null } = Object(entry) as Record<string, unknown>
  const isNamed = isKeyName(name)
  const label = isNamed ? `the entry ${JSON.stringify(name)}` : `entry ${index + 1}`
  if (!isNamed) report(`${label} needs a name of 1 to 100 characters`)

  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256))
    report(`sha256 of ${label} must be the SHA-256 of its key in 64 hex digits`)
  const known = isWords(given) ? given.filter(isScope) : []
  if (!isWords(given) || known.length < given.length) {
    const unknown = isWords(given) ? given.filter((word) => !isScope(word)).map((word) => JSON.stringify(word)) : []
    const which = unknown.length > 0 ? `; ${unknown.join(', ')} is not one` : ''
    report(`scopes of ${label} must be an array of ${scopes.join(', ')}${which}`)
  }
  if (!isWords(roles)) report(`roles of ${label} must be an array of names`)
  const until = typeof expiresAt === 'string' ? readInstant(expiresAt) : undefined
  if (expiresAt !== null && until === undefined)
    report(`expiresAt of ${label} must be null or a time such as 2027-01-01T00:00:00Z`)
  // A misspelt expiresAt would make a key that holds for ever.
  const unknown = Object.keys(Object(entry) as object).filter((member) => !members.has(member))
  if (unknown.length > 0) report(`${label} has members that mean nothing: ${unknown.join(', ')}`)

  return {
    name: isNamed ? name : `entry ${index + 1}`,
    digest: Buffer.from(typeof sha256 === 'string' ? sha256 : '', 'hex'),
    scopes: known,
    roles: isWords(roles) ? roles : [],
    expiresAt: until ?? null,
  }
}

export function isKeyName(name: unknown): name is string {
  return typeof name === 'string' && /^.{1,100}$/u.test(name) && name.trim() === name && !/\p{Cc}/u.test(name)
}

function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string' && word !== '')
}

/** A time as RFC 3339 has it, with its offset. */
export function readInstant(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text)) return undefined
  return readMoment(text.toUpperCase())
}

function duplicates(words: string[]): Set<string> {
  return new Set(words.filter((word, index) => words.indexOf(word) !== index))
}
