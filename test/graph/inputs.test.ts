/** Limits on the size of arguments, and malformed text in them: in literals, variables and defaults. */
import { describe, expect, vi, test } from 'vitest'
import { getNamedType, getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql'
import { readConfig } from '../../src/config/config.js'
import { inputBounds } from '../../src/graph/plugins/input-bounds.js'
import { createLog } from '../../src/telemetry/log.js'
import { schema } from '../support/schema.js'
import { start } from '../support/start.js'
import { anAccount } from '../../emulator/test/harness.js'
import { argumentsOf, type ArgumentPlace } from '../support/arguments.js'
import { post } from '../support/edge.js'
import { forged, type TokenParts } from '../support/cursors.js'
import { codes, read, startGateway } from '../support/harness.js'

const places = argumentsOf(schema)
/** Scalars that need no text bound, because they reject any text that they cannot parse. */
const withoutText = new Set(['Int', 'Float', 'Boolean', 'SafeInt', 'DateTime'])

function isText({ type }: ArgumentPlace): boolean {
  const named = getNamedType(type)
  return !isEnumType(named) && !isInputObjectType(named) && !withoutText.has(named.name)
}

function isList({ type }: ArgumentPlace): boolean {
  return isListType(getNullableType(type))
}

/** The text, in a list if the argument is a list. */
function textOf(place: ArgumentPlace, text: string): unknown {
  return isList(place) ? [text] : text
}

/** The path of the text in error messages. */
function nameOf(place: ArgumentPlace): string {
  return [...place.path, ...(isList(place) ? ['0'] : [])].join('.')
}

/** An item that the list type accepts. */
function itemOf({ type }: ArgumentPlace): unknown {
  const named = getNamedType(type)
  if (isEnumType(named)) return named.getValues()[0]?.name
  return (
    { AttachmentInput: { fileName: 'a', data: 'YQ==' }, CompletedPartInput: { index: 1, eTag: 'x' } }[named.name] ?? 'x'
  )
}

const texts = places.filter((place) => isText(place) && place.coordinate !== 'AttachmentInput.data')
const lists = places.filter(isList)

const search = 'query ($text: String) { cases(filter: { text: $text }) { nodes { id } } }'
const tooLong = (length: number, limit = 0) => `${length} characters: at most ${limit} are allowed.`

const boundOf = ({ path }: ArgumentPlace) => inputBounds[path.at(-1) ?? '']

test('inputBounds has an entry for every text and list argument in the schema, and no others', () => {
  // introspection has a text argument too
  const needed = new Set(['name length'])
  for (const place of places) {
    if (isList(place)) needed.add(`${place.path.at(-1)} count`)
    if (isText(place)) needed.add(`${place.path.at(-1)} length`)
  }
  const has = Object.entries(inputBounds).flatMap(([name, bound]) => Object.keys(bound).map((key) => `${name} ${key}`))
  expect(has.toSorted()).toEqual([...needed].toSorted())
})

/** Queries each argument with its value. Returns the error messages by argument, or the error code if it is not BAD_USER_INPUT. */
async function messagesOf(some: ArgumentPlace[], value: (place: ArgumentPlace) => unknown) {
  const gateway = await startGateway()
  const messages: Record<string, unknown> = {}
  for (const place of some) {
    const { query, variables } = place.operation(value(place))
    const { data, errors } = await gateway.query(query, variables)
    expect({ place: place.coordinate, data }).toEqual({ place: place.coordinate, data: null })
    const [error] = errors
    messages[place.coordinate] =
      error?.extensions['code'] === 'BAD_USER_INPUT' ? error.message : error?.extensions['code']
  }
  expect(await gateway.upstreamCalls()).toEqual({})
  return messages
}

const each = (some: ArgumentPlace[], value: (place: ArgumentPlace) => unknown) =>
  Object.fromEntries(some.map((place) => [place.coordinate, value(place)]))

describe('overlong arguments', () => {
  test('any text argument of a million characters gets BAD_USER_INPUT without calling AWS', async () => {
    const messages = await messagesOf(texts, (place) => textOf(place, 'x'.repeat(1_000_000)))
    expect(messages).toEqual(
      each(texts, (place) => `${nameOf(place)} has ${tooLong(1_000_000, boundOf(place)?.length)}`),
    )
  })

  test('any list argument of 10,000 items gets BAD_USER_INPUT without calling AWS', async () => {
    const messages = await messagesOf(lists, (place) => Array.from({ length: 10_000 }, () => itemOf(place)))
    expect(messages).toEqual(
      each(lists, (place) => {
        return `${place.path.join('.')} has 10000 entries: at most ${boundOf(place)?.count} are allowed.`
      }),
    )
  })
})

describe('input bounds', () => {
  test.each([
    ['a variable', search, { text: 'x'.repeat(1_001) }, 'cases.filter.text'],
    ['a literal', `{ cases(filter: { text: "${'x'.repeat(1_001)}" }) { nodes { id } } }`, {}, 'cases.filter.text'],
    [
      'the default of a variable',
      `query ($text: String = "${'x'.repeat(1_001)}") { cases(filter: { text: $text }) { nodes { id } } }`,
      {},
      'cases.filter.text',
    ],
    [
      'a string in an input object variable',
      'query ($filter: CaseFilter!) { cases(filter: $filter) { nodes { id } } }',
      { filter: { submittedBy: ['a', 'x'.repeat(1_001)] } },
      'cases.filter.submittedBy.1',
    ],
    [
      'a variable in a list literal',
      'query ($by: String!) { cases(filter: { submittedBy: ["a", $by] }) { nodes { id } } }',
      { by: 'x'.repeat(1_001) },
      'cases.filter.submittedBy.1',
    ],
    [
      'a single value for a list variable',
      'query ($by: [String!]) { cases(filter: { submittedBy: $by }) { nodes { id } } }',
      { by: 'x'.repeat(1_001) },
      'cases.filter.submittedBy.0',
    ],
    [
      'an argument in a nested fragment',
      'query ($text: String) { ...A } fragment A on Query { ...B } fragment B on Query { cases(filter: { text: $text }) { nodes { id } } }',
      { text: 'x'.repeat(1_001) },
      'cases.filter.text',
    ],
  ])('an input bound applies to %s', async (_, query, variables, path) => {
    const gateway = await startGateway()
    const response = await gateway.query(query, variables)
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toBe(`${path} has ${tooLong(1_001, 1_000)}`)
    expect(await gateway.upstreamCalls()).toEqual({})
    const within = JSON.parse(JSON.stringify({ query, variables }).replaceAll('x'.repeat(1_001), 'x'.repeat(1_000)))
    expect((await gateway.query(within.query, within.variables)).errors).toEqual([])
  })

  test('an input bound ignores the variables of operations that are not run', async () => {
    const gateway = await startGateway()
    const query = `mutation Open($v: String!) { createCase(input: { subject: "S", body: $v, validateOnly: true }) { userErrors { code } } }
      query Find($v: String) { cases(filter: { text: $v }) { nodes { id } } }`
    const run = (operationName: string) =>
      gateway.query(query, { v: 'x'.repeat(5_000) }, undefined, undefined, { operationName })
    expect((await run('Open')).data).toEqual({ createCase: { userErrors: [] } })
    expect(codes(await run('Find'))).toEqual(['BAD_USER_INPUT'])
  })

  test('input within the bounds but over the AWS limits gets userErrors', async () => {
    const gateway = await startGateway()
    const query =
      'mutation ($input: CreateCaseInput!) { createCase(input: $input) { userErrors { code field message } } }'
    const input = {
      subject: 'x'.repeat(10_000),
      body: 'x'.repeat(100_000),
      uploadIds: Array.from({ length: 100 }, () => 'x'),
    }
    const userErrors = read<{ code: string }[]>((await gateway.query(query, { input })).data, 'createCase.userErrors')
    expect(userErrors.map(({ code }) => code)).toEqual(['TOO_LONG', 'TOO_LONG', 'TOO_MANY'])
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test.each([
    ['Int', 'query ($v: Int) { cases(first: $v) { nodes { id } } }'],
    ['Boolean!', 'query ($v: Boolean!) { __typename @include(if: $v) }'],
    ['CaseStatus', 'query ($v: [CaseStatus!]) { cases(filter: { status: $v }) { nodes { id } } }'],
    ['CaseFilter', 'query ($v: CaseFilter) { cases(filter: $v) { nodes { id } } }'],
    ['DateTime', 'query ($v: DateTime) { cases(filter: { afterTime: $v }) { nodes { id } } }'],
    [
      'SafeInt!',
      'mutation ($v: SafeInt!) { createAttachmentUpload(input: { fileName: "a", sizeBytes: $v }) { userErrors { code } } }',
    ],
  ])('long or malformed text for a variable of type %s gets BAD_USER_INPUT with a short message', async (_, query) => {
    const gateway = await startGateway()
    for (const v of ['x'.repeat(1_000_000), 'Broken \ud83d']) {
      const response = await gateway.query(query, { v })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message.length).toBeLessThan(1_100)
    }
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test.each([
    [
      'an object instead of text',
      search,
      { text: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i])) },
    ],
    [
      'an input field with a long name',
      'query ($f: CaseFilter) { cases(filter: $f) { nodes { id } } }',
      { f: { ['k'.repeat(1_000_000)]: 1 } },
    ],
    [
      'an unknown input field with a long value',
      'query ($f: CaseFilter) { cases(filter: $f) { nodes { id } } }',
      { f: { none: 'x'.repeat(1_000_000) } },
    ],
    ['a deeply nested value', search, { text: JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) }],
  ])('the error message for %s is short', async (_, query, variables) => {
    const gateway = await startGateway()
    const response = await gateway.query(query, variables)
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message.length).toBeLessThan(1_100)
  })

  test("a short value of the wrong type gets GraphQL's own message", async () => {
    const gateway = await startGateway()
    const response = await gateway.query('query ($v: Int) { cases(first: $v) { nodes { id } } }', { v: 'ten' })
    expect(response.errors[0]?.message).toMatch(/^Variable "\$v" got invalid value "ten"; Int cannot represent/)
  })

  test('a variable with 60 invalid values gets 50 errors and one that says there are too many', async () => {
    const gateway = await startGateway()
    const query = 'query ($status: [CaseStatus!]) { cases(filter: { status: $status }) { nodes { id } } }'
    const response = await gateway.query(query, { status: Array.from({ length: 60 }, () => 'NONE') })
    expect(codes(response)).toEqual(Array.from({ length: 51 }, () => 'BAD_USER_INPUT'))
    expect(response.errors.at(-1)?.message).toMatch(/^Too many errors processing variables/)
  })

  test('a large variable with many unknown fields gets a single BAD_USER_INPUT', async () => {
    const gateway = await startGateway()
    const query = 'mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId } }'
    const wrong = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, 1]))
    const response = await gateway.query(query, { input: { subject: 'S', body: 'x'.repeat(1_000_000), ...wrong } })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message.length).toBeLessThan(1_100)
  })

  test.each([
    [
      'an enum value',
      'query ($v: [CaseStatus!]) { cases(filter: { status: $v }) { nodes { id } } }',
      ['x'.repeat(101)],
    ],
    ['an input field', 'query ($v: CaseFilter) { cases(filter: $v) { nodes { id } } }', { ['x'.repeat(101)]: 1 }],
    [
      'an input field in a list',
      'mutation ($v: AddAttachmentsInput!) { addAttachments(input: $v) { userErrors { code } } }',
      { attachments: [{ ['x'.repeat(101)]: 1 }] },
    ],
  ])(
    'a name of 101 characters for %s in a variable is rejected before it is compared with the names in the schema',
    async (_, query, v) => {
      const gateway = await startGateway()
      const response = await gateway.query(query, { v })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toBe('$v has a name of 101 characters: at most 100 are allowed.')
    },
  )

  test('variables that the operation does not declare are ignored', async () => {
    const gateway = await startGateway()
    const junk = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    const response = await gateway.query(search, { text: 'a', junk, more: 'x'.repeat(1_000_000) })
    expect(response.errors).toEqual([])
  })

  test('an input bound applies to operationName', async () => {
    const gateway = await startGateway()
    const run = (operationName: string) => gateway.query('{ __typename }', {}, undefined, undefined, { operationName })
    expect((await run('x'.repeat(1_000_000))).errors[0]?.message).toBe(`operationName has ${tooLong(1_000_000, 255)}`)
    expect((await run('x\ud83d')).errors[0]?.message).toMatch(/^operationName has half of a UTF-16 surrogate pair/)
    expect((await run('none')).errors[0]?.message).toBe('Unknown operation named "none".')
  })
})

test('an overlong variable gets status 400 and a short response over HTTP', async () => {
  const config = readConfig({ PORT: '0' })
  const running = await start(config, createLog(config, { write: () => {} }))
  try {
    const response = await post(running, {
      query: 'query ($v: Int) { cases(first: $v) { nodes { id } } }',
      variables: { v: 'x'.repeat(10_000_000) },
    })
    expect(response.status).toBe(400)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', retryable: false } }] })
    expect(text.length).toBeLessThan(1_500)
  } finally {
    await running.stop()
  }
})

describe('malformed text', () => {
  const broken = ['Broken \ud83d', '\udc00', 'a\u0000b', '\u001b[31m', 'del \u007f', 'c1 \u009b']
  const queries = texts.filter(({ isMutation }) => !isMutation)
  const inputs = texts.filter(({ isMutation }) => isMutation)

  test.each(broken)(
    'the malformed text %j in any query argument gets BAD_USER_INPUT without calling AWS',
    async (text) => {
      const messages = await messagesOf(queries, (place) => textOf(place, text))
      const problem = 'has (half of a UTF-16 surrogate pair|the control character U\\+00[0-9A-F]{2}):'
      expect(messages).toEqual(
        each(queries, (place) => expect.stringMatching(new RegExp(`^${nameOf(place)} ${problem}`))),
      )
    },
  )

  test.each(broken)(
    'the malformed text %j in any mutation input returns a userError without calling AWS',
    async (text) => {
      const gateway = await startGateway()
      for (const place of inputs) {
        const { query, variables } = place.operation(textOf(place, text))
        const response = await gateway.query(
          query.replace('__typename', 'userErrors { code field message }'),
          variables,
        )
        const [mutation = '', ...path] = place.path
        expect(response).toMatchObject({
          errors: [],
          data: {
            [mutation]: {
              userErrors: [
                {
                  code: 'INVALID',
                  field: [...path, ...(isList(place) ? ['0'] : [])],
                  message: expect.stringMatching(/ has (half of a UTF-16 surrogate pair|the control character U\+00)/),
                },
              ],
            },
          },
        })
      }
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test('malformed text in a decoded global id or cursor gets BAD_USER_INPUT', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }) })
    const id = Buffer.from('[1,"Case","default","case-\\ud83d"]').toString('base64url')
    const { errors, data } = await gateway.query(
      'query ($id: ID!) { node(id: $id) { id } case(id: $id) { id } cases(filter: { ids: [$id] }) { nodes { id } } }',
      { id },
    )
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(
      Array.from({ length: 3 }, () => 'BAD_USER_INPUT'),
    )
    expect(data).toEqual({ node: null, case: null, cases: null })
    const source = `query ($after: String) {
      cases(first: 1, after: $after, filter: { includeResolved: true }) { pageInfo { endCursor } }
    }`
    const cursor = read((await gateway.query(source)).data, 'cases.pageInfo.endCursor')
    await gateway.upstreamCalls()
    const after = forged<TokenParts>(cursor, (parts) => void (parts[5] = 'token \ud83d'))
    const response = await gateway.query(source, { after })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a lone surrogate in a string literal gets GRAPHQL_PARSE_FAILED', async () => {
    const gateway = await startGateway()
    for (const text of ['\\uD83D', '\ud83d', '\\u{D83D}']) {
      expect(codes(await gateway.query(`{ cases(filter: { text: "${text}" }) { nodes { id } } }`))).toEqual([
        'GRAPHQL_PARSE_FAILED',
      ])
    }
    const pair = '{ services(filter: { text: "\\uD83D\\uDE00" }) { nodes { id } } }'
    expect((await gateway.query(pair)).errors).toEqual([])
  })

  test('an attempt that is rejected for malformed text is not stored under its idempotencyKey', async () => {
    const gateway = await startGateway()
    const query = 'mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId userErrors { code } } }'
    const open = (subject: string) => gateway.query(query, { input: { subject, body: 'B', idempotencyKey: 'one' } })
    expect((await open('Broken \ud83d')).data).toEqual({
      createCase: { caseId: null, userErrors: [{ code: 'INVALID' }] },
    })
    expect((await open('Whole \ud83d\ude00')).data).toEqual({
      createCase: { caseId: expect.any(String), userErrors: [] },
    })
  })

  test('tabs and line breaks are accepted in text, but not in file names', async () => {
    const gateway = await startGateway()
    const query =
      'mutation ($input: CreateCaseInput!) { createCase(input: $input) { userErrors { code field } case { communications { nodes { body } } } } }'
    const body = 'a\tb\r\nc 😀'
    const opened = await gateway.query(query, { input: { subject: 'S\tS', body } })
    expect(opened.data).toEqual({
      createCase: { userErrors: [], case: { communications: { nodes: [{ body }] } } },
    })
    const attachments = [{ fileName: 'a\nb.txt', data: 'aGk=' }]
    expect((await gateway.query(query, { input: { subject: 'S', body, attachments } })).data).toEqual({
      createCase: { userErrors: [{ code: 'INVALID', field: ['input', 'attachments', '0', 'fileName'] }], case: null },
    })
  })
})

const aliases = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')

test.each([
  [
    'cursor',
    `query ($v: String) { ${aliases(100, 'cases(after: $v) { __typename }')} }`,
    Buffer.from(JSON.stringify([1, 'other', 0, 'case-1', 0, 'x'.repeat(7_000), ''])).toString('base64url'),
  ],
  [
    'global id',
    `query ($v: ID!) { ${aliases(100, 'node(id: $v) { __typename }')} }`,
    Buffer.from(JSON.stringify([1, 'Case', 'default', 'x'.repeat(7_000)])).toString('base64url'),
  ],
])('a %s repeated in 100 fields is decoded once', async (_, query, v) => {
  const gateway = await startGateway()
  const parse = vi.spyOn(JSON, 'parse')
  await gateway.query(query, { v })
  const decodings = parse.mock.calls
    .map(([text]: unknown[]) => String(text))
    .filter((text) => text.includes('x'.repeat(7_000)) && text.startsWith('[1,'))
  parse.mockRestore()
  expect(decodings).toHaveLength(1)
})
