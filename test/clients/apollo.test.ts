/** The Apollo Client setup of docs/frontend.md, unchanged. */
import type { ApolloClient, FetchPolicy } from '@apollo/client'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'graphql'
import {
  accountsList,
  accountsListData,
  createApp,
  startBackend,
  type CaseListData,
  type Documents,
} from '../support/frontend.js'

interface FindingsData {
  trustedAdvisorCheck: { result: { flaggedResources: { edges: object[]; pageInfo: { endCursor: string } } } }
}

async function open(...options: Parameters<typeof startBackend>) {
  const app = createApp(await startBackend(...options))
  const { apollo } = await app.load<{ apollo: ApolloClient }>('src/apollo.ts')
  const documents = await app.load<Documents>('src/queries.ts')
  const list = async (first: number, fetchPolicy: FetchPolicy = 'cache-first') => {
    const { data } = await apollo.query<CaseListData>({ query: documents.CaseList, variables: { first }, fetchPolicy })
    return data?.cases.edges.map(({ node }) => node) ?? []
  }
  return { ...app, apollo, documents, list }
}

test('Apollo Client caches a list and a case page without warnings or lost data', async () => {
  const { apollo, documents, list, requestCount, warnings } = await open()
  const [first] = await list(5)
  const detail = { query: documents.CaseDetail, variables: { id: first?.id } }
  const { data } = await apollo.query(detail)
  await list(5, 'network-only')
  expect(requestCount()).toBe(3)

  expect((await list(5))[0]).toEqual(first)
  expect((await apollo.query(detail)).data).toEqual(data)
  expect(first).toMatchObject({ severity: { name: expect.any(String) }, category: { name: expect.any(String) } })
  const code = { code: expect.any(String) }
  expect(data).toMatchObject({ case: { severity: code, category: code } })
  expect({ requests: requestCount(), warnings }).toEqual({ requests: 3, warnings: [] })
})

test('Apollo Client merges the pages of a list', async () => {
  const { apollo, documents, list } = await open()
  const all = (await list(6)).map(({ id }) => id)
  await apollo.clearStore()
  const firstPage = { query: documents.CaseList, variables: { first: 3 } }
  const { data } = await apollo.query<CaseListData>(firstPage)
  const shown = apollo.watchQuery(firstPage)
  const subscription = shown.subscribe({})
  await shown.fetchMore({ variables: { after: data?.cases.pageInfo.endCursor } })
  subscription.unsubscribe()
  expect((await list(3)).map(({ id }) => id)).toEqual(all)
})

test('Apollo Client keeps a whole thread when another query fetches one message of it', async () => {
  const { apollo, documents } = await open()
  const { caseId } = JSON.parse(readFileSync('examples/04-thread-page.json', 'utf8')) as { caseId: string }
  const detail = { query: documents.CaseDetail, variables: { id: caseId } }
  const { data } = await apollo.query<{ case: { communications: { edges: object[] } } }>(detail)
  expect(data?.case.communications.edges.length).toBeGreaterThan(5)
  const query = parse('query ($id: ID!) { case(id: $id) { id communications(first: 1) { edges { node { id } } } } }')
  await apollo.query({ query, variables: detail.variables, fetchPolicy: 'network-only' })
  expect((await apollo.query({ ...detail, fetchPolicy: 'cache-only' })).data).toEqual(data)
})

test('Apollo Client updates the status of a resolved case in a cached list', async () => {
  const { apollo, documents, list, requestCount, warnings } = await open()
  const [first] = await list(5)
  await apollo.mutate({ mutation: documents.ResolveCase, variables: { id: first?.id } })
  expect((await list(5))[0]).toEqual({ ...first, status: 'RESOLVED', waitingOn: 'NOBODY' })
  expect({ requests: requestCount(), warnings }).toEqual({ requests: 2, warnings: [] })
})

test('Apollo Client keeps a list of several accounts in which one account fails', async () => {
  const { apollo, warnings } = await open({ accounts: 'demo' })
  const { data, error } = await apollo.query({ query: accountsList })
  expect({ data, error }).toMatchObject({ data: accountsListData, error: undefined })
  await apollo.query({ query: accountsList, fetchPolicy: 'network-only' })
  expect((await apollo.query({ query: accountsList, fetchPolicy: 'cache-only' })).data).toEqual(data)
  expect(warnings).toEqual([])
})

test('Apollo Client keeps the data of a response in which one field is forbidden', async () => {
  const { apollo, documents, list } = await open({ without: ['attachments:read'] })
  const [first] = await list(5)
  const { data, error } = await apollo.query({ query: documents.CaseAttachments, variables: { id: first?.id } })
  expect(data).toMatchObject({ case: { id: first?.id, subject: first?.subject, attachments: null } })
  expect(error).toMatchObject({ errors: [{ path: ['case', 'attachments'], extensions: { code: 'FORBIDDEN' } }] })
})

test('Apollo Client keeps the result of a mutation when another one in the document fails', async () => {
  const { apollo, list } = await open({ without: ['attachments:write'] })
  const [first] = await list(5)
  const mutation = parse(`mutation ($id: ID!) {
    createAttachmentUpload(input: { fileName: "a.txt", sizeBytes: 1 }) { userErrors { code } }
    resolveCase(input: { caseId: $id }) { finalStatus }
  }`)
  const { data } = await apollo.mutate({ mutation, variables: { id: first?.id } })
  expect(data).toMatchObject({ createAttachmentUpload: null, resolveCase: { finalStatus: 'RESOLVED' } })
})

test('Apollo Client merges the pages of the findings of a check', async () => {
  const { apollo } = await open()
  const { checkId: id } = JSON.parse(readFileSync('examples/23-findings.json', 'utf8')) as { checkId: string }
  const query = parse(`query ($id: ID!, $first: Int, $after: String) {
    trustedAdvisorCheck(id: $id) {
      id
      result {
        flaggedResources(first: $first, after: $after) {
          edges { node { resourceId } }
          pageInfo { endCursor }
        }
      }
    }
  }`)
  const read = async (first: number) =>
    (await apollo.query<FindingsData>({ query, variables: { id, first } })).data?.trustedAdvisorCheck.result
      .flaggedResources
  const all = await read(4)
  await apollo.clearStore()
  const after = (await read(2))?.pageInfo.endCursor
  const shown = apollo.watchQuery({ query, variables: { id, first: 2 } })
  const subscription = shown.subscribe({})
  await shown.fetchMore({ variables: { after } })
  subscription.unsubscribe()
  expect(all?.edges).toHaveLength(4)
  expect((await read(2))?.edges).toEqual(all?.edges)
})
