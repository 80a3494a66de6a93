import { makeExecutableSchema } from '@graphql-tools/schema'
import { printSchemaWithDirectives } from '@graphql-tools/utils'
import { lexicographicSortSchema, type GraphQLSchema } from 'graphql'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { guardSchema } from './access/guard-schema.js'
import type { Context } from './context.js'
import { resolvers } from './resolvers/index.js'

/** The folder schema/ is next to dist/ if the code is bundled into one file, otherwise next to src/. */
const bundled = new URL('../schema/', import.meta.url)
const folder = existsSync(bundled) ? bundled : new URL('../../schema/', import.meta.url)

/** The executable schema: SDL and resolvers, with access checks. Throws if a resolver's field is not in the schema. */
export function createSchema(): GraphQLSchema {
  const schema = makeExecutableSchema<Context>({
    typeDefs: readdirSync(folder)
      .filter((name) => name.endsWith('.graphql'))
      .toSorted()
      .map((name) => readFileSync(new URL(name, folder), 'utf8')),
    resolvers: [...resolvers],
  })
  guardSchema(schema)
  return schema
}

/** The text that `npm run codegen` writes to schema.graphql, byte for byte: sorted, and with directives. */
export function printedSchema(schema: GraphQLSchema): string {
  return printSchemaWithDirectives(lexicographicSortSchema(schema))
}
