// Stand-in: thrown away at merge.
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled'
import type { Config } from './config.js'
import type { Context } from './context.js'

export function createGateway(options: {
  config: Config
  plugins?: ApolloServerPlugin<Context>[]
}): ApolloServer<Context> {
  return new ApolloServer<Context>({
    typeDefs: `
      type Query { hello(name: String = "world"): String! cases(first: Int = 20): CaseConnection! }
      type CaseConnection { nodes: [Case!]! totalCount: Int! }
      type Case { id: ID! subject: String! status: String! }
    `,
    resolvers: {
      Query: {
        hello: (_: unknown, { name }: { name: string }) => `Hello, ${name}`,
        cases: () => ({ totalCount: 1, nodes: [{ id: 'Y2FzZQ', subject: 'A stand-in', status: 'OPENED' }] }),
      },
    },
    plugins: [ApolloServerPluginCacheControlDisabled(), ...(options.plugins ?? [])],
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    introspection: true,
  })
}
