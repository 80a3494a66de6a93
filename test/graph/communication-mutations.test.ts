import { describe, expect, test } from 'vitest'
import type { SupportCase } from '../../emulator/account.js'
import { aCommunication, anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { read, startGateway } from '../support/harness.js'

const withCases = (...cases: Partial<SupportCase>[]) => startGateway({ account: () => anAccount({ cases }) })

const ADD = `mutation ($input: AddCommunicationInput!) { addCommunication(input: $input) {
  case { caseId status ccEmailAddresses communications { totalCount nodes { body } } }
  communication { body author { kind } case { caseId } attachments { nodes { fileName } } }
  userErrors { code field message }
} }`

const aFile = { fileName: 'a.txt', data: Buffer.from('text').toString('base64') }

describe('addCommunication', () => {
  test('addCommunication adds a reply and returns the reply and the case in their current state', async () => {
    const gateway = await withCases({ communications: [aCommunication('hello', NOON)] })
    const { data, errors } = await gateway.query(ADD, { input: { caseId: 'case-0', body: 'Thanks' } })
    expect(errors).toEqual([])
    expect(data).toEqual({
      addCommunication: {
        case: {
          caseId: 'case-0',
          status: 'OPENED',
          ccEmailAddresses: [],
          communications: { totalCount: 2, nodes: [{ body: 'Thanks' }, { body: 'hello' }] },
        },
        communication: {
          body: 'Thanks',
          author: { kind: 'CUSTOMER' },
          case: { caseId: 'case-0' },
          attachments: { nodes: [] },
        },
        userErrors: [],
      },
    })
    expect(await gateway.upstreamCalls()).toEqual({ AddCommunicationToCase: 1, DescribeCases: 1 })
  })

  test('addCommunication reads a long thread only up to the new reply', async () => {
    const communications = Array.from({ length: 30 }, (_, index) => aCommunication(`${index}`, NOON + index * HOUR))
    const gateway = await withCases({ communications })
    const { data } = await gateway.query(
      'mutation { addCommunication(input: { caseId: "case-0", body: "Thanks" }) { communication { body } } }',
    )
    expect(data).toEqual({ addCommunication: { communication: { body: 'Thanks' } } })
    expect(await gateway.upstreamCalls()).toEqual({ AddCommunicationToCase: 1, DescribeCases: 1 })
  })

  test('addCommunication returns the newer of two replies with the same body', async () => {
    const gateway = await withCases({ communications: [aCommunication('ping', NOON)] })
    const { data } = await gateway.query(
      'mutation { addCommunication(input: { caseId: "case-0", body: "ping" }) { communication { createdAt } } }',
    )
    expect(read(data, 'addCommunication.communication.createdAt')).toBe(new Date(gateway.clock.time).toISOString())
  })

  test('addCommunication accepts a global id, a caseId and a displayId', async () => {
    const gateway = await withCases({}, {}, { displayId: '77' })
    const { data: found } = await gateway.query('{ case(id: "case-1") { id } }')
    for (const [caseId, expected] of [
      ['case-0', 'case-0'],
      [read(found, 'case.id'), 'case-1'],
      ['77', 'case-2'],
    ]) {
      const { data } = await gateway.query(ADD, { input: { caseId, body: 'Thanks' } })
      expect(read(data, 'addCommunication.case.caseId')).toBe(expected)
    }
  })

  test('addCommunication sends ccEmailAddresses and attachments', async () => {
    const gateway = await withCases({})
    const { data } = await gateway.query(ADD, {
      input: { caseId: 'case-0', body: 'See file', ccEmailAddresses: ['team@example.com'], attachments: [aFile] },
    })
    expect(read(data, 'addCommunication.case.ccEmailAddresses')).toEqual(['team@example.com'])
    expect(read(data, 'addCommunication.communication.attachments.nodes')).toEqual([{ fileName: 'a.txt' }])
  })

  test('addCommunication with validateOnly adds nothing and returns no userErrors for valid input', async () => {
    const gateway = await withCases({})
    const { data, errors } = await gateway.query(ADD, {
      input: { caseId: 'case-0', body: 'Thanks', attachments: [aFile], validateOnly: true },
    })
    expect(errors).toEqual([])
    expect(data).toEqual({ addCommunication: { case: null, communication: null, userErrors: [] } })
    const { data: after } = await gateway.query('{ case(id: "case-0") { communications { totalCount } } }')
    expect(after).toEqual({ case: { communications: { totalCount: 1 } } })
  })

  test.each(['case-unknown', '999999'])(
    'addCommunication returns NOT_FOUND for the unknown case %s along with all other userErrors',
    async (caseId) => {
      const gateway = await withCases({})
      const { data, errors } = await gateway.query(ADD, {
        input: { caseId, body: ' ', ccEmailAddresses: ['nobody'], attachments: [aFile] },
      })
      expect(errors).toEqual([])
      expect(read(data, 'addCommunication')).toMatchObject({
        case: null,
        communication: null,
        userErrors: [
          { code: 'NOT_FOUND', field: ['input', 'caseId'] },
          { code: 'BLANK', field: ['input', 'body'] },
          { code: 'INVALID', field: ['input', 'ccEmailAddresses', '0'] },
        ],
      })
      expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
    },
  )

  test('addCommunication returns INVALID for a malformed case id with all other errors, without calling AWS', async () => {
    const gateway = await withCases({})
    const response = await gateway.query(ADD, { input: { caseId: 'no case', body: '' } })
    expect(read(response.data, 'addCommunication.userErrors')).toMatchObject([
      { code: 'INVALID', field: ['input', 'caseId'] },
      { code: 'BLANK', field: ['input', 'body'] },
    ])
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('addCommunication returns EXPIRED for an expired attachment set and adds nothing', async () => {
    const gateway = await withCases({})
    const { data: added } = await gateway.query(
      'mutation ($attachments: [AttachmentInput!]!) { addAttachments(input: { attachments: $attachments }) { attachmentSet { id } } }',
      { attachments: [aFile] },
    )
    const attachmentSetId = read(added, 'addAttachments.attachmentSet.id')
    gateway.clock.time += HOUR
    const { data } = await gateway.query(ADD, { input: { caseId: 'case-0', body: 'See file', attachmentSetId } })
    expect(read(data, 'addCommunication')).toMatchObject({
      case: null,
      userErrors: [{ code: 'EXPIRED', field: ['input', 'attachmentSetId'] }],
    })
  })
})
