/** Every operation in examples/ as a user would paste it: with its variables, on the demo account. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { getNamedType, isInterfaceType, isObjectType, Kind, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import { createDemoAccount } from '../../emulator/demo/index.js'
import { variables as configuration } from '../../src/config/variables.js'
import * as examples from '../generated/examples.js'
import { schema } from '../support/schema.js'
import { examples as listed, groups } from '../support/examples.js'
import { startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

interface Example {
  text: string
  variables: Record<string, unknown>
}

/** The files by operation name. */
const files = new Map<string, Example>(
  readdirSync('examples')
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => {
      const text = readFileSync(`examples/${file}`, 'utf8')
      return [operationName(text), { text, variables: readVariables(`examples/${file.replace(/graphql$/, 'json')}`) }]
    }),
)
const ran = new Set<string>()

function readVariables(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

function operationName(text: string): string {
  return /^\s*(?:query|mutation) (\w+)/m.exec(text)?.[1] ?? ''
}

/** Runs the example and returns its data. The given variables override those in its file. */
async function run<Data, Variables>(
  gateway: Gateway,
  document: examples.TypedDocumentString<Data, Variables>,
  variables?: Variables,
): Promise<Data> {
  const name = operationName(document.toString())
  const example = files.get(name)
  if (example === undefined) throw new Error(`no file in examples/ has the operation ${name}`)
  ran.add(name)
  const { data, errors } = await gateway.query(example.text, { ...example.variables, ...variables })
  expect(errors).toEqual([])
  return data as Data
}

/** The default of RESPONSE_TARGETS for the demo account. */
const { demo: responseTargets } = configuration.responseTargets.default as { demo: string }

const production = { name: 'production', accountId: '111122223333' }
const accounts = [
  production,
  { name: 'data-platform', accountId: '222233334444' },
  { name: 'sandbox', accountId: '333344445555' },
]

/** As without ACCOUNTS_FILE. */
const startDemo = (options: GatewayOptions = {}) =>
  startGateway({
    account: (accountId) => createDemoAccount(Date.now(), accountId),
    onlyAccountId: production.accountId,
    responseTargets,
    ...options,
  })

/** As `npm start` starts it. */
const startAccounts = () => startDemo({ accounts })

const AURORA = 'case-111122223333-xtki-2026-912de18ead32b53e'

test('each example names the group under which GraphiQL lists it, on the last line before its operation', () => {
  const known = `^# Group: (${groups.join('|')})\\n(query|mutation) `
  for (const { text } of files.values()) expect(text).toMatch(new RegExp(known, 'm'))
  // No example is missing from the list in GraphiQL, and no group is empty.
  expect(listed.map(({ query }) => operationName(query)).toSorted()).toEqual([...files.keys()].toSorted())
  expect([...new Set(listed.map(({ group }) => group))]).toEqual(groups)
})

test('each example selects the id of every object that has one, for client caches', () => {
  const without = [...files].flatMap(([name, { text }]) => {
    const missing: string[] = []
    const typeInfo = new TypeInfo(schema)
    visit(
      parse(text),
      visitWithTypeInfo(typeInfo, {
        Field: ({ selectionSet }) => {
          const type = getNamedType(typeInfo.getType())
          if (!(isObjectType(type) || isInterfaceType(type)) || !('id' in type.getFields())) return
          const isSelected = selectionSet?.selections.some(
            (field) => field.kind === Kind.FIELD && field.name.value === 'id',
          )
          if (!isSelected) missing.push(`${name}: ${type.name}`)
        },
      }),
    )
    return missing
  })
  expect(without).toEqual([])
})

test('on an AWS account, the examples of case mutations in GraphiQL have validateOnly: true', () => {
  const mutations = listed.filter(({ query }) => /^  (createCase|addCommunication|resolveCase)\(/m.test(query))
  expect(mutations.length).toBeGreaterThan(3)
  for (const { variables = '', variablesForAws = '' } of mutations) {
    const { input } = JSON.parse(variables) as { input: { accountId?: string } }
    const { accountId: _, ...others } = input
    expect(JSON.parse(variablesForAws)).toEqual({ input: { ...others, validateOnly: true } })
    expect(variablesForAws).toMatch(/^\{\s+"input": \{\s+"validateOnly": true/)
  }
})

test('each example has a title, one operation with a unique name, and only variables that it declares', () => {
  const texts = [...files.values()]
  expect(files.size).toBe(readdirSync('examples').filter((file) => file.endsWith('.graphql')).length)
  for (const { text, variables } of texts) {
    expect(text).toMatch(/^# \S.{5,99}\n/)
    expect(text.match(/^(query|mutation|subscription|fragment) /gm)).toHaveLength(1)
    expect(Object.keys(variables).filter((name) => !text.includes(`$${name}:`))).toEqual([])
  }
})

/** The data, with each cursor and `asOf` replaced by the name of its field. */
function withoutCursors(data: unknown): unknown {
  return JSON.parse(
    JSON.stringify(data, (key, value: unknown) => (/cursor$|^asOf$|^availability$/i.test(key) ? key : value)),
  )
}

describe('cached responses', () => {
  const queries = [...files].filter(([, { text }]) => /^query /m.test(text))

  test.each(queries)('the example %s returns the same data from the cache', async (_, example) => {
    const gateway = await startDemo({ cacheSeconds: { cases: 60, trustedAdvisor: 60 } })
    const runQuery = () => gateway.query(example.text, example.variables)
    const cold = await runQuery()
    for (const [, { text, variables }] of queries) await gateway.query(text, variables)
    const warm = await runQuery()
    expect(warm.errors).toEqual(cold.errors)
    expect(warm.cost.cached).toBeGreaterThanOrEqual(cold.cost.cached)
    // Data with links is not compared: links cost calls and are new each time. Nor are cursors: once all cases are read, they contain no AWS token.
    expect(warm.cost.total === 0 ? withoutCursors(warm.data) : withoutCursors(cold.data)).toEqual(
      withoutCursors(cold.data),
    )
  })
})

describe('reading cases', () => {
  test('the inbox example returns the open cases and the next page', async () => {
    const gateway = await startDemo()
    const { cases } = await run(gateway, examples.InboxDocument, { first: 10 })
    expect(cases?.nodes).toHaveLength(10)
    expect(cases?.nodes.map(({ status }) => status)).not.toContain('RESOLVED')
    expect(cases?.nodes[0]).toMatchObject({
      subject: expect.stringContaining('second model'),
      service: { name: 'Bedrock' },
      waitingOn: 'AWS',
      isOverdue: false,
      latestCommunication: { author: { kind: 'CUSTOMER' } },
    })
    const next = await run(gateway, examples.InboxDocument, { first: 100, after: cases?.pageInfo.endCursor ?? null })
    const displayIds = [...(cases?.nodes ?? []), ...(next.cases?.nodes ?? [])].map(({ displayId }) => displayId)
    expect(new Set(displayIds).size).toBe(20)
    expect(next.cases?.pageInfo.hasNextPage).toBe(false)
  })

  test('the dashboard example returns cases with service, severity and newest messages', async () => {
    const { cases } = await run(await startDemo(), examples.DashboardDocument)
    expect(cases?.nodes).toHaveLength(32)
    for (const { service, severity, communications } of cases?.nodes ?? []) {
      expect(service?.name).toMatch(/\S/)
      expect(severity?.name).toMatch(/\S/)
      expect([1, 2, 3, 4, 5]).toContain(communications?.nodes.length)
    }
  })

  test('the case-with-thread example returns the newest 10 messages', async () => {
    const { case: found } = await run(await startDemo(), examples.CaseWithThreadDocument)
    expect(found).toMatchObject({
      caseId: AURORA,
      displayId: '171287284458444',
      status: 'RESOLVED',
      severity: { name: 'Business-critical system down' },
      category: { name: 'Instance Issue' },
    })
    expect(found?.communications?.nodes).toHaveLength(10)
    expect(found?.communications?.pageInfo.hasNextPage).toBe(true)
  })

  test('the thread example pages through a whole thread in steps of 5', async () => {
    const gateway = await startDemo()
    const sizes: number[] = []
    for (let after: string | null = null, more = true; more;) {
      const page: examples.ThreadPageQuery = await run(gateway, examples.ThreadPageDocument, { caseId: AURORA, after })
      sizes.push(page.case?.communications?.nodes.length ?? 0)
      after = page.case?.communications?.pageInfo.endCursor ?? null
      more = page.case?.communications?.pageInfo.hasNextPage ?? false
    }
    expect(sizes).toEqual([5, 5, 4])
  })

  test('the search example finds text in subjects and recent messages', async () => {
    const { cases } = await run(await startDemo(), examples.SearchDocument)
    const texts = cases?.nodes.map(({ subject, communications }) =>
      [subject, ...(communications?.nodes ?? []).map(({ body }) => body)].join(' ').toLowerCase(),
    )
    expect(texts?.length).toBe(3)
    for (const text of texts ?? []) expect(text).toContain('checkout')
  })

  test('the urgent example lists the most severe cases first', async () => {
    const { cases } = await run(await startDemo(), examples.UrgentDocument)
    expect(cases?.totalCount).toBe(7)
    expect(cases?.nodes.map(({ severity }) => severity?.code)).toEqual(['urgent', 'urgent', ...Array(5).fill('high')])
  })

  test('the inbox-with-counts example counts the cases that it lists', async () => {
    const { caseSummary, cases } = await run(await startDemo(), examples.InboxWithCountsDocument, { first: 100 })
    expect(cases?.nodes).toHaveLength(caseSummary?.totalCount ?? -1)
    expect(caseSummary?.overdueCount).toBe(cases?.nodes.filter(({ isOverdue }) => isOverdue).length)
    expect(caseSummary?.overdueCount).toBeGreaterThanOrEqual(2)
    for (const { waitingOn, count } of caseSummary?.byWaitingOn ?? [])
      expect(cases?.nodes.filter((node) => node.waitingOn === waitingOn)).toHaveLength(count)
    expect(caseSummary?.byWaitingOn.map(({ waitingOn }) => waitingOn)).toEqual(['AWS', 'CUSTOMER'])
    expect(caseSummary?.bySeverity.map(({ severity }) => severity?.name)).not.toContain(undefined)
    expect(caseSummary?.byService[0]).toMatchObject({ serviceCode: 'aws-direct-connect', count: 2 })
    const times = cases?.nodes.map(({ latestCommunicationAt }) => latestCommunicationAt ?? '')
    expect(times).toEqual(times?.toSorted().toReversed())
  })

  test('the overdue example lists cases past their due time, then those that are due next', async () => {
    const { overdue, dueNext } = await run(await startDemo(), examples.OverdueDocument)
    const due = [...(overdue?.nodes ?? []), ...(dueNext?.nodes ?? [])]
    expect(due.map(({ isOverdue }) => isOverdue)).toEqual([true, true, false, false])
    const times = due.map(({ responseDueAt }) => responseDueAt ?? '')
    expect(times).toEqual(times.toSorted())
  })

  test('the example of cases waiting on the customer lists the longest wait first', async () => {
    const { cases } = await run(await startDemo(), examples.WaitingOnUsDocument)
    expect(cases?.totalCount).toBe(4)
    const nodes = cases?.nodes ?? []
    for (const node of nodes)
      expect(node).toMatchObject({ waitingOn: 'CUSTOMER', latestCommunication: { author: { kind: 'AWS' } } })
    const times = nodes.map(({ waitingSince }) => waitingSince ?? '')
    expect(times).toEqual(times.toSorted())
  })

  test('the search-with-highlights example finds a word in subjects and messages', async () => {
    const { searchCases } = await run(await startDemo(), examples.SearchHighlightsDocument)
    expect(searchCases).toMatchObject({ totalCount: 4, isComplete: true })
    const highlights = searchCases?.edges.map((edge) => edge.highlights) ?? []
    expect(highlights.map(([best]) => best?.field)).toEqual(['SUBJECT', ...Array(3).fill('COMMUNICATION')])
    const words = highlights
      .flat()
      .flatMap(({ text, ranges }) => ranges.map(({ start, end }) => text.slice(start, end)))
    expect(new Set(words.map((word) => word.toLowerCase()))).toEqual(new Set(['route']))
    const scores = searchCases?.edges.map(({ score }) => score) ?? []
    expect(new Set(scores).size).toBe(3)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  })

  test('the files example lists the files of a case', async () => {
    const { case: found } = await run(await startDemo(), examples.CaseFilesDocument)
    expect(found?.attachments?.nodes.map(({ fileName, contentType }) => [fileName, contentType])).toEqual([
      ['connections-per-minute.csv', 'text/csv'],
      ['postgresql-payments-ledger-prod-2.log', 'text/plain'],
    ])
  })

  test('the global ids example finds objects of four types', async () => {
    const { nodes } = await run(await startDemo(), examples.ByGlobalIdsDocument)
    expect(nodes).toEqual([
      expect.objectContaining({ __typename: 'Case', subject: expect.stringContaining('KMS key') }),
      expect.objectContaining({ __typename: 'Service', code: 'key-management-service' }),
      expect.objectContaining({ __typename: 'TrustedAdvisorCheck', name: 'Amazon S3 Bucket Permissions' }),
      expect.objectContaining({ __typename: 'Attachment', fileName: 'checkout-alb-prod-access.log' }),
    ])
  })
})

describe('opening and changing cases', () => {
  test('the form examples return what the form for a new case needs', async () => {
    const gateway = await startDemo()
    const { services, severityLevels } = await run(gateway, examples.FormServicesDocument)
    expect(services?.nodes).toHaveLength(services?.totalCount ?? -1)
    expect(services?.nodes[0]?.categories.length).toBeGreaterThan(2)
    expect(severityLevels?.map(({ code }) => code)).toEqual(['low', 'normal', 'high', 'urgent', 'critical'])

    const { caseForm: hours } = await run(gateway, examples.FormLanguagesDocument)
    expect(hours?.supportedLanguages).toHaveLength(8)
    expect(hours?.communicationTypes?.map(({ kind, supportedHours: [first] }) => [kind, first?.startTime])).toEqual([
      ['WEB', '00:00:00.000'],
      ['CHAT', '00:00:00.000'],
      ['CALL', '13:00:00.000'],
    ])

    const { caseForm } = await run(gateway, examples.CaseFormDocument)
    expect(caseForm).toMatchObject({
      service: { code: 'aws-lambda', name: 'Lambda 関数' },
      category: { code: 'throttling' },
      supportedLanguages: [{ code: 'en' }, { code: 'ja' }, { code: 'zh' }, { code: 'ko' }],
      limits: { subjectLength: 250 },
    })
    expect(caseForm?.service?.categories.length).toBeGreaterThan(4)
    expect(caseForm?.severityLevels).toHaveLength(5)
    for (const { kind, isOpen, opensAt, closesAt } of caseForm?.communicationTypes ?? [])
      expect([kind, opensAt === null, closesAt === null]).toEqual([kind, isOpen, !isOpen || kind === 'WEB'])
  })

  test('the service-search example finds the service that the user means', async () => {
    const { searchServices } = await run(await startDemo(), examples.FindServiceDocument)
    expect(searchServices).toHaveLength(5)
    expect(searchServices?.slice(0, 2).map(({ service }) => service.name)).toEqual([
      'Relational Database Service (PostgreSQL)',
      'Relational Database Service (Aurora PostgreSQL)',
    ])
  })

  test('the check example validates a case without opening it', async () => {
    const gateway = await startDemo()
    expect(await run(gateway, examples.CheckCaseDocument)).toEqual({ createCase: { caseId: null, userErrors: [] } })
    const { cases } = await run(gateway, examples.DashboardDocument)
    expect(cases?.nodes).toHaveLength(32)
  })

  test('the open example opens one case per idempotencyKey', async () => {
    const gateway = await startDemo()
    const { createCase } = await run(gateway, examples.OpenCaseDocument)
    expect(createCase).toMatchObject({ case: { status: 'UNASSIGNED', service: { name: 'Lambda' } }, userErrors: [] })
    const again = await run(gateway, examples.OpenCaseDocument)
    expect(again.createCase?.case?.caseId).toBe(createCase?.case?.caseId)
    const { cases } = await run(gateway, examples.DashboardDocument)
    expect(cases?.nodes).toHaveLength(33)
  })

  test('the open example with a file opens a case whose file can be downloaded', async () => {
    const gateway = await startDemo()
    const { createCase } = await run(gateway, examples.OpenCaseWithFileDocument)
    const [file] = createCase?.case?.attachments?.nodes ?? []
    expect(file?.fileName).toBe('expected.txt')
    const { attachment } = await run(gateway, examples.DownloadInlineDocument, { id: file?.attachmentId ?? '' })
    expect(attachment?.content).toEqual({ sizeBytes: 12, data: btoa('it is empty\n') })
  })

  test('the reply example adds a reply', async () => {
    const { addCommunication } = await run(await startDemo(), examples.ReplyDocument)
    expect(addCommunication).toMatchObject({
      communication: { author: { kind: 'CUSTOMER' }, body: expect.stringContaining('all nodes are Ready') },
      case: { status: 'CUSTOMER_ACTION_COMPLETED' },
      userErrors: [],
    })
  })

  test('the resolve example resolves a case', async () => {
    const { resolveCase } = await run(await startDemo(), examples.ResolveDocument)
    expect(resolveCase).toMatchObject({
      initialStatus: 'WORK_IN_PROGRESS',
      finalStatus: 'RESOLVED',
      case: { status: 'RESOLVED' },
      userErrors: [],
    })
  })
})

describe('files', () => {
  test('the download example returns a link to a file over 5 MB', async () => {
    const { attachment } = await run(await startDemo(), examples.DownloadDocument)
    const response = await fetch(attachment?.downloadLink?.url ?? '')
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(5 * 1024 * 1024)
    expect(attachment?.fileName).toBe('checkout-alb-prod-access.log')
  })

  test('the inline download example returns the content of a small file', async () => {
    const { attachment } = await run(await startDemo(), examples.DownloadInlineDocument)
    const { data, sizeBytes } = attachment?.content ?? { data: '', sizeBytes: 0 }
    expect(Buffer.from(data, 'base64').byteLength).toBe(sizeBytes)
    expect(Buffer.from(data, 'base64').toString()).toContain('out of memory')
  })

  test('the attach example puts files into an attachment set', async () => {
    const { addAttachments } = await run(await startDemo(), examples.AttachFilesDocument)
    expect(addAttachments?.attachmentSet?.id).toMatch(/\S/)
    expect(addAttachments?.userErrors).toEqual([])
  })

  test('the upload examples upload a large file in four steps', async () => {
    const gateway = await startDemo({ settings: { partSizeBytes: 10 } })
    const fileName = 'heap.hprof'
    const { createAttachmentUpload } = await run(gateway, examples.UploadStartDocument, {
      input: { fileName, sizeBytes: 115 },
    })
    const { uploadId = '', totalParts, nextIndex, parts: first } = createAttachmentUpload?.upload ?? {}
    expect([totalParts, nextIndex]).toEqual([12, 11])

    const { attachmentUploadParts } = await run(gateway, examples.UploadMorePartsDocument, {
      input: { uploadId, fileName, from: 11 },
    })
    const parts = [...(first ?? []), ...(attachmentUploadParts?.upload?.parts ?? [])]
    const done = await Promise.all(
      parts.map(async ({ index, url }) => {
        const response = await fetch(url, { method: 'PUT', body: 'x'.repeat(index === 12 ? 5 : 10) })
        return { index, eTag: response.headers.get('etag') ?? '' }
      }),
    )

    const { completeAttachmentUpload } = await run(gateway, examples.UploadCompleteDocument, {
      input: { uploadId, parts: done },
    })
    expect(completeAttachmentUpload).toMatchObject({ upload: { uploadId, status: 'NOT_READY' }, userErrors: [] })
    gateway.clock.time += 2_000
    const { attachmentUpload } = await run(gateway, examples.UploadStatusDocument, { id: uploadId })
    expect(attachmentUpload).toMatchObject({
      id: completeAttachmentUpload?.upload?.id,
      fileName,
      status: 'READY',
      progress: { totalParts: 12, completedParts: 12 },
    })
  })
})

/** The messages of the errors, and the userErrors, of an example. */
async function errorsOf(gateway: Gateway, { text, variables }: Example): Promise<unknown[]> {
  const { data, errors } = await gateway.query(text, variables)
  const userErrors = [...JSON.stringify(data).matchAll(/"userErrors":(\[[^\]]*\])/g)].map(([, found]) => found)
  return [errors.map(({ message }) => message), userErrors]
}

const mostSevere = ['Business-critical system down', 'Production system down']

describe('several accounts', () => {
  test('the accounts example shows each account, and why the cases of one are missing', async () => {
    const gateway = await startAccounts()
    const { accounts: page, caseSummary } = await run(gateway, examples.AccountsDocument)
    expect(page.nodes.map(({ name, accountId }) => ({ name, accountId }))).toEqual(accounts)
    expect(caseSummary).toMatchObject({
      totalCount: 27,
      byAccount: [
        { account: { name: 'production' }, count: 20 },
        { account: { name: 'data-platform' }, count: 7 },
      ],
      failures: [{ account: { name: 'sandbox' }, code: 'SUBSCRIPTION_REQUIRED', retryable: false }],
    })
    const again = await run(gateway, examples.AccountsDocument)
    expect(again.accounts.nodes.map(({ availability }) => availability?.isAvailable)).toEqual([true, true, false])
  })

  test('the example of urgent cases lists those of all accounts, most severe first', async () => {
    const { cases } = await run(await startAccounts(), examples.UrgentEverywhereDocument)
    expect(cases?.totalCount).toBeNull()
    expect(cases?.failures).toMatchObject([{ account: { name: 'sandbox' } }])
    expect(new Set(cases?.nodes.map(({ account }) => account.name))).toEqual(new Set(['production', 'data-platform']))
    const ranks = cases?.nodes.map(({ severity }) => mostSevere.indexOf(severity?.name ?? '')) ?? []
    expect(ranks).not.toContain(-1)
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
  })

  test('the example of one account shows its cases and checks', async () => {
    const { account, cases } = await run(await startAccounts(), examples.OneAccountDocument, {
      account: 'data-platform',
    })
    expect(account).toMatchObject({ name: 'data-platform', trustedAdvisorSummary: { totalChecks: 128 } })
    expect(cases?.totalCount).toBe(7)
  })

  test('every example gives the same errors with one account as with the three accounts of npm start', async () => {
    for (const example of files.values())
      expect([example.text, await errorsOf(await startAccounts(), example)]).toEqual([
        example.text,
        await errorsOf(await startDemo(), example),
      ])
  })
})

describe('Trusted Advisor', () => {
  test('the overview example counts all checks by status', async () => {
    const { trustedAdvisorSummary: summary, trustedAdvisorChecks: red } = await run(
      await startDemo(),
      examples.TrustedAdvisorOverviewDocument,
    )
    const counts = summary?.byStatus.map(({ count }) => count) ?? []
    expect(summary?.totalChecks).toBe(128)
    expect(counts.reduce((a, b) => a + b)).toBe(128)
    expect(red?.totalCount).toBe(summary?.byStatus.find(({ status }) => status === 'ERROR')?.count)
  })

  test('the findings example returns the findings of a check as a table', async () => {
    const { trustedAdvisorCheck: check } = await run(await startDemo(), examples.FindingsDocument)
    const { nodes = [], totalCount } = check?.result?.flaggedResources ?? {}
    expect(check?.columns).toHaveLength(22)
    expect(nodes).toHaveLength(totalCount ?? -1)
    for (const { metadata } of nodes) expect(metadata).toHaveLength(22)
  })

  test('the savings example lists the highest savings first', async () => {
    const { trustedAdvisorChecks } = await run(await startDemo(), examples.SavingsDocument)
    const savings = trustedAdvisorChecks?.nodes.map(({ summary }) => summary?.costOptimizing?.estimatedMonthlySavings)
    expect(savings?.[0]).toBeGreaterThan(1_000)
    expect(savings).toEqual(savings?.toSorted((a, b) => (b ?? 0) - (a ?? 0)))
  })

  test('the refresh examples refresh a check and read its status', async () => {
    const gateway = await startDemo()
    const { refreshCheck } = await run(gateway, examples.RefreshCheckDocument)
    expect(refreshCheck).toMatchObject({ refreshStatus: { status: 'ENQUEUED' }, userErrors: [] })
    gateway.clock.time += 60_000
    const { trustedAdvisorChecks } = await run(gateway, examples.RefreshStatusDocument)
    const statuses = trustedAdvisorChecks?.nodes.map(({ checkId, refreshStatus }) => [checkId, refreshStatus?.status])
    expect(statuses).toHaveLength(4)
    expect(statuses).toContainEqual(['Qch7DwouX1', 'SUCCESS'])
  })

  test('the category example refreshes all refreshable checks of a category', async () => {
    const { refreshChecks } = await run(await startDemo(), examples.RefreshCategoryDocument)
    const refused = refreshChecks?.results.filter(({ refreshStatus }) => refreshStatus === null)
    expect(refreshChecks?.results).toHaveLength(12)
    expect(refused?.map(({ userErrors }) => userErrors[0]?.code)).toEqual(Array(3).fill('NOT_REFRESHABLE'))
  })
})

test('the viewer example returns the viewer', async () => {
  const { viewer } = await run(await startDemo(), examples.WhoAmIDocument)
  expect(viewer).toMatchObject({ id: 'anonymous', roles: [], scopes: expect.arrayContaining(['cases:read']) })
})

test('every example is run by a test in this file', () => {
  expect([...ran].toSorted()).toEqual([...files.keys()].toSorted())
})
