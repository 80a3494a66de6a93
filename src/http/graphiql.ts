/**
 * /graphiql: a page and its two assets, built by scripts/build.js. Nothing is loaded from other hosts.
 * A few lines instead of @fastify/static: the files are known at startup, so no path from a request has to be resolved.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { Refusal } from './errors.js'
import { graphiqlPolicy } from './headers.js'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** For people who open the gateway's root URL. A relative redirect, so it also works behind a path prefix. */
export function redirectToGraphiql(app: FastifyInstance): void {
  app.get('/', async (_request, reply) => reply.redirect('graphiql', 302))
}

/** The page shows `account` as a badge. With `aws`, the examples that are mutations start with `validateOnly: true`. */
export function serveGraphiql(app: FastifyInstance, folder: URL, account: 'demo' | 'aws'): void {
  const files = filesIn(folder)
  if (!files.includes('index.html')) {
    app.get('/graphiql', async () => {
      throw new Refusal(503, 'GraphiQL has not been built: run `npm run build`.')
    })
    return
  }

  for (const file of files) {
    const page = file === 'index.html'
    // Compressed at the first request, then cached: most processes never serve it.
    let gzipped: Buffer | undefined
    app.get(page ? '/graphiql' : `/graphiql/${file}`, async (request, reply) => {
      const stored = readFileSync(new URL(file, folder))
      const contents = page ? Buffer.from(String(stored).replace('{{account}}', account)) : stored
      reply.headers({
        'content-type': types[extname(file)],
        'content-security-policy': graphiqlPolicy,
        // Asset names contain a hash of their content, and the page refers to them by name.
        'cache-control': page ? 'no-cache' : 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      })
      if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return contents
      gzipped ??= gzipSync(contents)
      return reply.header('content-encoding', 'gzip').send(gzipped)
    })
  }
}

function filesIn(folder: URL): string[] {
  try {
    return readdirSync(folder).filter((file) => extname(file) in types)
  } catch {
    return []
  }
}
