import { expect, test } from 'vitest'
import { noMark } from '../../src/case-index/commit.js'
import {
  bodiesIfSame,
  encodeCase,
  sizeOf,
  summarize,
  toBlob,
  toEntry,
  wholeCase,
  withMessages,
  type Entry,
} from '../../src/case-index/entry.js'
import { createMemory } from '../../src/case-index/memory.js'
import { createRoom } from '../../src/case-index/room.js'

/** A case with a message that compresses to almost nothing. */
function anEntry(caseId: string, status: string, length: number): Entry {
  const communications = [{ caseId, body: 'x'.repeat(length) }]
  const item = { caseId, status, timeCreated: '2026-03-01T12:00:00Z', recentCommunications: { communications } }
  return toEntry(toBlob(encodeCase(item).json))
}

test('the text for searches counts toward the size of a case', () => {
  expect(sizeOf(anEntry('case-1', 'opened', 8_000)) - sizeOf(anEntry('case-1', 'opened', 1_000))).toBeGreaterThan(6_900)
})

test('beyond CASE_INDEX_MAX_BYTES, the texts for searches are dropped first, then the messages of resolved cases', () => {
  const mark = { ...noMark, hash: 1 }
  for (const [maxBytes, hasText, hasMessages] of [
    [20_000, true, true],
    [15_000, false, true],
    [2_200, false, false],
  ] as const) {
    const memory = createMemory(createRoom(maxBytes).enter())
    memory.set('case-1', { mark, entry: anEntry('case-1', 'opened', 8_000) })
    memory.set('case-2', { mark, entry: anEntry('case-2', 'resolved', 8_000) })
    const [open, resolved] = ['case-1', 'case-2'].map((caseId) => memory.cases.get(caseId)?.entry)
    expect([open?.text !== undefined, resolved?.text !== undefined]).toEqual([hasText, hasText])
    expect([open?.blob !== undefined, resolved?.blob !== undefined]).toEqual([true, hasMessages])
    expect(memory.bytes()).toBeLessThanOrEqual(maxBytes)
  }
})

test('a case with its messages is the same object in each request, so that what is derived from it is computed once', () => {
  const entry = anEntry('case-1', 'opened', 1_000)
  const whole = wholeCase(entry)
  expect(whole?.recentCommunications?.communications).toHaveLength(1)
  expect(withMessages({ item: entry.header, entry })).toBe(whole)
})

test('a case that requests share is summarized once', () => {
  const whole = wholeCase(anEntry('case-1', 'opened', 1_000)) ?? { caseId: '' }
  expect(summarize(whole)).toMatchObject({ createdAt: Date.parse('2026-03-01T12:00:00Z'), hasOlder: false })
  expect(summarize(whole)).toBe(summarize(whole))
})

test('a case with the status of a write by this gateway has the same messages', () => {
  const entry = anEntry('case-1', 'opened', 1_000)
  const written = withMessages({ item: { ...entry.header, status: 'resolved' }, entry })
  expect(written.status).toBe('resolved')
  expect(written.recentCommunications).toBe(wholeCase(entry)?.recentCommunications)
  expect(wholeCase(entry)?.status).toBe('opened')
})

test('cases whose messages compress to almost nothing are kept ready for use only as long as they fit into 16 MiB', () => {
  const entries = Array.from({ length: 250 }, (_, i) => anEntry(`case-${i}`, 'opened', 40_000))
  const wholes = entries.map((entry) => wholeCase(entry))
  // Up to 80,000 bytes of text each
  expect(wholeCase(entries.at(-150) as Entry)).toBe(wholes.at(-150))
  expect(wholeCase(entries[0] as Entry)).not.toBe(wholes[0])
})

const communications = [{ caseId: 'case-1', body: 'first', attachmentSet: [{ attachmentId: 'a', fileName: 'f' }] }]
const read = {
  caseId: 'case-1',
  status: 'opened',
  subject: 's',
  recentCommunications: { communications, nextToken: 't' },
}

test('a case that is the same as in memory is recognized, whatever token AWS has issued for its older messages', () => {
  const { json, bodies } = encodeCase(read)
  const entry = toEntry(toBlob(json))
  expect(bodiesIfSame(read, entry)).toBeUndefined()
  wholeCase(entry)
  expect(bodiesIfSame(read, entry)).toEqual(bodies)
  expect(bodiesIfSame({ ...read, recentCommunications: { communications, nextToken: 'new' } }, entry)).toEqual(bodies)
})

test.each<[change: string, changed: object]>([
  ['another status', { status: 'resolved' }],
  ['no subject', { subject: undefined }],
  ['one more member', { language: 'en' }],
  ['no older messages', { recentCommunications: { communications } }],
  ['another text', { recentCommunications: { communications: [{ ...communications[0], body: 'x' }], nextToken: 't' } }],
  ['one more message', { recentCommunications: { communications: [...communications, {}], nextToken: 't' } }],
  [
    'another attachment',
    { recentCommunications: { communications: [{ ...communications[0], attachmentSet: [{}] }], nextToken: 't' } },
  ],
])('a case with %s is not the same as in memory', (_, changed) => {
  const entry = toEntry(toBlob(encodeCase(read).json))
  wholeCase(entry)
  expect(bodiesIfSame({ ...read, ...changed }, entry)).toBeUndefined()
})
