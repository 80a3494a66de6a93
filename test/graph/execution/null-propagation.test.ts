/**
 * Errors and nulls of non-null types, by section 6.4.4 of the GraphQL specification. The expected responses are written
 * by hand, and both the gateway's executor and graphql-js must give them.
 */
import { buildSchema, defaultFieldResolver, execute as executeWithGraphqlJs, isObjectType, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { execute } from '../../../src/graph/execution/execute.js'

const sdl = `
  type Query {
    name: String
    id: ID!
    thing: Thing
    must: Thing!
    things: [Thing]
    mustThings: [Thing!]
    mustList: [Thing!]!
    numbers: [Int]
    mustNumbers: [Int!]
    rows: [[Int!]!]
    looseRows: [[Int!]]
    tightRows: [[Int!]!]!
    pet: Pet
    mustPet: Pet!
    pets: [Pet!]
    either: Either
    eithers: [Either]
  }
  type Mutation {
    first: Int
    second: Int!
    third: Int
    thing: Thing
  }
  type Thing { name: String id: ID! child: Thing must: Thing! tags: [String!] pet: Pet }
  interface Pet { name: String! }
  type Dog implements Pet { name: String! age: Int! }
  type Cat implements Pet { name: String! lives: Int }
  union Either = Dog | Cat
`

const fails = (message: string) => () => {
  throw new Error(message)
}
const noId = 'Cannot return null for non-nullable field Thing.id.'

interface Row {
  title: string
  query: string
  root: object
  data: unknown
  /** The message and the path of each error. */
  errors: [message: string, path: (string | number)[]][]
  /**
   * The errors are in one position that is null, and the specification requires only one of them: the fields beside the
   * first error may be canceled.
   */
  onlyOneIsRequired?: boolean
}

const rows: Row[] = [
  {
    title: 'a null in a nullable field is not an error',
    query: '{ name thing { name } things { id } }',
    root: { name: null, thing: undefined, things: [null] },
    data: { name: null, thing: null, things: [null] },
    errors: [],
  },
  {
    title: 'an error in a nullable field makes the field null, and leaves the fields beside it',
    query: '{ id name thing { id name } }',
    root: { id: 1, name: fails('no name'), thing: { id: 2, name: fails('nameless') } },
    data: { id: '1', name: null, thing: { id: '2', name: null } },
    errors: [
      ['no name', ['name']],
      ['nameless', ['thing', 'name']],
    ],
  },
  {
    title: 'an error in a non-null field makes the nullable parent null',
    query: '{ name thing { name id } }',
    root: { name: 'a', thing: { name: 'b', id: fails('no id') } },
    data: { name: 'a', thing: null },
    errors: [['no id', ['thing', 'id']]],
  },
  {
    title: 'a null in a non-null field is an error, and makes the nullable parent null',
    query: '{ name thing { id } }',
    root: { name: 'a', thing: { id: null } },
    data: { name: 'a', thing: null },
    errors: [[noId, ['thing', 'id']]],
  },
  {
    title: 'an undefined non-null field is an error like null',
    query: '{ thing { id } }',
    root: { thing: {} },
    data: { thing: null },
    errors: [[noId, ['thing', 'id']]],
  },
  {
    title: 'an error propagates through several non-null parents to the first nullable one',
    query: '{ thing { child { must { must { id } } } } }',
    root: { thing: { child: { must: { must: { id: fails('deep') } } } } },
    data: { thing: { child: null } },
    errors: [['deep', ['thing', 'child', 'must', 'must', 'id']]],
  },
  {
    title: 'a null of a non-null object is reported where it is, not where it propagates to',
    query: '{ thing { must { must { id } } } }',
    root: { thing: { must: { must: null } } },
    data: { thing: null },
    errors: [['Cannot return null for non-nullable field Thing.must.', ['thing', 'must', 'must']]],
  },
  {
    title: 'an error in a non-null field of the root makes the data null',
    query: '{ name id }',
    root: { name: 'a', id: fails('no id') },
    data: null,
    errors: [['no id', ['id']]],
  },
  {
    title: 'an error propagates through non-null parents to the root, and makes the data null',
    query: '{ name must { must { id } } }',
    root: { name: 'a', must: { must: { id: null } } },
    data: null,
    errors: [[noId, ['must', 'must', 'id']]],
  },
  {
    title: 'an aliased field has its response key in the path, and its own name in the message',
    query: '{ a: thing { b: must { c: id } } }',
    root: { thing: { must: { id: null } } },
    data: { a: null },
    errors: [[noId, ['a', 'b', 'c']]],
  },
  {
    title: 'an error in a nullable list item makes only that item null',
    query: '{ things { id } numbers }',
    root: { things: [{ id: 1 }, { id: fails('no id') }, { id: 3 }], numbers: [1, new Error('no number'), 3] },
    data: { things: [{ id: '1' }, null, { id: '3' }], numbers: [1, null, 3] },
    errors: [
      ['no id', ['things', 1, 'id']],
      ['no number', ['numbers', 1]],
    ],
  },
  {
    title: 'an error in a non-null list item makes the list null',
    query: '{ name mustThings { id } mustNumbers }',
    root: { name: 'a', mustThings: [{ id: 1 }, { id: fails('no id') }], mustNumbers: [1, new Error('no number')] },
    data: { name: 'a', mustThings: null, mustNumbers: null },
    errors: [
      ['no id', ['mustThings', 1, 'id']],
      ['no number', ['mustNumbers', 1]],
    ],
  },
  {
    title: 'a null in a list of non-null items is an error at that item',
    query: '{ mustNumbers thing { tags } }',
    root: { mustNumbers: [1, null], thing: { tags: [undefined, 'b'] } },
    data: { mustNumbers: null, thing: { tags: null } },
    errors: [
      ['Cannot return null for non-nullable field Query.mustNumbers.', ['mustNumbers', 1]],
      ['Cannot return null for non-nullable field Thing.tags.', ['thing', 'tags', 0]],
    ],
  },
  {
    title: 'an error in a non-null item of a non-null list propagates beyond the list',
    query: '{ name mustList { id } }',
    root: { name: 'a', mustList: [{ id: 1 }, { id: null }] },
    data: null,
    errors: [[noId, ['mustList', 1, 'id']]],
  },
  {
    title: 'an empty list of non-null items is not an error',
    query: '{ mustList { id } rows }',
    root: { mustList: [], rows: [[]] },
    data: { mustList: [], rows: [[]] },
    errors: [],
  },
  {
    title: 'a null in a list of lists makes the innermost nullable list null',
    query: '{ rows looseRows }',
    root: { rows: [[1], [2, null]], looseRows: [[1], [2, null]] },
    data: { rows: null, looseRows: [[1], null] },
    errors: [
      ['Cannot return null for non-nullable field Query.rows.', ['rows', 1, 1]],
      ['Cannot return null for non-nullable field Query.looseRows.', ['looseRows', 1, 1]],
    ],
  },
  {
    title: 'a null in place of an inner list is an error at that position',
    query: '{ rows looseRows }',
    root: { rows: [[1], null], looseRows: [[1], null] },
    data: { rows: null, looseRows: [[1], null] },
    errors: [['Cannot return null for non-nullable field Query.rows.', ['rows', 1]]],
  },
  {
    title: 'an error in non-null lists of lists propagates to the root',
    query: '{ name tightRows }',
    root: { name: 'a', tightRows: [[1], [2, 'text']] },
    data: null,
    errors: [['Int cannot represent non-integer value: "text"', ['tightRows', 1, 1]]],
  },
  {
    title: 'a value that is not a list is an error of the field',
    query: '{ numbers rows thing { tags } }',
    root: { numbers: 1, rows: [1], thing: { tags: 'text' } },
    data: { numbers: null, rows: null, thing: { tags: null } },
    errors: [
      ['Expected Iterable, but did not find one for field "Query.numbers".', ['numbers']],
      ['Expected Iterable, but did not find one for field "Query.rows".', ['rows', 0]],
      ['Expected Iterable, but did not find one for field "Thing.tags".', ['thing', 'tags']],
    ],
  },
  {
    title: 'a value that its scalar cannot serialize is an error of the field',
    query: '{ name thing { id } }',
    root: { name: {}, thing: { id: Number.NaN } },
    data: { name: null, thing: null },
    errors: [
      ['String cannot represent value: {}', ['name']],
      ['ID cannot represent value: NaN', ['thing', 'id']],
    ],
  },
  {
    title: 'an error in a non-null field of an interface makes the field of the interface null',
    query: '{ pet { name } either { ... on Dog { age } ... on Cat { lives } } }',
    root: { pet: { __typename: 'Dog', name: null }, either: { __typename: 'Dog', age: fails('no age') } },
    data: { pet: null, either: null },
    errors: [
      ['Cannot return null for non-nullable field Dog.name.', ['pet', 'name']],
      ['no age', ['either', 'age']],
    ],
  },
  {
    title: 'a field can be nullable in one type of a union and non-null in another',
    query: '{ eithers { ... on Dog { n: age } ... on Cat { m: lives } } }',
    root: {
      eithers: [
        { __typename: 'Cat', lives: null },
        { __typename: 'Dog', age: null },
        { __typename: 'Dog', age: 3 },
      ],
    },
    data: { eithers: [{ m: null }, null, { n: 3 }] },
    errors: [['Cannot return null for non-nullable field Dog.age.', ['eithers', 1, 'n']]],
  },
  {
    title: 'an error in one of several interface objects makes their non-null list null',
    query: '{ name pets { name } }',
    root: {
      name: 'a',
      pets: [
        { __typename: 'Cat', name: 'b' },
        { __typename: 'Dog', name: null },
      ],
    },
    data: { name: 'a', pets: null },
    errors: [['Cannot return null for non-nullable field Dog.name.', ['pets', 1, 'name']]],
  },
  {
    title: 'a non-null interface at the root makes the data null',
    query: '{ mustPet { name } }',
    root: { mustPet: { __typename: 'Cat', name: fails('no name') } },
    data: null,
    errors: [['no name', ['mustPet', 'name']]],
  },
  {
    title: 'several nullable positions get an error each',
    query: '{ things { id } thing { child { id } must { name } } }',
    root: { things: [{}, {}], thing: { child: {}, must: { name: fails('no name') } } },
    data: { things: [null, null], thing: { child: null, must: { name: null } } },
    errors: [
      [noId, ['things', 0, 'id']],
      [noId, ['things', 1, 'id']],
      [noId, ['thing', 'child', 'id']],
      ['no name', ['thing', 'must', 'name']],
    ],
  },
  {
    title: 'of several errors of non-null fields in one parent, one is enough',
    query: '{ name thing { id must { id } a: id } }',
    root: { name: 'a', thing: { id: null, must: { id: fails('no id') } } },
    data: { name: 'a', thing: null },
    errors: [
      [noId, ['thing', 'id']],
      ['no id', ['thing', 'must', 'id']],
      [noId, ['thing', 'a']],
    ],
    onlyOneIsRequired: true,
  },
  {
    title: 'of several errors of non-null items in one list, one is enough',
    query: '{ mustThings { id } }',
    root: { mustThings: [{ id: fails('first') }, { id: 2 }, { id: fails('third') }] },
    data: { mustThings: null },
    errors: [
      ['first', ['mustThings', 0, 'id']],
      ['third', ['mustThings', 2, 'id']],
    ],
    onlyOneIsRequired: true,
  },
  {
    title: 'of several errors that propagate to the root, one is enough',
    query: '{ id must { id } name }',
    root: { id: fails('first'), must: { id: fails('second') }, name: 'a' },
    data: null,
    errors: [
      ['first', ['id']],
      ['second', ['must', 'id']],
    ],
    onlyOneIsRequired: true,
  },
  {
    title: 'an error in a nullable field of a mutation leaves the other fields',
    query: 'mutation { first second third }',
    root: { first: fails('no first'), second: 2, third: 3 },
    data: { first: null, second: 2, third: 3 },
    errors: [['no first', ['first']]],
  },
  {
    title: 'an error in a non-null field of a mutation makes the data null',
    query: 'mutation { first second }',
    root: { first: 1, second: null },
    data: null,
    errors: [['Cannot return null for non-nullable field Mutation.second.', ['second']]],
  },
  {
    title: 'an error below a field of a mutation propagates to that field',
    query: 'mutation { thing { must { id } } second }',
    root: { thing: { must: {} }, second: 2 },
    data: { thing: null, second: 2 },
    errors: [[noId, ['thing', 'must', 'id']]],
  },
]

/** The schema; in `isAsync`, every resolver returns a promise. */
function schemaOf(isAsync: boolean) {
  const schema = buildSchema(sdl)
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAsync || !isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      field.resolve = async (...args) => defaultFieldResolver(...args)
    }
  }
  return schema
}

function isAmong(errors: unknown[], error: unknown): boolean {
  return errors.some((each) => String(each) === String(error))
}

describe.for([
  { executor: 'the gateway', run: execute, isOrdered: true },
  // With promises, graphql-js reports errors in the order in which they happen.
  { executor: 'graphql-js', run: executeWithGraphqlJs, isOrdered: false },
])('null propagation in $executor', ({ run, isOrdered }) => {
  describe.for([
    { resolvers: 'values', isAsync: false },
    { resolvers: 'promises', isAsync: true },
  ])('with resolvers that return $resolvers', ({ isAsync }) => {
    const schema = schemaOf(isAsync)
    const inOrder = (errors: unknown[]) => (isOrdered || !isAsync ? errors : errors.map(String).toSorted())
    test.for(rows)('$title', async ({ query, root, data, errors: expected, onlyOneIsRequired }) => {
      const result = await run({ schema, document: parse(query), rootValue: root })
      expect(JSON.stringify(result.data)).toBe(JSON.stringify(data))
      const reported = (result.errors ?? []).map(({ message, path }) => [message, path])
      const required = onlyOneIsRequired ? expected.filter((error) => isAmong(reported, error)) : expected
      expect(inOrder(reported)).toEqual(inOrder(required))
      expect(required.length).toBeGreaterThanOrEqual(Math.min(expected.length, 1))
    })
  })
})
