/** The app whose files are the code blocks of docs/frontend.md, and a gateway for it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import { parse, type DocumentNode } from 'graphql'
import { createApiKey, digestOf } from '../../src/config/api-keys.js'
import { readConfig } from '../../src/config/config.js'
import { scopes, type Scope } from '../../src/lib/viewer.js'
import { createLog } from '../../src/telemetry/log.js'
import { start } from './start.js'

const page = readFileSync('docs/frontend.md', 'utf8')

/** The page's code blocks by file name, from the comment in their first line or, for JSON, the title. */
export const pageFiles = new Map(
  [...page.matchAll(/^```(?:(?:ts|js)\n\/\/ (\S+)|json title="(\S+)")\n([^]*?)```/gm)].map(
    ([, name, title, text = '']) => [name ?? title ?? '', text],
  ),
)

/** The number of code blocks on the page, with or without a name. */
export const blockCount = [...page.matchAll(/^```\w/gm)].length

export interface App {
  folder: string
  /** Imports a module of the app. */
  load: <Exports>(name: string) => Promise<Exports>
  /** The app's console output. */
  warnings: string[]
  /** The number of requests that the app has sent. */
  requestCount: () => number
}

interface AppOptions {
  url?: string
  /** The viewer's API key, used instead of a token. */
  key?: string
}

/** Writes the app into a temporary folder, with the packages of test/clients and the published schema. */
export function createApp({ url = 'http://127.0.0.1:1', key = '' }: AppOptions = {}): App {
  const folder = mkdtempSync(join(tmpdir(), 'frontend-'))
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  for (const [name, text] of pageFiles) write(name, text.replaceAll('https://support.example.com', url))
  write('schema.graphql', readFileSync('schema.graphql', 'utf8'))
  write('src/session.ts', `export const accessToken = async () => ${JSON.stringify(key)}\n`)
  // Code Generator would replace this with a module of preparsed documents.
  write('src/gql/index.ts', `export { parse as graphql } from 'graphql'\n`)
  linkPackages(folder)

  const warnings: string[] = []
  const spies = [
    vi.spyOn(console, 'warn').mockImplementation((...words) => void warnings.push(words.join(' '))),
    vi.spyOn(console, 'error').mockImplementation((...words) => void warnings.push(words.join(' '))),
  ]
  const fetched = vi.spyOn(globalThis, 'fetch')
  onTestFinished(() => {
    for (const spy of [...spies, fetched]) spy.mockRestore()
    rmSync(folder, { recursive: true })
  })
  return {
    folder,
    load: (name) => import(/* @vite-ignore */ join(folder, name)),
    warnings,
    requestCount: () => fetched.mock.calls.length,
  }
}

/** Links the packages of test/clients, and Code Generator from the gateway's dependencies. */
function linkPackages(folder: string): void {
  mkdirSync(join(folder, 'node_modules'))
  const clients = resolve('test/clients/node_modules')
  for (const name of readdirSync(clients)) symlinkSync(join(clients, name), join(folder, 'node_modules', name))
  symlinkSync(resolve('node_modules/@graphql-codegen'), join(folder, 'node_modules/@graphql-codegen'))
}

interface BackendOptions {
  /** Scopes that the key does not have. */
  without?: Scope[]
  upstream?: string
  /** ACCOUNTS_FILE. */
  accounts?: string
}

export interface Backend {
  url: string
  key: string
}

/** The gateway with its own emulator, or with the one at `upstream`. */
export async function startBackend({
  without = [],
  upstream = 'emulator',
  accounts,
}: BackendOptions = {}): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'backend-'))
  const key = createApiKey()
  const granted = scopes.filter((scope) => !without.includes(scope))
  const entry = { name: 'app', sha256: digestOf(key).toString('hex'), scopes: granted, roles: [], expiresAt: null }
  const file = join(folder, 'keys.json')
  writeFileSync(file, JSON.stringify([entry]))
  const config = readConfig({
    PORT: '0',
    SUPPORT_UPSTREAM: upstream,
    SUPPORT_CALLS_PER_SECOND: '10000',
    AUTH_MODE: 'api-key',
    API_KEYS_FILE: file,
    ACCOUNTS_FILE: accounts,
  })
  const gateway = await start(config, createLog(config, { write: () => {} }))
  onTestFinished(async () => {
    await gateway.stop()
    rmSync(folder, { recursive: true })
  })
  return { url: gateway.url, key }
}

/** What src/queries.ts of the app exports. */
export type Documents = Record<'CaseList' | 'CaseDetail' | 'CaseAttachments' | 'ResolveCase', DocumentNode>

/** A list of several accounts, with the accounts that it lacks. */
export const accountsList = parse(`{
  cases(first: 5) {
    edges { node { id account { id name } } }
    totalCount
    failures { account { id name } code }
    pageInfo { hasNextPage endCursor }
  }
}`)

/** The data of `accountsList` in the demo, whose last account has no support plan. */
export const accountsListData = {
  cases: {
    edges: Array.from({ length: 5 }, () => ({ node: { account: { name: expect.any(String) } } })),
    totalCount: null,
    failures: [{ account: { name: 'sandbox' }, code: 'SUBSCRIPTION_REQUIRED' }],
  },
}

/** The data of `CaseList` that tests use. */
export interface CaseListData {
  cases: {
    edges: { node: { id: string; subject: string; status: string; severity: object; category: object } }[]
    pageInfo: { hasNextPage: boolean; endCursor: string }
  }
}
