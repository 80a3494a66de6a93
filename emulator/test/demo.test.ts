import { describe, expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import type { Account, Check, StoredAttachment } from '../account.js'
import { createDemoAccount } from '../demo/index.js'

const NOW = Date.parse('2026-11-21T12:34:56.789Z')
const DAY = 86_400_000
const MONTH = 30.5 * DAY

const account = createDemoAccount(NOW)
const cases = [...account.cases.values()]
const communications = cases.flatMap((supportCase) => supportCase.communications)
const checks = [...account.checks.values()]
const findings = checks.flatMap((check) =>
  (check.result?.flaggedResources ?? []).map((finding) => ({ check, finding })),
)

describe('determinism', () => {
  test('demo data is the same for the same time', () => {
    expect(summary(createDemoAccount(NOW))).toEqual(summary(account))
  })

  test('demo data shifts its times with the clock and keeps ids and subjects', () => {
    const later = [...createDemoAccount(NOW + 100 * DAY).cases.values()]
    const summaries = (list: typeof cases, shift: number) =>
      list.map(({ caseId, displayId, subject, timeCreated }) => ({
        caseId,
        displayId,
        subject,
        at: timeCreated - shift,
      }))
    expect(summaries(later, 100 * DAY)).toEqual(summaries(cases, 0))
  })

  test('each demo account is a fresh copy that earlier changes do not affect', () => {
    const other = createDemoAccount(NOW)
    const [first] = other.cases.values()
    first?.communications.pop()
    first?.ccEmailAddresses.push('changed@example.com')
    other.services[0]?.categories.pop()
    other.severityLevels.pop()
    const [check] = other.checks.values()
    check?.metadata.pop()
    expect(summary(createDemoAccount(NOW))).toEqual(summary(account))
  })
})

describe('the account of the returns team', () => {
  const returns = createDemoAccount(NOW, '222233334444')
  const returned = [...returns.cases.values()]

  test('the returns team has ten cases, most of them open, with ids, numbers and subjects of its own', () => {
    expect(returned).toHaveLength(10)
    expect(returned.filter(({ status }) => status !== 'resolved').length).toBeGreaterThanOrEqual(6)
    expect(distinct(returned.map((c) => c.severityCode))).toEqual(['critical', 'high', 'low', 'normal', 'urgent'])
    for (const { caseId, displayId } of returned) {
      expect(caseId).toMatch(/^case-222233334444-[a-z]{4}-2026-[0-9a-f]{16}$/)
      expect(displayId).toMatch(/^\d{15}$/)
    }
    for (const member of ['displayId', 'subject'] as const) {
      expect(new Set([...cases, ...returned].map((c) => c[member])).size).toBe(cases.length + 10)
    }
    expect(distinct([...cases, ...returned].map((c) => c.caseId.slice(-21))).length).toBe(cases.length + 10)
  })

  test('cases of the returns team refer to services and categories that exist, and their threads are in order', () => {
    for (const { caseId, serviceCode, categoryCode, communications: thread } of returned) {
      const categories = returns.services.find(({ code }) => code === serviceCode)?.categories.map(({ code }) => code)
      expect([caseId, categories]).toEqual([caseId, expect.arrayContaining([categoryCode])])
      const times = thread.map(({ timeCreated }) => timeCreated)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(times.at(-1)).toBeLessThan(NOW)
    }
  })

  test('a case of the returns team has a message from AWS exactly when it is not unassigned', () => {
    for (const { status, communications: thread } of returned) {
      expect(thread.some(({ submittedBy }) => submittedBy === 'Amazon Web Services')).toBe(status !== 'unassigned')
    }
  })

  test('attachments of the returns team belong to its communications, and JSON among them parses', () => {
    const attachments = [...returns.attachments.values()]
    const referenced = returned.flatMap((c) => c.communications.flatMap(({ attachmentIds }) => attachmentIds))
    expect(attachments.map(({ attachmentId }) => attachmentId)).toEqual(referenced)
    expect(attachments).toHaveLength(1)
    for (const attachment of attachments) expect(JSON.parse(textOf(attachment))).toMatchObject({ status: 'red' })
  })

  test('checks of the returns team are the same as those of the first account, with findings of their own', () => {
    const theirs = [...returns.checks.values()]
    expect(theirs.map((check) => ({ ...check, result: undefined }))).toEqual(
      checks.map((check) => ({ ...check, result: undefined })),
    )
    expect(JSON.stringify(theirs)).toContain('222233334444')
    expect(JSON.stringify(theirs)).not.toContain('111122223333')
    const own = new Set(resourceIds(theirs))
    expect(own.size).toBeGreaterThan(100)
    expect(resourceIds(checks).filter((id) => own.has(id))).toEqual([])
  })
})

describe('cases', () => {
  test('demo cases cover 15 services and every severity and status, in seven languages', () => {
    expect(cases.length).toBeGreaterThanOrEqual(28)
    expect(cases.length).toBeLessThanOrEqual(32)
    expect(distinct(cases.map((c) => c.serviceCode)).length).toBeGreaterThanOrEqual(15)
    expect(distinct(cases.map((c) => c.severityCode))).toEqual(['critical', 'high', 'low', 'normal', 'urgent'])
    expect(distinct(cases.map((c) => c.status))).toEqual([
      'customer-action-completed',
      'opened',
      'pending-customer-action',
      'reopened',
      'resolved',
      'unassigned',
      'work-in-progress',
    ])
    expect(distinct(cases.map((c) => c.language))).toEqual(['en', 'es', 'fr', 'ja', 'ko', 'pt', 'zh'])
    expect(distinct(cases.map((c) => c.issueType))).toEqual(['customer-service', 'technical'])
  })

  test('a demo case quotes German, so searches for STRASSE and Straße find something', () => {
    expect(cases.some(({ subject }) => subject.includes('straße'))).toBe(true)
    expect(communications.some(({ body }) => body.includes('Große Straße'))).toBe(true)
  })

  test('demo cases refer to services, categories and severities that exist', () => {
    for (const { caseId, serviceCode, categoryCode, severityCode } of cases) {
      const service = account.services.find(({ code }) => code === serviceCode)
      expect([caseId, service?.code]).toEqual([caseId, serviceCode])
      expect(service?.categories.map(({ code }) => code)).toContain(categoryCode)
      expect(account.severityLevels.map(({ code }) => code)).toContain(severityCode)
    }
  })

  test("demo cases have unique ids in AWS's format and are keyed by them", () => {
    for (const [key, { caseId, displayId }] of account.cases) {
      expect(caseId).toBe(key)
      expect(caseId).toMatch(/^case-111122223333-[a-z]{4}-\d{4}-[0-9a-f]{16}$/)
      expect(displayId).toMatch(/^\d{15}$/)
    }
    expect(new Set(cases.map((c) => c.displayId)).size).toBe(cases.length)
  })

  test('threads of demo cases begin when the case is opened, are in order and end before now', () => {
    for (const { submittedBy, timeCreated, communications: thread } of cases) {
      expect(thread[0]).toMatchObject({ submittedBy, timeCreated })
      const times = thread.map((communication) => communication.timeCreated)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(new Set(times).size).toBe(times.length)
      expect(times.at(-1)).toBeLessThan(NOW)
      expect(timeCreated).toBeGreaterThan(NOW - 18 * MONTH)
    }
  })

  test('threads of demo cases have one to over ten messages, and several have more than five', () => {
    const lengths = cases.map((c) => c.communications.length)
    expect(lengths.filter((length) => length > 5).length).toBeGreaterThanOrEqual(4)
    expect(Math.max(...lengths)).toBeGreaterThan(10)
    expect(Math.min(...lengths)).toBe(1)
  })

  test('a demo case has a message from AWS exactly when it is not unassigned', () => {
    for (const { status, communications: thread } of cases) {
      expect(thread.some(({ submittedBy }) => submittedBy === 'Amazon Web Services')).toBe(status !== 'unassigned')
    }
  })

  test("some demo cases are overdue for a first response, by AWS's targets, and others are not yet", () => {
    const targetHours: Record<string, number> = { low: 24, normal: 12, high: 4, urgent: 1, critical: 0.25 }
    const unanswered = cases.filter(({ status }) => status === 'unassigned')
    const isLate = unanswered.map((c) => NOW - c.timeCreated > (targetHours[c.severityCode] ?? 0) * 3_600_000)
    expect(isLate.filter((late) => late).length).toBeGreaterThanOrEqual(2)
    expect(isLate.filter((late) => !late).length).toBeGreaterThanOrEqual(2)
  })

  test('some demo cases wait for AWS, some for the customer, and some got a message from AWS in the last hours', () => {
    const open = cases.filter(({ status }) => status !== 'resolved')
    const waitForUs = open.filter(({ status }) => status === 'pending-customer-action')
    expect(waitForUs.length).toBeGreaterThanOrEqual(4)
    expect(open.length - waitForUs.length).toBeGreaterThan(waitForUs.length)
    for (const { communications: thread } of waitForUs) expect(thread.at(-1)?.submittedBy).toBe('Amazon Web Services')
    const news = open.filter(({ communications: thread }) => {
      const latest = thread.at(-1)
      return latest?.submittedBy === 'Amazon Web Services' && latest.timeCreated > NOW - DAY / 8
    })
    expect(news.length).toBeGreaterThanOrEqual(3)
  })

  test('demo cases include one opened in the last hour and several opened on the same day', () => {
    const opened = cases.map((c) => c.timeCreated)
    expect(opened.some((at) => at > NOW - DAY / 24)).toBe(true)
    expect(opened.some((at) => opened.filter((other) => Math.abs(other - at) < DAY / 4).length >= 5)).toBe(true)
  })

  test("demo messages have authors in AWS's format: the role and address of a customer, or Amazon Web Services", () => {
    for (const { submittedBy, body } of communications) {
      expect(submittedBy).toMatch(/^(Amazon Web Services|\w+ \(Role\) <[a-z.]+@example\.com>)$/)
      expect(body.trim()).not.toBe('')
      expect(body).not.toMatch(/\{(time|date|iso)/)
    }
  })

  test.each([
    ['ja', /\p{Script=Hiragana}/u],
    ['zh', /\p{Script=Han}/u],
    ['ko', /\p{Script=Hangul}/u],
  ])('demo cases in %s are written in its script', (language, script) => {
    const bodies = cases.filter((c) => c.language === language).flatMap((c) => c.communications.map(({ body }) => body))
    expect(bodies.length).toBeGreaterThan(0)
    for (const body of bodies) expect(body).toMatch(script)
  })
})

describe('attachments', () => {
  test('every demo attachment belongs to a communication, and every reference exists', () => {
    expect(distinct(communications.flatMap(({ attachmentIds }) => attachmentIds))).toEqual(
      distinct([...account.attachments.keys()]),
    )
    expect(account.attachments.size).toBeGreaterThanOrEqual(12)
  })

  test('demo attachments have the size they state, and exactly one is over 5 MB', () => {
    const stored = [...account.attachments.values()]
    expect(stored.map(({ sizeBytes }) => sizeBytes)).toEqual(stored.map((attachment) => bytesOf(attachment).byteLength))
    expect(stored.filter(({ sizeBytes }) => sizeBytes === 0)).toEqual([])
    const large = stored.filter(({ sizeBytes }) => sizeBytes > 5 * 1024 * 1024)
    expect(large.map(({ fileName }) => fileName)).toEqual(['checkout-alb-prod-access.log'])
  })

  test('demo attachments match their extension: JSON parses, CSV rows are even, a PNG inflates', () => {
    for (const attachment of filesNamed('.json')) expect(() => JSON.parse(textOf(attachment)) as unknown).not.toThrow()
    for (const attachment of filesNamed('.csv')) {
      const rows = textOf(attachment).trim().split('\n')
      expect(rows.length).toBeGreaterThan(5)
      expect(new Set(rows.map((row) => row.split(',').length)).size).toBe(1)
    }
    for (const attachment of filesNamed('.png')) {
      const bytes = bytesOf(attachment)
      expect(Buffer.from(bytes.subarray(0, 8)).toString('hex')).toBe('89504e470d0a1a0a')
      expect(inflateSync(imageData(bytes)).length).toBeGreaterThan(0)
    }
  })

  test('demo attachments have their time placeholders filled in', () => {
    for (const attachment of account.attachments.values()) expect(textOf(attachment)).not.toMatch(/\{(time|date|iso)/)
  })
})

describe('services', () => {
  test('there are at least 120 demo services, each with a name and four to ten categories', () => {
    expect(account.services.length).toBeGreaterThanOrEqual(120)
    expect(new Set(account.services.map(({ code }) => code)).size).toBe(account.services.length)
    for (const { name, categories } of account.services) {
      expect(name).not.toBe('')
      expect(categories.length).toBeGreaterThanOrEqual(4)
      expect(categories.length).toBeLessThanOrEqual(10)
      expect(new Set(categories.map(({ code }) => code)).size).toBe(categories.length)
    }
  })

  test('at least 25 demo services have Japanese names', () => {
    expect(
      account.services.filter(({ translations }) => translations?.['ja'] !== undefined).length,
    ).toBeGreaterThanOrEqual(25)
  })

  test('demo severity levels are the five of the console, with its names', () => {
    expect(account.severityLevels).toEqual([
      { code: 'low', name: 'General guidance' },
      { code: 'normal', name: 'System impaired' },
      { code: 'high', name: 'Production system impaired' },
      { code: 'urgent', name: 'Production system down' },
      { code: 'critical', name: 'Business-critical system down' },
    ])
  })
})

describe('checks', () => {
  test('there are over 110 demo checks in all six categories, most of them ok and over half refreshable', () => {
    expect(checks.length).toBeGreaterThanOrEqual(110)
    expect(distinct(checks.map(({ category }) => category))).toEqual([
      'cost_optimizing',
      'fault_tolerance',
      'operational_excellence',
      'performance',
      'security',
      'service_limits',
    ])
    expect(share(({ refreshable }) => refreshable)).toBeGreaterThan(0.5)
    expect(share(({ refreshable }) => !refreshable)).toBeGreaterThan(0.3)
    expect(share(({ result }) => result?.status === 'ok')).toBeGreaterThan(0.5)
    expect(share(({ result }) => result?.status === 'error')).toBeGreaterThan(0.05)
    expect(share(({ result }) => result === undefined)).toBeGreaterThan(0.01)
  })

  test('demo checks are keyed by their id', () => {
    for (const [key, { id }] of account.checks) expect(id).toBe(key)
  })

  test('demo checks are described in well-formed HTML with a few simple tags', () => {
    for (const { description } of checks) {
      const tags = [...description.matchAll(/<(\/?\w+)[^>]*>/g)].map(([, tag = '']) => tag)
      expect(distinct(tags).filter((tag) => !/^(\/?(p|b|ul|li|a|h4|table|tr|th|td)|br)$/.test(tag))).toEqual([])
      expect(leftOpen(tags.filter((tag) => tag !== 'br'))).toEqual([])
      expect(description).not.toMatch(/[{}]|undefined/)
    }
  })

  test('findings of demo checks have one value for each metadata heading', () => {
    for (const { check, finding } of findings) {
      expect([check.id, finding.metadata.length]).toEqual([check.id, check.metadata.length])
    }
  })

  test('findings of demo checks repeat their region and status in the metadata columns', () => {
    const words = { ok: 'Green', warning: 'Yellow', error: 'Red' }
    for (const { check, finding } of findings) {
      expect([finding.region ?? null, undefined]).toContain(cell(check, finding.metadata, 'Region'))
      expect([words[finding.status], undefined]).toContain(cell(check, finding.metadata, 'Status'))
    }
  })

  test('demo checks flag at most 40 resources each, and each resource once', () => {
    for (const { result } of checks) {
      const ids = (result?.flaggedResources ?? []).map(({ resourceId }) => resourceId)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.length).toBeLessThanOrEqual(40)
    }
  })

  test('a demo check has the status of its worst finding that is not suppressed', () => {
    const results = checks.flatMap(({ result }) => (result === undefined ? [] : [result]))
    for (const { status, flaggedResources } of results) {
      const counted = new Set(
        flaggedResources.filter((finding) => !finding.isSuppressed).map((finding) => finding.status),
      )
      expect(status).toBe(counted.has('error') ? 'error' : counted.has('warning') ? 'warning' : 'ok')
    }
    expect(findings.some(({ finding }) => finding.isSuppressed)).toBe(true)
  })

  test('demo checks ran within the last eight days and processed at least the resources that they flag', () => {
    for (const { result } of checks) {
      if (result === undefined) continue
      expect(result.resourcesProcessed).toBeGreaterThanOrEqual(result.flaggedResources.length)
      expect(result.timestamp).toBeLessThan(NOW)
      expect(result.timestamp).toBeGreaterThan(NOW - 8 * DAY)
    }
  })

  test("only cost_optimizing demo checks estimate savings: the sum of their findings' savings", () => {
    for (const check of checks) {
      if (check.result === undefined) continue
      expect(check.result.estimatedMonthlySavings !== undefined).toBe(check.category === 'cost_optimizing')
      if (check.category !== 'cost_optimizing' || !check.metadata.includes('Estimated Monthly Savings')) continue
      const sum = check.result.flaggedResources
        .filter((finding) => !finding.isSuppressed)
        .reduce(
          (total, { metadata }) => total + Number(cell(check, metadata, 'Estimated Monthly Savings')?.slice(1)),
          0,
        )
      expect(check.result.estimatedMonthlySavings).toBeCloseTo(sum, 2)
    }
  })

  test('popular demo checks have several findings and Japanese names', () => {
    for (const id of [
      'Qch7DwouX1',
      'hjLMh88uM8',
      'DAvU99Dc4C',
      'Pfx0RwqBli',
      'HCP4007jGY',
      'DqdJqYeRm5',
      'f2iK5R6Dep',
      'jL7PP0l7J9',
    ]) {
      const check = account.checks.get(id)
      expect(check?.result?.flaggedResources.length).toBeGreaterThan(1)
      expect(check?.translations?.['ja']).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u)
    }
    expect(account.checks.get('7DAFEmoDos')?.result?.status).toBe('ok')
  })

  test('some findings of demo checks have null cells or no region, as in AWS responses', () => {
    expect(findings.some(({ finding }) => finding.metadata.includes(null))).toBe(true)
    expect(findings.some(({ finding }) => finding.region === undefined)).toBe(true)
  })
})

describe('safe text', () => {
  const texts = [JSON.stringify([cases, account.services, checks]), ...[...account.attachments.values()].map(textOf)]

  test('demo data has no email address outside example.com', () => {
    for (const text of texts) {
      for (const [address] of text.matchAll(/[\w.+-]+@[\w.-]+\.\w+/g)) expect(address).toMatch(/@example\.com$/)
    }
  })

  test('demo data has no IP address outside the private and documentation ranges', () => {
    const allowed = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|0\.0\.0\.0$)/
    for (const text of texts) {
      for (const [address] of text.matchAll(/(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.]\d)/g))
        expect(address).toMatch(allowed)
    }
  })
})

/** The account with plain objects instead of Maps, and digests instead of bytes. */
function summary({ cases, attachments, checks, ...rest }: Account): unknown {
  return {
    ...rest,
    cases: [...cases],
    checks: [...checks],
    attachments: [...attachments.values()].map((attachment) => ({
      id: attachment.attachmentId,
      fileName: attachment.fileName,
      digest: createHash('sha256').update(bytesOf(attachment)).digest('hex'),
    })),
  }
}

function bytesOf({ fileName, content }: StoredAttachment): Uint8Array {
  if (!(content instanceof Uint8Array)) throw new Error(`${fileName} is not in memory`)
  return content
}

function filesNamed(extension: string): StoredAttachment[] {
  const found = [...account.attachments.values()].filter(({ fileName }) => fileName.endsWith(extension))
  expect(found.length).toBeGreaterThan(0)
  return found
}

/** The first 200,000 bytes as text; empty for an image. */
function textOf(attachment: StoredAttachment): string {
  return attachment.fileName.endsWith('.png')
    ? ''
    : Buffer.from(bytesOf(attachment).subarray(0, 200_000)).toString('utf8')
}

/** Tags that are not closed, or closed without having been opened, in document order. */
function leftOpen(tags: string[]): string[] {
  const open: string[] = []
  for (const tag of tags) {
    if (tag === `/${open.at(-1)}`) open.pop()
    else open.push(tag)
  }
  return open
}

/** The data of the only IDAT chunk. */
function imageData(png: Uint8Array): Uint8Array {
  const buffer = Buffer.from(png)
  const at = buffer.indexOf('IDAT')
  return buffer.subarray(at + 4, at + 4 + buffer.readUInt32BE(at - 4))
}

function cell(check: Check, metadata: (string | null)[], heading: string): string | null | undefined {
  const index = check.metadata.indexOf(heading)
  return index < 0 ? undefined : metadata[index]
}

function resourceIds(list: Check[]): string[] {
  return list.flatMap(({ result }) => result?.flaggedResources ?? []).map(({ resourceId }) => resourceId)
}

function share(predicate: (check: Check) => boolean): number {
  return checks.filter(predicate).length / checks.length
}

function distinct(values: string[]): string[] {
  return [...new Set(values)].toSorted()
}
