// The process of one contender, `node dist/bench-contender.js <name>`: another server, with the gateway's own schema, resolvers and loaders, as it
// comes out of its package.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { anonymous } from '../../../src/lib/viewer.ts'
import { createContext } from '../../../src/graph/context.ts'
import { createSchema } from '../../../src/graph/schema.ts'
import { createScope } from '../../../src/upstream/request-scope.ts'
import { createIdempotency } from '../../../src/writes/idempotency.ts'
import { startByHand } from './by-hand.js'
import { createWarmUpstream } from './warm-upstream.js'

// This file is bundled into dist/, from where the packages of the benchmark cannot be found.
const require = createRequire(resolve('scripts/bench/package.json'))
const host = '127.0.0.1'
const upstream = createWarmUpstream(process.env.SUPPORT_UPSTREAM)
const idempotency = createIdempotency({ config: { requestTimeoutMs: 30_000, writeSettleMs: 5_000 } })
const { signal } = new AbortController()

/** A context for each request, as the gateway makes it. */
function context() {
  return createContext({
    requestId: 'bench',
    viewer: anonymous,
    scope: createScope(signal),
    upstream,
    idempotency,
    files: {},
    config: { maxScannedCases: 5_000, region: 'us-east-1' },
  })
}

const contenders = {
  'by-hand': () => startByHand((...call) => upstream.call(...call)),

  async yoga() {
    const { createYoga } = require('graphql-yoga')
    const yoga = createYoga({ schema: createSchema(), context })
    const server = createServer((request, response) => void yoga(request, response))
    await new Promise((resolve) => server.listen(0, host, resolve))
    return `http://${host}:${server.address().port}/graphql`
  },

  async mercurius() {
    const { fastify } = await import('fastify')
    const app = fastify()
    await app.register(require('mercurius'), { schema: createSchema(), context, jit: 1 })
    return `${await app.listen({ port: 0, host })}/graphql`
  },

  async apollo() {
    const [{ ApolloServer }, { startStandaloneServer }] = await Promise.all([
      import('@apollo/server'),
      import('@apollo/server/standalone'),
    ])
    const server = new ApolloServer({ schema: createSchema() })
    const { url } = await startStandaloneServer(server, { context: async () => context(), listen: { port: 0, host } })
    return url
  },
}

const url = await contenders[process.argv[2]]()
process.stdout.write(`Ready at ${url}\n`)
