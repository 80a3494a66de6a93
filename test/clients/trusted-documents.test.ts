/** Trusted documents sent by Apollo Client and urql, and documents of GraphQL Code Generator. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { LocalState } from '@apollo/client/local-state'
import type { PersistedQueryManifestForVerification } from '@apollo/persisted-query-lists'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { cacheExchange, Client, fetchExchange } from '@urql/core'
import { persistedExchange } from '@urql/exchange-persisted'
import { getOperationAST, OperationTypeNode, parse, Source, type DocumentNode } from 'graphql'
import { of } from 'rxjs'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { schema } from '../support/schema.js'
import { start, type Running } from '../support/start.js'
import { listOperations } from '../../src/cli/list-operations.js'
import type { Manifest } from '../../src/config/trusted-documents.js'
import { post } from '../support/edge.js'

// This CommonJS package requires Apollo Client. On Node 24, `require` then loads Apollo Client as an ES module, which
// must have been evaluated before.
const {
  createPersistedQueryManifestVerificationLink,
  generatePersistedQueryIdsAtRuntime,
  generatePersistedQueryIdsFromManifest,
} = await import('@apollo/persisted-query-lists')

/** As in an app, fragments are in a separate file. */
const inbox = `query Inbox($text: String, $first: Int = 2) {
  cases(first: $first, filter: { text: $text, includeResolved: true }) {
    totalCount
    nodes { ...Row communications(first: 1) { nodes { author { ...Who } } } }
  }
}`
const fragments = 'fragment Who on CommunicationAuthor { kind } fragment Row on Case { subject id }'
/** The query with its fragments, as an app sends it. */
const document = parse(`${fragments} ${inbox}`)

const manifest = manifestOf(new Source(fragments, 'b.graphql'), new Source(inbox, 'a.graphql'))

const row = {
  __typename: 'Case',
  id: expect.any(String),
  subject: expect.any(String),
  communications: { nodes: [{ author: { kind: expect.any(String) } }] },
}

function manifestOf(...sources: Source[]): Manifest {
  const { manifest, problems } = listOperations(sources, schema)
  expect(problems).toEqual([])
  return manifest
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The id in the manifest, by operation name. */
async function idOf(_text: string, sent: DocumentNode): Promise<string> {
  return manifest.operations.find(({ name }) => name === getOperationAST(sent)?.name?.value)?.id ?? ''
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clients-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function startWith(trusted: unknown): Promise<Running> {
  const path = join(folder, 'manifest.json')
  writeFileSync(path, JSON.stringify(trusted))
  const config = readConfig({ PORT: '0', SUPPORT_CALLS_PER_SECOND: '10000', TRUSTED_DOCUMENTS: path })
  return start(config, createLog(config, { write: () => {} }))
}

interface Sent {
  method: string
  /** The query text in the body or the URL, if any. */
  query: unknown
}

/** A fetch that records requests. */
function recorder(): { sent: Sent[]; fetch: typeof fetch } {
  const sent: Sent[] = []
  return {
    sent,
    fetch: (input, init = {}) => {
      const { method = 'GET', body } = init
      const query: unknown =
        typeof body === 'string' ? JSON.parse(body).query : new URL(new Request(input).url).searchParams.get('query')
      sent.push({ method, query: query ?? null })
      return fetch(input, init)
    },
  }
}

describe('manifest of npm run trusted-documents', () => {
  let gateway: Running
  beforeAll(async () => {
    gateway = await startWith(manifest)
  })
  afterAll(() => gateway.stop())

  function apollo(...links: ApolloLink[]) {
    const { sent, fetch } = recorder()
    const http = new HttpLink({ uri: `${gateway.url}/graphql`, fetch })
    return { sent, client: new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from([...links, http]) }) }
  }

  test.each([
    ['ids of the manifest', { ...generatePersistedQueryIdsFromManifest({ loadManifest: () => manifest }) }, 'POST'],
    ['ids that it generates', { ...generatePersistedQueryIdsAtRuntime({ sha256 }) }, 'POST'],
    [
      'ids of the manifest by GET',
      { ...generatePersistedQueryIdsFromManifest({ loadManifest: () => manifest }), useGETForHashedQueries: true },
      'GET',
    ],
  ])('Apollo Client gets its rows by %s and caches them by type', async (_, options, method) => {
    const { client, sent } = apollo(new PersistedQueryLink(options))
    const { data } = await client.query({ query: document, variables: { text: null } })
    expect(data).toMatchObject({ cases: { nodes: [row, row] } })
    expect(sent).toEqual([{ method, query: null }])
    const cached = Object.keys(client.cache.extract() as object)
    expect(cached.filter((key) => key.startsWith('Case:'))).toHaveLength(2)
  })

  test('Apollo Client can send the text of a listed operation', async () => {
    const { client, sent } = apollo()
    const { data } = await client.query({ query: document, variables: { first: 1 } })
    expect(data).toMatchObject({ cases: { nodes: [row] } })
    expect(sent).toEqual([{ method: 'POST', query: expect.stringMatching(/^fragment Who/) }])
  })

  test('Apollo Client cannot run an unlisted operation, by its id or by its text', async () => {
    const { client, sent } = apollo(new PersistedQueryLink(generatePersistedQueryIdsAtRuntime({ sha256 })))
    const query = parse(`${fragments} ${inbox.replace('totalCount', 'totalCount pageInfo { hasNextPage }')}`)
    await expect(client.query({ query })).rejects.toMatchObject({
      errors: [
        { message: expect.stringMatching(/TRUSTED_DOCUMENTS/), extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } },
      ],
    })
    expect(sent).toEqual([
      { method: 'POST', query: null },
      { method: 'POST', query: expect.stringMatching(/hasNextPage/) },
    ])
  })

  test.each([
    ['POST', { preferGetForPersistedQueries: false }],
    ['GET', { preferGetForPersistedQueries: true }],
    ['GET', {}],
    ['GET', { preferGetForPersistedQueries: 'force' as const }],
  ])('urql gets its rows by manifest ids over %s with %j', async (method, options) => {
    const { sent, fetch } = recorder()
    const client = new Client({
      url: `${gateway.url}/graphql`,
      fetch,
      fetchOptions: { headers: { 'apollo-require-preflight': 'true' } },
      exchanges: [
        cacheExchange,
        persistedExchange({ ...options, enforcePersistedQueries: true, generateHash: idOf }),
        fetchExchange,
      ],
    })
    const { data, error } = await client.query(document, { first: 2 }).toPromise()
    expect(error).toBeUndefined()
    expect(data).toMatchObject({ cases: { nodes: [row, row] } })
    expect(sent).toEqual([{ method, query: null }])
  })

  test.each([
    ['POST', { preferGetForPersistedQueries: false }],
    ['GET', {}],
  ])('urql gets its rows by sending the text after its own hash over %s', async (method, options) => {
    const { sent, fetch } = recorder()
    const client = new Client({
      url: `${gateway.url}/graphql`,
      fetch,
      fetchOptions: { headers: { 'apollo-require-preflight': 'true' } },
      exchanges: [cacheExchange, persistedExchange(options), fetchExchange],
    })
    const { data, error } = await client.query(document, { first: 2 }).toPromise()
    expect(error).toBeUndefined()
    expect(data).toMatchObject({ cases: { nodes: [row, row] } })
    expect(sent).toEqual([
      { method, query: null },
      { method: expect.any(String), query: expect.stringMatching(/fragment Who/) },
    ])
  })

  test('urql can send the text of a listed operation', async () => {
    const exchanges = [cacheExchange, fetchExchange]
    const client = new Client({ url: `${gateway.url}/graphql`, exchanges, preferGetMethod: false })
    const { data, error } = await client.query(document, { first: 1 }).toPromise()
    expect(error).toBeUndefined()
    expect(data).toMatchObject({ cases: { nodes: [row] } })
  })
})

/**
 * Passes documents through the verification link without sending them, and returns the problems that the link reports.
 */
async function objectionsTo(manifest: Manifest, documents: DocumentNode[]): Promise<string[]> {
  const objections: string[] = []
  const verification: unknown = createPersistedQueryManifestVerificationLink({
    loadManifest: () => manifest as PersistedQueryManifestForVerification,
    onVerificationFailed: (details) => objections.push(`${details.reason} ${details.operation.operationName}`),
  })
  const nowhere = new ApolloLink(() => of({ data: null }))
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    // Its types refer to Apollo Client's CommonJS build.
    link: ApolloLink.from([verification as ApolloLink, nowhere]),
    localState: new LocalState(),
  })
  for (const sent of documents) {
    const options = { fetchPolicy: 'no-cache' as const }
    if (getOperationAST(sent)?.operation === OperationTypeNode.MUTATION)
      await client.mutate({ mutation: sent, ...options })
    else await client.query({ query: sent, ...options })
  }
  return objections
}

describe('documents that Apollo Client sends', () => {
  test('the manifest matches what Apollo Client sends for every example', async () => {
    const names = readdirSync('examples').filter((name) => name.endsWith('.graphql'))
    const texts = names.map((name) => readFileSync(join('examples', name), 'utf8'))
    const all = manifestOf(...texts.map((text, index) => new Source(text, names[index])))
    expect(all.operations.length).toBeGreaterThan(20)
    expect(all.operations.map(({ id }) => id)).toEqual(all.operations.map(({ body }) => sha256(body)))
    expect(
      await objectionsTo(
        all,
        texts.map((text) => parse(text)),
      ),
    ).toEqual([])
  })

  test.each([
    ['fragments in a different order', `${fragments} ${inbox}`],
    ['introspection', 'query Meta { __schema { types { name } } node(id: "a") { __typename id } }'],
    ['an alias for __typename', 'query Kind($id: ID!) { node(id: $id) { kind: __typename } }'],
    ['a root __typename field', 'query Root { __typename severityLevels { code } }'],
    ['@connection', 'query A { cases @connection(key: "all") { nodes { id @nonreactive } } }'],
    ['client fields', 'query A($x: String) { here @client cases { nodes { id mine(x: $x) @client { a } } } }'],
    [
      'a client fragment',
      'query A { cases { nodes { id ...Mine ...Other @unmask } } } fragment Mine on Case { mine @client } fragment Other on Case { subject ... on Case @client { id } }',
    ],
    ['a connection with only a client field', 'query A { cases { totalCount @client } }'],
    ['a mutation', 'mutation A($input: ResolveCaseInput!) { resolveCase(input: $input) { case { id } } }'],
  ])('the manifest matches what Apollo Client sends for %s', async (_, text) => {
    expect(await objectionsTo(manifestOf(new Source(text)), [parse(text)])).toEqual([])
  })

  test('the manifest omits an operation that has only client fields', () => {
    const sources = [new Source('query A { here @client }'), new Source('query B { severityLevels { code } }')]
    expect(manifestOf(...sources).operations.map(({ name }) => name)).toEqual(['B'])
  })
})

/** The hash that the client preset embeds in a document. */
function hashOf(document: DocumentNode): string {
  return String(Reflect.get(document, '__meta__')?.hash)
}

describe('persisted documents of GraphQL Code Generator', () => {
  const outputs = {
    sha1: { mode: 'embedHashInDocument', hashAlgorithm: 'sha1' },
    sha256: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256' },
    replaced: { mode: 'replaceDocumentWithHash' },
    typenames: {},
  }

  beforeAll(() => {
    writeFileSync(join(folder, 'queries.graphql'), `${fragments}\n${inbox}`)
    const preset = createRequire(import.meta.url).resolve('@graphql-codegen/client-preset')
    const generates = Object.entries(outputs).map(([name, persistedDocuments]) => {
      const documentTransforms = name === 'typenames' ? '[preset.addTypenameSelectionDocumentTransform]' : '[]'
      const presetConfig = JSON.stringify({ persistedDocuments })
      return `'${folder}/${name}/': { preset: 'client', presetConfig: ${presetConfig}, documentTransforms: ${documentTransforms} }`
    })
    const path = join(folder, 'codegen.mjs')
    writeFileSync(
      path,
      `import preset from ${JSON.stringify(preset)}
      export default { schema: 'schema/*.graphql', documents: '${folder}/queries.graphql', generates: { ${generates.join()} } }`,
    )
    execFileSync('node_modules/.bin/graphql-codegen', ['--config', path], { stdio: 'pipe' })
  }, 60_000)

  /** Output of the client preset: its manifest and the Inbox document. */
  function generated(name: keyof typeof outputs) {
    const code = readFileSync(join(folder, name, 'graphql.ts'), 'utf8')
    const [, json = ''] = /export const InboxDocument = (\{.*\}) as unknown as/.exec(code) ?? []
    return {
      manifest: JSON.parse(readFileSync(join(folder, name, 'persisted-documents.json'), 'utf8')) as object,
      document: JSON.parse(json) as DocumentNode,
    }
  }

  let gateway: Running | undefined
  afterEach(async () => {
    await gateway?.stop()
    gateway = undefined
  })

  async function responseTo(body: object): Promise<unknown> {
    const response = await post(gateway ?? { url: '' }, { ...body, variables: { first: 1 } })
    return response.json()
  }

  const expected = { data: { cases: { nodes: [{ subject: expect.any(String) }] } } }

  test.each([
    ['sha1' as const, /^[0-9a-f]{40}$/],
    ['sha256' as const, /^sha256:[0-9a-f]{64}$/],
    ['replaced' as const, /^sha256:[0-9a-f]{64}$/],
  ])('a GraphQL Code Generator document runs by its hash and by its text: %s', async (name, form) => {
    const { manifest, document } = generated(name)
    const hash = hashOf(document)
    expect(hash).toMatch(form)
    gateway = await startWith(manifest)
    expect(await responseTo({ documentId: hash })).toMatchObject(expected)
    expect(await responseTo({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } })).toMatchObject(
      expected,
    )
    expect(await responseTo({ query: `${inbox} ${fragments}` })).toMatchObject(expected)
    expect(await responseTo({ query: `${inbox.replace('totalCount', '')} ${fragments}` })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }],
    })
  })

  test('Apollo Client runs a GraphQL Code Generator document by its embedded hash', async () => {
    const { manifest, document } = generated('typenames')
    gateway = await startWith(manifest)
    const http = new HttpLink({ uri: `${gateway.url}/graphql` })
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new PersistedQueryLink({ generateHash: async (sent) => hashOf(sent) }).concat(http),
    })
    const { data } = await client.query({ query: document, variables: { first: 1 } })
    expect(data).toMatchObject({ cases: { nodes: [row] } })
  })
})
