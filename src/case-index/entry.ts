/** A case as the index stores it, compact enough for 10,000 cases with five messages each in one process. */
import { hash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import type { Case } from '../upstream/operations.js'
import { perObject } from '../lib/per-object.js'
import { fold, sameText } from '../lib/text.js'
import { readAwsTime } from '../lib/time.js'
import { latestFirst, readInboxFacts, type CaseWithFacts } from './inbox.js'

/**
 * Replaces AWS's token for the older messages of a case, which are instead read from page 1 of DescribeCommunications. AWS's own token may expire long
 * before the index reads the case again.
 */
export const OLDER_MESSAGES = 'older'

/** A case, encoded for comparison and storage. */
export interface EncodedCase {
  caseId: string
  status: string
  /** The first 44 bits of a digest of the whole case. Redis's Lua writes numbers to JSON with 14 digits, which is enough for 44 bits. */
  hash: number
  /**
   * The time of the newest message, in epoch milliseconds; 0 without messages. Each message with that time adds a tenth, because AWS's
   * times may be whole seconds.
   */
  newest: number
  /** Digests of the newest messages, to recognize those that the gateway has sent. */
  bodies: string[]
  json: string
}

/** The data by which lists are filtered and sorted. */
export interface Summary {
  /** Epoch milliseconds; 0 if AWS's time is unreadable. */
  createdAt: number
  /** The subject, folded. */
  subject: string
  /** The folded bodies of the newest messages in UTF-8, newest first; undefined if they are not stored, or there is not enough memory. */
  text: Buffer | undefined
  /** Whether there are older messages than these; undefined if the case was read without messages. */
  hasOlder: boolean | undefined
}

/** A case in the memory of a process. */
export interface Entry extends Summary {
  /** The case without its messages, plus the facts about them for the inbox. Requests share it, so it must never be changed. */
  header: Case & CaseWithFacts
  /** The case with its messages, as stored in Redis; undefined if there is not enough memory. */
  blob: Buffer | undefined
}

/** A case of a list. The messages are in the blob of `entry` or, without a blob, in `item` if they were requested. */
export interface ListedCase {
  item: Case
  entry: Summary & Partial<Pick<Entry, 'blob'>>
}

/** Separates the bodies in the text of a summary. */
export const MESSAGE_END = '\0'
/** The first byte of a blob, which gives the format of the rest. */
const DEFLATED_JSON = 1
/** The approximate size of a case header in memory. */
const HEADER_BYTES = 1_000
/** The approximate size of the objects of a parsed case with five messages, and of what is derived from them. */
const PARSED_BYTES = 10_000
/** A page has up to 100 cases to compress. The lowest level is four times as fast as the default, for a fifth more bytes. */
const LEVEL = 1

export function encodeCase(read: Case): EncodedCase {
  const item = asStored(read)
  const json = boundedJson(item)
  const messages = item.recentCommunications?.communications ?? []
  const times = messages.map(({ timeCreated }) => readAwsTime(timeCreated)?.getTime() ?? 0)
  const last = times.reduce((latest, time) => Math.max(latest, time), 0)
  return {
    caseId: item.caseId,
    status: item.status ?? '',
    hash: parseInt(hash('sha1', json).slice(0, 11), 16),
    newest: last + Math.min(9, times.filter((time) => time === last).length) / 10,
    bodies: bodiesOf(item),
    json,
  }
}

/**
 * The digests of the newest messages if the case is the same as in memory; undefined if it has changed or is not parsed there. Most cases that are read
 * again are the same, and encoding a case takes ten times as long.
 */
export function bodiesIfSame(read: Case, { blob }: Entry): string[] | undefined {
  const known = blob && recentCases.peek(blob)
  return known && isSame(asStored(read), known) ? bodiesOf(known) : undefined
}

const bodiesOf = perObject(({ recentCommunications: recent }: Case) =>
  (recent?.communications ?? []).map(({ body }) => digestOfMessage(body)),
)

function asStored(item: Case): Case {
  if (item.recentCommunications === undefined) return item
  const { nextToken, ...recent } = item.recentCommunications
  return { ...item, recentCommunications: nextToken ? { ...recent, nextToken: OLDER_MESSAGES } : recent }
}

/** Compares two JSON values. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length && names.every((name) => isSame(Reflect.get(a, name), Reflect.get(b, name)))
  )
}

/** A case larger than AWS allows is stored without its messages and its longest texts. */
function boundedJson(item: Case): string {
  const whole = JSON.stringify(item)
  if (Buffer.byteLength(whole) <= MAX_CASE_BYTES) return whole
  const { recentCommunications: _, ...header } = item
  return JSON.stringify(header, (_name, value: unknown) =>
    typeof value === 'string' && value.length > MAX_TEXT_LENGTH ? undefined : value,
  )
}

export function digestOfMessage(body: string | undefined): string {
  return hash('sha1', sameText(body), 'base64url').slice(0, 10)
}

export function toBlob(json: string): Buffer {
  // A copy, because zlib's output is a slice of a 16 KB buffer.
  return Buffer.concat([Buffer.of(DEFLATED_JSON), deflateRawSync(json, { level: LEVEL })])
}

/** Throws for a blob in another format or from another program. */
export function toEntry(blob: Buffer): Entry {
  const item = parse(blob)
  const { recentCommunications: _, ...header } = item
  return { ...summarize(item), text: foldedText(item), header: { ...header, inbox: readInboxFacts(item) }, blob }
}

/** Leaves out the text of the messages: folding it is slow, and few lists are searched. Once per case, because requests share the cases of AWS's pages. */
export const summarize = perObject(({ subject = '', timeCreated, recentCommunications: recent }: Case): Summary => ({
  createdAt: readAwsTime(timeCreated)?.getTime() ?? 0,
  subject: fold(subject),
  text: undefined,
  hasOlder: recent && Boolean(recent.nextToken),
}))

function foldedText({ recentCommunications: recent }: Case): Buffer | undefined {
  const bodies = recent?.communications && latestFirst(recent.communications).map(({ body }) => body ?? '')
  return bodies && Buffer.from(fold(bodies.join(MESSAGE_END)))
}

/** The cases that were returned with their messages most recently, so that the next request need not inflate and parse them. */
const recentCases = new LRUCache<Buffer, Case>({ maxSize: 16 * 1024 * 1024 })

/** The case with its newest messages; undefined if they are not in memory. Requests share it, so it must never be changed. */
export function wholeCase({ blob }: Partial<Pick<Entry, 'blob'>>): Case | undefined {
  if (blob === undefined) return undefined
  const recent = recentCases.get(blob)
  if (recent !== undefined) return recent
  const json = inflate(blob)
  const item = parseCase(json)
  // Strings take up to two bytes per character. The size of the blob says little: repetitive messages deflate to a hundredth.
  recentCases.set(blob, item, { size: PARSED_BYTES + 2 * json.length })
  return item
}

/** A case of a list, with its messages if they are in memory. */
export function withMessages({ item, entry }: ListedCase): Case {
  const whole = wholeCase(entry)
  if (whole === undefined) return item
  return whole.status === item.status ? whole : { ...whole, status: item.status }
}

/** The folded bodies of the newest messages, as in a summary; undefined if the messages are not in memory. */
export function textOf({ item, entry }: ListedCase): Buffer | undefined {
  // A search without texts in memory parses every case, so it bypasses `recentCases`.
  return entry.text ?? foldedText(entry.blob === undefined ? item : parse(entry.blob))
}

/** The approximate size of an entry in memory, in bytes. */
export function sizeOf({ blob, text }: Entry): number {
  return HEADER_BYTES + (blob?.length ?? 0) + (text?.length ?? 0)
}

function parse(blob: Buffer): Case {
  return parseCase(inflate(blob))
}

function inflate(blob: Buffer): string {
  if (blob[0] !== DEFLATED_JSON) throw new Error('the case index in Redis has a case in an unknown format')
  return inflateRawSync(blob.subarray(1), { maxOutputLength: MAX_CASE_BYTES }).toString()
}

function parseCase(json: string): Case {
  const value: unknown = JSON.parse(json)
  if (typeof Object(value).caseId !== 'string') throw new Error('the case index in Redis has a case without an id')
  return value as Case
}

/** Several times the size of five messages of 8,000 characters. */
const MAX_CASE_BYTES = 4 * 1024 * 1024
const MAX_TEXT_LENGTH = 10_000
