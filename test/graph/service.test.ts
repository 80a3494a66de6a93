import { describe, expect, test } from 'vitest'
import type { Service } from '../../emulator/account.js'
import { anAccount } from '../../emulator/test/harness.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { codes, read, startGateway } from '../support/harness.js'

const withServices = (...services: Partial<Service>[]) =>
  startGateway({
    account: () => ({
      ...anAccount(),
      services: services.map((given, index) => ({
        code: `service-${index}`,
        name: `Service ${index}`,
        categories: [],
        ...given,
      })),
    }),
  })

function found(data: unknown): string[] {
  return read<{ code: string }[]>(data, 'services.nodes').map(({ code }) => code)
}

describe('services by id', () => {
  test('a service is found by its global id and by its code', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query('{ service(id: "amazon-dynamodb") { id name } }')
    expect(read(data, 'service.name')).toBe('DynamoDB')
    await gateway.upstreamCalls()
    const byGlobalId = await gateway.query('query ($id: ID!) { service(id: $id) { code } }', {
      id: read(data, 'service.id'),
    })
    expect(byGlobalId.data).toEqual({ service: { code: 'amazon-dynamodb' } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })

  test('a service that AWS does not know is null without an error', async () => {
    const gateway = await startGateway()
    const response = await gateway.query('{ service(id: "amazon-teleport") { name } }')
    expect(response).toMatchObject({ data: { service: null }, errors: [] })
  })

  test('service gets BAD_USER_INPUT for a malformed code, without calling AWS', async () => {
    const gateway = await startGateway()
    const response = await gateway.query('{ service(id: "no code") { name } }')
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('"no code" is not an id of a Service')
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a service has its name in the requested language', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(`{
      plain: service(id: "general-info") { id name }
      english: service(id: "general-info", language: "en") { id name }
      japanese: service(id: "general-info", language: "ja") { id name }
    }`)
    expect(data).toMatchObject({ plain: { name: 'General Info' }, japanese: { name: '一般情報' } })
    expect(read(data, 'english')).toEqual(read(data, 'plain'))
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 2 })
  })

  test('a service keeps the language of its global id unless another one is requested', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query('{ service(id: "general-info", language: "ja") { id } }')
    const id = read(data, 'service.id')
    const again = await gateway.query(
      `query ($id: ID!) {
        same: service(id: $id) { name }
        english: service(id: $id, language: "en") { name }
        node(id: $id) { ... on Service { name } }
      }`,
      { id },
    )
    expect(again.data).toEqual({
      same: { name: '一般情報' },
      english: { name: 'General Info' },
      node: { name: '一般情報' },
    })
  })

  test('categories and severity levels keep the service and the language in their global ids', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }) })
    const { data } = await gateway.query(`{
      ja: service(id: "general-info", language: "ja") { categories { id } }
      en: service(id: "general-info") { categories { id } }
      other: service(id: "amazon-dynamodb") { categories { id } }
      jaLevels: severityLevels(language: "ja") { id }
      levels: severityLevels(language: "en") { id }
      case(id: "case-0") { category { id } severity { id } }
    }`)
    const ids = ['ja.categories.0.id', 'en.categories.0.id', 'other.categories.0.id', 'jaLevels.0.id', 'levels.0.id']
    const [ja, en, other, jaLevel, level] = ids.map((path) => read(data, path))
    expect(new Set([ja, en, other, jaLevel, level]).size).toBe(5)
    expect(read(data, 'case')).toEqual({ category: { id: en }, severity: { id: level } })
    const again = await gateway.query(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Category { code name } ... on SeverityLevel { code name } } }`,
      { ids: [ja, en, other, jaLevel, level] },
    )
    expect(again.errors).toEqual([])
    expect(read(again.data, 'nodes')).toMatchObject([
      { id: ja, code: 'other' },
      { id: en, code: 'other', name: 'Other' },
      { id: other, code: 'performance' },
      { id: jaLevel, code: 'low' },
      { id: level, code: 'low', name: 'General guidance' },
    ])
  })

  test('nodes is null without an error for a category or severity level that AWS does not list', async () => {
    const gateway = await startGateway()
    const ids = [
      toGlobalId('Category', 'default', 'general-info', 'gone'),
      toGlobalId('Category', 'default', 'gone', 'other'),
      toGlobalId('SeverityLevel', 'default', 'gone'),
      // lacks the category code
      toGlobalId('Category', 'default', 'general-info'),
    ]
    const { data, errors } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
    expect(errors).toEqual([])
    expect(read(data, 'nodes')).toEqual([null, null, null, null])
  })

  test('a language that AWS does not support gets BAD_USER_INPUT in one call', async () => {
    const gateway = await startGateway()
    const one = await gateway.query('{ service(id: "general-info", language: "xx") { name } }')
    expect(codes(one)).toEqual(['BAD_USER_INPUT'])
    expect(one.errors[0]?.message).toContain("'xx'")
    await gateway.upstreamCalls()
    const several = await gateway.query(
      '{ services(language: "xx", filter: { codes: ["general-info", "amazon-dynamodb", "other"] }) { nodes { name } } }',
    )
    expect(codes(several)).toEqual(['BAD_USER_INPUT'])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })
})

describe('batching of services', () => {
  test('services that a request selects by code are read in one call', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(
      '{ a: service(id: "amazon-dynamodb") { name } b: service(id: "unknown") { name } c: service(id: "general-info") { name } }',
    )
    expect(data).toEqual({ a: { name: 'DynamoDB' }, b: null, c: { name: 'General Info' } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })

  test('several lists of services in a request are read in one call', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}, {}] }) })
    const { errors } = await gateway.query(
      '{ services { totalCount nodes { name } } again: services(filter: { text: "db" }) { totalCount } }',
    )
    expect(errors).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })
})

describe('service pagination', () => {
  const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ServiceFilter, $language: String) {
    services(first: $first, after: $after, last: $last, before: $before, filter: $filter, language: $language) {
      totalCount nodes { code } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`
  test('a page of services continues after the cursor of any edge', async () => {
    const gateway = await withServices({}, {}, {}, {})
    const { data } = await gateway.query(PAGE, { first: 3 })
    expect(found(data)).toEqual(['service-0', 'service-1', 'service-2'])
    expect(read(data, 'services')).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } })
    const next = await gateway.query(PAGE, { after: read(data, 'services.pageInfo.endCursor') })
    expect(found(next.data)).toEqual(['service-3'])
    expect(read(next.data, 'services.pageInfo')).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    expect(found((await gateway.query(PAGE, { after: read(data, 'services.edges.0.cursor') })).data)).toEqual([
      'service-1',
      'service-2',
      'service-3',
    ])
  })

  test('services can be paged backward from the end', async () => {
    const gateway = await withServices({}, {}, {}, {})
    const { data } = await gateway.query(PAGE, { last: 1 })
    expect(found(data)).toEqual(['service-3'])
    const before = read(data, 'services.pageInfo.startCursor')
    expect(found((await gateway.query(PAGE, { last: 2, before })).data)).toEqual(['service-1', 'service-2'])
  })

  test.each<[string, Record<string, unknown>, string[]]>([
    ['codes', { codes: ['b', 'a', 'unknown', 'b'] }, ['b', 'a']],
    ['an empty list of codes', { codes: [] }, []],
    ['text in the code, ignoring case', { text: 'B' }, ['b']],
    ['text in the name', { text: 'ELASTIC' }, ['a', 'c']],
    ['text in another Unicode form', { text: '\uff25lastic' }, ['a', 'c']],
    ['codes and text', { codes: ['a', 'b'], text: 'elastic' }, ['a']],
  ])('services can be filtered by %s', async (_, filter, expected) => {
    const gateway = await withServices(
      { code: 'a', name: 'Elastic Things' },
      { code: 'b', name: 'Queues' },
      { code: 'c', name: 'Other elastic things' },
    )
    const { data } = await gateway.query(PAGE, { filter })
    expect(found(data)).toEqual(expected)
    expect(read(data, 'services.totalCount')).toBe(expected.length)
  })

  test('a filter of 100 service codes takes one call', async () => {
    const codesOf100 = Array.from({ length: 100 }, (_, index) => `service-${index}`)
    const gateway = await withServices(...codesOf100.map(() => ({})))
    const { data } = await gateway.query(PAGE, { first: 100, filter: { codes: codesOf100 } })
    expect(found(data)).toEqual(codesOf100)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })

  test.each([
    [{ first: 0 }, '`first` is 0'],
    [{ last: 101 }, '`last` is 101'],
    [{ after: 'junk' }, '`after` is not a cursor'],
    [{ filter: { codes: Array.from({ length: 101 }, String) } }, 'filter.codes has 101 entries: at most 100'],
  ])('services gets BAD_USER_INPUT for the arguments $0, without calling AWS', async (variables, message) => {
    const gateway = await withServices({})
    const response = await gateway.query(PAGE, variables)
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain(message)
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a services cursor from a different filter or language gets BAD_USER_INPUT', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(PAGE, { first: 1 })
    const after = read(data, 'services.pageInfo.endCursor')
    expect(codes(await gateway.query(PAGE, { after, filter: { text: 'a' } }))).toEqual(['BAD_USER_INPUT'])
    expect(codes(await gateway.query(PAGE, { after, language: 'ja' }))).toEqual(['BAD_USER_INPUT'])
    expect(codes(await gateway.query(PAGE, { after, language: 'en' }))).toEqual([])
    expect(codes(await gateway.query(PAGE, { after, filter: { text: null } }))).toEqual([])
  })
})

test('every field of a service has the value from AWS', async () => {
  const gateway = await startGateway()
  const { data, errors } = await gateway.query(
    '{ service(id: "general-info") { __typename code name categories { code name } } }',
  )
  expect(errors).toEqual([])
  expect(data).toEqual({
    service: {
      __typename: 'Service',
      code: 'general-info',
      name: 'General Info',
      categories: [{ code: 'other', name: 'Other' }],
    },
  })
})

describe('the form for a new case', () => {
  test('severityLevels returns the severity levels of the support plan', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query('{ severityLevels { code name } }')
    expect(data).toEqual({
      severityLevels: [
        { code: 'low', name: 'General guidance' },
        { code: 'urgent', name: 'Production system down' },
      ],
    })
  })

  test('supportedLanguages returns the languages for a kind of case', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(`{
      technical: supportedLanguages(serviceCode: "general-info", categoryCode: "other") { code language display }
      other: supportedLanguages(serviceCode: "general-info", categoryCode: "other", issueType: CUSTOMER_SERVICE) { code }
    }`)
    expect(errors).toEqual([])
    expect(read(data, 'technical.0')).toEqual({ code: 'en', language: 'ENGLISH', display: 'ENGLISH' })
    expect(read(data, 'technical')).toHaveLength(4)
    expect(read(data, 'other')).toHaveLength(8)
  })

  test('createCaseOptions returns the ways to contact AWS Support', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(`{
      createCaseOptions(serviceCode: "general-info", categoryCode: "other") {
        languageAvailability
        communicationTypes {
          type supportedHours { startTime endTime } datesWithoutSupport { startDateTime endDateTime }
        }
      }
    }`)
    expect(errors).toEqual([])
    const year = new Date(gateway.clock.time).getUTCFullYear() + 1
    expect(data).toMatchObject({
      createCaseOptions: {
        languageAvailability: 'available',
        communicationTypes: [
          {
            type: 'web',
            supportedHours: [{ startTime: '00:00:00.000', endTime: '23:59:59.999' }],
            datesWithoutSupport: [],
          },
          {
            type: 'chat',
            datesWithoutSupport: [
              { startDateTime: `${year}-01-01T00:00:00.000Z`, endDateTime: `${year}-01-01T23:59:59.999Z` },
            ],
          },
          { type: 'call' },
        ],
      },
    })
  })

  test('an unknown service, category or language gets BAD_USER_INPUT with the AWS message', async () => {
    const gateway = await startGateway()
    for (const fields of [
      'supportedLanguages(serviceCode: "nothing", categoryCode: "other") { code }',
      'createCaseOptions(serviceCode: "general-info", categoryCode: "nothing") { languageAvailability }',
      'severityLevels(language: "no") { code }',
    ]) {
      const response = await gateway.query(`{ ${fields} }`)
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toMatch(/'no(thing)?'/)
    }
  })

  test.each(['', ' ', 'english', 'e', 'en-', 'pt BR'])(
    'the invalid language code %j gets BAD_USER_INPUT without calling AWS',
    async (language) => {
      const gateway = await startGateway()
      const response = await gateway.query(
        `query ($language: String!) {
          services(language: $language) { totalCount }
          service(id: "general-info", language: $language) { name }
          severityLevels(language: $language) { code }
          createCaseOptions(serviceCode: "general-info", categoryCode: "other", language: $language) { languageAvailability }
          trustedAdvisorChecks(language: $language) { totalCount }
          trustedAdvisorCheck(id: "check-0", language: $language) { name }
        }`,
        { language },
      )
      expect(codes(response)).toEqual(Array.from({ length: 6 }, () => 'BAD_USER_INPUT'))
      const message = `language is "${language}", which is not a language code: use one such as en, ja, zh or pt_BR.`
      expect(new Set(response.errors.map((error) => error.message))).toEqual(new Set([message]))
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test.each(['serviceCode', 'categoryCode'])('a blank %s gets BAD_USER_INPUT without calling AWS', async (name) => {
    const gateway = await startGateway()
    for (const blank of ['', ' ']) {
      const response = await gateway.query(
        `query ($serviceCode: String!, $categoryCode: String!) {
          supportedLanguages(serviceCode: $serviceCode, categoryCode: $categoryCode) { code }
          createCaseOptions(serviceCode: $serviceCode, categoryCode: $categoryCode) { languageAvailability }
        }`,
        { serviceCode: 'general-info', categoryCode: 'other', [name]: blank },
      )
      expect(codes(response)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toContain(`${name} is "${blank}": use a code from services`)
    }
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})
