import { describe, expect, test } from 'vitest'
import type { SupportCase } from '../../emulator/account.js'
import { anAccount } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

const withCases = (...cases: Partial<SupportCase>[]) => startGateway({ account: () => anAccount({ cases }) })

const CREATE = `mutation ($input: CreateCaseInput!) { createCase(input: $input) {
  caseId
  case { caseId subject status severityCode communications { nodes { body attachments { nodes { fileName } } } } }
  userErrors { code field message }
} }`
const RESOLVE = `mutation ($input: ResolveCaseInput!) { resolveCase(input: $input) {
  case { status } initialStatus initialStatusCode finalStatus finalStatusCode userErrors { code field message }
} }`

const minimal = { subject: 'Slow', body: 'Very slow' }
const aFile = { fileName: 'a.txt', data: Buffer.from('text').toString('base64') }

describe('createCase', () => {
  test('createCase opens a case and reads it back, in two calls', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(CREATE, { input: minimal })
    expect(errors).toEqual([])
    expect(read(data, 'createCase')).toEqual({
      caseId: read(data, 'createCase.case.caseId'),
      case: {
        caseId: expect.stringMatching(/^case-111122223333-/),
        subject: 'Slow',
        status: 'UNASSIGNED',
        severityCode: 'low',
        communications: { nodes: [{ body: 'Very slow', attachments: { nodes: [] } }] },
      },
      userErrors: [],
    })
    expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 1, DescribeCases: 1 })
  })

  test('createCase passes every input field to AWS', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(CREATE, {
      input: {
        ...minimal,
        serviceCode: 'amazon-dynamodb',
        categoryCode: 'performance',
        severityCode: 'urgent',
        issueType: 'CUSTOMER_SERVICE',
        language: 'ja',
        ccEmailAddresses: ['team@example.com', 'lead@example.com'],
      },
    })
    const opened = await gateway.query(
      'query ($id: ID!) { case(id: $id) { serviceCode categoryCode severityCode language ccEmailAddresses } }',
      { id: read(data, 'createCase.caseId') },
    )
    expect(opened.data).toEqual({
      case: {
        serviceCode: 'amazon-dynamodb',
        categoryCode: 'performance',
        severityCode: 'urgent',
        language: 'ja',
        ccEmailAddresses: ['team@example.com', 'lead@example.com'],
      },
    })
  })

  test("createCase sends issueType as AWS's string value", async () => {
    const stub = await startStubUpstream((operation) => (operation === 'CreateCase' ? { caseId: 'case-1' } : {}))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    for (const issueType of ['TECHNICAL', 'CUSTOMER_SERVICE', null]) {
      await gateway.query('mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId } }', {
        input: { ...minimal, issueType },
      })
    }
    const message = { subject: 'Slow', communicationBody: 'Very slow' }
    expect(stub.calls).toEqual(
      [{ issueType: 'technical' }, { issueType: 'customer-service' }, {}].map((kind) => ({
        operation: 'CreateCase',
        input: { ...message, ...kind },
      })),
    )
  })

  test('createCase first adds inline attachments to a set, and the case has them byte for byte', async () => {
    const bytes = Buffer.from([0, 1, 254, 255])
    const gateway = await startGateway()
    const { data } = await gateway.query(CREATE, {
      input: { ...minimal, attachments: [aFile, { fileName: 'b.bin', data: bytes.toString('base64') }] },
    })
    expect(read(data, 'createCase.case.communications.nodes.0.attachments.nodes')).toEqual([
      { fileName: 'a.txt' },
      { fileName: 'b.bin' },
    ])
    expect(await gateway.upstreamCalls()).toEqual({ AddAttachmentsToSet: 1, CreateCase: 1, DescribeCases: 1 })
    const read2 = await gateway.query(
      'query ($id: ID!) { case(id: $id) { attachments { nodes { content { data } } } } }',
      {
        id: read(data, 'createCase.caseId'),
      },
    )
    expect(read(read2.data, 'case.attachments.nodes.1.content.data')).toBe(bytes.toString('base64'))
  })

  test('createCase accepts an attachment set from addAttachments', async () => {
    const gateway = await startGateway()
    const { data: added } = await gateway.query(
      'mutation ($attachments: [AttachmentInput!]!) { addAttachments(input: { attachments: $attachments }) { attachmentSet { id } } }',
      { attachments: [aFile] },
    )
    const attachmentSetId = read(added, 'addAttachments.attachmentSet.id')
    const { data } = await gateway.query(CREATE, { input: { ...minimal, attachmentSetId } })
    expect(read(data, 'createCase.case.communications.nodes.0.attachments.nodes')).toEqual([{ fileName: 'a.txt' }])
  })

  test('createCase with validateOnly opens no case and returns no userErrors for valid input', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(CREATE, {
      input: { ...minimal, attachments: [aFile], validateOnly: true },
    })
    expect(errors).toEqual([])
    expect(data).toEqual({ createCase: { caseId: null, case: null, userErrors: [] } })
    expect(await gateway.upstreamCalls()).toEqual({
      DescribeSeverityLevels: 1,
      AddAttachmentsToSet: 1,
      CreateCase: 1,
    })
    const { data: after } = await gateway.query('{ cases { totalCount } }')
    expect(after).toEqual({ cases: { totalCount: 0 } })
  })

  test('createCase with validateOnly returns the userErrors that only AWS can detect', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(CREATE, { input: { ...minimal, language: 'xx', validateOnly: true } })
    expect(errors).toEqual([])
    expect(read(data, 'createCase')).toMatchObject({
      case: null,
      userErrors: [{ code: 'INVALID', field: ['input', 'language'] }],
    })
    expect(read(data, 'createCase.userErrors.0.message')).toContain("'xx'")
  })

  test.each([
    [{ serviceCode: 'amazon-teleport' }, ['input', 'serviceCode'], 'amazon-teleport'],
    [{ serviceCode: 'amazon-dynamodb', categoryCode: 'none' }, ['input', 'categoryCode'], 'which has performance'],
    [{ severityCode: 'apocalypse' }, ['input', 'severityCode'], 'which has low, urgent'],
  ])(
    'createCase returns a userError for the unknown code in %j and opens no case',
    async (codesGiven, field, message) => {
      const gateway = await startGateway()
      const { data, errors } = await gateway.query(CREATE, { input: { ...minimal, ...codesGiven } })
      expect(errors).toEqual([])
      expect(read(data, 'createCase')).toMatchObject({
        caseId: null,
        case: null,
        userErrors: [{ code: 'NOT_FOUND', field }],
      })
      expect(read(data, 'createCase.userErrors.0.message')).toContain(message)
      expect(await gateway.upstreamCalls()).not.toHaveProperty('CreateCase')
    },
  )

  test('createCase opens a case even when its codes cannot be checked', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException' })
    await gateway.fault({ operation: 'DescribeSeverityLevels', error: 'AccessDeniedException' })
    const { data, errors } = await gateway.query(CREATE, {
      input: { ...minimal, serviceCode: 'amazon-dynamodb', categoryCode: 'performance', severityCode: 'urgent' },
    })
    expect(errors).toEqual([])
    expect(read(data, 'createCase.case.severityCode')).toBe('urgent')
  })

  test('createCase returns the caseId even when reading the case back fails', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
    const response = await gateway.query(CREATE, { input: minimal })
    expect(response.data).toMatchObject({
      createCase: { caseId: expect.stringMatching(/^case-/), case: null, userErrors: [] },
    })
    expect(response.errors).toMatchObject([{ path: ['createCase', 'case'], extensions: { code: 'UPSTREAM_DENIED' } }])
  })

  test('createCase returns LIMIT_EXCEEDED when the case quota is used up', async () => {
    const gateway = await startGateway({ limits: { casesPerHour: 0 } })
    const { data, errors } = await gateway.query(CREATE, { input: minimal })
    expect(errors).toEqual([])
    expect(read(data, 'createCase.userErrors')).toMatchObject([{ code: 'LIMIT_EXCEEDED', field: null }])
  })

  test('createCase gets SUBSCRIPTION_REQUIRED and no payload when the account has no support plan', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', error: 'SubscriptionRequiredException' })
    const response = await gateway.query(CREATE, { input: minimal })
    expect(codes(response)).toEqual(['SUBSCRIPTION_REQUIRED'])
    expect(response.data).toEqual({ createCase: null })
  })

  test('createCase creates a second attachment set when the response for the first is lost', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'AddAttachmentsToSet', when: 'after', drop: true })
    const { data, errors } = await gateway.query(CREATE, { input: { ...minimal, attachments: [aFile] } })
    expect(errors).toEqual([])
    expect(read(data, 'createCase.case.communications.nodes.0.attachments.nodes')).toEqual([{ fileName: 'a.txt' }])
    expect(await gateway.upstreamCalls()).toEqual({ AddAttachmentsToSet: 2, CreateCase: 1, DescribeCases: 1 })
  })

  test('createCase with validateOnly gets a retryable error when its response is lost', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', when: 'after', drop: true, count: 'unlimited' })
    const response = await gateway.query(CREATE, { input: { ...minimal, validateOnly: true } })
    expect(response.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } }])
  })

  test('several createCase fields in a request each open a case, in sequence', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(
      'mutation ($input: CreateCaseInput!) { a: createCase(input: $input) { caseId } b: createCase(input: $input) { caseId } }',
      { input: minimal },
    )
    expect(read(data, 'a.caseId')).not.toBe(read(data, 'b.caseId'))
    expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 2 })
  })
})

describe('resolveCase', () => {
  test('resolveCase resolves a case and returns its status before and after', async () => {
    const gateway = await withCases({ status: 'pending-customer-action' })
    const { data, errors } = await gateway.query(RESOLVE, { input: { caseId: 'case-0' } })
    expect(errors).toEqual([])
    expect(data).toEqual({
      resolveCase: {
        case: { status: 'RESOLVED' },
        initialStatus: 'PENDING_CUSTOMER_ACTION',
        initialStatusCode: 'pending-customer-action',
        finalStatus: 'RESOLVED',
        finalStatusCode: 'resolved',
        userErrors: [],
      },
    })
    expect(await gateway.upstreamCalls()).toEqual({ ResolveCase: 1, DescribeCases: 1 })
  })

  test('resolveCase accepts a global id, a caseId and a displayId', async () => {
    const gateway = await withCases({}, {}, { displayId: '77' })
    const { data } = await gateway.query('{ case(id: "case-1") { id } }')
    for (const caseId of ['case-0', read(data, 'case.id'), '77']) {
      const { data: resolved } = await gateway.query(RESOLVE, { input: { caseId } })
      expect(read(resolved, 'resolveCase.finalStatus')).toBe('RESOLVED')
    }
    const { data: open } = await gateway.query('{ cases { totalCount } }')
    expect(open).toEqual({ cases: { totalCount: 0 } })
  })

  test('resolveCase with validateOnly changes nothing', async () => {
    const gateway = await withCases({})
    const { data, errors } = await gateway.query(RESOLVE, { input: { caseId: 'case-0', validateOnly: true } })
    expect(errors).toEqual([])
    expect(read(data, 'resolveCase')).toMatchObject({ case: { status: 'OPENED' }, initialStatus: null, userErrors: [] })
  })

  test.each([
    ['case-unknown', false],
    ['999999', false],
    ['case-unknown', true],
  ])('resolveCase returns NOT_FOUND for the unknown case %s (validateOnly: %s)', async (caseId, validateOnly) => {
    const gateway = await withCases({})
    const { data, errors } = await gateway.query(RESOLVE, { input: { caseId, validateOnly } })
    expect(errors).toEqual([])
    expect(read(data, 'resolveCase')).toMatchObject({
      case: null,
      finalStatus: null,
      userErrors: [{ code: 'NOT_FOUND', field: ['input', 'caseId'] }],
    })
    expect(read(data, 'resolveCase.userErrors.0.message')).toContain(caseId)
  })

  test('resolveCase returns INVALID for a malformed case id, without calling AWS', async () => {
    const gateway = await withCases({})
    const response = await gateway.query(RESOLVE, { input: { caseId: 'no case' } })
    expect(read(response.data, 'resolveCase.userErrors')).toMatchObject([
      { code: 'INVALID', field: ['input', 'caseId'] },
    ])
    expect(read(response.data, 'resolveCase.userErrors.0.message')).toContain('"no case" is not an id of a Case')
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('resolveCase is retried when its response is lost, because it is idempotent', async () => {
    const gateway = await withCases({})
    await gateway.fault({ operation: 'ResolveCase', when: 'after', drop: true })
    const { data, errors } = await gateway.query(RESOLVE, { input: { caseId: 'case-0' } })
    expect(errors).toEqual([])
    expect(read(data, 'resolveCase.finalStatus')).toBe('RESOLVED')
  })

  test('a mutation that fails does not affect the payloads of other mutations in the document', async () => {
    const gateway = await withCases({})
    await gateway.fault({ operation: 'ResolveCase', error: 'AccessDeniedException' })
    const { data: found } = await gateway.query('{ cases { nodes { caseId } } }')
    const response = await gateway.query(
      `mutation ($input: CreateCaseInput!, $caseId: ID!) {
        new: createCase(input: $input) { caseId }
        old: resolveCase(input: { caseId: $caseId }) { finalStatus }
      }`,
      { input: minimal, caseId: read(found, 'cases.nodes.0.caseId') },
    )
    expect(response.data).toEqual({ new: { caseId: expect.stringMatching(/^case-/) as string }, old: null })
    expect(response.errors).toMatchObject([{ path: ['old'], extensions: { code: 'UPSTREAM_DENIED' } }])
  })

  test('each mutation in a request returns the state of the case after its own write', async () => {
    const gateway = await withCases({})
    const { data } = await gateway.query(`mutation {
      reply: addCommunication(input: { caseId: "case-0", body: "Thanks" }) { case { status } }
      resolveCase(input: { caseId: "case-0" }) { case { status } }
      again: addCommunication(input: { caseId: "case-0", body: "Not yet" }) { case { status } }
    }`)
    expect(data).toEqual({
      reply: { case: { status: 'OPENED' } },
      resolveCase: { case: { status: 'RESOLVED' } },
      again: { case: { status: 'REOPENED' } },
    })
  })
})
