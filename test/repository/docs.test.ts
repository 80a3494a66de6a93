/** The README and the pages of docs/ say what the code says: tables, names, links and the query are compared with what they describe. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as sdk from '@aws-sdk/client-support'
import { describe, expect, test } from 'vitest'
import { parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import { readPolicy } from '../../src/config/policy.js'
import { scopes } from '../../src/lib/viewer.js'
import { ttlsOf } from '../../src/cache/ttl.js'
import { variables } from '../../src/config/config.js'
import { createDemoAccount } from '../../emulator/demo/index.js'
import { allErrorCodes } from '../../src/lib/errors.js'
import { schema } from '../support/schema.js'
import { factsOf, operations, type Operation } from '../../src/upstream/operations.js'
import { costs } from '../support/costs.js'
import { startGateway } from '../support/harness.js'
import { isDead, linksOf } from '../support/links.js'

const readme = readFileSync('README.md', 'utf8')
const pages = new Map(
  ['README.md', 'CONTRIBUTING.md', 'emulator/README.md', ...markdownIn('docs')].map((file) => [
    file,
    readFileSync(file, 'utf8'),
  ]),
)

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file))
}
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
  'scripts' | 'dependencies' | 'devDependencies',
  Record<string, string>
>
/** The cells of the first table below a heading of a page, without its head. */
function table(file: string, heading: string): string[][] {
  const section = (pages.get(file) ?? '').split(/^#{1,3} /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const rows = section.slice(section.indexOf('\n|')).trimStart().split('\n\n')[0]?.split('\n') ?? []
  return rows
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split(' | ')
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    )
}

/** The words in backticks. */
function quoted(text = ''): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
}

/** What a variable takes, in the words of the error for what it does not take. */
function allowed(parseVariable: (text: string) => unknown): string {
  try {
    parseVariable('?')
    return 'anything'
  } catch (error) {
    return (error as Error).message.split(';')[0] ?? ''
  }
}

function shownDefault(value: (typeof variables)['port']['default']): string {
  if (typeof value === 'string') return `\`${value}\``
  if ('demo' in value) return `\`${value.account}\`; with the demo account \`${value.demo}\``
  const production = value.production === null ? 'it must be set' : `\`${value.production}\``
  return `\`${value.development}\`; in production ${production}`
}

test('the configuration table has every variable with its default, allowed values and description', () => {
  expect(table('docs/configuration.md', 'Configuration')).toEqual(
    Object.values(variables).map(({ name, default: value, parse: parseVariable, description }) => [
      `\`${name}\``,
      shownDefault(value),
      allowed(parseVariable),
      description,
    ]),
  )
})

test('the table of error codes has every code of errors.ts', () => {
  expect(table('docs/errors.md', 'Error codes').map(([code]) => quoted(code)[0])).toEqual([...allErrorCodes])
})

describe('authorization', () => {
  test('the authorization table has every scope', () => {
    expect(table('docs/authorization.md', 'Scopes').map(([scope]) => quoted(scope)[0])).toEqual(scopes)
  })

  test('the policy file in docs/authorization.md is valid', () => {
    const example = /```json\n(\{\s+"roles"[^]*?)```/.exec(pages.get('docs/authorization.md') ?? '')?.[1] ?? ''
    expect(readPolicy(JSON.parse(example)).get('oncall')).toEqual({})
  })
})

/** As `{ DescribeCases: 1 }` is shown. */
function shownCalls(calls: Record<string, number>): string {
  const counts = Object.entries(calls).map(([operation, count]) => `${operation} ${count}`)
  return counts.length === 0 ? '0' : counts.join(', ')
}

test('the table of upstream costs matches the golden costs', () => {
  expect(table('docs/upstream-costs.md', 'What a query costs')).toEqual(
    costs.map(({ query, cold, warm, why }) => [query, shownCalls(cold), shownCalls(warm), why]),
  )
})

function operationsWhere(holds: (operation: Operation) => boolean): string {
  return (Object.keys(operations) as Operation[])
    .filter(holds)
    .map((operation) => `\`${operation}\``)
    .join(', ')
}

const SECONDS = { 1_000: '`CASE_CACHE_SECONDS`', 2_000: '`TRUSTED_ADVISOR_CACHE_SECONDS`' }
const shownTime = (ms: number): string => {
  const hours = ms / 3_600_000
  if (ms === 0) return '–'
  return (
    Object.entries(SECONDS).find(([key]) => Number(key) === ms)?.[1] ??
    (hours < 24 ? `${hours} hours` : `${hours / 24} days`)
  )
}

test('the cache table has every cache kind and every operation that is not cached', () => {
  const ttls = ttlsOf({ caseCacheSeconds: 1, trustedAdvisorCacheSeconds: 2 })
  const rows = Object.entries(ttls).map(([kind, { freshMs, staleMs }]) => [
    kind,
    operationsWhere((operation) => factsOf(operation).cacheKind === kind),
    shownTime(freshMs),
    shownTime(staleMs),
    operationsWhere((operation) => factsOf(operation).invalidates === kind) || '–',
  ])
  const never = operationsWhere(
    (operation) => factsOf(operation).cacheKind === undefined && !factsOf(operation).isWrite,
  )
  expect(table('docs/caching.md', 'Cached responses')).toEqual([...rows, ['never', never, '–', '–', '–']])
})

describe('operations', () => {
  const rows = table('docs/upstream-costs.md', 'Which field calls which operation')
  const fieldsByOperation = new Map(rows.map(([operation, fields]) => [quoted(operation)[0] ?? '', quoted(fields)]))

  test('the table of operations has every operation of the SDK', () => {
    const commands = Object.keys(sdk).filter((name) => /^[A-Z]\w+Command$/.test(name))
    expect([...fieldsByOperation.keys()]).toEqual(commands.map((name) => name.replace(/Command$/, '')).toSorted())
  })

  test('the table of operations names fields that exist in the schema', () => {
    const unknown = [...fieldsByOperation.values()].flat().filter((coordinate) => {
      const [type = '', field = ''] = coordinate.split('.')
      const found = schema.getType(type)
      return found === undefined || !('getFields' in found) || found.getFields()[field] === undefined
    })
    expect(unknown).toEqual([])
  })

  test('the table of operations explains the cost of every query in the table of upstream costs', () => {
    const unexplained = costs.flatMap(({ query, source, cold }) => {
      const selected = fieldsOf(source)
      return Object.keys(cold)
        .filter((operation) => !fieldsByOperation.get(operation)?.some((field) => selected.has(field)))
        .map((operation) => `${query}: ${operation}`)
    })
    expect(unexplained).toEqual([])
  })
})

/** The fields that an operation selects, as `Type.field`. */
function fieldsOf(source: string): Set<string> {
  const selected = new Set<string>()
  const typeInfo = new TypeInfo(schema)
  const Field = () => void selected.add(`${typeInfo.getParentType()?.name}.${typeInfo.getFieldDef()?.name}`)
  visit(parse(source), visitWithTypeInfo(typeInfo, { Field }))
  return selected
}

describe('project layout', () => {
  test('the project layout has every top-level folder and every folder of src/ and test/', () => {
    const mapped = table('docs/architecture.md', 'Project layout').map(([folder]) => quoted(folder)[0] ?? '')
    const notOurs = new Set(['.git/', 'node_modules/', 'dist/', 'coverage/'])
    const top = folders('').filter((folder) => !notOurs.has(folder) && readdirSync(folder).length > 0)
    // The other folders of test/ mirror src/.
    const mirrored = new Set(folders('src/').map((folder) => folder.replace('src', 'test')))
    const expected = [...top, ...folders('src/'), ...folders('test/').filter((folder) => !mirrored.has(folder))]
    expect(mapped.toSorted()).toEqual(expected.toSorted())
  })

  test('files named in the pages exist', () => {
    // The files that docs/frontend.md names are those of its own app.
    const ours = [...pages].filter(([file]) => file !== 'docs/frontend.md').map(([, page]) => page)
    const prose = ours.join('\n').replaceAll(/```[^]*?```/g, '')
    const paths = quoted(prose).filter((word) => /^(src|test|schema|examples|scripts)\/[\w./-]+\.\w+$/.test(word))
    expect(paths.length).toBeGreaterThan(5)
    expect(paths.filter((path) => !existsSync(path))).toEqual([])
  })
})

function folders(parent: string): string[] {
  return readdirSync(parent || '.', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${parent}${name}/`)
}

describe('pages', () => {
  test('the pages name scripts that exist, and CONTRIBUTING.md lists every script for people', () => {
    const named = new Set(
      [...pages.values()].flatMap((page) => [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)),
    )
    const shown = table('CONTRIBUTING.md', 'Commands').map(
      ([command]) => /npm (?:run )?([\w:-]+)/.exec(command ?? '')?.[1],
    )
    const forPeople = Object.keys(packageJson.scripts).filter(
      (name) => !name.startsWith('pre') && !['types', 'lint', 'format'].includes(name),
    )
    expect([...named].filter((name) => packageJson.scripts[name] === undefined)).toEqual([])
    expect(new Set(shown)).toEqual(new Set(forPeople))
  })

  test('docs/architecture.md gives a reason for every dependency', () => {
    const named = table('docs/architecture.md', 'Dependencies').flatMap(([names]) => quoted(names))
    const isNamed = (dependency: string) =>
      named.some((name) => name === dependency || (name.endsWith('*') && dependency.startsWith(name.slice(0, -1))))
    const dependencies = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies })
    expect(dependencies.filter((dependency) => !isNamed(dependency))).toEqual([])
    const isUsed = (name: string) =>
      dependencies.some(
        (dependency) => dependency === name || (name.endsWith('*') && dependency.startsWith(name.slice(0, -1))),
      )
    expect(named.filter((name) => !isUsed(name))).toEqual([])
  })

  test('the pages have no dead links', () => {
    const links = [...pages].flatMap(([file, page]) => linksOf(page).map((link) => ({ file, link })))
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter(({ file, link }) => !link.startsWith('https:') && isDead(file, link))).toEqual([])
  })

  test('the query in the README returns the response shown', async () => {
    const blocks = [...readme.matchAll(/```(\w+)\n([^]*?)```/g)].map(([, language, text = '']) => ({ language, text }))
    const body = /-d '([^']+)'/.exec(blocks.find(({ text }) => text.startsWith('curl'))?.text ?? '')?.[1] ?? ''
    const shown: unknown = JSON.parse(blocks.find(({ language }) => language === 'json')?.text ?? '')
    const { query } = JSON.parse(body) as { query: string }
    const account = createDemoAccount(Date.now())
    expect(readme).toContain(`${account.cases.size} cases, ${account.checks.size} checks`)
    const gateway = await startGateway({ account: () => account })
    const { data, cost, errors } = await gateway.query(query)
    expect(errors).toEqual([])
    expect({ data, extensions: { upstream: cost } }).toEqual(shown)
  })
})
