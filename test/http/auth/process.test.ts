/** Logins from end to end: `npm run api-key`, the issuer for trying tokens, and src/main.ts, each a process. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from '../../../src/config/api-keys.js'
import { bundled } from '../../support/bundle.js'
import { post } from '../../support/edge.js'
import { bearer } from '../../support/issuer.js'

const gatewayBundle = bundled('src/main.ts')
const apiKeyBundle = bundled('src/cli/api-key.ts')

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

function makeKey(args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [apiKeyBundle, ...args], {
    env: { PATH, ...env },
    encoding: 'utf8',
  })
  return { status, stdout, lines: stderr.trim().split('\n') }
}

/** What a process writes, and what `pattern` finds in it. */
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

/** The key and the entry that `npm run api-key` prints. */
function made(stdout: string): { key: string; entry: unknown } {
  const [key = '', ...entry] = stdout.split('\n')
  return { key, entry: JSON.parse(entry.join('\n')) }
}

describe('npm run api-key', () => {
  test('makes keys that the gateway knows, beside the tokens of an issuer', async () => {
    const { status, stdout } = makeKey(['--name', 'ci', '--scopes', 'cases:read', '--expires', '90d'])
    const { key, entry } = made(stdout)
    expect([status, key]).toEqual([0, expect.stringMatching(/^asg_[\w-]{43}$/)])
    writeFileSync(file, JSON.stringify([entry]))

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

  test.each([
    [
      ['--scopes', 'cases:read, cases:write', '--expires', '2999-01-01'],
      { scopes: ['cases:read', 'cases:write'], expiresAt: '2999-01-01T00:00:00.000Z' },
    ],
    [['--roles', 'r1,r2'], { scopes: [], roles: ['r1', 'r2'], expiresAt: null }],
  ])('prints the key alone on a line, and its entry, for %j', (args, expected) => {
    const { status, stdout, lines } = makeKey(['--name', 'a b', ...args], { API_KEYS_FILE: file })
    const { key, entry } = made(stdout)
    expect(status).toBe(0)
    expect(entry).toEqual({ name: 'a b', sha256: digestOf(key).toString('hex'), ...expected })
    expect(lines).toEqual([expect.stringContaining('The key is shown this once.')])
    expect(existsSync(file)).toBe(false)
  })

  test('says what is wrong, all at once, and makes no key', () => {
    const { status, stdout, lines } = makeKey(['--scopes', 'cases:all', '--expires', 'soon'])
    expect([status, stdout]).toEqual([1, ''])
    expect(lines).toEqual([
      '--name must say who uses the key, in 1 to 100 characters',
      expect.stringMatching(/^--scopes has "cases:all", but must be of cases:read/),
      '--expires is "soon", but must be days such as 90d, or a date such as 2027-01-01',
      'npm run api-key -- --help says what there is.',
    ])
  })

  test.each([
    [['--name', 'ci'], /^--scopes or --roles must be given/],
    [['--name', 'ci', '--roles', 'r', '--expires', '2020-01-01'], /which is past$/],
    [['--nome', 'ci'], /^Unknown option '--nome'/],
    [['--name', 'ci', '--roles', 'r', '--file', 'keys.json'], /^--file is gone: put the entry that is printed into/],
    [['--name', 'ci', '--roles', 'r', '--replace'], /^--replace is gone: put the entry that is printed in place of/],
  ])('refuses %j', (args, problem) => {
    const { status, stdout, lines } = makeKey(args)
    expect([status, stdout, lines[0]]).toEqual([1, '', expect.stringMatching(problem)])
  })

  test('--help says what there is', () => {
    expect(makeKey(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--expires <when>') })
  })
})

test('the process names every mistake in the file of keys on a line of its own, and ends with 1', () => {
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
