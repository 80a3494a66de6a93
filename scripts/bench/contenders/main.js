// The process of the named contender: another server in its default configuration, with the gateway's schema, resolvers
// and loaders.
import { createServer } from 'node:http'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { fastify } from 'fastify'
import { createYoga } from 'graphql-yoga'
import { mercurius } from 'mercurius'
import { anonymous } from '../../../src/lib/viewer.ts'
import { createAccountSet } from '../../../src/accounts/account.ts'
import { createContext } from '../../../src/graph/context.ts'
import { createSchema } from '../../../src/graph/schema.ts'
import { createScope } from '../../../src/upstream/request-scope.ts'
import { createUpstream } from '../../../src/upstream/upstream.ts'
import { createIdempotency } from '../../../src/writes/idempotency.ts'
import { createByHand } from './by-hand.js'

const host = '127.0.0.1'
const idempotency = createIdempotency({ config: { requestTimeoutMs: 30_000, writeSettleMs: 5_000 } })
const { signal } = new AbortController()
const client = createUpstream({
  upstream: new URL(process.env.SUPPORT_UPSTREAM),
  region: 'us-east-1',
  failoverEndpoints: [],
  upstreamTimeoutMs: 10_000,
})

/** The gateway's own AWS Support client, with responses cached forever. Each cache hit returns the same objects. */
const responses = new Map()
const upstream = {
  ...client,
  call(operation, input) {
    const key = `${operation} ${JSON.stringify(input)}`
    if (!responses.has(key)) responses.set(key, client.call(operation, input, createScope(signal)))
    return responses.get(key)
  },
}

/** A context per request, as the gateway creates it. */
function context() {
  return createContext({
    requestId: 'bench',
    viewer: anonymous,
    scope: createScope(signal),
    accounts,
    files: {},
    config: { maxScannedCases: 5_000, accountTimeoutMs: 3_000 },
  })
}

const account = {
  key: 'default',
  name: 'default',
  isListed: false,
  endpoint: 'aws',
  region: 'us-east-1',
  availability: () => undefined,
}
const accounts = createAccountSet([{ ...account, upstream, idempotency }])

const contenders = {
  'by-hand': () => serve(createByHand((...call) => upstream.call(...call))),
  yoga: () => serve(createYoga({ schema: createSchema(), context })),
  async mercurius() {
    const app = fastify()
    await app.register(mercurius, { schema: createSchema(), context, jit: 1 })
    return `${await app.listen({ port: 0, host })}/graphql`
  },
  async apollo() {
    const server = new ApolloServer({ schema: createSchema() })
    const { url } = await startStandaloneServer(server, { context: async () => context(), listen: { port: 0, host } })
    return url
  },
}

async function serve(handle) {
  const server = createServer((request, response) => void handle(request, response))
  await new Promise((resolve) => server.listen(0, host, resolve))
  return `http://${host}:${server.address().port}/graphql`
}

const url = await contenders[process.argv[2]]()
process.stdout.write(`Ready at ${url}\n`)
