/** Authentication end to end: `npm run api-key`, the test token issuer, and src/main.ts, each as a process. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { built } from '../../support/built.js'
import { post } from '../../support/post.js'
import { bearer } from '../../support/issuer.js'

const gatewayBundle = built('main.js')
const apiKeyBundle = built('api-key.js')

let folder: string
let file: string
let children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-key-'))
  file = join(folder, 'keys.json')
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  rmSync(folder, { recursive: true })
})

const PATH = process.env.PATH ?? ''

/** Starts a process and waits until its output matches `pattern`. Returns the output so far and the group that matched, as `found`. */
async function startProcess(args: string[], env: Record<string, string>, pattern: RegExp) {
  const child = spawn(process.execPath, args, { env: { PATH, PORT: '0', ...env } })
  children.push(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => (output.stdout += String(data)))
  const found = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', look)
    child.stderr.on('data', (data) => {
      output.stderr += String(data)
      look()
    })
    child.once('close', () => reject(new Error(`it ended: ${JSON.stringify(output)}`)))
    function look() {
      const match = pattern.exec(output.stdout + output.stderr)?.[1]
      if (match !== undefined) resolve(match)
    }
  })
  return { output, found }
}

test('the gateway accepts a key made by npm run api-key as well as tokens from an issuer', async () => {
  const args = ['--name', 'ci', '--scopes', 'cases:read', '--expires', '90d']
  const [key = '', ...entry] = execFileSync(process.execPath, [apiKeyBundle, ...args], {
    env: { PATH },
    encoding: 'utf8',
    stdio: 'pipe',
  }).split('\n')
  expect(key).toMatch(/^asg_[\w-]{43}$/)
  writeFileSync(file, `[${entry.join('\n')}]`)

  const tokens = await startProcess(['scripts/token-issuer.js', 'ann', 'cases:read'], {}, /Keys at (\S+)/)
  const env = {
    AUTH_MODE: 'jwt,api-key',
    API_KEYS_FILE: file,
    JWT_JWKS_URL: tokens.found,
    JWT_ISSUER: 'demo',
    JWT_AUDIENCE: 'support',
  }
  const gateway = await startProcess([gatewayBundle], env, /Ready at (\S+)\/graphql/)
  const statuses = []
  for (const credential of [key, tokens.output.stdout.trim(), `${key}x`]) {
    statuses.push((await post({ url: gateway.found }, { query: '{ __typename }' }, bearer(credential))).status)
  }
  expect(statuses).toEqual([200, 200, 401])
  expect(gateway.output.stdout + gateway.output.stderr).not.toContain(key)
})

test('a gateway with errors in API_KEYS_FILE prints each on its own line and exits with 1', () => {
  writeFileSync(file, '[{"name":"x"}]')
  const { status, stdout, stderr } = spawnSync(process.execPath, [gatewayBundle], {
    env: { PATH, PORT: '0', AUTH_MODE: 'api-key', API_KEYS_FILE: file },
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('sha256 of the entry "x"'),
    expect.stringContaining('scopes of the entry "x"'),
  ])
})
