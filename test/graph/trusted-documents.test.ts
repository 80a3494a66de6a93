/** A gateway that runs only what its manifest lists, and the command that generates the manifest. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Source } from 'graphql'
import { listOperations } from '../../src/cli/list-operations.js'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { built } from '../support/built.js'
import { errorsIn, post } from '../support/edge.js'
import { schema } from '../support/schema.js'

const bundle = built('trusted-documents.js')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trusted-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function startWith(manifest: unknown): Promise<Running> {
  const config = readConfig({
    PORT: '0',
    SUPPORT_CALLS_PER_SECOND: '10000',
    MAX_QUERY_TOKENS: '10000',
    TRUSTED_DOCUMENTS: file('manifest.json', manifest),
  })
  const running = await start(config, createLog(config, { write: () => {} }))
  stops.push(running.stop)
  return running
}

const levels = 'query Levels { severityLevels { code } }'
const count =
  'query Count($text: String) { cases(filter: { text: $text }) { ...Total } } fragment Total on CaseConnection { totalCount }'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: 'levels-1', name: 'Levels', type: 'query', body: levels },
    { id: sha256(count), name: 'Count', type: 'query', body: count },
  ],
}

const notInTheList = {
  status: 400,
  body: {
    errors: [
      {
        message: expect.stringMatching(/^This gateway runs only the operations listed in TRUSTED_DOCUMENTS/),
        extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST', retryable: false, requestId: expect.any(String) },
      },
    ],
    extensions: { upstream: { calls: {}, total: 0, cached: 0, stale: 0, ageMs: 0 } },
  },
}

/** Clients recognize this message and then send the text, which may be listed. */
const unknownId = {
  ...notInTheList,
  body: {
    ...notInTheList.body,
    errors: [{ ...notInTheList.body.errors[0], message: 'PersistedQueryNotFound' }],
  },
}

async function responseTo(gateway: Running, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await post(gateway, body)
  return { status: response.status, body: await response.json() }
}

const levelsResponse = { status: 200, body: { data: { severityLevels: expect.any(Array) } } }

describe('a gateway with a manifest', () => {
  let gateway: Running
  beforeAll(async () => {
    gateway = await startWith(manifest)
    stops.pop()
  })
  afterAll(() => gateway.stop())

  test.each([
    ['its text', { query: levels }],
    [
      'its text with different whitespace and comments',
      { query: '# now\nquery Levels\n{\n  severityLevels { code, }\n}' },
    ],
    [
      'its text with the __typename that clients add',
      { query: 'query Levels { severityLevels { code __typename } __typename }' },
    ],
    ['its id', byHash('levels-1')],
    ['the hash of its text', byHash(sha256(levels))],
    ['its text and the hash of its text', { query: levels, ...byHash(sha256(levels)) }],
    ['a documentId', { documentId: 'levels-1' }],
    ['a documentId with a null query', { documentId: 'levels-1', query: null }],
    ['a documentId with the prefix sha256:', { documentId: `sha256:${sha256(levels)}` }],
    ['a hash with the prefix sha256:', byHash(`sha256:${sha256(levels)}`)],
  ])('a listed operation is run by %s', async (_, body) => {
    expect(await responseTo(gateway, body)).toMatchObject(levelsResponse)
  })

  test('a listed operation is run by GET with its variables', async () => {
    const search = new URLSearchParams({
      extensions: JSON.stringify(byHash(sha256(count)).extensions),
      variables: '{"text":"nothing has this text"}',
    })
    const headers = { 'apollo-require-preflight': '1' }
    const response = await fetch(`${gateway.url}/graphql?${search.toString()}`, { headers })
    expect(await response.json()).toMatchObject({ data: { cases: { totalCount: 0 } } })
  })

  test.each([
    ['unlisted text', { query: 'query Levels { severityLevels { code name } }' }],
    ['the same fields under another name', { query: levels.replace('Levels', 'Other') }],
    [
      'a listed text followed by another operation',
      { query: `${levels} query Other { severityLevels { name } }`, operationName: 'Other' },
    ],
    ['a field that is not in the schema', { query: '{ casses { id } }' }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['a mutation', { query: 'mutation { createCase(input: { subject: "S", body: "B" }) { caseId } }' }],
    ['a syntax error', { query: 'query {' }],
    ['an alias hidden by a comment', { query: 'query Levels { severityLevels { a: #\n __typename code } }' }],
    [
      'deeply nested text',
      { query: `query Levels($a: ${'['.repeat(4_500)}Int${']'.repeat(4_500)}) { severityLevels { code } }` },
    ],
  ])('%s gets PERSISTED_QUERY_NOT_IN_LIST, whatever else is wrong with it', async (_, body) => {
    // twice, because Apollo Server caches documents
    for (let i = 0; i < 2; i++) expect(await responseTo(gateway, body)).toEqual(notInTheList)
  })

  test.each([
    ['an unknown id', byHash(sha256('{ a }'))],
    ['an id that is not a string', byHash({} as string)],
    ['the name of an object property', { documentId: 'constructor' }],
    ['the text that the gateway substitutes for unknown ids', { query: '{ __typename } # of an unknown id' }],
  ])('%s gets PersistedQueryNotFound, which makes clients send the text', async (_, body) => {
    for (let i = 0; i < 2; i++) expect(await responseTo(gateway, body)).toEqual(unknownId)
  })

  test('a listed text is run after its unknown hash was rejected', async () => {
    const query = 'query Levels { __typename severityLevels { code } }'
    expect(await responseTo(gateway, byHash(sha256(query)))).toEqual(unknownId)
    expect(await responseTo(gateway, { query, ...byHash(sha256(query)) })).toMatchObject(levelsResponse)
  })

  test('sending a text with its hash does not add it to the list', async () => {
    const query = '{ severityLevels { name } }'
    expect(await responseTo(gateway, { query, ...byHash(sha256(query)) })).toEqual(notInTheList)
    expect(await responseTo(gateway, byHash(sha256(query)))).toEqual(unknownId)
  })

  test('listed operations are subject to the query limits', async () => {
    const config = readConfig({
      PORT: '0',
      TRUSTED_DOCUMENTS: file('wide.json', {
        wide: '{ cases(first: 100) { nodes { attachments { nodes { id } } } } }',
      }),
      MAX_QUERY_COMPLEXITY: '1000',
    })
    const gateway = await start(config, createLog(config, { write: () => {} }))
    stops.push(gateway.stop)
    expect(await responseTo(gateway, { documentId: 'wide' })).toMatchObject({
      body: { errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX' } }] },
    })
  })

  test.each(['sha256:custom', `sha256:${sha256('another text')}`])(
    'a manifest id such as %s is matched exactly as written',
    async (id) => {
      const gateway = await startWith({ [id]: levels })
      expect(await responseTo(gateway, { documentId: id })).toMatchObject(levelsResponse)
      expect(await responseTo(gateway, byHash(id))).toMatchObject(levelsResponse)
      expect(await responseTo(gateway, { documentId: 'sha256:other' })).toEqual(unknownId)
    },
  )

  test("a manifest in Relay's format is accepted", async () => {
    const gateway = await startWith({ abc: levels })
    expect(await responseTo(gateway, { documentId: 'abc' })).toMatchObject(levelsResponse)
    expect(await responseTo(gateway, { query: levels })).toMatchObject(levelsResponse)
    expect(await responseTo(gateway, { query: count })).toEqual(notInTheList)
  })
})

describe('text matching', () => {
  const listed = {
    wide: `query Wide($text: String = "x", $first: Int) {
      cases(first: $first, filter: { text: $text, submittedBy: ["b", "a"], includeResolved: true }) {
        ...Page
        nodes { ... on Case @include(if: true) @skip(if: false) { subject id } }
      }
      severityLevels(language: "en") { code name }
    }
    fragment Page on CaseConnection { totalCount pageInfo { ...Info } }
    fragment Info on PageInfo { hasNextPage endCursor }`,
    note: 'query Note { cases(filter: { text: "two\\nlines", serviceCode: ["1"] }) { totalCount } }',
    flat: 'query Flat { cases(first: 1, last: null) { totalCount nodes { id } } services { totalCount } }',
    types: 'query Types { node(id: "a") { __typename } kind: __typename }',
    writes: `mutation Writes($a: ResolveCaseInput!, $b: ResolveCaseInput!) {
      first: resolveCase(input: $a) { case { id subject } } ...Second
      ... { third: resolveCase(input: $a) { __typename } fourth: resolveCase(input: $b) { __typename } }
    }
    fragment Second on Mutation {
      one: resolveCase(input: $a) { userErrors { ...Fault } } two: resolveCase(input: $b) { __typename }
    }
    fragment Fault on UserError { code message }`,
  }
  let gateway: Running
  beforeAll(async () => {
    gateway = await startWith(listed)
    stops.pop()
  })
  afterAll(() => gateway.stop())

  async function isListed(query: string): Promise<boolean> {
    const response = await post(gateway, { query })
    return !(await response.text()).includes('PERSISTED_QUERY_NOT_IN_LIST')
  }

  /** A listed text with one part replaced. */
  function changed(name: keyof typeof listed, from: string, to: string): string {
    expect(listed[name]).toContain(from)
    return listed[name].replace(from, to)
  }

  test.each([
    ['no changes', 'wide', ' ', ' '],
    [
      'its variables in a different order',
      'wide',
      '$text: String = "x", $first: Int',
      '$first: Int $text: String = "x"',
    ],
    ['its arguments in a different order', 'flat', 'first: 1, last: null', 'last: null first: 1'],
    ['its selections in a different order', 'wide', '{ code name }', '{ name __typename code }'],
    ['fields of a fragment in a different order', 'wide', 'hasNextPage endCursor', 'endCursor, hasNextPage'],
    [
      'fields of an input object in a different order',
      'wide',
      'text: $text, submittedBy: ["b", "a"]',
      'submittedBy: ["b", "a"], text: $text',
    ],
    ['__typename a thousand times', 'flat', 'totalCount', `totalCount ${'__typename '.repeat(1_000)}`],
    ['a block string instead of a string', 'note', '"two\\nlines"', '"""\n  two\n  lines\n"""'],
    ['fields of a payload in a different order', 'writes', '{ id subject }', '{ subject id }'],
    ['fields of a fragment in a payload in a different order', 'writes', '{ code message }', '{ message code }'],
    ['__typename in a mutation', 'writes', '...Second', '__typename ...Second'],
  ] as const)('a listed text is accepted with %s', async (_, name, from, to) => {
    expect(await isListed(changed(name, from, to))).toBe(true)
  })

  test('a listed text is accepted with its definitions in a different order', async () => {
    const [operation = '', page = '', info = ''] = listed.wide.split(/(?=fragment)/)
    expect(await isListed([info, operation, page].join(' '))).toBe(true)
  })

  test.each([
    ['list items in a different order', 'wide', '["b", "a"]', '["a", "b"]'],
    ['a different literal', 'wide', '"en"', '"de"'],
    ['a literal of a different kind', 'wide', '"en"', 'en'],
    ['a literal instead of a variable', 'wide', 'first: $first', 'first: 1'],
    ['a different default', 'wide', '"x"', '"y"'],
    ['no default', 'wide', ' = "x"', ''],
    ['a different variable type', 'wide', '$first: Int', '$first: Int!'],
    ['an additional variable', 'wide', '$first: Int', '$first: Int, $last: Int'],
    ['an additional argument', 'flat', 'first: 1', 'first: 1, after: null'],
    ['a missing argument', 'flat', ', last: null', ''],
    [
      'directives in a different order',
      'wide',
      '@include(if: true) @skip(if: false)',
      '@skip(if: false) @include(if: true)',
    ],
    ['an additional directive', 'flat', 'totalCount', 'totalCount @include(if: true)'],
    ['a different name', 'wide', 'query Wide', 'query Other'],
    ['a field in a different place', 'flat', 'totalCount nodes { id } }', 'nodes { totalCount id } }'],
    ['a repeated field', 'flat', '{ id }', '{ id id }'],
    ['a field of the same name elsewhere', 'flat', 'services { totalCount }', 'services { edges { cursor } }'],
    ['an alias', 'flat', '{ id }', '{ id: id }'],
    ['__typename under an alias', 'flat', '{ id }', '{ id type: __typename }'],
    ['a missing __typename under an alias', 'types', 'kind: __typename', ''],
    ['__typename with a directive', 'flat', '{ id }', '{ id __typename @include(if: true) }'],
    ['a fragment that contains only __typename', 'flat', '{ id }', '{ id ... on Case { __typename } }'],
    ['a fragment on another type', 'wide', 'on PageInfo', 'on CaseConnection'],
    ['an additional fragment', 'flat', 'query Flat', 'fragment Unused on Case { id } query Flat'],
    ['an additional operation', 'flat', 'query Flat', 'query Other { cases { totalCount } } query Flat'],
    ['another string', 'note', '\\n', ' '],
    ['an item instead of a list', 'note', '["1"]', '"1"'],
    [
      'the fields of a mutation in a different order',
      'writes',
      'first: resolveCase(input: $a) { case { id subject } } ...Second',
      '...Second first: resolveCase(input: $a) { case { id subject } }',
    ],
    [
      'the mutation fields of a fragment in a different order',
      'writes',
      'one: resolveCase(input: $a) { userErrors { ...Fault } } two: resolveCase(input: $b) { __typename }',
      'two: resolveCase(input: $b) { __typename } one: resolveCase(input: $a) { userErrors { ...Fault } }',
    ],
    [
      'the mutation fields of an inline fragment in a different order',
      'writes',
      'third: resolveCase(input: $a) { __typename } fourth: resolveCase(input: $b) { __typename }',
      'fourth: resolveCase(input: $b) { __typename } third: resolveCase(input: $a) { __typename }',
    ],
  ] as const)('a listed text is rejected with %s', async (_, name, from, to) => {
    expect(await isListed(changed(name, from, to))).toBe(false)
  })
})

test('without a manifest, a documentId is the hash of an automatic persisted query', async () => {
  const config = readConfig({ PORT: '0' })
  const gateway = await start(config, createLog(config, { write: () => {} }))
  stops.push(gateway.stop)
  const documentId = sha256(levels)
  const response = await post(gateway, { documentId })
  expect(errorsIn(await response.text())).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }])
  await post(gateway, { query: levels, ...byHash(documentId) })
  expect(await responseTo(gateway, { documentId })).toMatchObject(levelsResponse)
})

test('a documentId with a 20 MB string as extensions gets 400', async () => {
  const config = readConfig({ PORT: '0' })
  const gateway = await start(config, createLog(config, { write: () => {} }))
  stops.push(gateway.stop)
  const response = await post(gateway, { documentId: 'a', extensions: 'x'.repeat(20_000_000) })
  expect(response.status).toBe(400)
})

describe('invalid manifests', () => {
  test.each([
    ['is not JSON', 'nonsense', [/^TRUSTED_DOCUMENTS is ".*", which is not JSON$/]],
    [
      'has a different format',
      { format: 'other', version: 1 },
      [/it must be a manifest from `npm run trusted-documents`/],
    ],
    ['has a different version', { ...manifest, version: 2 }, [/it must be a manifest/]],
    ['is empty', {}, [/it has no operations/]],
    [
      'has invalid entries',
      {
        ...manifest,
        operations: [
          { id: 'a', body: 'query {' },
          { id: 'b' },
          1,
          { id: 'c', body: levels },
          { id: 'c', body: levels },
        ],
      },
      [
        /operations\[0\] is not valid GraphQL: Syntax Error/,
        /operations\[1\] must have an id and a text/,
        /operations\[2\] must have an id and a text/,
        /operations\[4\] has the id "c", which is already in use/,
      ],
    ],
  ])('the gateway does not start with a manifest that %s, and reports every problem', async (_, content, problems) => {
    await expect(startWith(content)).rejects.toMatchObject({
      name: 'ConfigError',
      problems: problems.map((problem) => expect.stringMatching(problem)),
    })
  })

  test('the gateway does not start when the manifest is missing', async () => {
    const config = readConfig({ TRUSTED_DOCUMENTS: '/nowhere/manifest.json' })
    await expect(start(config, createLog(config))).rejects.toMatchObject({
      problems: ['TRUSTED_DOCUMENTS is "/nowhere/manifest.json", which cannot be read: there is no such file (ENOENT)'],
    })
  })
})

function list(...args: string[]) {
  return spawnSync(process.execPath, [bundle, ...args], { encoding: 'utf8' })
}

describe('npm run trusted-documents', () => {
  test('trusted-documents lists the operations in files and folders with the fragments they need', async () => {
    mkdirSync(join(folder, 'app/parts'), { recursive: true })
    file('app/one.graphql', `${levels} query Count { cases { ...Total } }`)
    file('app/parts/total.gql', 'fragment Total on CaseConnection { totalCount } fragment Unused on Case { id }')
    const out = join(folder, 'made.json')
    expect(list(join(folder, 'app'), '--out', out)).toMatchObject({
      status: 0,
      stdout: `${out} lists 2 operations: start with TRUSTED_DOCUMENTS=${out}\n`,
      stderr: '',
    })
    const made = JSON.parse(readFileSync(out, 'utf8')) as typeof manifest
    expect(made).toEqual({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        {
          id: expect.any(String),
          name: 'Count',
          type: 'query',
          body: expect.stringMatching(/^query Count .*totalCount/s),
        },
        {
          id: expect.any(String),
          name: 'Levels',
          type: 'query',
          body: 'query Levels {\n  severityLevels {\n    code\n    __typename\n  }\n}',
        },
      ],
    })
    for (const { id, body } of made.operations) expect(id).toBe(sha256(body))
    expect(await responseTo(await startWith(made), { query: levels })).toMatchObject(levelsResponse)
  })

  test('trusted-documents prints its usage and reports missing paths', () => {
    expect(list('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^npm run trusted-documents -- /) })
    expect(list('nowhere/queries')).toMatchObject({
      status: 1,
      stderr: 'nowhere/queries: there is no such file (ENOENT)\n',
    })
  })

  test('trusted-documents without arguments prints the list of operations in examples/', () => {
    const { status, stdout } = list()
    expect(status).toBe(0)
    const names = (JSON.parse(stdout) as typeof manifest).operations.map(({ name }) => name)
    expect(names).toContain('Inbox')
    expect(names.length).toBeGreaterThan(20)
  })

  test('trusted-documents prints no list when an operation is rejected, and exits with 1', () => {
    const { status, stdout, stderr } = list(file('bad.graphql', '\n{ severityLevels { code } }'))
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/bad\.graphql:2: the query has no name: give it one\.\n$/)
  })

  test.each([
    [
      'two operations with the same name',
      'query A { severityLevels { code } }\nquery A { severityLevels { name } }',
      /bad\.graphql:1: There can be only one operation named "A"\. See .*bad\.graphql:2\./,
    ],
    [
      'an operation without a name',
      '\n{ severityLevels { code } }',
      /bad\.graphql:2: the query has no name: give it one\./,
    ],
    ['an unknown field', 'query A { casses { id } }', /bad\.graphql:1: Cannot query field "casses" on type "Query"/],
    ['invalid syntax', 'query A {\n\n', /bad\.graphql:3: Syntax Error/],
    ['no operation', 'fragment F on Case { id }', /There are no operations to list\./],
  ])('trusted-documents rejects a file with %s and reports the problem', (_, text, message) => {
    const { problems } = listOperations([new Source(text, 'bad.graphql')], schema)
    expect(problems).toEqual([expect.stringMatching(message)])
  })
})
