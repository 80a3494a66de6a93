/** Cases and other objects by id, over several accounts. */
import { describe, expect, test } from 'vitest'
import { aCommunication, anAccount, NOON } from '../../emulator/test/harness.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { data, production, sandbox } from '../support/accounts.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

const accounts = [production, data, sandbox]

/** Two cases per account. Their caseIds contain the digits of the account, as in AWS. */
const caseIdIn = (accountId: string, index = 0) => `case-${accountId}-muen-2026-${String(index).padStart(16, '0')}`
const displayIdIn = (accountId: string, index = 0) => `${Number(accountId.slice(0, 3))}${index}`

function account(accountId: string) {
  const cases = [0, 1].map((index) => ({
    caseId: caseIdIn(accountId, index),
    displayId: displayIdIn(accountId, index),
    subject: `${index} of ${accountId}`,
    communications: [aCommunication(`text of ${accountId}`, NOON, [`file of ${accountId}`])],
  }))
  const built = anAccount({ accountId, cases, checks: [{ name: `check of ${accountId}` }] })
  const attachmentId = `file-${accountId}`
  built.attachments.set(attachmentId, {
    attachmentId,
    fileName: `${accountId}.txt`,
    sizeBytes: 2,
    content: Buffer.from('hi'),
  })
  return built
}

const start = (options: GatewayOptions = {}): Promise<Gateway> => startGateway({ accounts, account, ...options })

/** The calls that each account has received since the last time, as `operation × count`. */
async function callsByAccount(gateway: Gateway): Promise<Record<string, Record<string, number>>> {
  const byAccount: Record<string, Record<string, number>> = {}
  for (const { name, accountId } of accounts) {
    const counts = read<Record<string, number>>(await gateway.control('GET', `calls?accountId=${accountId}`), 'counts')
    if (Object.keys(counts).length > 0) byAccount[name] = counts
  }
  await gateway.control('DELETE', 'calls')
  return byAccount
}

const CASE = 'query ($id: ID!) { case(id: $id) { id subject account { name accountId } } }'

async function subjectOf(gateway: Gateway, id: string): Promise<unknown> {
  const { data: found, errors } = await gateway.query(CASE, { id })
  expect(errors).toEqual([])
  return read(found, 'case.subject')
}

describe('a case of one of several accounts', () => {
  test.each([
    ['a global id', toGlobalId('Case', data.accountId, caseIdIn(data.accountId))],
    ['a caseId with the digits of the account', caseIdIn(data.accountId)],
  ])('%s asks only the account that it names', async (_, id) => {
    const gateway = await start()
    const { data: found } = await gateway.query(CASE, { id })
    expect(found).toEqual({
      case: {
        id: toGlobalId('Case', data.accountId, caseIdIn(data.accountId)),
        subject: `0 of ${data.accountId}`,
        account: { name: 'data', accountId: data.accountId },
      },
    })
    expect(await callsByAccount(gateway)).toEqual({ data: { DescribeCases: 1 } })
  })

  test('the global id of a case of the first account has the account part that it has without ACCOUNTS_FILE', async () => {
    const gateway = await start()
    const { data: found } = await gateway.query(CASE, { id: caseIdIn(production.accountId) })
    expect(read(found, 'case.id')).toBe(toGlobalId('Case', 'default', caseIdIn(production.accountId)))
  })

  test('a caseId whose digits name an account without that case is looked up in all others, once each', async () => {
    const moved = caseIdIn(data.accountId, 7)
    const gateway = await start({
      account: (accountId) =>
        anAccount({ accountId, cases: accountId === sandbox.accountId ? [{ caseId: moved, subject: 'moved' }] : [] }),
    })
    expect(await subjectOf(gateway, moved)).toBe('moved')
    expect(await callsByAccount(gateway)).toEqual({
      production: { DescribeCases: 1 },
      data: { DescribeCases: 1 },
      sandbox: { DescribeCases: 1 },
    })
  })

  test('a caseId that names no account is looked up in all accounts, once each', async () => {
    const gateway = await start()
    expect(await gateway.query(CASE, { id: 'case-unknown' })).toMatchObject({ data: { case: null }, errors: [] })
    expect(await callsByAccount(gateway)).toEqual({
      production: { DescribeCases: 1 },
      data: { DescribeCases: 1 },
      sandbox: { DescribeCases: 1 },
    })
  })

  test('a displayId is found without a call in the account whose case index has it', async () => {
    const gateway = await start({ cacheSeconds: { cases: 60 } })
    await gateway.query('{ cases { totalCount } }')
    await callsByAccount(gateway)
    expect(await subjectOf(gateway, displayIdIn(sandbox.accountId, 1))).toBe(`1 of ${sandbox.accountId}`)
    expect(await callsByAccount(gateway)).toEqual({})
  })

  test('a displayId that no case index has is looked up in all accounts, once each', async () => {
    const gateway = await start({ cacheSeconds: { cases: 60 } })
    expect(await subjectOf(gateway, displayIdIn(sandbox.accountId, 1))).toBe(`1 of ${sandbox.accountId}`)
    const calls = await callsByAccount(gateway)
    expect(Object.values(calls).map(({ DescribeCases: count }) => count)).toEqual([1, 1, 1])
  })

  test('a displayId lookup stops at MAX_UPSTREAM_CALLS', async () => {
    const gateway = await start()
    const response = await gateway.query(CASE, { id: '99999999' }, undefined, undefined, { maxUpstreamCalls: 2 })
    expect(codes(response)).toEqual(['UPSTREAM_CALLS_EXCEEDED'])
    expect(Object.keys(await callsByAccount(gateway))).toHaveLength(2)
  })

  test('a failing account matters only if no other account has the case', async () => {
    const gateway = await start()
    const fault = { operation: 'DescribeCases', accountId: data.accountId, error: 'AccessDeniedException', count: 2 }
    await gateway.fault(fault)
    expect(await subjectOf(gateway, displayIdIn(sandbox.accountId))).toBe(`0 of ${sandbox.accountId}`)
    const response = await gateway.query(CASE, { id: '99999999' })
    expect(response.data).toEqual({ case: null })
    expect(codes(response)).toEqual(['UPSTREAM_DENIED'])
  })

  test.each([
    ['last', sandbox, data],
    ['not last', data, sandbox],
  ])(
    'an account that hangs, %s in the file, delays a lookup by ACCOUNT_TIMEOUT_MS at most',
    async (_, hanging, other) => {
      const gateway = await start({ accountTimeoutMs: 1_000, upstreamTimeoutMs: 60_000 })
      await gateway.fault({
        operation: 'DescribeCases',
        accountId: hanging.accountId,
        count: 'unlimited',
        delayMs: 60_000,
      })
      const startedAt = performance.now()
      expect(await subjectOf(gateway, displayIdIn(other.accountId))).toBe(`0 of ${other.accountId}`)
      const resolve = 'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { finalStatus userErrors { code } } }'
      const resolved = await gateway.query(resolve, { id: displayIdIn(other.accountId) })
      expect(resolved.data).toEqual({ resolveCase: { finalStatus: 'RESOLVED', userErrors: [] } })
      const unknown = await gateway.query(CASE, { id: '99999999' })
      expect(codes(unknown)).toEqual(['UPSTREAM_TIMEOUT'])
      expect(performance.now() - startedAt).toBeLessThan(10_000)
    },
  )

  test('a displayId that several accounts have is that of the first of them, even if another one responds sooner', async () => {
    const gateway = await start({
      account: (accountId) => anAccount({ accountId, cases: [{ displayId: '7', subject: accountId }] }),
    })
    await gateway.fault({ operation: 'DescribeCases', accountId: production.accountId, delayMs: 300 })
    expect(await subjectOf(gateway, '7')).toBe(production.accountId)
  })

  test('cases of three accounts by global id cost one call per account', async () => {
    const gateway = await start()
    const ids = accounts.flatMap(({ accountId }, place) =>
      [0, 1].map((index) => toGlobalId('Case', place === 0 ? 'default' : accountId, caseIdIn(accountId, index))),
    )
    const { data: found } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
    expect(read(found, 'nodes')).toEqual(ids.map((id) => ({ id })))
    expect(await callsByAccount(gateway)).toEqual({
      production: { DescribeCases: 1 },
      data: { DescribeCases: 1 },
      sandbox: { DescribeCases: 1 },
    })
  })

  test('ids of an account that the gateway does not serve are null and cost no call', async () => {
    const gateway = await start()
    const gone = '999999999999'
    const ids = [
      toGlobalId('Account', gone),
      toGlobalId('Case', gone, 'case-1'),
      toGlobalId('Communication', gone, 'case-1', 'time', 'digest'),
      toGlobalId('Attachment', gone, 'file'),
      toGlobalId('AttachmentUpload', gone, 'upload'),
      toGlobalId('SeverityLevel', gone, 'low'),
      toGlobalId('Service', gone, 'general-info'),
      toGlobalId('Category', gone, 'general-info', 'other'),
      toGlobalId('TrustedAdvisorCheck', gone, 'check-0'),
    ]
    const response = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
    expect(response.errors).toEqual([])
    expect(read(response.data, 'nodes')).toEqual(ids.map(() => null))
    expect(await callsByAccount(gateway)).toEqual({})
  })

  test('the same caseId in two accounts is two cases', async () => {
    const gateway = await start({
      cacheSeconds: { cases: 60 },
      account: (accountId) => anAccount({ accountId, cases: [{ caseId: 'case-same', subject: `of ${accountId}` }] }),
    })
    const ids = ['default', data.accountId, sandbox.accountId].map((key) => toGlobalId('Case', key, 'case-same'))
    const query =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Case { subject account { name } } } cases { nodes { id subject } } }'
    const { data: found } = await gateway.query(query, { ids })
    expect(read(found, 'nodes')).toEqual(
      accounts.map(({ name, accountId }, index) => ({ id: ids[index], subject: `of ${accountId}`, account: { name } })),
    )
    expect(read<{ id: string }[]>(found, 'cases.nodes').map(({ id }) => id)).toHaveLength(3)
    expect(new Set(read<{ id: string }[]>(found, 'cases.nodes').map(({ id }) => id))).toEqual(new Set(ids))
  })
})

describe('what belongs to a case', () => {
  const THREAD = `query ($id: ID!) { case(id: $id) {
    severity { id name } service { id } category { id }
    communications(first: 1) { nodes { id body case { id account { name } } attachments { nodes { id } } } }
    attachments { nodes { id } }
  } }`

  test('messages and files of a case have ids of its account, and load by them', async () => {
    const gateway = await start()
    const attachmentId = `file-${data.accountId}`
    const id = caseIdIn(data.accountId)
    const { data: found, errors } = await gateway.query(THREAD, { id })
    expect(errors).toEqual([])
    const message = read<{ id: string }>(found, 'case.communications.nodes.0')
    const severityId = toGlobalId('SeverityLevel', data.accountId, 'low')
    expect(read(found, 'case.severity.id')).toBe(severityId)
    // services are the same in all accounts of an endpoint, and have ids of the first
    expect(read(found, 'case.service.id')).toBe(toGlobalId('Service', 'default', 'general-info'))
    expect(read(found, 'case.category.id')).toBe(toGlobalId('Category', 'default', 'general-info', 'other'))
    expect(message).toMatchObject({ body: `text of ${data.accountId}`, case: { account: { name: 'data' } } })
    const ids = [message.id, toGlobalId('Attachment', data.accountId, attachmentId), severityId]
    await callsByAccount(gateway)
    const { data: nodes } = await gateway.query(
      `query ($ids: [ID!]!) { nodes(ids: $ids) {
        __typename id ... on Communication { body } ... on Attachment { fileName content { data } } ... on SeverityLevel { name }
      } }`,
      { ids },
    )
    expect(read(nodes, 'nodes')).toEqual([
      { __typename: 'Communication', id: ids[0], body: `text of ${data.accountId}` },
      { __typename: 'Attachment', id: ids[1], fileName: `${data.accountId}.txt`, content: { data: 'aGk=' } },
      { __typename: 'SeverityLevel', id: ids[2], name: 'General guidance' },
    ])
    expect(Object.keys(await callsByAccount(gateway))).toEqual(['data'])
  })
})

describe('objects with ids of AWS', () => {
  const CHECK = `query ($id: ID!, $accountId: ID) { trustedAdvisorCheck(id: $id, accountId: $accountId) {
    id name account { name } summary { status } result { status } refreshStatus { refreshable }
  } }`

  test.each([
    ['the first account by default', {}, production],
    ['the account by its name', { accountId: 'data' }, data],
    ['the account by its 12 digits', { accountId: sandbox.accountId }, sandbox],
    ['the account by its global id', { accountId: toGlobalId('Account', data.accountId) }, data],
  ])('a check by the check id of AWS is one of %s', async (_, variables, { name, accountId }) => {
    const gateway = await start()
    const { data: found, errors } = await gateway.query(CHECK, { id: 'check-0', ...variables })
    expect(errors).toEqual([])
    expect(read(found, 'trustedAdvisorCheck')).toMatchObject({
      id: toGlobalId('TrustedAdvisorCheck', name === 'production' ? 'default' : accountId, 'check-0'),
      name: `check of ${accountId}`,
      account: { name },
    })
    expect(Object.keys(await callsByAccount(gateway))).toEqual([name])
  })

  test('an id and an accountId of different accounts get BAD_USER_INPUT, and an unknown accountId null', async () => {
    const gateway = await start()
    const id = toGlobalId('TrustedAdvisorCheck', data.accountId, 'check-0')
    expect(codes(await gateway.query(CHECK, { id, accountId: 'sandbox' }))).toEqual(['BAD_USER_INPUT'])
    const unknown = await gateway.query(CHECK, { id: 'check-0', accountId: 'nobody' })
    expect([unknown.data, unknown.errors]).toEqual([{ trustedAdvisorCheck: null }, []])
    expect(await callsByAccount(gateway)).toEqual({})
  })

  test('attachments and uploads are read from the account that accountId or their global id names', async () => {
    const gateway = await start()
    const query = `query ($id: ID!, $accountId: ID) { attachment(id: $id, accountId: $accountId) { id fileName } }`
    const attachmentId = `file-${data.accountId}`
    const id = toGlobalId('Attachment', data.accountId, attachmentId)
    for (const variables of [{ id }, { id: attachmentId, accountId: 'data' }]) {
      const { data: found } = await gateway.query(query, variables)
      expect(found).toEqual({ attachment: { id, fileName: `${data.accountId}.txt` } })
      expect(await callsByAccount(gateway)).toEqual({ data: { GetAttachmentDownloadLink: 1 } })
    }
    const { data: created } = await gateway.query(
      'mutation { createAttachmentUpload(input: { accountId: "data", fileName: "a.log", sizeBytes: 9 }) { upload { id uploadId } } }',
    )
    const upload = read<{ id: string; uploadId: string }>(created, 'createAttachmentUpload.upload')
    const { data: status } = await gateway.query(
      'query ($id: ID!, $uploadId: ID!) { node(id: $id) { ... on AttachmentUpload { fileName status } } attachmentUpload(id: $uploadId, accountId: "data") { id } }',
      upload,
    )
    expect(status).toEqual({
      node: { fileName: 'a.log', status: 'NOT_READY' },
      attachmentUpload: { id: upload.id },
    })
    expect(Object.keys(await callsByAccount(gateway))).toEqual(['data'])
  })

  test('forms and service searches for an unknown account get BAD_USER_INPUT', async () => {
    const gateway = await start()
    for (const field of [
      'caseForm(accountId: "x") { service { id } }',
      'searchServices(query: "s3", accountId: "x") { score }',
    ]) {
      const response = await gateway.query(`{ ${field} }`)
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toContain('accountId is "x", which is not an account that you may see')
    }
    const { data: form } = await gateway.query(
      '{ caseForm(accountId: "data") { account { name } severityLevels { id } } }',
    )
    expect(form).toMatchObject({ caseForm: { account: { name: 'data' } } })
    expect(read(form, 'caseForm.severityLevels.0.id')).toBe(toGlobalId('SeverityLevel', data.accountId, 'low'))
  })
})

describe('accounts', () => {
  test('accounts are listed in the order of the file, with pages, and load by id, name and digits without a call', async () => {
    const gateway = await start()
    const { data: page } = await gateway.query(
      '{ accounts(first: 2) { totalCount nodes { id name accountId availability { code } } pageInfo { hasNextPage endCursor } } }',
    )
    expect(read(page, 'accounts')).toMatchObject({
      totalCount: 3,
      nodes: [
        { id: toGlobalId('Account'), name: 'production', accountId: production.accountId, availability: null },
        { id: toGlobalId('Account', data.accountId), name: 'data', accountId: data.accountId, availability: null },
      ],
      pageInfo: { hasNextPage: true },
    })
    const { data: rest } = await gateway.query(
      'query ($after: String) { accounts(after: $after) { nodes { name } } }',
      {
        after: read(page, 'accounts.pageInfo.endCursor'),
      },
    )
    expect(rest).toEqual({ accounts: { nodes: [{ name: 'sandbox' }] } })
    for (const id of [toGlobalId('Account', data.accountId), 'data', data.accountId]) {
      const { data: found } = await gateway.query('query ($id: ID!) { account(id: $id) { name } }', { id })
      expect(found).toEqual({ account: { name: 'data' } })
    }
    const { data: node } = await gateway.query(
      'query ($id: ID!) { node(id: $id) { __typename id ... on Account { name } } }',
      {
        id: toGlobalId('Account', data.accountId),
      },
    )
    expect(node).toEqual({ node: { __typename: 'Account', id: toGlobalId('Account', data.accountId), name: 'data' } })
    expect((await gateway.query('{ account(id: "nobody") { name } }')).data).toEqual({ account: null })
    expect(await callsByAccount(gateway)).toEqual({})
  })

  test('an account has its own severity levels, checks and totals', async () => {
    const gateway = await start()
    const { data: found, errors } = await gateway.query(`{ account(id: "sandbox") {
      severityLevels { id } trustedAdvisorChecks { nodes { name account { name } } } trustedAdvisorSummary { totalChecks }
    } }`)
    expect(errors).toEqual([])
    expect(read(found, 'account')).toEqual({
      severityLevels: ['low', 'urgent'].map((code) => ({ id: toGlobalId('SeverityLevel', sandbox.accountId, code) })),
      trustedAdvisorChecks: { nodes: [{ name: `check of ${sandbox.accountId}`, account: { name: 'sandbox' } }] },
      trustedAdvisorSummary: { totalChecks: 1 },
    })
    expect(Object.keys(await callsByAccount(gateway))).toEqual(['sandbox'])
  })

  test('availability shows the result of the last call for the account, and costs none', async () => {
    const gateway = await start()
    const query = '{ account(id: "data") { availability { isAvailable code message } } }'
    await gateway.fault({ operation: 'DescribeCases', accountId: data.accountId, error: 'AccessDeniedException' })
    await gateway.query(CASE, { id: caseIdIn(data.accountId) })
    await callsByAccount(gateway)
    const { data: failing } = await gateway.query(query)
    expect(read(failing, 'account.availability')).toMatchObject({ isAvailable: false, code: 'UPSTREAM_DENIED' })
    expect(read(failing, 'account.availability.message')).toContain('DescribeCases')
    expect(await callsByAccount(gateway)).toEqual({})
    await gateway.query(CASE, { id: caseIdIn(data.accountId) })
    const { data: working } = await gateway.query(query)
    expect(read(working, 'account.availability')).toEqual({ isAvailable: true, code: null, message: null })
  })

  test.each([
    ['input that AWS refuses', 'InvalidParameterValueException', true],
    ['a dry run that would have worked', 'DryRunOperationException', true],
    ['a response that AWS does not send', 'InternalServerError', false],
  ])('whether an account that has failed before is available after %s (%s): %j', async (_, error, isAvailable) => {
    const gateway = await start()
    const fault = { operation: 'DescribeCases', accountId: data.accountId, count: 3 }
    await gateway.fault({ ...fault, count: 1, error: 'AccessDeniedException' })
    await gateway.query(CASE, { id: caseIdIn(data.accountId) })
    await gateway.fault({ ...fault, error })
    await gateway.query(CASE, { id: caseIdIn(data.accountId) })
    const { data: found } = await gateway.query('{ account(id: "data") { availability { isAvailable } } }')
    expect(found).toEqual({ account: { availability: { isAvailable } } })
  })

  test('a request that ends early says nothing about the availability of an account', async () => {
    const gateway = await start()
    await gateway.fault({ operation: 'DescribeCases', accountId: data.accountId, delayMs: 10_000 })
    await gateway.query(CASE, { id: caseIdIn(data.accountId) }, AbortSignal.timeout(100))
    const { data: found } = await gateway.query('{ account(id: "data") { availability { isAvailable } } }')
    expect(found).toEqual({ account: { availability: null } })
  })

  test('checks of an account can be filtered by its own ids, not by those of another account', async () => {
    const gateway = await start()
    const query = `query ($ids: [ID!]) { account(id: "data") { trustedAdvisorChecks(filter: { ids: $ids }) { nodes { id } } } }`
    const [own, other] = [data, sandbox].map(({ accountId }) => toGlobalId('TrustedAdvisorCheck', accountId, 'check-0'))
    const { data: found } = await gateway.query(query, { ids: [own, other] })
    expect(read(found, 'account.trustedAdvisorChecks.nodes')).toEqual([{ id: own }])
    const { data: none } = await gateway.query(query, { ids: [other] })
    expect(read(none, 'account.trustedAdvisorChecks.nodes')).toEqual([])
  })

  test('without ACCOUNTS_FILE there is one account, which has no 12 digits', async () => {
    const gateway = await startGateway()
    const { data: found } = await gateway.query(
      '{ accounts { totalCount nodes { id name accountId } } account(id: "default") { id } }',
    )
    expect(found).toEqual({
      accounts: { totalCount: 1, nodes: [{ id: toGlobalId('Account'), name: 'default', accountId: null }] },
      account: { id: toGlobalId('Account') },
    })
  })
})
