/** API keys: reads API_KEYS_FILE and looks up keys. The file has digests only; the keys themselves are stored nowhere. */
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

/** An entry in the file. */
export interface ApiKeyEntry {
  name: string
  /** 64 hex digits. */
  sha256: string
  scopes: readonly Scope[]
  roles?: readonly string[]
  /** RFC 3339, or null for a key that is valid until its entry is removed. */
  expiresAt: string | null
}

const members = new Set(['name', 'sha256', 'scopes', 'roles', 'expiresAt'])

/** Creates a key: a prefix that secret scanners can look for, and 256 random bits. */
export function createApiKey(): string {
  return `asg_${randomBytes(32).toString('base64url')}`
}

/**
 * The digest of a key. Plain SHA-256: nobody can guess 256 random bits, and a slow hash, as for passwords, would slow down every request.
 */
export function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Finds the entry for a key. Compares it with every digest, each in constant time, so that timing reveals nothing about the file. */
export function findApiKey(keys: readonly ApiKey[], key: string): ApiKey | undefined {
  const digest = digestOf(key)
  let found: ApiKey | undefined
  for (const known of keys) if (timingSafeEqual(known.digest, digest)) found = known
  return found
}

/**
 * Reads a key file: a JSON array of `{ name, sha256, scopes, roles, expiresAt }`. The last two are optional.
 * Throws a ConfigError that lists every problem. Messages show no digest, because someone may have entered the key itself.
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
    problems.push(`${file}: ${names.join(' and ')} have the same sha256, but a key can have only one entry`)
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
    const which = unknown.length > 0 ? `; unknown: ${unknown.join(', ')}` : ''
    report(`scopes of ${label} must be an array of ${scopes.join(', ')}${which}`)
  }
  if (!isWords(roles)) report(`roles of ${label} must be an array of names`)
  const until = typeof expiresAt === 'string' ? readInstant(expiresAt) : undefined
  if (expiresAt !== null && until === undefined)
    report(`expiresAt of ${label} must be null or a time such as 2027-01-01T00:00:00Z`)
  // Otherwise a key with a misspelled expiresAt would never expire.
  const unknown = Object.keys(Object(entry) as object).filter((member) => !members.has(member))
  if (unknown.length > 0) report(`${label} has unknown members: ${unknown.join(', ')}`)

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

/** Parses an RFC 3339 time. The offset is required. */
export function readInstant(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text)) return undefined
  return readMoment(text.toUpperCase())
}

function duplicates(words: string[]): Set<string> {
  return new Set(words.filter((word, index) => words.indexOf(word) !== index))
}
