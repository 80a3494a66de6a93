import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { getNamedType } from 'graphql'
import type { Policy, Role } from '../../src/config/policy.js'
import { anonymous, type Viewer } from '../../src/lib/viewer.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { schema } from '../support/schema.js'
import { aCommunication, anAccount, NOON } from '../../emulator/test/harness.js'
import { callOf, rootFields, selectAll } from '../support/calls.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'

const HIDDEN = 'hIdDeN'
const policy: Policy = new Map(
  Object.entries<Role>({
    reader: { severities: ['low'], services: ['general-info'] },
    urgent: { severities: ['urgent'], services: ['amazon-dynamodb'] },
    low: { severities: ['low'] },
    mine: { submitters: ['*@MINE.example'] },
    all: {},
  }),
)

function withRoles(...roles: string[]): Viewer {
  return { ...anonymous, id: 'api-key:test', roles }
}

/** Readers may see case-0, but not case-1: their role allows neither its severity nor its service. */
function account() {
  const found = anAccount({
    cases: [
      { communications: [aCommunication('hello', NOON)] },
      {
        subject: HIDDEN,
        severityCode: 'urgent',
        serviceCode: 'amazon-dynamodb',
        categoryCode: 'performance',
        submittedBy: `${HIDDEN} <${HIDDEN}@example.com>`,
        ccEmailAddresses: [`${HIDDEN}@example.com`],
        communications: Array.from({ length: 7 }, (_, index) =>
          aCommunication(`${HIDDEN} ${index}`, NOON, ['attachment-1']),
        ),
      },
    ],
    checks: [{}],
  })
  const file = { attachmentId: 'attachment-1', fileName: `${HIDDEN}.txt`, sizeBytes: 4, content: Buffer.from('text') }
  found.attachments.set(file.attachmentId, file)
  const [, dynamodb] = found.services
  if (dynamodb !== undefined)
    Object.assign(dynamodb, { name: HIDDEN, categories: [{ code: 'performance', name: HIDDEN }] })
  Object.assign(found.severityLevels[1] ?? {}, { name: HIDDEN })
  return found
}

function start(...roles: string[]): Promise<Gateway> {
  return startGateway({ account, policy, viewer: withRoles(...roles) })
}

/** All ids by which a hidden case, or a part of it, can be requested. */
async function hiddenIds(): Promise<string[]> {
  const { data } = await (
    await start('all')
  ).query('{ case(id: "case-1") { communications(first: 7) { nodes { id } } } }')
  const communications = read<{ id: string }[]>(data, 'case.communications.nodes').map(({ id }) => id)
  return [
    'case-1',
    '1001',
    toGlobalId('Case', 'default', 'case-1'),
    ...communications.filter((_, index) => index === 0 || index === 6),
    'attachment-1',
    toGlobalId('Attachment', 'default', 'attachment-1'),
    'amazon-dynamodb',
    toGlobalId('Service', 'default', 'amazon-dynamodb'),
  ]
}

/** The root fields that reveal something hidden when one of these texts is passed in all of their arguments. */
async function fieldsThatReveal(gateway: Gateway, texts: readonly string[]): Promise<string[]> {
  const revealing = new Set<string>()
  const sent = new Set<string>()
  for (const call of rootFields(schema)) {
    const selection = selectAll(schema, getNamedType(call.field.type).name)
    for (const text of texts) {
      const textAt = (place: string): string | undefined => {
        if (/\((?:after|before)\)|Time|displayId|language|attachmentSetId|uploadIds|Email/.test(place)) return undefined
        if (/CaseFilter|ServiceFilter|CheckFilter|accountId/.test(place)) return undefined
        if (place === 'AttachmentInput.data') return 'dGV4dA=='
        return /category/i.test(place) ? 'performance' : text
      }
      const { query, variables } = callOf(call, textAt, selection)
      // also lists without any filter
      for (const given of [variables, without(variables, 'filter', 'orderBy')]) {
        const question = JSON.stringify([query, given])
        if (sent.has(question)) continue
        sent.add(question)
        const response = await gateway.query(query, given)
        const { data, errors } = response
        expect(codes(response)).not.toContain('QUERY_TOO_COMPLEX')
        if (JSON.stringify([data, errors]).includes(HIDDEN)) revealing.add(call.name)
      }
    }
  }
  return [...revealing].toSorted()
}

function without(variables: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)))
}

describe('hidden cases', () => {
  test('no root field reveals a hidden case', async () => {
    const ids = await hiddenIds()
    // control: a viewer with the role `all` sees the hidden data, by one id of each kind
    const kinds = ids.filter((_, index) => [0, 3, 5, 7].includes(index))
    const open = await fieldsThatReveal(await start('reader', 'all'), kinds)
    expect(open).toEqual(
      expect.arrayContaining(['attachment', 'case', 'cases', 'node', 'nodes', 'service', 'services', 'severityLevels']),
    )
    expect(open).toEqual(expect.arrayContaining(['addCommunication', 'resolveCase']))
    expect(await fieldsThatReveal(await start('reader'), ids)).toEqual([])
  })

  test.each(['case-1', '1001', toGlobalId('Case', 'default', 'case-1')])(
    'a hidden case requested by the id %s is null, like an unknown one',
    async (id) => {
      const unknown = id.replace('1', '7')
      const gateway = await start('reader')
      const source = 'query ($id: ID!) { case(id: $id) { subject communications { nodes { body } } } }'
      const ask = async (requested: string) => [
        await gateway.query(source, { id: requested }),
        await gateway.upstreamCalls(),
      ]
      const isGlobal = id.length > 10
      expect(await ask(id)).toEqual(await ask(isGlobal ? toGlobalId('Case', 'default', 'case-7') : unknown))
    },
  )

  test.each([
    ['of all cases', 'includeResolved: true'],
    ['by id', 'ids: ["case-1", "case-0"]'],
    ['by displayId', 'displayId: "1001"'],
    ['by severity', 'severityCode: ["urgent"]'],
    ['by text', `text: "${HIDDEN}"`],
    ['by submitter', `submittedBy: ["${HIDDEN}"]`],
  ])('a hidden case is neither listed nor counted in a list %s', async (_, filter) => {
    const gateway = await start('reader')
    for (const more of ['', 'orderBy: { field: SEVERITY }', 'last: 5']) {
      const { data, errors } = await gateway.query(
        `{ cases(filter: { ${filter} } ${more}) { totalCount nodes { caseId communications { nodes { body } } } pageInfo { hasNextPage hasPreviousPage } } }`,
      )
      expect(errors).toEqual([])
      const expected = /ids|includeResolved/.test(filter) ? ['case-0'] : []
      expect(read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)).toEqual(expected)
      expect(read(data, 'cases.totalCount')).toBe(expected.length)
      expect(read(data, 'cases.pageInfo')).toEqual({ hasNextPage: false, hasPreviousPage: false })
    }
  })

  test.each(['case-1', '1001', toGlobalId('Case', 'default', 'case-1')])(
    'addCommunication and resolveCase return NOT_FOUND for a hidden case by %s, at the same cost as for an unknown one',
    async (caseId) => {
      const unknown = { 'case-1': 'case-7', '1001': '7777' }[caseId] ?? toGlobalId('Case', 'default', 'case-7')
      const gateway = await start('reader')
      for (const [mutation, input] of [
        ['addCommunication', { body: 'B' }],
        ['addCommunication', { body: '' }],
        ['addCommunication', { body: 'B', validateOnly: true }],
        ['addCommunication', { body: 'B', attachments: [{ fileName: 'a.txt', data: 'dGV4dA==' }] }],
        ['resolveCase', {}],
        ['resolveCase', { validateOnly: true }],
      ] as const) {
        const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
        const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) { case { subject } userErrors { code field message } } }`
        const attempt = async (id: string) => {
          const response = await gateway.query(source, { input: { ...input, caseId: id } })
          expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
          return JSON.stringify(response).replaceAll(id, 'ID')
        }
        const response = await attempt(caseId)
        expect(response).toBe(await attempt(unknown))
        expect(response).toContain('{"code":"NOT_FOUND","field":["input","caseId"],"message":"AWS Support has no case')
      }
    },
  )
})

describe('viewers with roles', () => {
  test('a restricted viewer can write to visible cases and read them back', async () => {
    const gateway = await start('reader')
    const { data } = await gateway.query(`mutation {
      addCommunication(input: { caseId: "1000", body: "Thanks" }) { communication { body } userErrors { code } }
      resolveCase(input: { caseId: "case-0" }) { case { status } userErrors { code } }
    }`)
    expect(data).toEqual({
      addCommunication: { communication: { body: 'Thanks' }, userErrors: [] },
      resolveCase: { case: { status: 'RESOLVED' }, userErrors: [] },
    })
  })

  test('a restricted viewer can open a case that one of the roles allows and read it back', async () => {
    const gateway = await start('reader', 'urgent')
    for (const input of [
      { serviceCode: 'general-info', severityCode: 'low' },
      { serviceCode: 'amazon-dynamodb', severityCode: 'urgent' },
    ]) {
      const { data } = await gateway.query(CREATE, { input: { subject: 'S', body: 'B', ...input } })
      expect(read(data, 'createCase')).toMatchObject({ case: { subject: 'S' }, userErrors: [] })
    }
  })

  test.each<[string[], Record<string, string>, string[]]>([
    [['reader'], { serviceCode: 'general-info', severityCode: 'urgent' }, ['severityCode']],
    [['reader'], { serviceCode: 'amazon-dynamodb', severityCode: 'low' }, ['serviceCode']],
    [['reader'], { serviceCode: 'general-info' }, ['severityCode']],
    [['reader'], { severityCode: 'low' }, ['serviceCode']],
    [['reader'], {}, ['serviceCode', 'severityCode']],
    [['low'], {}, ['severityCode']],
    [['reader', 'urgent'], { serviceCode: 'general-info', severityCode: 'urgent' }, ['severityCode']],
    [['unknown'], { serviceCode: 'general-info', severityCode: 'low' }, ['serviceCode', 'severityCode']],
  ])('with the roles %j, createCase with %j returns FORBIDDEN for the fields %j', async (roles, given, fields) => {
    const gateway = await start(...roles)
    const { data } = await gateway.query(CREATE, { input: { subject: '', body: 'B', ...given } })
    const errors = read<{ code: string; field: string[] }[]>(data, 'createCase.userErrors')
    expect(errors.map(({ code, field }) => [code, field])).toEqual([
      ['BLANK', ['input', 'subject']],
      ...fields.map((field) => ['FORBIDDEN', ['input', field]]),
    ])
    expect(JSON.stringify(data)).not.toContain(HIDDEN)
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('createCase returns only the caseId when the new case is hidden from the viewer', async () => {
    const gateway = await start('mine')
    const { data, errors } = await gateway.query(CREATE, { input: { subject: 'S', body: 'B' } })
    expect(errors).toEqual([])
    expect(read(data, 'createCase')).toEqual({ caseId: expect.stringMatching(/^case-/), case: null, userErrors: [] })
  })

  test('a viewer sees only the services and severities that the roles allow', async () => {
    const gateway = await start('reader')
    const [own, other] = ['general-info', 'amazon-dynamodb'].map(
      (code) => `serviceCode: "${code}" categoryCode: "other"`,
    )
    const { data, errors } = await gateway.query(`{
      services { totalCount nodes { code } } named: services(filter: { codes: ["amazon-dynamodb"] }) { totalCount }
      severityLevels { code } service(id: "amazon-dynamodb") { code }
      languages: supportedLanguages(${other}) { code } options: createCaseOptions(${other}) { languageAvailability }
      ownOptions: createCaseOptions(${own}) { languageAvailability }
    }`)
    expect(errors).toEqual([])
    expect(data).toEqual({
      services: { totalCount: 1, nodes: [{ code: 'general-info' }] },
      named: { totalCount: 0 },
      severityLevels: [{ code: 'low' }],
      service: null,
      languages: [],
      options: null,
      ownOptions: { languageAvailability: expect.any(String) },
    })
    // AWS is not called for the hidden service
    expect(await gateway.upstreamCalls()).toEqual({
      DescribeServices: 1,
      DescribeSeverityLevels: 1,
      DescribeCreateCaseOptions: 1,
    })
  })

  test("node finds by global id only the categories and severities that the viewer's roles allow", async () => {
    const gateway = await start('reader')
    const category = toGlobalId('Category', 'default', 'general-info', 'other')
    const severity = toGlobalId('SeverityLevel', 'default', 'low')
    const hidden = [
      toGlobalId('Category', 'default', 'amazon-dynamodb', 'performance'),
      toGlobalId('SeverityLevel', 'default', 'urgent'),
    ]
    const { data, errors } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [category, severity, ...hidden],
    })
    expect(errors).toEqual([])
    expect(read(data, 'nodes')).toEqual([{ id: category }, { id: severity }, null, null])
  })

  test('a viewer whose only role is not in the policy sees nothing', async () => {
    const gateway = await start('stranger')
    const { data } = await gateway.query('{ cases { totalCount } services { totalCount } severityLevels { code } }')
    expect(data).toEqual({ cases: { totalCount: 0 }, services: { totalCount: 0 }, severityLevels: [] })
    expect(await gateway.upstreamCalls()).not.toHaveProperty('DescribeCases')
  })

  test('a restricted viewer can read the files of a visible case through its thread, but not by id', async () => {
    const gateway = await start('urgent')
    const { data } = await gateway.query(`{
      case(id: "case-1") { attachments(first: 1) { nodes { content { sizeBytes } } } } attachment(id: "attachment-1") { fileName }
    }`)
    expect(data).toEqual({ case: { attachments: { nodes: [{ content: { sizeBytes: 4 } }] } }, attachment: null })
  })
})

const CREATE =
  'mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId case { subject } userErrors { code field message } } }'

const CASES = `query ($first: Int, $after: String, $last: Int, $before: String) {
  cases(first: $first, after: $after, last: $last, before: $before) {
    nodes { caseId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

describe('case lists of viewers with roles', () => {
  /** The rules of the policy, written independently. */
  const allowed: Record<string, (item: Record<'severityCode' | 'serviceCode' | 'submittedBy', string>) => boolean> = {
    reader: ({ severityCode, serviceCode }) => severityCode === 'low' && serviceCode === 'general-info',
    urgent: ({ severityCode, serviceCode }) => severityCode === 'urgent' && serviceCode === 'amazon-dynamodb',
    low: ({ severityCode }) => severityCode === 'low',
    mine: ({ submittedBy }) => submittedBy.endsWith('@mine.example>'),
    all: () => true,
    unknown: () => false,
  }
  const aCase = fc.record({
    severityCode: fc.constantFrom('low', 'urgent'),
    serviceCode: fc.constantFrom('general-info', 'amazon-dynamodb'),
    submittedBy: fc.constantFrom('Me <a@mine.example>', 'Other <b@other.example>'),
  })

  test('paging in either direction returns exactly the cases that one of the roles allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aCase, { maxLength: 230 }),
        fc.subarray(Object.keys(allowed)),
        fc.integer({ min: 7, max: 100 }),
        async (cases, roles, size) => {
          const gateway = await startGateway({
            account: () => anAccount({ cases }),
            policy,
            viewer: withRoles(...roles),
          })
          const visible = cases.flatMap((item, index) =>
            roles.some((role) => allowed[role]?.(item)) ? [`case-${index}`] : [],
          )
          for (const backward of [false, true]) {
            const seen: string[] = []
            let cursor: string | null = null
            do {
              const { data, errors } = await gateway.query(
                CASES,
                backward ? { last: size, before: cursor } : { first: size, after: cursor },
              )
              expect(errors).toEqual([])
              const nodes = read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
              if (backward) seen.unshift(...nodes)
              else seen.push(...nodes)
              const info = read<Record<string, unknown>>(data, 'cases.pageInfo')
              const hasMore = info[backward ? 'hasPreviousPage' : 'hasNextPage'] === true
              cursor = hasMore ? String(info[backward ? 'startCursor' : 'endCursor']) : null
            } while (cursor !== null && seen.length <= cases.length)
            expect(seen).toEqual(visible)
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  test('a cursor is not valid for a viewer with different roles', async () => {
    const { data } = await (await start('all')).query(CASES, { first: 1 })
    const after = read(data, 'cases.pageInfo.endCursor')
    const response = await (await start('reader')).query(CASES, { first: 1, after })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
  })
})
