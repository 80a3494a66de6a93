import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkFirstStays, readAccounts, type DefaultEndpoints } from '../../src/config/accounts-file.js'
import { ConfigError, readConfig } from '../../src/config/config.js'
import { readConfigFiles } from '../../src/config/files.js'
import { toGlobalId } from '../../src/graph/relay/id.js'

const aws: DefaultEndpoints = { upstream: 'aws', failoverEndpoints: [] }
const local: DefaultEndpoints = { upstream: new URL('http://127.0.0.1:4566'), failoverEndpoints: [] }
const demo: DefaultEndpoints = { upstream: 'emulator', failoverEndpoints: [] }

const roleArn = 'arn:aws:iam::111122223333:role/support'
const valid = { name: 'a', accountId: '111122223333', roleArn }

function problemsOf(contents: unknown, defaults = aws): string[] {
  try {
    readAccounts(contents, defaults)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

/** The problems of a valid entry with some members replaced, without their common beginning. */
function problemsWith(changes: object, defaults = aws): string[] {
  return problemsOf([{ ...valid, ...changes }], defaults).map((problem) =>
    problem.replace(/^ACCOUNTS_FILE: entry 1 (\(.*?\): )?/, ''),
  )
}

/** Configuration with a file of accounts, or with another value of ACCOUNTS_FILE. */
function accountsOf(value: unknown, env: Record<string, string> = {}, before = '') {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'accounts.json')
  writeFileSync(file, before + JSON.stringify(value))
  return readConfigFiles(readConfig({ ACCOUNTS_FILE: typeof value === 'string' ? value : file, ...env })).accounts
}

describe('a valid file', () => {
  test('an entry with every member is read, with URLs parsed', () => {
    const entry = {
      name: 'Züri & Söhne 🙂',
      accountId: '011122223333',
      roleArn: 'arn:aws-us-gov:iam::011122223333:role/teams/a-b!/Support+=,.@-_1',
      externalId: 'x+=,.@:/-_1',
      sessionName: 'gateway@example.com',
      callsPerSecond: 10,
    }
    const endpoints = { endpoint: 'https://support.us-west-2.amazonaws.com', stsEndpoint: 'https://sts.example.com/x' }
    expect(readAccounts([{ ...entry, ...endpoints }], aws)).toEqual([
      { ...entry, endpoint: new URL(endpoints.endpoint), stsEndpoint: new URL(endpoints.stsEndpoint) },
    ])
  })

  test('accounts are read from ACCOUNTS_FILE in the order of the file', () => {
    const entries = [
      { ...valid, name: 'z' },
      { name: 'a', accountId: '000000000001' },
    ]
    expect(accountsOf(entries, { SUPPORT_UPSTREAM: 'aws' })).toEqual(entries)
  })

  test('a file with a byte order mark, as some Windows editors write, is read', () => {
    expect(accountsOf([valid], { SUPPORT_UPSTREAM: 'aws' }, '\uFEFF')).toEqual([valid])
  })

  test('names that differ in case, and names of 1 and 100 characters, are allowed', () => {
    const names = ['x', 'X', 'n'.repeat(100), '1234567890123']
    const entries = names.map((name, index) => ({ name, accountId: String(100_000_000_000 + index) }))
    expect(readAccounts(entries, local)).toEqual(entries)
  })
})

describe('demo', () => {
  test('ACCOUNTS_FILE=demo has three accounts with the built-in emulator', () => {
    expect(accountsOf('demo')?.map(({ name, accountId }) => [name, accountId])).toEqual([
      ['production', '111122223333'],
      ['data-platform', '222233334444'],
      ['sandbox', '333344445555'],
    ])
  })

  test.each([
    { SUPPORT_UPSTREAM: 'aws' },
    { SUPPORT_UPSTREAM: 'http://127.0.0.1:4566' },
    { SUPPORT_FAILOVER_ENDPOINTS: 'https://support.us-west-2.amazonaws.com' },
  ])('ACCOUNTS_FILE=demo has no effect with %j', (env) => {
    expect(accountsOf('demo', env)).toBeUndefined()
  })

  test('without ACCOUNTS_FILE there is one account', () => {
    expect(readConfigFiles(readConfig({})).accounts).toBeUndefined()
  })
})

describe('problems', () => {
  test.each([
    ['null', null, 'is not an array'],
    ['an object', { accounts: [] }, 'is not an array'],
    ['empty', [], 'has 0 entries'],
    ['too long', Array.from({ length: 5_001 }, () => valid), 'has 5001 entries'],
  ])('a file that is %s is rejected, and the message shows an example', (_, contents, problem) => {
    expect(problemsOf(contents)).toEqual([
      `ACCOUNTS_FILE ${problem}: it must be an array of 1 to 5000 entries such as { "name": "production", "accountId": "111122223333" }`,
    ])
  })

  test('all problems are reported together with the position and name of the entry', () => {
    const entries = [
      { name: 'a', accountId: 111122223333 },
      { accountId: '222233334444', role: roleArn },
      'b',
      { name: 'a', accountId: '222233334444', callsPerSecond: 0 },
    ]
    expect(problemsOf(entries)).toEqual([
      'ACCOUNTS_FILE: entry 1 ("a"): accountId is 111122223333, but must be 12 digits in quotes; as a number, leading zeros would be lost',
      expect.stringMatching(
        /^ACCOUNTS_FILE: entry 2: the member "role" is unknown: only name, accountId, roleArn, .* are allowed$/,
      ),
      expect.stringMatching(/^ACCOUNTS_FILE: entry 2: name is missing: it must be 1 to 100 characters/),
      'ACCOUNTS_FILE: entry 3: must be an object with a name and an accountId',
      'ACCOUNTS_FILE: entry 4 ("a"): callsPerSecond is 0, but must be an integer from 1 to 10000',
      'ACCOUNTS_FILE: entry 4 ("a"): the name "a" is also that of entry 1 ("a"), but must be unique',
      'ACCOUNTS_FILE: entry 4 ("a"): the accountId "222233334444" is also that of entry 2, but must be unique',
    ])
  })

  test.each([
    ['', '""'],
    [' a', '" a"'],
    ['a\n', '"a\\n"'],
    ['\ud800', '"\\ud800"'],
    ['n'.repeat(101), `"${'n'.repeat(80)}…"`],
    ['111122223333', '"111122223333"'],
    [toGlobalId('Case', 'case-1'), '"WzEs'],
    [7, '7'],
    [null, 'null'],
  ])('the name %j is rejected', (name, shown) => {
    expect(problemsWith({ name })).toEqual([expect.stringContaining(`name is ${shown}`)])
  })

  test.each(['11112222333', '1111222233334', '1111-2222-3333', '１１１１２２２２３３３３'])(
    'the accountId %j is rejected',
    (accountId) => {
      expect(problemsWith({ accountId })).toEqual([expect.stringContaining(`accountId is "${accountId}", but must be`)])
    },
  )

  test.each([
    'arn:aws:iam::111122223333:user/support',
    'arn:aws:iam::111122223333:role/',
    'arn:aws:sts::111122223333:assumed-role/support/session',
    'arn:aws:iam:us-east-1:111122223333:role/support',
    `${roleArn}/`,
    `arn:aws:iam::111122223333:role/${'r'.repeat(65)}`,
    ['role'],
  ])('the roleArn %j is rejected, and the message does not contain it', (arn) => {
    expect(problemsWith({ roleArn: arn })).toEqual([
      'roleArn must be the ARN of an IAM role, such as arn:aws:iam::111122223333:role/support-graph',
    ])
  })

  test('a role in another account than accountId is rejected', () => {
    expect(problemsWith({ accountId: '222233334444' })).toEqual([
      'roleArn is of another account: it must be a role in 222233334444, the accountId of this entry',
    ])
  })

  test.each(['x', 'a b', 'y'.repeat(1_225), 12])(
    'the externalId %j is rejected, and the message does not contain it',
    (externalId) => {
      expect(problemsWith({ externalId })).toEqual(['externalId must be 2 to 1224 letters, digits or _+=,.@:/-'])
    },
  )

  test.each(['x', 'a:b', 's'.repeat(65)])('the sessionName %j is rejected', (sessionName) => {
    expect(problemsWith({ sessionName })).toEqual([
      `sessionName is "${sessionName}", but must be 2 to 64 letters, digits or _+=,.@-`,
    ])
  })

  test.each(['externalId', 'sessionName'])('%s without roleArn is rejected', (member) => {
    expect(problemsWith({ roleArn: undefined, [member]: 'abc' })).toEqual([
      `${member} has no effect without roleArn: add roleArn, or remove ${member}`,
    ])
  })

  test.each(['aws', 'emulator', 'ftp://a', 'https://me:hush@a', 'https://a/?token=hush', 3])(
    'the endpoint %j is rejected, and the message shows no secret in it',
    (url) => {
      for (const member of ['endpoint', 'stsEndpoint']) {
        const problems = problemsWith({ [member]: url })
        expect(problems).toEqual([expect.stringMatching(`^${member} is .*, but must be an http`)])
        expect(problems[0]).not.toContain('hush')
      }
    },
  )

  test.each([0, 10_001, 1.5, '5'])('callsPerSecond %j is rejected', (callsPerSecond) => {
    expect(problemsWith({ callsPerSecond })).toEqual([expect.stringMatching(/an integer from 1 to 10000$/)])
  })

  test('a file that cannot be read is reported together with the problems of other files', () => {
    const env = { AUTH_MODE: 'api-key', API_KEYS_FILE: '/nowhere/keys.json', ACCOUNTS_FILE: '/nowhere/accounts.json' }
    expect(() => readConfigFiles(readConfig(env))).toThrow(
      new ConfigError([
        '/nowhere/keys.json (API_KEYS_FILE) cannot be read: there is no such file (ENOENT)',
        'ACCOUNTS_FILE is "/nowhere/accounts.json", which cannot be read: there is no such file (ENOENT)',
      ]),
    )
  })
})

describe('protection of real keys', () => {
  test('only one entry may be without roleArn at a real endpoint', () => {
    const own = { name: 'own', accountId: '222233334444' }
    const other = { name: 'other', accountId: '333344445555' }
    expect(problemsOf([valid, own])).toEqual([])
    expect(problemsOf([own, valid, other])).toEqual([
      'ACCOUNTS_FILE: "own" and "other" have no roleArn, so both would use the credentials of the process, which belong to one account: add roleArn to all entries but one',
    ])
  })

  test.each([['a local endpoint', local] as const, ['the emulator', demo] as const])(
    'any number of entries may be without roleArn at %s',
    (_, defaults) => {
      const entries = [1, 2, 3].map((digit) => ({ name: `n${digit}`, accountId: String(digit).repeat(12) }))
      expect(problemsOf(entries, defaults)).toEqual([])
      const failover = [new URL('https://support.us-west-2.amazonaws.com')]
      expect(problemsOf(entries, { ...defaults, failoverEndpoints: failover })).toHaveLength(1)
    },
  )

  test.each(['http://sts.example.com', 'https://127.0.0.1:4566'])(
    'a role for real calls is not assumed at %s, which gets only dummy keys',
    (stsEndpoint) => {
      const problem = expect.stringMatching(/^stsEndpoint is http or loopback, which gets only dummy keys/)
      expect(problemsWith({ stsEndpoint })).toEqual([problem])
      expect(problemsWith({ stsEndpoint, endpoint: 'https://support.example.com' }, local)).toEqual([problem])
      expect(problemsWith({ stsEndpoint }, local)).toEqual([])
      expect(problemsWith({ stsEndpoint, endpoint: 'http://10.0.0.1' })).toEqual([])
    },
  )

  test('a role for calls to a local endpoint is not assumed with real keys', () => {
    const stsEndpoint = 'https://sts.us-east-1.amazonaws.com'
    const problem = expect.stringMatching(/^stsEndpoint would get real keys, but AWS Support calls go to an http or/)
    expect(problemsWith({ stsEndpoint }, local)).toEqual([problem])
    expect(problemsWith({ stsEndpoint }, demo)).toEqual([problem])
    expect(problemsWith({ stsEndpoint, endpoint: 'http://127.0.0.1:4566' })).toEqual([problem])
    expect(problemsWith({ stsEndpoint })).toEqual([])
  })

  test('failover endpoints count as endpoints of the account unless it has its own', () => {
    const failover = { ...local, failoverEndpoints: [new URL('https://support.us-west-2.amazonaws.com')] }
    const stsEndpoint = 'http://127.0.0.1:4566'
    expect(problemsWith({ stsEndpoint }, failover)).toHaveLength(1)
    expect(problemsWith({ stsEndpoint, endpoint: 'http://127.0.0.1:4566' }, failover)).toEqual([])
  })

  test('an account of the built-in emulator has no endpoint of its own, so the demo never opens a real account', () => {
    expect(problemsWith({ endpoint: 'https://support.us-east-1.amazonaws.com' }, demo)).toEqual([
      expect.stringMatching(/^endpoint is not allowed with SUPPORT_UPSTREAM `emulator`/),
    ])
  })
})

test('a reload may change every account but the first, which keeps its digits', () => {
  const one = { name: 'a', accountId: '111122223333' }
  const two = { name: 'b', accountId: '222233334444' }
  expect(checkFirstStays(undefined, undefined)).toBeUndefined()
  expect(checkFirstStays([one, two], [{ ...one, name: 'renamed' }])).toBeUndefined()
  expect(checkFirstStays([one, two], [two, one])).toMatch(
    /^ACCOUNTS_FILE: the first account was "a" \(111122223333\) and must stay first/,
  )
})
