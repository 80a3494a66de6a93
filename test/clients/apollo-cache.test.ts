/** The Apollo Client cache of docs/frontend.md, compared with the schema. */
import type { ApolloClient } from '@apollo/client'
import { expect, test } from 'vitest'
import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  type GraphQLNamedType,
} from 'graphql'
import { createApp } from '../support/frontend.js'
import { schema } from '../support/schema.js'

/** Members of Apollo's cache that its types do not declare. */
interface Cache {
  config: { possibleTypes: Record<string, string[]> }
  policies: { getMergeFunction: (parent: string, field: string, child: string) => unknown }
}

async function readCache(): Promise<Cache> {
  const { apollo } = await createApp().load<{ apollo: ApolloClient }>('src/apollo.ts')
  return apollo.cache as unknown as Cache
}

/** Whether Apollo Client caches objects of this type by id. */
function isNormalized(type: GraphQLNamedType): boolean {
  return (isObjectType(type) || isInterfaceType(type)) && (type.name === 'Query' || 'id' in type.getFields())
}

/**
 * Whether objects of this type have no id. Excludes pages, and mutation payloads, which are never read from the cache.
 */
function isPlain(type: GraphQLNamedType): boolean {
  return !isNormalized(type) && !/^(__.*|Mutation|.*(Connection|Edge|Payload))$/.test(type.name)
}

/**
 * Fields that need a merge function: pages and objects without an id. For the latter, Apollo Client warns if two
 * queries select different fields.
 */
function mergedFields(): { coordinate: string; type: string }[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((parent) =>
      Object.values(parent.getFields()).flatMap(({ name, type }) => {
        const named = getNamedType(type)
        const isReference = isNormalized(named) && !isListType(getNullableType(type))
        const isStoredInParent = isNormalized(parent) && !isLeafType(named) && !isReference
        // An object nested in an object without an id: Apollo Client would replace the nested one without a warning.
        const isStoredDeeper = isPlain(parent) && isObjectType(getNullableType(type)) && !isNormalized(named)
        const isMerged = named.name.endsWith('Connection') || isStoredInParent || isStoredDeeper
        return isMerged ? { coordinate: `${parent.name}.${name}`, type: named.name } : []
      }),
    )
}

test('Apollo Client has a merge function for every connection and every object without an id in the schema', async () => {
  const { policies } = await readCache()
  const found = mergedFields()
  expect(found).toContainEqual({ coordinate: 'Query.cases', type: 'CaseConnection' })
  expect(found).toContainEqual({ coordinate: 'Communication.author', type: 'CommunicationAuthor' })
  expect(found).toContainEqual({ coordinate: 'CaseForm.limits', type: 'CaseFormLimits' })
  const without = found.filter(({ coordinate, type }) => {
    const [parent = '', field = ''] = coordinate.split('.')
    return policies.getMergeFunction(parent, field, type) === undefined
  })
  expect(without).toEqual([])
})

test('Apollo Client knows every type that implements Node', async () => {
  const { config } = await readCache()
  const node = schema.getType('Node')
  const names = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : []
  expect(config.possibleTypes).toEqual({ Node: names.toSorted() })
})
