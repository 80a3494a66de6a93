/** Mutations over several accounts. */
import { describe, expect, test } from 'vitest'
import { anAccount } from '../../emulator/test/harness.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { data, production, sandbox } from '../support/accounts.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

const accounts = [production, data, sandbox]

const caseIdIn = (accountId: string) => `case-${accountId}-muen-2026-0000000000000000`

function account(accountId: string) {
  const cases = [{ caseId: caseIdIn(accountId), displayId: accountId.slice(0, 5), subject: `of ${accountId}` }]
  return anAccount({ accountId, cases, checks: [{}, { category: 'cost_optimizing' }] })
}

const start = (options: GatewayOptions = {}): Promise<Gateway> => startGateway({ accounts, account, ...options })

/** The operations that each account has received since the last time, in order. */
async function callsByAccount(gateway: Gateway): Promise<Record<string, string[]>> {
  const byAccount: Record<string, string[]> = {}
  for (const { name, accountId } of accounts) {
    const calls = read<{ operation: string }[]>(await gateway.control('GET', `calls?accountId=${accountId}`), 'calls')
    if (calls.length > 0) byAccount[name] = calls.map(({ operation }) => operation)
  }
  await gateway.control('DELETE', 'calls')
  return byAccount
}

const CREATE = `mutation ($input: CreateCaseInput!) { createCase(input: $input) {
  caseId case { id subject account { name } } userErrors { code field message }
} }`
const REPLY = `mutation ($input: AddCommunicationInput!) { addCommunication(input: $input) {
  case { id account { name } } communication { id body } userErrors { code field }
} }`

const aCase = { subject: 'Help', body: 'Please' }

describe('mutations that create something', () => {
  test.each([
    ['createCase', 'CreateCaseInput', aCase],
    ['addAttachments', 'AddAttachmentsInput', { attachments: [{ fileName: 'a.txt', data: 'aGk=' }] }],
    ['createAttachmentUpload', 'CreateAttachmentUploadInput', { fileName: 'a.log', sizeBytes: 9 }],
    ['refreshChecks', 'RefreshChecksInput', { category: 'SECURITY' }],
  ])('%s needs an accountId, and sends nothing without one', async (mutation, type, input) => {
    const gateway = await start()
    const ask = (given: object) =>
      gateway.query(
        `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code field message } } }`,
        {
          input: given,
        },
      )
    const missing = await ask(input)
    expect(read(missing.data, `${mutation}.userErrors`)).toEqual([
      { code: 'BLANK', field: ['input', 'accountId'], message: expect.stringContaining('there are several accounts') },
    ])
    const unknown = await ask({ ...input, accountId: 'nobody' })
    expect(read(unknown.data, `${mutation}.userErrors`)).toMatchObject([
      { code: 'NOT_FOUND', field: ['input', 'accountId'] },
    ])
    expect(await callsByAccount(gateway)).toEqual({})
    const right = await ask({ ...input, accountId: 'data' })
    expect([right.errors, read(right.data, `${mutation}.userErrors`)]).toEqual([[], []])
    expect(Object.keys(await callsByAccount(gateway))).toEqual(['data'])
  })

  test.each([['data'], [data.accountId], [toGlobalId('Account', data.accountId)]])(
    'a case is opened in the account that accountId names: %s',
    async (accountId) => {
      const gateway = await start()
      const { data: found, errors } = await gateway.query(CREATE, { input: { ...aCase, accountId } })
      expect(errors).toEqual([])
      const caseId = read(found, 'createCase.caseId')
      expect(caseId).toContain(data.accountId)
      expect(read(found, 'createCase.case')).toEqual({
        id: toGlobalId('Case', data.accountId, caseId),
        subject: 'Help',
        account: { name: 'data' },
      })
      expect(Object.keys(await callsByAccount(gateway))).toEqual(['data'])
    },
  )

  test('one account needs no accountId, and accepts its own', async () => {
    const gateway = await startGateway({ accounts: [production], account })
    for (const accountId of [undefined, 'production', production.accountId]) {
      const { data: found } = await gateway.query(CREATE, { input: { ...aCase, accountId } })
      expect(read(found, 'createCase.userErrors')).toEqual([])
    }
  })
})

describe('mutations of a case', () => {
  test.each([
    ['a global id', toGlobalId('Case', data.accountId, caseIdIn(data.accountId))],
    ['a caseId', caseIdIn(data.accountId)],
  ])('a reply to a case by %s goes to its account at no extra call', async (_, caseId) => {
    const gateway = await start()
    const { data: found, errors } = await gateway.query(REPLY, { input: { caseId, body: 'Thanks' } })
    expect(errors).toEqual([])
    expect(read(found, 'addCommunication')).toMatchObject({
      case: { id: toGlobalId('Case', data.accountId, caseIdIn(data.accountId)), account: { name: 'data' } },
      communication: { body: 'Thanks' },
      userErrors: [],
    })
    expect(await callsByAccount(gateway)).toEqual({ data: ['AddCommunicationToCase', 'DescribeCases'] })
  })

  test('a case by displayId is resolved in the only account that has it', async () => {
    const gateway = await start()
    const { data: found } = await gateway.query(
      'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { finalStatus case { account { name } } userErrors { code } } }',
      { id: sandbox.accountId.slice(0, 5) },
    )
    expect(read(found, 'resolveCase')).toMatchObject({
      finalStatus: 'RESOLVED',
      case: { account: { name: 'sandbox' } },
    })
    const calls = await callsByAccount(gateway)
    expect([calls['production'], calls['data']]).toEqual([['DescribeCases'], ['DescribeCases']])
    expect(calls['sandbox']).toContain('ResolveCase')
  })

  test('a case of an account that the gateway does not serve gets NOT_FOUND without a call', async () => {
    const gateway = await start()
    const caseId = toGlobalId('Case', '999999999999', 'case-1')
    const { data: found } = await gateway.query(REPLY, { input: { caseId, body: 'Thanks' } })
    expect(read(found, 'addCommunication.userErrors')).toEqual([{ code: 'NOT_FOUND', field: ['input', 'caseId'] }])
    expect(await callsByAccount(gateway)).toEqual({})
  })
})

describe('idempotency keys', () => {
  const once = { ...aCase, idempotencyKey: 'key-1' }

  test('the same key in two accounts is two cases', async () => {
    const gateway = await start()
    const ids: string[] = []
    for (const accountId of ['data', 'sandbox']) {
      const { data: found } = await gateway.query(CREATE, { input: { ...once, accountId } })
      ids.push(read(found, 'createCase.caseId'))
    }
    expect(ids[0]).toContain(data.accountId)
    expect(ids[1]).toContain(sandbox.accountId)
  })

  test('the same key in the same account, named in three ways, is one case', async () => {
    const gateway = await start()
    const ids = new Set<string>()
    for (const accountId of ['data', data.accountId, toGlobalId('Account', data.accountId)]) {
      const { data: found } = await gateway.query(CREATE, { input: { ...once, accountId } })
      ids.add(read(found, 'createCase.caseId'))
    }
    expect(ids.size).toBe(1)
    expect((await callsByAccount(gateway))['data']?.filter((operation) => operation === 'CreateCase')).toHaveLength(1)
  })

  test('a case whose response was lost is looked up in its own account only', async () => {
    const gateway = await start()
    const lost = { operation: 'CreateCase', accountId: data.accountId, when: 'after', drop: true }
    await gateway.fault(lost)
    const { data: found, errors } = await gateway.query(CREATE, { input: { ...once, accountId: 'data' } })
    expect(errors).toEqual([])
    expect(read(found, 'createCase.caseId')).toContain(data.accountId)
    const calls = await callsByAccount(gateway)
    expect(Object.keys(calls)).toEqual(['data'])
    expect(calls['data']?.filter((operation) => operation === 'CreateCase')).toHaveLength(1)
  })

  test('cases with the same text are opened in two accounts at the same time, without waiting for each other', async () => {
    const gateway = await start()
    await gateway.fault({ operation: 'CreateCase', accountId: data.accountId, delayMs: 60_000 })
    const deadline = new AbortController()
    const slow = gateway.query(CREATE, { input: { ...once, accountId: 'data' } }, deadline.signal)
    const { data: found } = await gateway.query(CREATE, { input: { ...once, accountId: 'sandbox' } })
    expect(read(found, 'createCase.caseId')).toContain(sandbox.accountId)
    deadline.abort()
    expect(codes(await slow)).toEqual(['WRITE_OUTCOME_UNKNOWN'])
  })
})

describe('uploads', () => {
  const UPLOAD = `mutation { createAttachmentUpload(input: { accountId: "data", fileName: "a.log", sizeBytes: 9 }) { upload { id uploadId } } }`

  test('the links of an upload come from the account in its global id', async () => {
    const gateway = await start()
    const { data: created } = await gateway.query(UPLOAD)
    const uploadId = read(created, 'createAttachmentUpload.upload.id')
    await callsByAccount(gateway)
    const { data: parts } = await gateway.query(
      'mutation ($uploadId: ID!) { attachmentUploadParts(input: { uploadId: $uploadId, fileName: "a.log" }) { upload { id } userErrors { code } } }',
      { uploadId },
    )
    expect(parts).toEqual({ attachmentUploadParts: { upload: { id: uploadId }, userErrors: [] } })
    expect(await callsByAccount(gateway)).toEqual({ data: ['GetAttachmentUploadLinks'] })
  })

  test('an upload of another account than that of the case gets NOT_FOUND, and nothing is sent', async () => {
    const gateway = await start()
    const { data: created } = await gateway.query(UPLOAD)
    const uploadIds = [read(created, 'createAttachmentUpload.upload.id')]
    await callsByAccount(gateway)
    const { data: opened } = await gateway.query(CREATE, { input: { ...aCase, accountId: 'sandbox', uploadIds } })
    expect(read(opened, 'createCase.userErrors')).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'uploadIds'] }])
    const caseId = caseIdIn(sandbox.accountId)
    const { data: replied } = await gateway.query(REPLY, { input: { caseId, body: 'Thanks', uploadIds } })
    expect(read(replied, 'addCommunication.userErrors')).toEqual([{ code: 'NOT_FOUND', field: ['input', 'uploadIds'] }])
    const calls = await callsByAccount(gateway)
    expect(Object.values(calls).flat()).not.toContain('CreateCase')
    expect(Object.values(calls).flat()).not.toContain('AddCommunicationToCase')
  })
})

test('uploads of several accounts in one mutation get INVALID, and nothing is sent', async () => {
  const gateway = await start()
  const uploadIds = [data, sandbox].map(({ accountId }) => toGlobalId('AttachmentUpload', accountId, 'upload-0'))
  const { data: opened } = await gateway.query(CREATE, { input: { ...aCase, accountId: 'data', uploadIds } })
  expect(read(opened, 'createCase.userErrors')).toMatchObject([{ code: 'INVALID', field: ['input', 'uploadIds', '1'] }])
  expect(await callsByAccount(gateway)).toEqual({})
})

describe('refreshing checks', () => {
  const REFRESH = `mutation ($input: RefreshChecksInput!) { refreshChecks(input: $input) {
    results { checkId check { id account { name } } userErrors { code field } } userErrors { code field message }
  } }`

  test('the checks of a category are refreshed in one account', async () => {
    const gateway = await start()
    const { data: found } = await gateway.query(REFRESH, { input: { accountId: 'data', category: 'SECURITY' } })
    expect(read(found, 'refreshChecks.results')).toMatchObject([
      { checkId: 'check-0', check: { account: { name: 'data' } }, userErrors: [] },
    ])
    const calls = await callsByAccount(gateway)
    expect(Object.keys(calls)).toEqual(['data'])
    expect(calls['data']).toContain('RefreshTrustedAdvisorCheck')
  })

  test('checks by global id need no accountId, even if they are of several accounts', async () => {
    const gateway = await start()
    const checkIds = [data, sandbox].map(({ accountId }) => toGlobalId('TrustedAdvisorCheck', accountId, 'check-0'))
    const { data: found } = await gateway.query(REFRESH, { input: { checkIds } })
    expect(read(found, 'refreshChecks.results')).toMatchObject([
      { check: { id: checkIds[0], account: { name: 'data' } } },
      { check: { id: checkIds[1], account: { name: 'sandbox' } } },
    ])
    expect(Object.keys(await callsByAccount(gateway))).toEqual(['data', 'sandbox'])
  })

  test("AWS's check ids need an accountId, which a global id must not contradict", async () => {
    const gateway = await start()
    const other = toGlobalId('TrustedAdvisorCheck', sandbox.accountId, 'check-0')
    const refusals = [
      [{ checkIds: ['check-0', other] }, { code: 'BLANK', field: ['input', 'accountId'] }],
      [
        { accountId: 'data', checkIds: ['check-0', other] },
        { code: 'INVALID', field: ['input', 'checkIds', '1'] },
      ],
    ] as const
    for (const [input, refusal] of refusals) {
      const { data: found } = await gateway.query(REFRESH, { input })
      expect(read(found, 'refreshChecks')).toMatchObject({ results: [], userErrors: [refusal] })
    }
    expect(await callsByAccount(gateway)).toEqual({})
  })
})
