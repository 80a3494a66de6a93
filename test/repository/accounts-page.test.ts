/** The examples, recipe and figures in docs/accounts.md are correct. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse, validate } from 'graphql'
import { readAccounts, type AccountEntry } from '../../src/config/accounts-file.js'
import { readPolicy } from '../../src/config/policy.js'
import { schema } from '../support/schema.js'

const page = readFileSync('docs/accounts.md', 'utf8')
const hasJq = spawnSync('jq', ['--version']).status === 0

/** The first code block in a language that has some text. */
function block(language: string, text: string): string {
  const blocks = [...page.matchAll(/```(\w+)\n([^]*?)```/g)]
  return blocks.find(([, name, content]) => name === language && content?.includes(text))?.[2] ?? ''
}

function readEntries(contents: unknown): AccountEntry[] {
  return readAccounts(contents, { upstream: 'aws', failoverEndpoints: [] })
}

test('the accounts file in docs/accounts.md is valid, and its table lists every member', () => {
  const example: unknown = JSON.parse(block('json', '"accountId"'))
  expect(readEntries(example)).toEqual(example)
  const listed = [...page.matchAll(/^\| `(\w+)` +\| (?:yes|no) +\|/gm)].map(([, member]) => member)
  const unknown = { name: 'a', accountId: '111122223333', unknown: 1 }
  expect(() => readEntries([unknown])).toThrow(`only ${listed.join(', ')} are allowed`)
})

test('the permission in docs/accounts.md allows the gateway to assume the role that the templates create', () => {
  const policy = JSON.parse(block('json', 'sts:AssumeRole')) as { Statement: { Resource: string }[] }
  const roleName = /RoleName:[^]*?Default: (\S+)/.exec(readFileSync('deploy/accounts/role.yaml', 'utf8'))?.[1]
  const module = readFileSync('deploy/accounts/terraform/main.tf', 'utf8')
  expect(policy.Statement).toEqual([
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::*:role/${roleName}` },
  ])
  expect(module).toContain(`default     = "${roleName}"`)
})

test('the query in docs/accounts.md is valid', () => {
  expect(validate(schema, parse(block('graphql', 'failures')))).toEqual([])
})

test('the policy in docs/accounts.md is valid', () => {
  const policy = readPolicy(JSON.parse(block('json', '"roles"')))
  expect(policy.get('data-oncall')).toMatchObject({ accounts: ['data-platform'] })
})

test.skipIf(!hasJq)('the recipe for AWS Organizations prints a valid file of the active accounts', () => {
  const recipe = /jq --arg first (\d+) --arg externalId (\S+) '([^']+)'/.exec(block('sh', 'list-accounts'))
  const [, first = '', externalId = '', filter = ''] = recipe ?? []
  const organization = [
    { Id: '000000000001', Name: 'sandbox', State: 'ACTIVE', Status: 'ACTIVE' },
    { Id: '333344445555', Name: 'sandbox', Status: 'ACTIVE' },
    { Id: '444455556666', Name: 'closed', State: 'SUSPENDED', Status: 'ACTIVE' },
    { Id: '555566667777', Name: 'gone', Status: 'SUSPENDED' },
    { Id: '666677778888', Name: `${'long '.repeat(20)}one`, State: 'ACTIVE' },
    { Id: '777788889999', Name: `${'long '.repeat(20)}two`, State: 'ACTIVE' },
    { Id: first, Name: 'production', State: 'ACTIVE' },
  ]
  const jq = (Accounts: object[]) =>
    spawnSync('jq', ['--arg', 'first', first, '--arg', 'externalId', externalId, filter], {
      input: JSON.stringify({ Accounts }),
      encoding: 'utf8',
    })
  const entries = readEntries(JSON.parse(jq(organization).stdout))
  const long = 'long '.repeat(16)
  expect(entries.map(({ name, accountId }) => [name, accountId])).toEqual([
    ['production', first],
    ['sandbox 000000000001', '000000000001'],
    ['sandbox 333344445555', '333344445555'],
    [`${long}666677778888`, '666677778888'],
    [`${long}777788889999`, '777788889999'],
  ])
  expect(entries[1]).toEqual({
    name: 'sandbox 000000000001',
    accountId: '000000000001',
    roleArn: 'arn:aws:iam::000000000001:role/support-graph',
    externalId,
  })
  const withoutFirst = jq(organization.filter(({ Id }) => Id !== first))
  expect(withoutFirst.stderr).toContain(`there is no active account ${first}`)
  expect(withoutFirst.status).not.toBe(0)
})

test('the tables in docs/accounts.md are those of the simulation', () => {
  const output = execFileSync(process.execPath, ['scripts/simulate-accounts.js'], { encoding: 'utf8', timeout: 30_000 })
  const tables = output.trim().split('\n\n')
  expect(tables).toHaveLength(3)
  for (const table of tables) expect(page).toContain(`-->\n\n${table}\n\n<!-- /simulation -->`)
})
