/** `npm run api-key`, as a process. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOf } from '../../src/config/api-keys.js'
import { built } from '../support/built.js'

const bundle = built('api-key.js')

function makeKey(args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
  })
  return { status, stdout, lines: stderr.trim().split('\n') }
}

test.each([
  [
    ['--scopes', 'cases:read, cases:write', '--expires', '2999-01-01'],
    { scopes: ['cases:read', 'cases:write'], expiresAt: '2999-01-01T00:00:00.000Z' },
  ],
  [['--roles', 'r1,r2'], { scopes: [], roles: ['r1', 'r2'], expiresAt: null }],
])('api-key %j prints the key on one line and its entry below it, and writes no file', (args, expected) => {
  const file = join(tmpdir(), `api-key-${process.pid}.json`)
  const { status, stdout, lines } = makeKey(['--name', 'a b', ...args], { API_KEYS_FILE: file })
  const [key = '', ...entry] = stdout.split('\n')
  expect(status).toBe(0)
  expect(JSON.parse(entry.join('\n'))).toEqual({ name: 'a b', sha256: digestOf(key).toString('hex'), ...expected })
  expect(lines).toEqual([expect.stringContaining('The key is shown only once.')])
  expect(existsSync(file)).toBe(false)
})

test('api-key reports every invalid option at once and creates no key', () => {
  const { status, stdout, lines } = makeKey(['--scopes', 'cases:all', '--expires', 'soon'])
  expect([status, stdout]).toEqual([1, ''])
  expect(lines).toEqual([
    '--name must say who uses the key, in 1 to 100 characters',
    expect.stringMatching(/^--scopes has "cases:all", which is not one of cases:read/),
    '--expires is "soon", but must be days such as 90d, or a date such as 2027-01-01',
    'For all options, run npm run api-key -- --help.',
  ])
})

test.each([
  [['--name', 'ci'], /^Set --scopes or --roles/],
  [['--name', 'ci', '--roles', 'r', '--expires', '2020-01-01'], /which is in the past$/],
  [['--nome', 'ci'], /^Unknown option '--nome'/],
  [['--name', 'ci', '--roles', 'r', '--file', 'keys.json'], /^--file was removed: add the printed entry/],
  [['--name', 'ci', '--roles', 'r', '--replace'], /^--replace was removed: replace the entry/],
])('api-key %j is rejected with the reason and exit code 1', (args, problem) => {
  const { status, stdout, lines } = makeKey(args)
  expect([status, stdout, lines[0]]).toEqual([1, '', expect.stringMatching(problem)])
})

test('api-key --help lists the options', () => {
  expect(makeKey(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--expires <when>') })
})
