import { readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { built } from '../support/built.js'
import { startEdge, type Edge } from '../support/edge.js'

const graphiqlFolder = pathToFileURL(`${built('graphiql')}/`)

let edge: Edge
beforeAll(async () => {
  edge = await startEdge({ env: { LOG_LEVEL: 'silent' }, graphiqlFolder })
})
afterAll(() => edge.close())

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }

describe('Apollo Sandbox', () => {
  test('Apollo Sandbox opens on GET /graphql in a browser', async () => {
    const response = await fetch(`${edge.url}/graphql`, asBrowser)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toContain('new window.EmbeddedSandbox(')
  })

  test('the content security policies of page and header let Apollo Sandbox load each of its scripts', async () => {
    const response = await fetch(`${edge.url}/graphql`, asBrowser)
    const html = await response.text()
    // The policy in the header leaves scripts, styles, frames, fonts and connections to the policy in the page.
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ').map((directive) => directive.split(' ')[0])).toEqual([
      'base-uri',
      'object-src',
      'form-action',
      'frame-ancestors',
    ])
    const nonce = /script-src 'self' 'nonce-([0-9a-f]+)'/.exec(html)?.[1]
    const scripts = html.match(/<script[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(1)
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
    expect(html).toMatch(/frame-src [^;"]*https:\/\/sandbox\.embed\.apollographql\.com/)
  })

  test('Apollo Sandbox sends no telemetry and no cookies', async () => {
    const html = await (await fetch(`${edge.url}/graphql`, asBrowser)).text()
    expect(html).toContain('"runTelemetry":false')
    expect(html).toContain('"includeCookies":false')
  })
})

describe('GraphiQL', () => {
  test('the GraphiQL page has no absolute URLs and no inline scripts or styles', async () => {
    const response = await fetch(`${edge.url}/graphiql`)
    const html = await response.text()
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html).not.toMatch(/https?:|\/\//)
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style=|onload=/)
  })

  test('the content security policy of GraphiQL allows no other origins, inline code or eval', async () => {
    const policy = (await fetch(`${edge.url}/graphiql`)).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  test('GraphiQL serves its assets compressed and cacheable for a year', async () => {
    const html = await (await fetch(`${edge.url}/graphiql`)).text()
    const assets = [...html.matchAll(/(?:src|href)="(graphiql\/[^"]+)"/g)].map(([, path]) => path)
    expect(assets).toHaveLength(2)
    for (const asset of assets) {
      const response = await fetch(`${edge.url}/${asset}`, { headers: { 'accept-encoding': 'gzip' } })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^text\/(javascript|css); charset=utf-8$/)
      expect(response.headers.get('content-encoding')).toBe('gzip')
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect((await response.text()).length).toBeGreaterThan(100_000)
    }
  })

  test('GraphiQL contains the example operations', async () => {
    const html = await (await fetch(`${edge.url}/graphiql`)).text()
    const script = await (await fetch(`${edge.url}/${/src="(graphiql\/[^"]+)"/.exec(html)?.[1]}`)).text()
    const examples = readdirSync('examples').filter((file) => file.endsWith('.graphql'))
    expect(examples.length).toBeGreaterThan(1)
    for (const file of examples) expect(script).toContain(`name:"${file.replace(/^\d+-|\.graphql$/g, '')}"`)
  })

  test.each([
    ['demo', {}],
    ['aws', { SUPPORT_UPSTREAM: 'aws' }],
    ['aws', { SUPPORT_UPSTREAM: 'https://support.internal.example' }],
    ['aws', { SUPPORT_FAILOVER_ENDPOINTS: 'https://support.internal.example' }],
  ] as [string, Record<string, string>][])(
    'GraphiQL reveals only that the account is "%s" with the configuration %j',
    async (account, env) => {
      const other = await startEdge({
        env: { LOG_LEVEL: 'silent', SUPPORT_ACCOUNT: 'payments', ...env },
        graphiqlFolder,
      })
      const html = await (await fetch(`${other.url}/graphiql`)).text()
      expect(html).toContain(`data-account="${account}"`)
      expect(html).not.toMatch(/\{\{|internal\.example|payments/)
      await other.close()
    },
  )

  test('GraphiQL explains where to put credentials', async () => {
    const html = await (await fetch(`${edge.url}/graphiql`)).text()
    const script = await (await fetch(`${edge.url}/${/src="(graphiql\/[^"]+)"/.exec(html)?.[1]}`)).text()
    expect(script).toContain('add your credentials to Headers, such as { "x-api-key"')
  })

  test('GraphiQL serves its own files and no others', async () => {
    for (const path of ['/graphiql/.inputs', '/graphiql/..%2f..%2fpackage.json', '/graphiql/index.html']) {
      expect((await fetch(edge.url + path)).status).toBe(404)
    }
  })

  test('GraphiQL returns 503 with the build command if it has not been built', async () => {
    const unbuilt = await startEdge({ env: { LOG_LEVEL: 'silent' } })
    const response = await fetch(`${unbuilt.url}/graphiql`)
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run build')
    await unbuilt.close()
  })
})

async function redirectOf(url: string, method = 'GET') {
  const { status, headers } = await fetch(`${url}/`, { method, redirect: 'manual' })
  return [status, headers.get('location')]
}

describe('the path /', () => {
  // A relative location also works where a proxy serves the gateway under /support/.
  test.each(['GET', 'HEAD'])('%s / redirects to GraphiQL by a relative location in development', async (method) => {
    expect(await redirectOf(edge.url, method)).toEqual([302, 'graphiql'])
    expect((await fetch(`${edge.url}/`)).url).toBe(`${edge.url}/graphiql`)
  })

  test('the path / accepts only GET and HEAD', async () => {
    const response = await fetch(`${edge.url}/`, { method: 'POST', body: 'x' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  test.each([{ NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws', EXPLORER: 'true' }, { EXPLORER: 'false' }])(
    'the path / returns 404 with %j',
    async (env) => {
      const closed = await startEdge({ env: { LOG_LEVEL: 'silent', ...env } })
      expect(await redirectOf(closed.url)).toEqual([404, null])
      await closed.close()
    },
  )
})

test('EXPLORER=false turns off Apollo Sandbox and GraphiQL', async () => {
  const closed = await startEdge({ env: { EXPLORER: 'false', LOG_LEVEL: 'silent' } })
  expect((await fetch(`${closed.url}/graphiql`)).status).toBe(404)
  const response = await fetch(`${closed.url}/graphql`, asBrowser)
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  await closed.close()
})
