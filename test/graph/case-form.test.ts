import { describe, expect, test } from 'vitest'
import type { Policy } from '../../src/config/policy.js'
import { anonymous } from '../../src/lib/viewer.js'
import { createDemoAccount } from '../../emulator/demo/index.js'
import { anAccount, HOUR } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type GatewayOptions } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

const FORM = `query ($serviceCode: String, $categoryCode: String, $issueType: IssueType! = TECHNICAL, $language: String! = "en") {
  caseForm(serviceCode: $serviceCode, categoryCode: $categoryCode, issueType: $issueType, language: $language) {
    service { code name } category { code name } severityLevels { code name } supportedLanguages { code }
    communicationTypes { kind type isOpen opensAt closesAt }
    limits { subjectLength bodyLength ccEmailAddresses attachments attachmentBytes uploads uploadBytes }
  }
}`
const about = { serviceCode: 'general-info', categoryCode: 'other' }

const startDemo = (options: GatewayOptions = {}) =>
  startGateway({ account: () => createDemoAccount(Date.now()), cacheSeconds: {}, ...options })

describe('the form for a new case', () => {
  test('one caseForm query returns everything that the form for a new case needs', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(FORM, about)
    expect(errors).toEqual([])
    expect(read(data, 'caseForm')).toMatchObject({
      service: { code: 'general-info', name: 'General Info' },
      category: { code: 'other', name: 'Other' },
      severityLevels: [
        { code: 'low', name: 'General guidance' },
        { code: 'urgent', name: 'Production system down' },
      ],
      supportedLanguages: [{ code: 'en' }, { code: 'ja' }, { code: 'zh' }, { code: 'ko' }],
      communicationTypes: [
        { kind: 'WEB', type: 'web', isOpen: true, opensAt: null },
        { kind: 'CHAT', type: 'chat' },
        { kind: 'CALL', type: 'call' },
      ],
      limits: {
        subjectLength: 250,
        bodyLength: 8_000,
        ccEmailAddresses: 10,
        attachments: 3,
        attachmentBytes: 5_242_880,
        uploads: 10,
        uploadBytes: 157_286_400,
      },
    })
  })

  test('caseForm costs one call per list of choices, and none while the lists are cached', async () => {
    const gateway = await startGateway({ cacheSeconds: {} })
    const { data } = await gateway.query(FORM, about)
    expect(await gateway.upstreamCalls()).toEqual({
      DescribeCreateCaseOptions: 1,
      DescribeServices: 1,
      DescribeSeverityLevels: 1,
      DescribeSupportedLanguages: 1,
    })
    gateway.clock.time += 5 * HOUR
    const later = await gateway.query(FORM, about)
    expect(read(later.data, 'caseForm.limits')).toEqual(read(data, 'caseForm.limits'))
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('without codes, the caseForm fields that depend on them are null and cost no call', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(FORM)
    expect(errors).toEqual([])
    expect(read(data, 'caseForm')).toMatchObject({
      service: null,
      category: null,
      severityLevels: [{ code: 'low' }, { code: 'urgent' }],
      supportedLanguages: null,
      communicationTypes: null,
      limits: { subjectLength: 250 },
    })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeSeverityLevels: 1 })
    await gateway.query('{ caseForm { limits { bodyLength } } }')
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('with a service but no category, the caseForm fields that depend on both are null and cost no call', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(FORM, { serviceCode: 'amazon-dynamodb' })
    expect(errors).toEqual([])
    expect(read(data, 'caseForm')).toMatchObject({
      service: { code: 'amazon-dynamodb' },
      category: null,
      supportedLanguages: null,
      communicationTypes: null,
    })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1, DescribeSeverityLevels: 1 })
  })

  test('caseForm returns names and communication types for the requested language', async () => {
    const gateway = await startGateway()
    gateway.clock.time = Date.parse('2026-03-02T12:00:00.000Z')
    const { data } = await gateway.query(FORM, { ...about, language: 'ja' })
    expect(read(data, 'caseForm.service.name')).toBe('一般情報')
    expect(read(data, 'caseForm.communicationTypes.1')).toMatchObject({ kind: 'CHAT', isOpen: false })
  })

  test('caseForm lists the languages that are supported for the issue type', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(FORM, { ...about, issueType: 'CUSTOMER_SERVICE' })
    expect(read(data, 'caseForm.supportedLanguages')).toHaveLength(8)
  })

  test('a list of choices that AWS fails to return does not affect the others in caseForm', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'DescribeSupportedLanguages', error: 'AccessDeniedException', count: 1 })
    const { data, errors } = await gateway.query(FORM, about)
    expect(errors.map(({ path }) => path)).toEqual([['caseForm', 'supportedLanguages']])
    expect(read(data, 'caseForm')).toMatchObject({ supportedLanguages: null, communicationTypes: [{}, {}, {}] })
  })

  test('members that AWS leaves out are null or empty in caseForm', async () => {
    const { url } = await startStubUpstream((operation) =>
      operation === 'DescribeServices'
        ? { services: [{ code: 'bare' }] }
        : { severityLevels: [], supportedLanguages: [], communicationTypes: [{}] },
    )
    const gateway = await startGateway({ upstreamUrl: url })
    const { data, errors } = await gateway.query(FORM, { serviceCode: 'bare', categoryCode: 'any' })
    expect(errors).toEqual([])
    expect(read(data, 'caseForm')).toMatchObject({
      service: { code: 'bare', name: 'bare' },
      category: null,
      severityLevels: [],
      supportedLanguages: [],
      communicationTypes: [{ kind: 'OTHER', type: null, isOpen: false, opensAt: null, closesAt: null }],
    })
  })
})

describe('invalid codes in the form', () => {
  test('an unknown service code gets BAD_USER_INPUT with the three most similar codes', async () => {
    const gateway = await startDemo()
    const response = await gateway.query(FORM, { serviceCode: 'amazon-s3' })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    const { message, extensions } = response.errors[0] ?? { message: '', extensions: {} }
    const suggestions = extensions['suggestions'] as string[]
    expect(suggestions[0]).toBe('amazon-simple-storage-service')
    expect(message).toBe(
      `serviceCode is "amazon-s3", which is not the code of a service. The best matches are ${suggestions.join(', ')}.`,
    )
  })

  test('an unknown service code without similar codes gets an error that points to searchServices', async () => {
    const gateway = await startDemo()
    const { errors } = await gateway.query(FORM, { serviceCode: 'qqqq' })
    expect(errors[0]).toMatchObject({
      message: 'serviceCode is "qqqq", which is not the code of a service. Query searchServices to find one.',
      extensions: { code: 'BAD_USER_INPUT', retryable: false, suggestions: [] },
    })
  })

  test('an unknown category code gets BAD_USER_INPUT with the most similar categories of the service', async () => {
    const gateway = await startDemo()
    const { errors } = await gateway.query(FORM, { serviceCode: 'aws-lambda', categoryCode: 'invoke' })
    expect(errors[0]).toMatchObject({
      message: 'categoryCode is "invoke", which is not a category of aws-lambda. The best match is invocation-issue.',
      extensions: { code: 'BAD_USER_INPUT', suggestions: ['invocation-issue'] },
    })
  })

  test('error messages about a category stay short for a service with 5,000 categories', async () => {
    const categories = Array.from({ length: 5_000 }, (_, index) => ({ code: `category-${index}`, name: '' }))
    const services = [{ code: 'odd', name: 'Odd', categories }]
    const gateway = await startGateway({ account: () => ({ ...anAccount(), services }) })
    const { errors } = await gateway.query(FORM, { serviceCode: 'odd', categoryCode: 'zzz' })
    expect(errors[0]?.message).toMatch(/^categoryCode is "zzz".* It has category-0, category-1, .*…$/)
    const { data } = await gateway.query(
      'mutation { createCase(input: { subject: "s", body: "b", serviceCode: "odd", categoryCode: "zzz" }) { userErrors { message } } }',
    )
    const messages = [errors[0]?.message, read(data, 'createCase.userErrors.0.message')]
    for (const message of messages) expect(message?.length).toBeLessThan(2_200)
  })

  test.each([
    ['a category without a service', { categoryCode: 'other' }, 'categoryCode requires serviceCode'],
    ['a blank service code', { serviceCode: ' ' }, 'serviceCode is " "'],
    ['a language name instead of a code', { ...about, language: 'english' }, 'language is "english"'],
  ])('caseForm gets BAD_USER_INPUT for %s, without calling AWS', async (_, variables, message) => {
    const gateway = await startGateway()
    const response = await gateway.query(FORM, variables)
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain(message)
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test("caseForm lists and suggests only what one of the viewer's roles allows", async () => {
    const policy: Policy = new Map([
      ['dba', { services: ['amazon-dynamodb', 'amazon-redshift'], severities: ['low', 'normal'] }],
      ['reader', { services: ['billing'], severities: ['urgent'] }],
    ])
    const gateway = await startDemo({ policy, viewer: { ...anonymous, roles: ['dba', 'reader'] } })
    const levels = async (serviceCode?: string) => {
      const { data } = await gateway.query(FORM, { serviceCode })
      return read<{ code: string }[]>(data, 'caseForm.severityLevels').map(({ code }) => code)
    }
    expect(await levels()).toEqual(['low', 'normal', 'urgent'])
    expect(await levels('amazon-dynamodb')).toEqual(['low', 'normal'])
    expect(await levels('billing')).toEqual(['urgent'])
    const { errors } = await gateway.query(FORM, { serviceCode: 'dynamodb-accelerator' })
    expect(errors[0]).toMatchObject({
      message:
        'serviceCode is "dynamodb-accelerator", which is not the code of a service that you may use. The best match is amazon-dynamodb.',
      extensions: { suggestions: ['amazon-dynamodb'] },
    })
  })
})

describe('suggestions in userErrors', () => {
  const CREATE = `mutation ($input: CreateCaseInput!) {
    createCase(input: $input) { userErrors { code field message suggestions } }
  }`
  const errorsOf = async (input: object, options: GatewayOptions = {}) => {
    const gateway = await startDemo(options)
    const { data, errors } = await gateway.query(CREATE, { input: { subject: 'S', body: 'B', ...input } })
    expect(errors).toEqual([])
    return read<{ code: string; field: string[]; suggestions: string[] }[]>(data, 'createCase.userErrors')
  }

  test('createCase suggests the three most similar codes for an unknown service code, and the message names them', async () => {
    const [error] = await errorsOf({ serviceCode: 'rds' })
    const message = `"rds" is not the code of a service. The best matches are ${error?.suggestions.join(', ')}.`
    expect(error).toMatchObject({ code: 'NOT_FOUND', field: ['input', 'serviceCode'], message })
    expect(error?.suggestions).toHaveLength(3)
    for (const code of error?.suggestions ?? []) expect(code).toMatch(/relational-database-service/)
  })

  test('createCase with an unknown category code suggests categories of its service', async () => {
    expect(await errorsOf({ serviceCode: 'aws-lambda', categoryCode: 'perf' })).toMatchObject([
      { code: 'NOT_FOUND', field: ['input', 'categoryCode'], suggestions: ['performance'] },
    ])
  })

  test('createCase with a misspelled severity code suggests the right one', async () => {
    expect(await errorsOf({ severityCode: 'critcal' })).toMatchObject([
      { code: 'NOT_FOUND', field: ['input', 'severityCode'], suggestions: ['critical'] },
    ])
  })

  test('createCase suggests only services that the policy allows, even for a code that is FORBIDDEN', async () => {
    const policy: Policy = new Map([['dba', { services: ['amazon-dynamodb', 'amazon-redshift'] }]])
    const viewer = { ...anonymous, roles: ['dba'] }
    expect(await errorsOf({ serviceCode: 'dynamodb' }, { policy, viewer })).toMatchObject([
      { code: 'FORBIDDEN', field: ['input', 'serviceCode'], suggestions: ['amazon-dynamodb'] },
    ])
  })

  test('a userError about anything but a code has no suggestions', async () => {
    expect(await errorsOf({ subject: '' })).toMatchObject([{ code: 'BLANK', suggestions: [] }])
  })
})
