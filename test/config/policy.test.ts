import { describe, expect, test } from 'vitest'
import { accountProblems, readPolicy } from '../../src/config/policy.js'
import { rulesFor, maySeeCase } from '../../src/graph/access/rules.js'
import { readConfig, ConfigError } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start } from '../support/start.js'

function problemsOf(policy: unknown): string[] {
  try {
    readPolicy(policy)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('accounts in the policy file', () => {
  const policy = readPolicy({
    roles: { a: { accounts: ['production', '222233334444'] }, b: { accounts: ['x'] }, c: {} },
  })

  test('a role may name accounts by name and by 12 digits', () => {
    const accounts = [
      { name: 'production', accountId: '111122223333' },
      { name: 'x', accountId: '222233334444' },
    ]
    expect(accountProblems(policy, accounts)).toEqual([])
  })

  test('every account that is not in ACCOUNTS_FILE is a problem', () => {
    expect(accountProblems(policy, [{ name: 'production', accountId: '222233334444' }])).toEqual([
      'POLICY_FILE: accounts of the role "b" has "x", but ACCOUNTS_FILE has no such name or accountId',
    ])
    expect(accountProblems(policy, undefined)).toHaveLength(3)
    expect(accountProblems(policy, undefined)[2]).toContain('"x", but ACCOUNTS_FILE is not set')
  })
})

describe('policy file', () => {
  test('a role in the policy file can have any combination of severities, services and submitters', () => {
    const roles = {
      all: {},
      some: { severities: ['low'], services: ['a'], submitters: ['*@example.com'] },
      none: { services: [] },
    }
    expect([...readPolicy({ roles })]).toEqual(Object.entries(roles))
  })

  test.each([
    ['a string', '{}'],
    ['a list', []],
    ['empty', {}],
    ['an object with a list of roles', { roles: [] }],
    ['null', null],
  ])('a policy file that is %s is rejected, and the message shows an example', (_, policy) => {
    expect(problemsOf(policy)).toEqual([
      expect.stringContaining('{ "roles": { "reader": { "severities": ["low"] } } }'),
    ])
  })

  test('every problem in the policy file is reported at once, including misspelled members', () => {
    const wrong = {
      a: { severity: ['low'] },
      b: { services: 'ec2' },
      c: { submitters: [''] },
      d: [],
      e: { severities: [1] },
    }
    expect(problemsOf({ roles: wrong, role: {} })).toEqual([
      'POLICY_FILE has the unknown member "role": only "roles" is allowed',
      'POLICY_FILE: the role "a" has the unknown member "severity": only severities, services, submitters, accounts are allowed',
      'POLICY_FILE: services of the role "b" must be a list of non-empty strings',
      'POLICY_FILE: submitters of the role "c" must be a list of non-empty strings',
      'POLICY_FILE: the role "d" must be an object; {} allows everything',
      'POLICY_FILE: severities of the role "e" must be a list of non-empty strings',
    ])
  })

  test('the gateway does not start with a policy file that cannot be read', async () => {
    const config = { ...readConfig({ PORT: '0', LOG_LEVEL: 'silent' }), policyFile: '/nowhere/policy.json' }
    await expect(start(config, createLog(config))).rejects.toThrow(
      new ConfigError(['POLICY_FILE is "/nowhere/policy.json", which cannot be read: there is no such file (ENOENT)']),
    )
  })
})

describe('submitter patterns', () => {
  const full = 'AdminRole (Role) <JaneDoe@example.com>'
  test.each([
    ['*@example.com', full, true],
    ['*@EXAMPLE.com', full, true],
    ['janedoe@example.com', full, true],
    ['AdminRole*', full, true],
    ['*', full, true],
    ['*doe*example*', full, true],
    ['j*e@*.com', full, true],
    ['janedoe@example.com', 'janedoe@example.com', true],
    ['*@example.com', 'jane@example.com.evil.org', false],
    ['*@example.com', 'jane@example.com <jane@evil.org>', false],
    ['janedoe', full, false],
    ['*@example.org', full, false],
    ['*doe*doe*', full, false],
    ['ab*bc', 'abc', false],
    ['a.c', 'abc', false],
    ['', 'a', false],
  ])('the submitter pattern "%s" matches "%s": %s', (pattern, submittedBy, matches) => {
    const rules = rulesFor(new Map([['role', { submitters: [pattern] }]]), {
      id: 'me',
      scopes: new Set(),
      roles: ['role'],
    })
    expect(maySeeCase(rules, { submittedBy })).toBe(matches)
  })

  test('a submitter pattern matches no case without a submitter', () => {
    expect(maySeeCase([{ submitters: ['jane*'] }], {})).toBe(false)
  })
})
