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
  test('opens a case and shows it as AWS has it now, in two calls', async () => {
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

  test('passes on all that it is given', async () => {
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

  test("says what kind of case it is in AWS's words", async () => {
    const stub = await startStubUpstream((operation) => (operation === 'CreateCase' ? { caseId: 'case-1' } : {}))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    for (const issueType of ['TECHNICAL', 'CUSTOMER_SERVICE', null]) {
      await gateway.query('mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId } }', {
        input: { ...minimal, issueType },
      })
    }
    const message = { subject: 'Slow', communicationBody: 'Very slow' }
    expect(stub.asked).toEqual(
      [{ issueType: 'technical' }, { issueType: 'customer-service' }, {}].map((kind) => ({
        operation: 'CreateCase',
        input: { ...message, ...kind },
      })),
    )
  })

  test('puts inline attachments into a set first, and the case has them byte for byte', async () => {
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

  test('takes a set that addAttachments has made', async () => {
    const gateway = await startGateway()
    const { data: added } = await gateway.query(
      'mutation ($attachments: [AttachmentInput!]!) { addAttachments(input: { attachments: $attachments }) { attachmentSet { id } } }',
      { attachments: [aFile] },
    )
    const attachmentSetId = read(added, 'addAttachments.attachmentSet.id')
    const { data } = await gateway.query(CREATE, { input: { ...minimal, attachmentSetId } })
    expect(read(data, 'createCase.case.communications.nodes.0.attachments.nodes')).toEqual([{ fileName: 'a.txt' }])
  })

  test('opens nothing with validateOnly, and says that all is well', async () => {
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

  test('finds with validateOnly what only AWS can see', async () => {
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
    [{ serviceCode: 'amazon-dynamodb', categoryCode: 'none' }, ['input', 'categoryCode'], 'it has performance'],
    [{ severityCode: 'apocalypse' }, ['input', 'severityCode'], 'it has low, urgent'],
  ])('says which code is not known, and opens nothing: %p', async (codesGiven, field, message) => {
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
  })

  test('opens a case even where its codes cannot be looked up just now', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException' })
    await gateway.fault({ operation: 'DescribeSeverityLevels', error: 'AccessDeniedException' })
    const { data, errors } = await gateway.query(CREATE, {
      input: { ...minimal, serviceCode: 'amazon-dynamodb', categoryCode: 'performance', severityCode: 'urgent' },
    })
    expect(errors).toEqual([])
    expect(read(data, 'createCase.case.severityCode')).toBe('urgent')
  })

  test('tells its caseId even where reading the case back fails', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
    const answer = await gateway.query(CREATE, { input: minimal })
    expect(answer.data).toMatchObject({
      createCase: { caseId: expect.stringMatching(/^case-/), case: null, userErrors: [] },
    })
    expect(answer.errors).toMatchObject([{ path: ['createCase', 'case'], extensions: { code: 'UPSTREAM_DENIED' } }])
  })

  test('has a userError for a used-up quota of cases', async () => {
    const gateway = await startGateway({ limits: { casesPerHour: 0 } })
    const { data, errors } = await gateway.query(CREATE, { input: minimal })
    expect(errors).toEqual([])
    expect(read(data, 'createCase.userErrors')).toMatchObject([{ code: 'LIMIT_EXCEEDED', field: null }])
  })

  test('has no data, and a coded error, where AWS refuses the gateway itself', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', error: 'SubscriptionRequiredException' })
    const answer = await gateway.query(CREATE, { input: minimal })
    expect(codes(answer)).toEqual(['SUBSCRIPTION_REQUIRED'])
    expect(answer.data).toBeNull()
  })

  test('makes another set when the reply to the set of its inline attachments was lost: no case was opened yet', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'AddAttachmentsToSet', when: 'after', drop: true })
    const { data, errors } = await gateway.query(CREATE, { input: { ...minimal, attachments: [aFile] } })
    expect(errors).toEqual([])
    expect(read(data, 'createCase.case.communications.nodes.0.attachments.nodes')).toEqual([{ fileName: 'a.txt' }])
    expect(await gateway.upstreamCalls()).toEqual({ AddAttachmentsToSet: 2, CreateCase: 1, DescribeCases: 1 })
  })

  test('may be sent again when no reply to validateOnly came: nothing was changed', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', when: 'after', drop: true, count: 'unlimited' })
    const answer = await gateway.query(CREATE, { input: { ...minimal, validateOnly: true } })
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } }])
  })

  test('opens each of several cases, one after the other', async () => {
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
  test('resolves a case, and says where it stood before and stands now', async () => {
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

  test('takes the global id, the caseId and the displayId', async () => {
    const gateway = await withCases({}, {}, { displayId: '77' })
    const { data } = await gateway.query('{ case(id: "case-1") { id } }')
    for (const caseId of ['case-0', read(data, 'case.id'), '77']) {
      const { data: resolved } = await gateway.query(RESOLVE, { input: { caseId } })
      expect(read(resolved, 'resolveCase.finalStatus')).toBe('RESOLVED')
    }
    const { data: open } = await gateway.query('{ cases { totalCount } }')
    expect(open).toEqual({ cases: { totalCount: 0 } })
  })

  test('changes nothing with validateOnly', async () => {
    const gateway = await withCases({})
    const { data, errors } = await gateway.query(RESOLVE, { input: { caseId: 'case-0', validateOnly: true } })
    expect(errors).toEqual([])
    expect(read(data, 'resolveCase')).toMatchObject({ case: { status: 'OPENED' }, initialStatus: null, userErrors: [] })
  })

  test.each([
    ['case-unknown', false],
    ['999999', false],
    ['case-unknown', true],
  ])('has a userError for the unknown case %s (validateOnly %p)', async (caseId, validateOnly) => {
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

  test('has a userError, and asks AWS nothing, for what can be no case', async () => {
    const gateway = await withCases({})
    const answer = await gateway.query(RESOLVE, { input: { caseId: 'no case' } })
    expect(read(answer.data, 'resolveCase.userErrors')).toMatchObject([{ code: 'INVALID', field: ['input', 'caseId'] }])
    expect(read(answer.data, 'resolveCase.userErrors.0.message')).toContain('"no case" is not an id of a Case')
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('is sent again when its reply was lost: resolving twice comes to the same', async () => {
    const gateway = await withCases({})
    await gateway.fault({ operation: 'ResolveCase', when: 'after', drop: true })
    const { data, errors } = await gateway.query(RESOLVE, { input: { caseId: 'case-0' } })
    expect(errors).toEqual([])
    expect(read(data, 'resolveCase.finalStatus')).toBe('RESOLVED')
  })

  test('shows the resolved case in the payload of a later mutation of the same request', async () => {
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
