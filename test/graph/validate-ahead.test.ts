/** The validation of new documents in one visit must agree with that of graphql-js, and apply every rule of Apollo Server. */
import { readdirSync, readFileSync } from 'node:fs'
import type { ApolloServerPlugin } from '@apollo/server'
import { extendSchema, GraphQLError, parse, specifiedRules, validate, type ValidationRule } from 'graphql'
import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import type { Context } from '../../src/graph/context.js'
import { isValid, validateAheadPlugin } from '../../src/graph/plugins/validate-ahead.js'
import { createGateway } from '../../src/graph/server.js'
import { schema } from '../support/schema.js'

const examples = readdirSync('examples').filter((file) => file.endsWith('.graphql'))

const withSubscription = extendSchema(
  schema,
  parse('extend schema { subscription: Subscription } type Subscription { a: Int b: Int }'),
)

/** An invalid document for each rule of the specification. */
const invalid: Record<string, string> = {
  ExecutableDefinitionsRule: '{ __typename } type A { b: Int }',
  UniqueOperationNamesRule: 'query A { __typename } query A { __typename }',
  LoneAnonymousOperationRule: '{ __typename } query A { __typename }',
  SingleFieldSubscriptionsRule: 'subscription { a b }',
  KnownTypeNamesRule: '{ ... on Nothing { __typename } }',
  FragmentsOnCompositeTypesRule: '{ ... on String { __typename } }',
  VariablesAreInputTypesRule: 'query ($a: Case) { __typename }',
  ScalarLeafsRule: '{ cases }',
  FieldsOnCorrectTypeRule: '{ nothing }',
  UniqueFragmentNamesRule: '{ ...A } fragment A on Query { __typename } fragment A on Query { __typename }',
  KnownFragmentNamesRule: '{ ...A }',
  NoUnusedFragmentsRule: '{ __typename } fragment A on Query { __typename }',
  PossibleFragmentSpreadsRule: '{ ... on Case { __typename } }',
  NoFragmentCyclesRule: '{ ...A } fragment A on Query { ...A }',
  UniqueVariableNamesRule: 'query ($a: Int, $a: Int) { cases(first: $a) { totalCount } }',
  NoUndefinedVariablesRule: '{ cases(first: $a) { totalCount } }',
  NoUnusedVariablesRule: 'query ($a: Int) { __typename }',
  KnownDirectivesRule: '{ __typename @nothing }',
  UniqueDirectivesPerLocationRule: '{ __typename @skip(if: true) @skip(if: true) }',
  KnownArgumentNamesRule: '{ cases(nothing: 1) { totalCount } }',
  UniqueArgumentNamesRule: '{ cases(first: 1, first: 1) { totalCount } }',
  ValuesOfCorrectTypeRule: '{ cases(first: "a") { totalCount } }',
  ProvidedRequiredArgumentsRule: '{ case { id } }',
  VariablesInAllowedPositionRule: 'query ($a: String) { cases(first: $a) { totalCount } }',
  OverlappingFieldsCanBeMergedRule: '{ a: __typename a: cases { totalCount } }',
  UniqueInputFieldNamesRule: '{ cases(filter: { status: [], status: [] }) { totalCount } }',
  MaxIntrospectionDepthRule: `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} }'.repeat(4)} } } }`,
}

describe('agreement with graphql-js', () => {
  test.each(examples)('%s is valid', (file) => {
    expect(isValid(schema, parse(readFileSync(`examples/${file}`, 'utf8')), specifiedRules)).toBe(true)
  })

  test('every rule of the specification has an invalid document', () => {
    expect(Object.keys(invalid)).toEqual(specifiedRules.map(({ name }) => name))
  })

  test.each(specifiedRules.map((rule) => [rule.name, rule] as const))(
    '%s refuses its invalid document',
    (name, rule) => {
      const document = parse(invalid[name] ?? '')
      expect(validate(withSubscription, document, [rule])).not.toEqual([])
      expect(isValid(withSubscription, document, [rule])).toBe(false)
      expect(isValid(withSubscription, document, specifiedRules)).toBe(false)
    },
  )

  test('a rule that skips the children of a node visits the nodes after it', () => {
    const document = parse('query ($a: Int = 1) { cases(first: $a) { totalCount @nothing } }')
    expect(isValid(schema, document, specifiedRules)).toBe(false)
  })
})

test('a document that breaks a rule is not checked against the rules of later passes', async () => {
  const applied: string[] = []
  const breaking: ValidationRule = (context) => {
    applied.push('breaking')
    context.reportError(new GraphQLError('broken'))
    return {}
  }
  const slow: ValidationRule = () => {
    applied.push('slow')
    return {}
  }
  const stored = new Map<string, unknown>()
  const store = {
    get: async () => undefined,
    set: async (key: string, document: unknown) => void stored.set(key, document),
  }
  const validateWith = async (passes: ValidationRule[][]): Promise<void> => {
    const plugin = validateAheadPlugin({ passes, config: readConfig({}), store })
    const listener = await plugin.requestDidStart?.({} as never)
    if (listener) await listener.didResolveSource?.({ schema, source: '{ __typename }', queryHash: 'hash' } as never)
  }
  await validateWith([[breaking], [slow]])
  expect({ applied, stored: stored.size }).toEqual({ applied: ['breaking'], stored: 0 })
  await validateWith([[slow], [slow]])
  expect({ applied, stored: stored.size }).toEqual({ applied: ['breaking', 'slow', 'slow'], stored: 1 })
})

describe('with Apollo Server', () => {
  const stops: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })

  async function startServer(env: Record<string, string> = {}) {
    const parsed: string[] = []
    const spy: ApolloServerPlugin<Context> = {
      requestDidStart: async () => ({ parsingDidStart: async ({ source }) => void parsed.push(source) }),
    }
    const server = createGateway({ config: readConfig(env), schema, plugins: [spy] })
    await server.start()
    stops.push(() => server.stop())
    const ask = (query: string) => server.executeOperation({ query }, { contextValue: { scope: {} } as Context })
    return { server, parsed, ask }
  }

  test('Apollo Server neither parses nor validates a valid document, and parses an invalid one to report its errors', async () => {
    const { parsed, ask } = await startServer()
    await ask('{ __typename }')
    expect(parsed).toEqual([])
    const { body } = await ask('{ nothing one: cases }')
    expect(parsed).toEqual(['{ nothing one: cases }'])
    expect(body).toMatchObject({ kind: 'single', singleResult: { errors: [{}, {}] } })
  })

  test('introspection is left to Apollo Server while it is disabled', async () => {
    const { parsed, ask } = await startServer({ INTROSPECTION: 'false' })
    const query = '{ __schema { queryType { name } } }'
    await ask(query)
    expect(parsed).toEqual([query])
  })

  test.each([
    ['true', ['knownRootTypes']],
    ['false', ['NoIntrospection', 'knownRootTypes']],
  ])(
    'with INTROSPECTION %s, Apollo Server has no other rules than those applied ahead',
    async (introspection, rules) => {
      const { server } = await startServer({ INTROSPECTION: introspection })
      const { internals } = server as unknown as {
        internals: { validationRules: { name: string }[]; laterValidationRules?: unknown[] }
      }
      expect(internals.validationRules.map(({ name }) => name)).toEqual(rules)
      expect(internals.laterValidationRules ?? []).toEqual([])
    },
  )
})
