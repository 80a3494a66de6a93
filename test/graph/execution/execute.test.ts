/** What resolvers see of the executor: when they are called, with what, and what becomes of their promises and errors. */
import { setImmediate } from 'node:timers/promises'
import DataLoader from 'dataloader'
import {
  buildSchema,
  execute as executeWithGraphqlJs,
  getIntrospectionQuery,
  GraphQLError,
  isObjectType,
  parse,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLScalarType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { execute } from '../../../src/graph/execution/execute.js'
import { dataDifference, describe as describeError } from './compare.js'
import { takeOverUnhandledRejections } from './differential.js'
import { keysTo } from './drawn-values.js'

const schemaText = `
  type Query { node(id: Int = 0): Node nodes: [Node] must: [Node!] lists: [[Node]] name: String any: Any }
  type Mutation { step(id: Int!): Node must(id: Int!): Node! }
  type Subscription { name: String }
  type Node { id: Int name: String next: Node nodes: [Node] must: String! pet: Pet }
  interface Pet { owner: Node }
  type Dog implements Pet { owner: Node }
  scalar Any
`

interface Given {
  resolvers?: Record<string, GraphQLFieldResolver<never, unknown>>
  root?: unknown
  query: string
  variables?: Record<string, unknown>
  operationName?: string
  serialize?: (value: unknown) => unknown
}

/** Arguments for an executor, from resolvers by `Type.field`. */
function given({ resolvers = {}, root = {}, query, variables = {}, operationName, serialize }: Given): ExecutionArgs {
  const schema = buildSchema(schemaText)
  for (const [coordinate, resolve] of Object.entries(resolvers)) {
    const [typeName = '', fieldName = ''] = coordinate.split('.')
    const type = schema.getType(typeName)
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined
    if (field === undefined) throw new Error(`There is no field ${coordinate}`)
    field.resolve = resolve as GraphQLFieldResolver<unknown, unknown>
  }
  const any = schema.getType('Any') as GraphQLScalarType
  if (serialize !== undefined) any.serialize = serialize
  return { schema, document: parse(query), rootValue: root, variableValues: variables, contextValue: {}, operationName }
}

/** Runs an operation with both executors, and expects the same result. Returns it. */
async function both(make: () => ExecutionArgs): Promise<ExecutionResult> {
  const expected = await executeWithGraphqlJs(make())
  const actual = await execute(make())
  expect(dataDifference(expected.data, actual.data, 'data')).toBeUndefined()
  expect(actual.errors?.map(describeError)).toEqual(expected.errors?.map(describeError))
  return actual
}

const noop = (): void => {}

/** A promise that the test settles. */
function deferred<T = unknown>() {
  let settle: { resolve: (value: T) => void; reject: (reason: unknown) => void } = { resolve: noop, reject: noop }
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, ...settle }
}

/** Lets everything happen that waits only for settled promises. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate()
}

async function unhandledDuring(work: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const restore = takeOverUnhandledRejections((reason) => void unhandled.push(reason))
  try {
    await work()
    await quiet()
  } finally {
    restore()
  }
  return unhandled
}

type Executor = typeof execute | typeof executeWithGraphqlJs

const rejected = (message: string) => Promise.reject(new Error(message))

/** Aborts an operation while resolvers wait for the abort. */
const runAborted = async (executor: Executor): Promise<ExecutionResult> => {
  const controller = new AbortController()
  const untilAborted = () =>
    new Promise((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error))
    })
  const result = executor(
    given({
      query: '{ nodes { id name next { id } } must { id must } node { pet { owner { id } } } }',
      root: {
        nodes: [{ id: 1 }, { id: 2 }],
        must: async () => [{ id: 3 }, { id: 4 }],
        node: { pet: untilAborted },
      },
      resolvers: { 'Node.name': untilAborted, 'Node.next': async (node) => node, 'Node.must': untilAborted },
    }),
  )
  await quiet()
  controller.abort(new Error('the client left'))
  return result
}

/** The batches of a loader that many fields use. */
const batchesOf = async (executor: Executor): Promise<unknown> => {
  const batches: number[][] = []
  const loader = new DataLoader<number, unknown>(async (ids) => {
    batches.push([...ids])
    await setImmediate()
    return ids.map((id) => (id % 7 === 6 ? new Error(`no node ${id}`) : { id }))
  })
  const { data } = await executor(
    given({
      query: `{
        a: node(id: 1) { ...Tree }
        b: node(id: 2) { ...Tree id }
        nodes { ...Tree next { next { id } } }
      }
      fragment Tree on Node { id next { id next { id nodes { id } } } nodes { id next { id } pet { owner { id } } } }`,
      root: { nodes: [{ id: 1 }, { id: 3 }, Promise.resolve({ id: 4 })] },
      resolvers: {
        'Query.node': (_, { id }: { id: number }) => loader.load(id),
        'Node.next': ({ id }: { id: number }) => loader.load(id + 3),
        'Node.nodes': async ({ id }: { id: number }) => [
          loader.load(id),
          { id },
          loader.load(2 * id),
          loader.load(3 * id),
        ],
        'Node.pet': () => ({ __typename: 'Dog' }),
        'Dog.owner': () => loader.load(9),
      },
    }),
  )
  return { batches: batches.map((batch) => batch.toSorted((a, b) => a - b)), data: JSON.stringify(data) }
}

/** Resolvers that record their calls. `Node.next` waits for the promise in `waits` under its id. */
const steps = (calls: string[], waits: Record<string, Promise<unknown>>): Given['resolvers'] => ({
  'Mutation.step': async (_, { id }: { id: number }) => (calls.push(`step ${id}`), { id }),
  'Mutation.must': async (_, { id }: { id: number }) => (calls.push(`must ${id}`), { id }),
  'Node.next': async ({ id }: { id: number }) => {
    calls.push(`next of ${id}`)
    await waits[id]
    return { id }
  },
  'Node.name': ({ id }: { id: number }) => (calls.push(`name of ${id}`), 'a name'),
})

/** What resolvers get as arguments and info. */
const infos = async (executor: Executor): Promise<unknown[]> => {
  const seen: unknown[] = []
  const see = (info: GraphQLResolveInfo): void => {
    const { path, fieldNodes, parentType, returnType, schema, operation, ...rest } = info
    const nodes = fieldNodes.map(({ loc }) => [loc?.start, loc?.end])
    const types = [String(parentType), String(returnType), schema.getType(parentType.name) === parentType]
    seen.push({
      ...rest,
      keys: keysTo(info),
      typename: path.typename,
      nodes,
      types,
      operation: operation.name?.value,
    })
  }
  await executor(
    given({
      query: `query Q($id: Int, $other: Int = 5) {
        node(id: $id) { id } n: nodes { a: id next { id } } n: nodes { a: id ...F b: must } lists { pet { owner { id } } }
      }
      fragment F on Node { a: id c: name }`,
      variables: { id: 3 },
      root: { nodes: [{ next: {} }, {}], lists: [[{ pet: { __typename: 'Dog', owner: {} } }]] },
      resolvers: {
        'Query.node': (_, args, _context, info) => (seen.push(args), see(info), {}),
        'Node.id': (_, args, _context, info) => (seen.push(args), see(info), 1),
        'Node.name': (_, _args, _context, info) => (see(info), 'a'),
        'Node.must': (_, _args, _context, info) => (see(info), 'b'),
        'Dog.owner': (_, _args, _context, info) => (see(info), {}),
      },
    }),
  )
  return seen
}

const sorted = (seen: unknown[]): string[] => seen.map((each) => JSON.stringify(each)).toSorted()

describe('promises', () => {
  test('a slow item of a list does not delay the fields below the others', async () => {
    const slow = deferred()
    const named: unknown[] = []
    const result = execute(
      given({
        query: '{ nodes { next { next { name } } } }',
        root: { nodes: [{ id: 0 }, slow.promise, Promise.resolve({ id: 2 })] },
        resolvers: {
          'Node.next': async (node) => node,
          'Node.name': ({ id }: { id: number }) => (named.push(id), `node ${id}`),
        },
      }),
    )
    await quiet()
    expect(new Set(named)).toEqual(new Set([0, 2]))
    slow.resolve({ id: 1 })
    const { data } = await result
    const names = [0, 1, 2].map((id) => ({ next: { next: { name: `node ${id}` } } }))
    expect(JSON.parse(JSON.stringify(data))).toEqual({ nodes: names })
  })

  test('a slow field does not delay the fields below the same field of other objects', async () => {
    const slow = deferred()
    const named: unknown[] = []
    const result = execute(
      given({
        query: '{ lists { next { next { name } } } }',
        root: { lists: [[{ id: 0 }, { id: 1 }], [{ id: 2 }]] },
        resolvers: {
          'Node.next': (node: { id: number }) => (node.id === 1 ? slow.promise : Promise.resolve(node)),
          'Node.name': ({ id }: { id: number }) => (named.push(id), `node ${id}`),
        },
      }),
    )
    await quiet()
    expect(new Set(named)).toEqual(new Set([0, 2]))
    slow.reject(new Error('too slow'))
    const { data, errors = [] } = await result
    expect(JSON.stringify(data)).toBe(
      '{"lists":[[{"next":{"next":{"name":"node 0"}}},{"next":null}],[{"next":{"next":{"name":"node 2"}}}]]}',
    )
    expect(errors.map(({ message, path }) => [message, path])).toEqual([['too slow', ['lists', 0, 1, 'next']]])
  })

  test('a slow field does not delay the fields below the fields beside it', async () => {
    const slow = deferred()
    let isNamed = false
    const result = execute(
      given({
        query: '{ slow: node(id: 1) { name } fast: node(id: 2) { next { name } } }',
        resolvers: {
          'Query.node': (_, { id }: { id: number }) => (id === 1 ? slow.promise : Promise.resolve({ next: {} })),
          'Node.name': () => ((isNamed = true), 'a name'),
        },
      }),
    )
    await quiet()
    expect(isNamed).toBe(true)
    slow.resolve({})
    expect(JSON.stringify((await result).data)).toBe('{"slow":{"name":"a name"},"fast":{"next":{"name":"a name"}}}')
  })

  test('a type that is resolved slowly does not delay the other objects of the interface', async () => {
    const slow = deferred<string>()
    const owned: unknown[] = []
    const args = given({
      query: '{ nodes { pet { owner { id } } } }',
      root: { nodes: [{ pet: { owner: { id: 0 } } }, { pet: { isSlow: true, owner: { id: 1 } } }] },
      resolvers: { 'Node.id': ({ id }: { id: number }) => (owned.push(id), id) },
    })
    const pet = args.schema.getType('Pet') as { resolveType: unknown } & object
    pet.resolveType = ({ isSlow }: { isSlow?: boolean }) => (isSlow ? slow.promise : 'Dog')
    const result = execute(args)
    await quiet()
    expect(owned).toEqual([0])
    slow.resolve('Dog')
    expect(JSON.stringify((await result).data)).toBe(
      '{"nodes":[{"pet":{"owner":{"id":0}}},{"pet":{"owner":{"id":1}}}]}',
    )
  })

  test('no rejection is unhandled, neither beside an error nor while another promise is pending', async () => {
    const slow = deferred()
    const unhandled = await unhandledDuring(async () => {
      const result = execute(
        given({
          // graphql-js leaves the second item of `must` without a handler.
          query: '{ must { id } nodes { id nodes { id } } lists { must next { must } } }',
          root: {
            must: () => [null, rejected('item')],
            nodes: () => [{ id: 1, nodes: () => slow.promise }, rejected('b')],
          },
          resolvers: {
            'Query.lists': async () => [Promise.resolve([rejected('c'), {}]), slow.promise],
            'Node.must': () => rejected('must'),
            'Node.next': () => rejected('next'),
          },
        }),
      )
      await quiet()
      slow.reject(new Error('slow'))
      const { errors = [] } = await result
      expect(new Set(errors.map(({ message }) => message))).toContain('slow')
    })
    expect(unhandled).toEqual([])
  })

  test('an abort in flight ends the request with the errors of the aborted fields and the data loaded before', async () => {
    const results: ExecutionResult[] = []
    const unhandled = await unhandledDuring(async () => {
      results.push(await runAborted(executeWithGraphqlJs), await runAborted(execute))
    })
    expect(unhandled).toEqual([])
    const [expected, actual] = results
    expect(JSON.stringify(actual?.data)).toBe(
      '{"nodes":[{"id":1,"name":null,"next":{"id":1}},{"id":2,"name":null,"next":{"id":2}}],"must":null,"node":{"pet":null}}',
    )
    expect(JSON.stringify(actual?.data)).toBe(JSON.stringify(expected?.data))
    expect(new Set(actual?.errors?.map(({ message }) => message))).toEqual(new Set(['the client left']))
    const paths = new Set(actual?.errors?.map(({ path = [] }) => path.join('.')))
    for (const path of ['nodes.0.name', 'nodes.1.name', 'node.pet']) expect(paths).toContain(path)
  })

  test('loaders get the batches that graphql-js makes', async () => {
    expect(await batchesOf(execute)).toEqual(await batchesOf(executeWithGraphqlJs))
  })
})

describe('mutations', () => {
  test('a field of a mutation starts when everything below the previous one has been resolved', async () => {
    const calls: string[] = []
    const slow = deferred()
    const result = execute(
      given({
        query: 'mutation { b: step(id: 1) { next { name } } a: step(id: 2) { next { name } } }',
        resolvers: steps(calls, { 1: slow.promise }) ?? {},
      }),
    )
    await quiet()
    expect(calls).toEqual(['step 1', 'next of 1'])
    slow.resolve(undefined)
    expect(JSON.stringify((await result).data)).toBe('{"b":{"next":{"name":"a name"}},"a":{"next":{"name":"a name"}}}')
    expect(calls).toEqual(['step 1', 'next of 1', 'name of 1', 'step 2', 'next of 2', 'name of 2'])
  })

  test('the fields of a mutation run in the order of their first selection, with what fragments and repetitions add', async () => {
    const calls: string[] = []
    const args = given({
      query: `mutation { ...F a: step(id: 1) { id } b: step(id: 2) { name } a: step(id: 1) { name } }
        fragment F on Mutation { c: step(id: 3) { name } a: step(id: 1) { next { name } } }`,
      resolvers: steps(calls, {}) ?? {},
    })
    await execute(args)
    const expected = calls.splice(0)
    await executeWithGraphqlJs(args)
    expect(calls.filter((call) => call.startsWith('step'))).toEqual(['step 3', 'step 1', 'step 2'])
    expect(expected.filter((call) => call.startsWith('step'))).toEqual(['step 3', 'step 1', 'step 2'])
    expect(expected.toSorted()).toEqual(calls.toSorted())
  })

  test('no field of a mutation runs after a non-null one that failed', async () => {
    for (const executor of [execute, executeWithGraphqlJs]) {
      const calls: string[] = []
      const { data, errors = [] } = await executor(
        given({
          query: 'mutation { step(id: 1) { id } must(id: 2) { must } a: step(id: 3) { id } }',
          resolvers: steps(calls, {}) ?? {},
        }),
      )
      expect(data).toBeNull()
      expect(errors.map(({ path }) => path)).toEqual([['must', 'must']])
      expect(calls).toEqual(['step 1', 'must 2'])
    }
  })

  test('the fields of a mutation after a nullable one that failed run', async () => {
    const calls: string[] = []
    const { data } = await execute(
      given({
        query: 'mutation { step(id: 1) { must } a: step(id: 3) { id } }',
        resolvers: steps(calls, {}) ?? {},
      }),
    )
    expect(JSON.stringify(data)).toBe('{"step":null,"a":{"id":3}}')
  })
})

describe('resolvers', () => {
  test('resolvers get the same info as with graphql-js, except that the path has no list indices', async () => {
    expect(sorted(await infos(execute))).toEqual(sorted(await infos(executeWithGraphqlJs)))
  })

  test('an error at several positions becomes an error with its own path at each, with the same original error', async () => {
    const shared = Object.freeze(Object.assign(new Error('shared'), { extensions: { code: 'SHARED' } }))
    const { errors = [] } = await both(() =>
      given({
        query: '{ name nodes { name } }',
        root: { name: shared, nodes: [{ name: shared }, { name: () => Promise.reject(shared) }] },
      }),
    )
    expect(errors.map(({ path }) => path)).toEqual([['name'], ['nodes', 0, 'name'], ['nodes', 1, 'name']])
    expect(errors.map(({ originalError }) => originalError === shared)).toEqual([true, true, true])
    expect(errors.map(({ extensions }) => extensions)).toEqual(Array.from({ length: 3 }, () => ({ code: 'SHARED' })))
  })

  test('an error that already has a path keeps it', async () => {
    const located = new GraphQLError('located', { path: ['elsewhere', 0] })
    const { errors = [] } = await both(() =>
      given({ query: '{ node { must } name }', root: { node: { must: located } } }),
    )
    expect(errors).toEqual([located])
    expect(errors[0]).toBe(located)
  })

  test('a thrown value that is not an error is reported as an unexpected error value', async () => {
    for (const thrown of ['text', 42, null, undefined, { message: 'an object' }]) {
      const { errors = [] } = await both(() =>
        given({
          query: '{ name node { id } }',
          root: { node: {} },
          resolvers: { 'Query.name': () => Promise.reject(thrown) },
        }),
      )
      expect(errors[0]?.message).toMatch(/^Unexpected error value: /)
    }
  })

  test('a field with an invalid argument has an error for each object', async () => {
    const query =
      'query ($id: Int!) { nodes { pet { ... on Dog { owner { id } } } } a: node(id: $id) { id } b: node(id: "x") { id } }'
    const { schema, ...args } = given({ query, root: { nodes: [] } })
    const run = (executor: Executor, variables: object) =>
      executor({ ...args, schema, variableValues: variables as Record<string, unknown> })
    for (const variables of [{}, { id: 1 }, { id: 'x' }, { id: null }]) {
      const [expected, actual] = [await run(executeWithGraphqlJs, variables), await run(execute, variables)]
      expect(actual.errors?.map(describeError)).toEqual(expected.errors?.map(describeError))
      expect(actual.errors?.length).toBeGreaterThan(0)
      expect(JSON.stringify(actual.data)).toBe(JSON.stringify(expected.data))
    }
  })
})

describe('custom scalars', () => {
  test.for<[string, unknown]>([
    ['an error', new Error('a value')],
    ['a list with nulls and errors', [null, new Error('a member'), [undefined]]],
    ['an object with members like a result', { errors: [new Error('a member')], data: null }],
    ['a function', () => {}],
    ['a symbol', Symbol('a value')],
  ])('a custom scalar may serialize to %s, which is data', async ([, value]) => {
    const frozen = Object.freeze(value)
    const { data, errors } = await both(() =>
      given({ query: '{ any a: name }', root: { any: 1, name: 'a' }, serialize: () => frozen }),
    )
    expect(data?.['any']).toBe(frozen)
    expect(errors).toBeUndefined()
  })

  test('the serialized value of a custom scalar stays as it is, even beside an error', async () => {
    const value = Object.freeze([null, new Error('a member')])
    const { data, errors = [] } = await both(() =>
      given({ query: '{ any node { must } }', root: { any: 1, node: {} }, serialize: () => value }),
    )
    expect(data?.['any']).toBe(value)
    expect(errors).toHaveLength(1)
  })
})

describe('operations', () => {
  test('introspection and subscriptions get the result of graphql-js', async () => {
    for (const query of [
      getIntrospectionQuery(),
      '{ __type(name: "Node") { name fields { name } } name __typename }',
      '{ ...F } fragment F on Query { name __schema { queryType { name } } }',
      'subscription { name }',
    ]) {
      const { data } = await both(() => given({ query, root: { name: 'a' } }))
      expect(data).not.toBeNull()
    }
  })

  test('an operation that cannot start gets the errors of graphql-js', async () => {
    const two = 'query A { name } query B { a: name }'
    for (const [query, operationName] of [
      [two, undefined],
      [two, 'C'],
      ['fragment F on Query { name }', undefined],
      ['{ name } fragment F on Query { name }', 'A'],
    ] as const) {
      const { data, errors } = await both(() => given({ query, ...(operationName !== undefined && { operationName }) }))
      expect({ data, errors: errors?.length }).toEqual({ data: undefined, errors: 1 })
    }
    const { data } = await both(() => given({ query: two, operationName: 'B', root: { name: 'b' } }))
    expect(JSON.stringify(data)).toBe('{"a":"b"}')
  })
})
