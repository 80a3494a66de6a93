/** Which schema changes `npm run schema-changes` allows, for the clients of the last release. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

interface Allowed {
  change: string
  reason: string
}

const RELEASED = `
  interface Node { id: ID! }
  enum Status { OPEN CLOSED OLD @deprecated(reason: "Use OPEN. Removal on 2027-06-01.") }
  input Filter { text: String first: Int = 20 }
  type Case implements Node { id: ID! subject: String status: Status! }
  type OnlyNode implements Node { id: ID! }
  type Options { code: String }
  type Query {
    node(id: ID!): Node
    case(id: ID, filter: Filter, limit: Int! = 5): Case!
    options: Options @deprecated(reason: "Use case. Removal on 2027-06-01.")
    undated: String @deprecated(reason: "Use case.")
  }
`

/** Compares the schemas as `npm run schema-changes` does. `edits` are made to the released schema. */
function compare(edits: [from: string, to: string][], { today = '2027-01-01', allowed = [] as Allowed[] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'schema-changes-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  let current = RELEASED
  for (const [from, to] of edits) {
    expect(current).toContain(from)
    current = current.replace(from, to)
  }
  mkdirSync(join(folder, 'scripts'))
  writeFileSync(join(folder, 'schema.released.graphql'), RELEASED)
  writeFileSync(join(folder, 'schema.graphql'), current)
  writeFileSync(join(folder, 'scripts/schema-changes.json'), JSON.stringify(allowed))
  const args = [resolve('scripts/schema-changes.js'), '--today', today]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  return { status, problems: stderr.split('\n').filter((line) => line !== '') }
}

const broken = (change: string) => ({
  status: 1,
  problems: [`schema.graphql breaks clients of the last release: ${change}`],
})
const fine = { status: 0, problems: [] }

test('the schema breaks no client of the last release', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/schema-changes.js'], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('the allowed breaking changes are the nine payloads and the renamed directive', () => {
  const allowed = JSON.parse(readFileSync('scripts/schema-changes.json', 'utf8')) as Allowed[]
  expect(
    allowed.filter(({ change }) => /^Mutation\.\w+ changed type from \w+Payload! to \w+Payload\.$/.test(change)),
  ).toHaveLength(9)
  expect(allowed.map(({ change }) => change)).toContain('cost was removed.')
  expect(allowed).toHaveLength(10)
})

test.each<[what: string, from: string, to: string, change: string]>([
  ['a removed field', 'subject: String ', '', 'Case.subject was removed.'],
  ['a removed enum value', 'CLOSED ', '', 'CLOSED was removed from enum type Status.'],
  ['a removed argument', 'id: ID, filter', 'filter', 'Query.case arg id was removed.'],
  [
    'a field that becomes nullable',
    'status: Status!',
    'status: Status',
    'Case.status changed type from Status! to Status.',
  ],
  ['a narrowed argument', 'case(id: ID,', 'case(id: ID!,', 'Query.case arg id has changed type from ID to ID!.'],
  ['a narrowed input field', 'text: String ', 'text: String! ', 'Filter.text changed type from String to String!.'],
  [
    'an argument that loses its default',
    'limit: Int! = 5',
    'limit: Int!',
    'Query.case(limit:) changed its default from 5 to none.',
  ],
  [
    'an input field with another default',
    'first: Int = 20',
    'first: Int = 10',
    'Filter.first changed its default from 20 to 10.',
  ],
  [
    'an interface that a type no longer has',
    'Case implements Node',
    'Case',
    'Case no longer implements interface Node.',
  ],
  [
    'a removed type that can be reached only through an interface',
    'type OnlyNode implements Node { id: ID! }',
    '',
    'OnlyNode was removed.',
  ],
])('schema-changes fails for %s', (_, from, to, change) => {
  expect(compare([[from, to]])).toEqual(broken(change))
})

test('schema-changes accepts additions to the schema', () => {
  const added = 'subject: String! createdAt: String'
  expect(
    compare([
      ['subject: String', added],
      ['case(id: ID,', 'case(id: ID, language: String,'],
    ]),
  ).toEqual(fine)
})

test('a deprecated field, and types that only it uses, may be removed from the day that its reason names', () => {
  const removal: [string, string][] = [
    ['options: Options @deprecated(reason: "Use case. Removal on 2027-06-01.")', ''],
    ['type Options { code: String }', ''],
    [' OLD @deprecated(reason: "Use OPEN. Removal on 2027-06-01.")', ''],
  ]
  expect(compare(removal, { today: '2027-06-01' })).toEqual(fine)
  const { status, problems } = compare(removal, { today: '2027-05-31' })
  expect(status).toBe(1)
  expect(problems.map((problem) => problem.split(': ')[1])).toEqual([
    'Options was removed.',
    'OLD was removed from enum type Status.',
    'Query.options was removed.',
  ])
})

test('a field that was deprecated without a day of removal may not be removed', () => {
  const removal: [string, string] = ['undated: String @deprecated(reason: "Use case.")', '']
  expect(compare([removal], { today: '2099-01-01' })).toEqual(broken('Query.undated was removed.'))
})

test('a breaking change that is in the list with its reason is allowed', () => {
  const change = 'Case.subject was removed.'
  expect(compare([['subject: String ', '']], { allowed: [{ change, reason: 'Nobody reads it.' }] })).toEqual(fine)
  expect(compare([['subject: String ', '']], { allowed: [{ change, reason: '' }] })).toEqual({
    status: 1,
    problems: [`scripts/schema-changes.json allows this without a reason: ${change}`],
  })
})

test('an allowed change that the schema does not make fails, so that the list cannot go stale', () => {
  const allowed = [{ change: 'Case.gone was removed.', reason: 'Nobody reads it.' }]
  expect(compare([], { allowed })).toEqual({
    status: 1,
    problems: [
      'scripts/schema-changes.json lists a change that schema.graphql does not have; remove it: Case.gone was removed.',
    ],
  })
})
