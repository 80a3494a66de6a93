/** Query limits. Tested over HTTP to check the status and the log as well. */
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { getIntrospectionQuery, GraphQLString } from 'graphql'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import type { Context } from '../../src/graph/context.js'
import { toGlobalId, type NodeType } from '../../src/graph/relay/id.js'
import { createGateway } from '../../src/graph/server.js'
import { start } from '../support/start.js'
import { post } from '../support/edge.js'
import { schema } from '../support/schema.js'
import type { QueryResponse } from '../support/harness.js'

const stops: (() => Promise<void>)[] = []
afterAll(() => Promise.all(stops.map((stop) => stop())))

type Body = Partial<QueryResponse> & { extensions: { upstream: { total: number } } }

const started = new Map<string, ReturnType<typeof startWith>>()

/** A gateway with the demo account, shared by all tests with the same configuration. */
function startAsking(env: Record<string, string> = {}) {
  const key = JSON.stringify(env)
  const gateway = started.get(key) ?? startWith(env)
  started.set(key, gateway)
  return gateway
}

/** Returns a function that sends a query and resolves to the status, the body, and the warnings and errors in the log. */
async function startWith(env: Record<string, string>) {
  const config = readConfig({ PORT: '0', SUPPORT_CALLS_PER_SECOND: '10000', ...env })
  const logged: { level: string }[] = []
  const running = await start(config, createLog(config, { write: (line) => void logged.push(JSON.parse(line)) }))
  stops.push(running.stop)
  return async (
    query: string,
    variables: Record<string, unknown> = {},
    operationName?: string,
    extensions?: object,
  ) => {
    const response = await post(running, { query, variables, operationName, extensions })
    const body = (await response.json()) as Body
    return { status: response.status, body, failures: logged.splice(0).filter(({ level }) => level !== 'info') }
  }
}

/** 25 spreads of a fragment, for one selection set. */
const spreads = (name: string) => Array.from({ length: 25 }, () => `...${name}`).join(' ')

/** The response to a rejected query. */
const rejected = (message: RegExp, measure: string, limit: number, cost = limit + 1) => ({
  status: 400,
  body: {
    errors: [
      {
        message: expect.stringMatching(message),
        extensions: {
          code: 'QUERY_TOO_COMPLEX',
          measure,
          limit,
          cost,
          retryable: false,
          requestId: expect.any(String),
        },
      },
    ],
    extensions: { upstream: { calls: {}, total: 0, cached: 0, stale: 0, ageMs: 0 } },
  },
  failures: [],
})

const CYCLE = ['communications(first: 1)', 'nodes', 'case']

/** `{ root { communications(first: 1) { nodes { case { … { __typename } } } } } }`, `levels` deep. `root` is a field of type Case. */
function nested(levels: number, root = 'case(id: "1")'): string {
  const fields = [root, ...Array.from({ length: levels - 2 }, (_, index) => CYCLE[index % 3])]
  return `{ ${fields.join(' { ')} { __typename ${'} '.repeat(levels)}`
}

describe('query depth', () => {
  const tooDeep = rejected(
    /21 levels of fields or more. At most 20 levels are allowed \(MAX_QUERY_DEPTH\)/,
    'depth',
    20,
  )

  test('a query deeper than MAX_QUERY_DEPTH is rejected, and one of exactly that depth runs', async () => {
    const ask = await startAsking()
    expect(await ask(nested(20))).toMatchObject({ status: 200, body: { data: { case: null } } })
    expect(await ask(nested(21))).toEqual(tooDeep)
    // again, because Apollo Server has now cached the query
    expect(await ask(nested(21))).toEqual(tooDeep)
    const askFurther = await startAsking({ MAX_QUERY_DEPTH: '21' })
    expect(await askFurther(nested(21))).toMatchObject({ status: 200 })
  })

  test.each([
    [
      'inline fragments',
      (query: string) =>
        query
          .replaceAll('nodes {', 'nodes { ... { ... on Communication {')
          .replace(/\}\s*$/, `${'} } '.repeat(query.split('nodes').length - 1)}}`),
    ],
    [
      'named fragments',
      (query: string) => query.replace(/^(.*?) (\{ comm.*) \}\s*$/, '$1 { ...Rest } } fragment Rest on Case $2'),
    ],
  ])('query depth counts the fields inside %s, but not the fragments', async (_, fragmented) => {
    const ask = await startAsking()
    expect(await ask(fragmented(nested(20)))).toMatchObject({ status: 200, body: { data: { case: null } } })
    expect(await ask(fragmented(nested(21)))).toEqual(tooDeep)
  })

  test('a query over MAX_QUERY_DEPTH is rejected before validation, however deep it is', async () => {
    const ask = await startAsking()
    for (const levels of [22, 100, 400]) expect(await ask(nested(levels))).toEqual(tooDeep)
  })

  test("a query that would overflow the parser's stack gets QUERY_TOO_COMPLEX", async () => {
    // Ten times more tokens than MAX_QUERY_TOKENS can allow: how deep the parser gets depends on how V8 has compiled it.
    const server = createGateway({ config: { ...readConfig({}), maxQueryTokens: 100_000 }, schema })
    await server.start()
    onTestFinished(() => server.stop())
    const query = `{ nodes(ids: ${'['.repeat(90_000)}`
    const { body } = await server.executeOperation({ query }, { contextValue: { scope: {} } as Context })
    const message = expect.stringMatching(/^The query is nested too deeply to be parsed\. .*\(MAX_QUERY_DEPTH\)/)
    const extensions = { code: 'QUERY_TOO_COMPLEX', measure: 'depth', cost: 21, limit: 20 }
    expect(body).toMatchObject({ kind: 'single', singleResult: { errors: [{ message, extensions }] } })
  })

  test('a mutation that is too deep is rejected before it changes anything', async () => {
    const ask = await startAsking()
    const source = `mutation ${nested(300, 'createCase(input: { subject: "S", body: "B" }) { case').replace(/\}\s*$/, '} }')}`
    expect(await ask(source)).toEqual(tooDeep)
  })

  test('a fragment that spreads itself gets QUERY_TOO_COMPLEX', async () => {
    const ask = await startAsking()
    const fragment = 'fragment F on Case { communications { nodes { case { ...F } } } }'
    expect(await ask(`{ case(id: "1") { ...F } } ${fragment}`)).toEqual(
      rejected(/must not spread itself/, 'depth', 20, expect.any(Number) as unknown as number),
    )
  })

  // Recursive code after the parser must not overflow the stack either.
  test.each([2_000, 10_000])(
    'fragments and values nested as deeply as %d tokens allow return data or a coded error',
    async (tokens) => {
      const ask = await startAsking({ MAX_QUERY_TOKENS: String(tokens) })
      const nest = (open: string, close: string, per: number) => {
        const levels = Math.floor((tokens - 20) / per)
        return [open.repeat(levels), close.repeat(levels)] as const
      }
      const fragments = Math.floor((tokens - 30) / 8)
      const chain = Array.from({ length: fragments }, (_, index) => `fragment F${index} on Case {...F${index + 1}}`)
      const sources = [
        `{ ${nest('...{', '}', 3).join('__typename')} }`,
        `{ case(id: "1") { ...F0 } } ${chain.join('')} fragment F${fragments} on Case { id }`,
        `{ nodes(ids: ${nest('[', ']', 2).join('')}) { id } }`,
        `{ cases(filter: ${nest('{a:', '}', 4).join('1')}) { totalCount } }`,
      ]
      for (const source of sources) {
        const { body, failures } = await ask(source)
        const codes = body.errors?.map(({ extensions }) => String(extensions['code'])) ?? []
        expect(codes.filter((code) => !/^(GRAPHQL_VALIDATION_FAILED|QUERY_TOO_COMPLEX)$/.test(code))).toEqual([])
        expect(failures).toEqual([])
      }
    },
  )
})

/** The end of a query: a list, and a fragment that ends with `more`. */
const listOf = (size: string, more = '') =>
  `cases(first: ${size}) { nodes { id communications(first: 2) { nodes { case { attachments(first: ${size}) { nodes { id } } } } } ...More } } } fragment More on Case { subject ${more}`

describe('query complexity', () => {
  const threads = (levels: number): string =>
    levels === 0 ? 'id' : `communications { nodes { case { ${threads(levels - 1)} } } }`

  test('query complexity multiplies the cost of fields by the page sizes', async () => {
    const ask = await startAsking()
    expect(await ask(`{ cases { nodes { ${threads(3)} } } }`)).toEqual(
      rejected(
        /^The query has a complexity of 4715741: at most 500000 is allowed \(MAX_QUERY_COMPLEXITY\)\. .*smaller pages.* Nothing was run\.$/,
        'complexity',
        500_000,
        4_715_741,
      ),
    )
    const askMore = await startAsking({ MAX_QUERY_COMPLEXITY: '4715741' })
    expect(await askMore(`{ cases { nodes { ${threads(3)} } } }`)).toMatchObject({ status: 200 })
  })

  test('query complexity uses page sizes from variables and the lengths of id lists', async () => {
    const ask = await startAsking({ MAX_QUERY_COMPLEXITY: '150000' })
    const source = `query ($first: Int = 3) { cases(first: 100) { nodes { communications(first: $first) {
      nodes { id body createdAt submittedBy author { kind name email } case { id } } } } } }`
    expect(await ask(source)).toMatchObject({ status: 200 })
    expect(await ask(source, { first: 80 })).toMatchObject({ status: 200 })
    expect(await ask(source, { first: 100 })).toEqual(rejected(/complexity of 160701:/, 'complexity', 150_000, 160_701))
    const nodes =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { communications(first: 100) { nodes { id case { status statusCode subject id displayId caseId } body } } } } }'
    expect(await ask(nodes, { ids: ['x'] })).toMatchObject({ status: 200 })
    expect(await ask(nodes, { ids: Array.from({ length: 120 }, () => 'x') })).toEqual(
      rejected(/complexity of 180621:/, 'complexity', 150_000, 180_621),
    )
  })

  test('query complexity depends on variables wherever they are, also when the query is sent again', async () => {
    const ask = await startAsking({ MAX_QUERY_COMPLEXITY: '1000' })
    const costOf = async (query: string, variables?: Record<string, unknown>) => {
      const { body } = await ask(query, variables)
      return body.errors?.[0]?.extensions['cost']
    }
    const query = `query ($size: Int, $ids: [ID!]!, $more: Boolean!) { nodes(ids: $ids) { id } ${listOf('$size', 'severity @include(if: $more) { code name }')} }`
    for (const [size, count, more] of [
      [10, 1, true],
      [20, 3, false],
      [10, 1, false],
      [20, 3, true],
    ] as const) {
      const ids = Array.from({ length: count }, (_, index) => toGlobalId('Case', 'default', `case-${index}`))
      const literal = `{ nodes(ids: ${JSON.stringify(ids)}) { id } ${listOf(String(size), more ? 'severity { code name }' : '')} }`
      const cost = await costOf(literal)
      expect(cost).toBeGreaterThan(1_000)
      expect(await costOf(query, { size, ids, more })).toBe(cost)
    }
  })

  test.each([
    ['the first five of Case.communications, which come with the case', 'communications(first: 5) { nodes { id } }', 0],
    ['Case.communications past the first five', 'communications(first: 6) { nodes { id } }', 1],
    ['Case.communications from a cursor', 'communications(first: 1, after: "x") { nodes { id } }', 1],
    ['Case.communications from the end', 'communications(last: 1) { nodes { id } }', 1],
    ['Case.communications with totalCount', 'communications(first: 1) { ...Count }', 1],
    ['Case.attachments', 'attachments(first: 1) { nodes { id } }', 1],
    ['Attachment.downloadLink', 'attachments(first: 1) { nodes { downloadLink { url } } }', 2],
    ['Attachment.content', 'attachments(first: 1) { nodes { content { data } } }', 2],
    ['Case.service, which AWS reads in batches of 100', 'service { name }', 0],
  ])('query complexity counts the calls that each object needs for %s', async (_, selection, calls) => {
    const ask = await startAsking({ MAX_QUERY_COMPLEXITY: '1000' })
    const source = `{ cases(first: 100) { nodes { ${selection} } } } ${selection.includes('...Count') ? 'fragment Count on CommunicationConnection { totalCount }' : ''}`
    const { body } = await ask(source)
    const cost = Number(body.errors?.[0]?.extensions['cost'] ?? 0)
    expect(Math.floor(cost / 50_000)).toBe(calls)
  })

  test('query complexity counts one call for each check result and for each refresh of a check', async () => {
    const ask = await startAsking({ MAX_QUERY_COMPLEXITY: '1000' })
    const results = '{ trustedAdvisorChecks(first: 100) { nodes { result { status } } } }'
    expect(await ask(results)).toEqual(rejected(/complexity of 50801:/, 'complexity', 1_000, 50_801))
    const runs = 'mutation { refreshChecks(input: { category: SECURITY }) { userErrors { code } } }'
    expect(await ask(runs)).toEqual(rejected(/complexity of 5511:/, 'complexity', 1_000, 5_511))
  })

  test.each<[field: string, count: number, type: NodeType, calls: number]>([
    ['nodes', 1, 'Case', 0],
    ['nodes', 4, 'Case', 6],
    ['nodes', 100, 'Case', 19],
    ['nodes', 100, 'Communication', 119],
    ['nodes', 100, 'Attachment', 99],
    ['nodes', 100, 'AttachmentUpload', 99],
    ['nodes', 100, 'Service', 0],
    ['nodes', 100, 'Category', 0],
    ['nodes', 100, 'SeverityLevel', 0],
    ['nodes', 100, 'TrustedAdvisorCheck', 0],
    ['node', 1, 'Communication', 1],
    ['node', 1, 'Case', 0],
    ['cases', 100, 'Case', 19],
  ])(
    'the query complexity of %s with %i ids of type %s counts %i calls beyond the first',
    async (field, count, type, calls) => {
      const ask = await startAsking({ MAX_QUERY_COMPLEXITY: '1000' })
      const ids = Array.from({ length: count }, (_, index) => toGlobalId(type, 'default', String(index)))
      const twice = [...ids, ...ids]
      // pushes the query over the limit, so the error states its cost
      const padding = 'a: severityLevels { code } b: severityLevels { code } c: severityLevels { code }'
      const source = {
        node: `query ($ids: ID!) { node(id: $ids) { id } ${padding} }`,
        nodes: `query ($ids: [ID!]!) { nodes(ids: $ids) { id } ${padding} }`,
        cases: `query ($ids: [ID!]!) { cases(filter: { ids: $ids }) { pageInfo { endCursor } } ${padding} }`,
      }[field]
      const { body } = await ask(source ?? '', { ids: field === 'node' ? ids[0] : twice })
      const cost = Number(body.errors?.[0]?.extensions['cost'])
      expect(Math.floor((cost - 3 * 511) / 500)).toBe(calls + 1)
    },
  )

  test('query complexity counts one call for each additional language in the ids of nodes', async () => {
    const ask = await startAsking({ MAX_QUERY_COMPLEXITY: '1000' })
    const languages = ['ja', 'de', 'fr']
    const ids = [
      ...languages.map((language) => toGlobalId('Service', 'default', 's', language)),
      ...languages.map((language) => toGlobalId('Category', 'default', 's', 'c', language)),
      ...languages.map((language) => toGlobalId('SeverityLevel', 'default', 'low', language)),
      ...languages.map((language) => toGlobalId('TrustedAdvisorCheck', 'default', 'a', language)),
    ]
    const { body } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
    // services and categories come from the same list
    expect(Math.floor(Number(body.errors?.[0]?.extensions['cost']) / 500)).toBe(1 + 3 * 2)
  })

  test('query complexity counts a refresh status as a twentieth of a call', async () => {
    const ask = await startAsking({ MAX_QUERY_COMPLEXITY: '1000' })
    const statuses = '{ trustedAdvisorChecks(first: 100) { nodes { refreshStatus { status } } } }'
    expect(await ask(statuses)).toEqual(rejected(/complexity of 3201:/, 'complexity', 1_000, 3_201))
  })

  test('a case with 20 messages, files and links is within the complexity limit, but 100 such cases are not', async () => {
    const ask = await startAsking()
    const thread =
      'id subject communications(first: $first) { nodes { id body createdAt author { kind name } attachments { nodes { id fileName contentType downloadLink { url expiresAt } } } } }'
    expect(await ask(`query ($first: Int) { case(id: "1") { ${thread} } }`, { first: 20 })).toMatchObject({
      status: 200,
    })
    expect(
      await ask(`query ($first: Int) { cases(first: 100) { nodes { ${thread} } } }`, { first: 100 }),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX', measure: 'complexity', limit: 500_000 } }] },
    })
  })

  test('a query that cycles between a case and its messages exceeds the complexity or depth limit', async () => {
    const ask = await startAsking()
    expect(await ask(`{ cases(first: 1) { nodes { ${threads(2)} } } }`)).toMatchObject({ status: 200 })
    for (const levels of [4, 5]) {
      const { body } = await ask(`{ cases(first: 1) { nodes { ${threads(levels)} } } }`)
      expect(body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX', measure: 'complexity' } }])
    }
    const { body } = await ask(`{ cases(first: 1) { nodes { ${threads(7)} } } }`)
    expect(body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX', measure: 'depth' } }])
  })

  test('a page of 100 cases with 100 messages and their authors is within the complexity limit', async () => {
    const ask = await startAsking()
    const { status, body } =
      await ask(`{ cases(first: 100) { edges { cursor node { id subject status service { name } severity { name }
      communications(first: 100) { edges { cursor node { id body createdAt submittedBy author { kind name email } } } } } } } }`)
    expect(status).toBe(200)
    expect(body.errors).toBeUndefined()
  })

  test('the introspection query is within the complexity limit', async () => {
    const ask = await startAsking()
    const all = {
      inputValueDeprecation: true,
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
    }
    expect(await ask(getIntrospectionQuery(all))).toMatchObject({ status: 200 })
  })

  test('query complexity counts a call for every root field, so 700 of them are rejected', async () => {
    const ask = await startAsking({ MAX_QUERY_TOKENS: '10000', MAX_QUERY_COMPLEXITY: '300000' })
    const fields = Array.from(
      { length: 700 },
      (_, index) => `a${index}: supportedLanguages(serviceCode: "s${index}", categoryCode: "c") { code }`,
    )
    expect(await ask(`{ ${fields.join(' ')} }`)).toEqual(
      rejected(/complexity of 357700:/, 'complexity', 300_000, 357_700),
    )
  })

  test('query complexity is counted up to 20,000 selections when fragments multiply', async () => {
    const ask = await startAsking()
    const fragments = Array.from({ length: 18 }, (_, index) => {
      const rest = index === 17 ? 'id' : `...F${index + 1}`
      return `fragment F${index} on Case { a: communications(first: 1) { nodes { id } } ... { ${rest} } ... { ${rest} } }`
    })
    expect(await ask(`{ case(id: "1") { ...F0 } } ${fragments.join(' ')}`)).toEqual(
      rejected(/^The query has more than 20000 selections, counting fragments wherever/, 'selections', 20_000),
    )
  })

  test('a list in a fragment is parsed a few times, not at each of 15,000 spreads', async () => {
    const ask = await startAsking()
    const readText = vi.spyOn(GraphQLString, 'parseLiteral')
    const codes = Array.from({ length: 1_000 }, () => '"a"').join(' ')
    const { body } = await ask(
      `{ ${spreads('A')} }
      fragment A on Query { ${spreads('B')} }
      fragment B on Query { ${spreads('C')} }
      fragment C on Query { services(filter: { codes: [${codes}] }) { totalCount } }`,
    )
    expect(body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }])
    expect(readText.mock.calls.length).toBeLessThan(10_000)
    readText.mockRestore()
  })

  test('a query over 2,000 tokens gets QUERY_TOO_COMPLEX', async () => {
    const ask = await startAsking()
    expect(await ask(`{ severityLevels { ${'code '.repeat(5_000)} } }`)).toEqual(
      rejected(/^The query has more than 2000 tokens/, 'tokens', 2_000),
    )
    expect(await ask(`{ ${'a:__typename '.repeat(1_000)} }`)).toEqual(
      rejected(/^The query has more than 2000 tokens/, 'tokens', 2_000),
    )
    expect((await ask('{ severityLevels { code')).body.errors).toMatchObject([
      { extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ])
  })

  test('MAX_QUERY_ALIASES and MAX_QUERY_DIRECTIVES have no effect and log a warning', async () => {
    const ask = await startAsking({ MAX_QUERY_ALIASES: '1', MAX_QUERY_DIRECTIVES: '1' })
    const { status, failures } = await ask('{ a: __typename @skip(if: false) b: __typename @skip(if: false) }')
    expect(status).toBe(200)
    expect(failures).toEqual([
      expect.objectContaining({ level: 'warn', msg: expect.stringMatching(/^MAX_QUERY_ALIASES has no effect/) }),
      expect.objectContaining({ level: 'warn', msg: expect.stringMatching(/^MAX_QUERY_DIRECTIVES has no effect/) }),
    ])
  })

  test('a query over 50,000 characters gets QUERY_TOO_COMPLEX', async () => {
    const ask = await startAsking()
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'none' } }
    for (const query of [`{ ${'a'.repeat(50_000)} }`, `${'#\n'.repeat(25_000)}{ __typename }`]) {
      const response = rejected(/^The query has 500\d\d characters: at most 50000/, 'characters', 50_000, query.length)
      expect(await ask(query)).toEqual(response)
      expect(await ask(query, {}, 'Other', extensions)).toEqual(response)
    }
  })

  test('a name over 255 characters gets QUERY_TOO_COMPLEX', async () => {
    const ask = await startAsking()
    const longest = 'a'.repeat(255)
    expect(await ask(`query ${longest} { ${longest}: __typename }`)).toMatchObject({
      status: 200,
      body: { data: { [longest]: 'Query' } },
    })
    for (const source of [`{ ${longest}a: __typename }`, `query ($${longest}a: Int) { __typename }`])
      expect(await ask(source)).toEqual(rejected(/^A name in the query has 256 characters/, 'characters', 255))
  })

  test('query complexity counts only the operation that is run', async () => {
    const ask = await startAsking()
    const operations = `query Small { case(id: "1") { id } } query Large { cases { nodes { ${threads(3)} } } }`
    expect(await ask(operations, {}, 'Small')).toMatchObject({ status: 200 })
    expect(await ask(operations, {}, 'Large')).toEqual(
      rejected(/complexity of 4715741:/, 'complexity', 500_000, 4_715_741),
    )
  })

  test('an invalid variable gets BAD_USER_INPUT even when the query is too complex', async () => {
    const ask = await startAsking()
    const source = `query ($first: Int!) { cases(first: $first) { nodes { ${threads(3)} } } }`
    for (const variables of [{}, { first: 'ten' }, { first: null }]) {
      const { status, body } = await ask(source, variables)
      expect(status).toBe(400)
      expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    }
    const response = await ask(
      'query ($code: String = "a") { supportedLanguages(serviceCode: $code, categoryCode: "b") { code } }',
      {
        code: null,
      },
    )
    expect(response).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
      failures: [],
    })
  })
})
