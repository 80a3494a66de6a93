/** The setup of urql with Graphcache in docs/frontend.md, unchanged. */
import { execFileSync } from 'node:child_process'
import type { Client } from '@urql/core'
import { expect, test } from 'vitest'
import {
  accountsList,
  accountsListData,
  createApp,
  startBackend,
  type CaseListData,
  type Documents,
} from '../support/frontend.js'

async function open(...options: Parameters<typeof startBackend>) {
  const app = createApp(await startBackend(...options))
  execFileSync(process.execPath, ['introspection.js'], { cwd: app.folder })
  const { urql } = await app.load<{ urql: Client }>('src/urql.ts')
  const documents = await app.load<Documents>('src/queries.ts')
  const page = async (variables: object) => {
    const { data, error } = await urql.query<CaseListData>(documents.CaseList, variables).toPromise()
    if (data === undefined) throw error
    return data.cases
  }
  const list = async (first: number) => (await page({ first })).edges.map(({ node }) => node)
  return { ...app, urql, documents, list, page }
}

test('urql caches a list and a case page without warnings or lost data', async () => {
  const { urql, documents, list, requestCount, warnings } = await open()
  const [first] = await list(5)
  const detail = () => urql.query(documents.CaseDetail, { id: first?.id }).toPromise()
  const { data } = await detail()
  await urql.query(documents.CaseList, { first: 5 }, { requestPolicy: 'network-only' }).toPromise()
  expect(requestCount()).toBe(3)

  expect((await list(5))[0]).toEqual(first)
  expect((await detail()).data).toEqual(data)
  expect(first).toMatchObject({ severity: { name: expect.any(String) }, category: { name: expect.any(String) } })
  const code = { code: expect.any(String) }
  expect(data).toMatchObject({ case: { severity: code, category: code } })
  expect({ requests: requestCount(), warnings }).toEqual({ requests: 3, warnings: [] })
})

test('urql merges the pages of a list', async () => {
  const { list, page } = await open()
  const all = (await list(6)).map(({ id }) => id)
  const { edges } = await page({ first: 3, after: (await page({ first: 3 })).pageInfo.endCursor })
  expect(edges.map(({ node }) => node.id)).toEqual(all)
})

test('urql invalidates cached lists and counts when a case is resolved', async () => {
  const { urql, documents, list, warnings } = await open()
  const [first, second] = await list(5)
  const count = async () => {
    const { data } = await urql.query<{ caseSummary: { totalCount: number } }>('{ caseSummary { totalCount } }', {})
    return data?.caseSummary.totalCount ?? 0
  }
  const before = await count()
  const { data, error } = await urql.mutation(documents.ResolveCase, { id: first?.id }).toPromise()
  expect({ data, error }).toMatchObject({ data: { resolveCase: { case: { status: 'RESOLVED' } } } })
  expect((await list(5))[0]).toEqual(second)
  expect(await count()).toBe(before - 1)
  expect(warnings).toEqual([])
})

test('urql keeps a list of several accounts in which one account fails', async () => {
  const { urql, warnings } = await open({ accounts: 'demo' })
  const { data, error } = await urql.query(accountsList, {}).toPromise()
  expect({ data, error }).toMatchObject({ data: accountsListData, error: undefined })
  await urql.query(accountsList, {}, { requestPolicy: 'network-only' }).toPromise()
  expect((await urql.query(accountsList, {}, { requestPolicy: 'cache-only' }).toPromise()).data).toEqual(data)
  expect(warnings).toEqual([])
})

test('urql keeps the data of a response in which one field is forbidden', async () => {
  const { urql, documents, list } = await open({ without: ['attachments:read'] })
  const [first] = await list(5)
  const { data, error } = await urql.query(documents.CaseAttachments, { id: first?.id }).toPromise()
  expect(data).toMatchObject({ case: { id: first?.id, subject: first?.subject, attachments: null } })
  expect(error).toMatchObject({ graphQLErrors: [{ extensions: { code: 'FORBIDDEN' } }] })
})
