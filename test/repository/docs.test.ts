/** The README and docs/ match the code: tables, names, links and the query. `npm run docs` writes most tables. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as sdk from '@aws-sdk/client-support'
import { describe, expect, test } from 'vitest'
import { isEnumType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import { readPolicy } from '../../src/config/policy.js'
import { variables } from '../../src/config/variables.js'
import { codeOf, refusalStatuses } from '../../src/http/errors.js'
import { allErrorCodes } from '../../src/lib/error-codes.js'
import { apolloCodes } from '../../src/lib/errors.js'
import { createDemoAccount } from '../../emulator/demo/index.js'
import { schema } from '../support/schema.js'
import { costs } from '../support/costs.js'
import { startGateway, type GraphqlError } from '../support/harness.js'
import { isDead, linksOf } from '../support/links.js'

const readme = readFileSync('README.md', 'utf8')
const topPages = readdirSync('.').filter((file) => file.endsWith('.md'))
const pages = new Map(
  [...topPages, 'emulator/README.md', ...markdownIn('docs')].map((file) => [file, readFileSync(file, 'utf8')]),
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
/** The cells of the first table under a heading of a page, without the header row. */
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

/** The text of each code block on a page that is in the given language. */
function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(/```(\w+)\n([^]*?)```/g)].flatMap(([, name, text = '']) => (name === language ? [text] : []))
}

/** The words in backticks. */
function quoted(text = ''): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
}

/** Whether a name such as `@opentelemetry/*` matches a dependency. */
function covers(name: string, dependency: string): boolean {
  return name.endsWith('*') ? dependency.startsWith(name.slice(0, -1)) : name === dependency
}

test('docs/errors.md lists every HTTP status for rejected requests, with its code', () => {
  const rows = table('docs/errors.md', 'Refused requests').map(([status, code]) => [status, quoted(code)[0]])
  expect(rows).toEqual(refusalStatuses.map((status) => [String(status), codeOf(status)]))
})

test('the responses in docs/errors.md are those of the gateway', async () => {
  const page = pages.get('docs/errors.md') ?? ''
  const [query = ''] = blocksOf(page, 'graphql')
  const [failed, refused] = blocksOf(page, 'json').map((text) => JSON.parse(text) as { errors: GraphqlError[] })
  const gateway = await startGateway({ account: () => createDemoAccount(Date.now()) })
  await gateway.fault({ operation: 'DescribeServices', error: 'ThrottlingException', count: 3 })
  const { data, errors, cost } = await gateway.query(query)
  const [error] = failed?.errors ?? []
  Object.assign(error?.extensions ?? {}, { awsRequestId: expect.any(String), requestId: 'test' })
  expect({ data, errors, extensions: { upstream: cost } }).toEqual(failed)
  const resolve =
    'mutation { resolveCase(input: { caseId: "case-123" }) { case { id } userErrors { code field message } } }'
  expect({ data: (await gateway.query(resolve)).data }).toEqual(refused)
})

test('every decision has its context, decision and consequences, in at most 25 lines', () => {
  const decisions = [...pages].filter(([file]) => file.startsWith('docs/decisions/'))
  const wrong = decisions.filter(([, page]) => {
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
    return headings.join() !== 'Context,Decision,Consequences' || page.trimEnd().split('\n').length > 25
  })
  expect(decisions.length).toBeGreaterThan(20)
  expect(wrong.map(([file]) => file)).toEqual([])
})

test('the policy file in docs/authorization.md is valid', () => {
  const example = /```json\n(\{\s+"roles"[^]*?)```/.exec(pages.get('docs/authorization.md') ?? '')?.[1] ?? ''
  expect(readPolicy(JSON.parse(example)).get('oncall')).toEqual({})
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

const enums = Object.values(schema.getTypeMap()).filter(isEnumType)
/**
 * Names such as MAX_BODY_BYTES: variables, error codes and enum values of this project, but not names of AWS,
 * OpenTelemetry and Node.
 */
const knownNames = new Set([
  ...Object.values(variables).map(({ name }) => name),
  ...(readFileSync('emulator/environment.ts', 'utf8').match(/EMULATOR_\w+/g) ?? []),
  ...allErrorCodes,
  ...apolloCodes,
  ...refusalStatuses.map(codeOf),
  ...enums.flatMap((type) => type.getValues().map(({ name }) => name)),
])

test.each([...pages].filter(([file]) => file !== 'CHANGELOG.md'))(
  'variables, error codes and enum values named in %s exist',
  (_, page) => {
    const named = [...page.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([name]) => name)
    expect(named.filter((name) => !knownNames.has(name) && !/^(OTEL|AWS|NODE|HTTPS)_/.test(name))).toEqual([])
  },
)

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

  test('the table of the folders of src/graph has every one of them', () => {
    const listed = table('docs/architecture.md', 'Folders of src/graph').map(([folder]) => quoted(folder)[0] ?? '')
    const expected = folders('src/graph/').map((folder) => folder.replace('src/graph/', ''))
    expect(listed.toSorted()).toEqual(expected.toSorted())
  })

  test('files that the docs name exist', () => {
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
  test('the docs name scripts that exist, and CONTRIBUTING.md lists every script for people', () => {
    const named = new Set(
      [...pages.values()].flatMap((page) => [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)),
    )
    const commands = (pages.get('CONTRIBUTING.md') ?? '').split(/^## /m).find((part) => part.startsWith('Commands\n'))
    const shown = [...(commands ?? '').matchAll(/^\| `npm (?:run )?([\w:-]+)`/gm)].map(([, name]) => name)
    const forPeople = Object.keys(packageJson.scripts).filter(
      (name) => !name.startsWith('pre') && !['types', 'lint', 'format'].includes(name),
    )
    expect([...named].filter((name) => packageJson.scripts[name] === undefined)).toEqual([])
    expect(new Set(shown)).toEqual(new Set(forPeople))
  })

  test('docs/architecture.md gives a reason for every dependency', () => {
    const named = table('docs/architecture.md', 'Dependencies').flatMap(([names]) => quoted(names))
    const dependencies = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies })
    expect(dependencies.filter((dependency) => !named.some((name) => covers(name, dependency)))).toEqual([])
    expect(named.filter((name) => !dependencies.some((dependency) => covers(name, dependency)))).toEqual([])
  })

  test('no text uses a word that CONTRIBUTING.md replaces with another', () => {
    const words = table('CONTRIBUTING.md', 'Words').flatMap(([, avoided]) => quoted(avoided))
    const pattern = new RegExp(`\\b(${words.join('|')})\\b`, 'i')
    const texts = ['src', 'schema', 'emulator', 'test', 'scripts', 'web', 'examples', 'deploy', 'docs']
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
      .filter((file) => /\.(ts|js|graphql|md|ya?ml|css|html)$/.test(file) && !/node_modules|generated/.test(file))
    const found = [...topPages.filter((file) => file !== 'CONTRIBUTING.md'), ...texts].flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    )
    expect(words.length).toBeGreaterThan(10)
    expect(found).toEqual([])
  })

  test('the docs have no dead links', () => {
    const links = [...pages].flatMap(([file, page]) => linksOf(page).map((link) => ({ file, link })))
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter(({ file, link }) => !link.startsWith('https:') && isDead(file, link))).toEqual([])
  })

  test('the query in the README returns the response shown there', async () => {
    const blocks = [...readme.matchAll(/```(\w+)\n([^]*?)```/g)].map(([, language, text = '']) => ({ language, text }))
    const body = /-d '([^']+)'/.exec(blocks.find(({ text }) => text.startsWith('curl'))?.text ?? '')?.[1] ?? ''
    const shown: unknown = JSON.parse(blocks.find(({ language }) => language === 'json')?.text ?? '')
    const { query } = JSON.parse(body) as { query: string }
    const account = createDemoAccount(Date.now())
    expect(readme.replaceAll(/\s+/g, ' ')).toContain(`${account.cases.size} cases and ${account.checks.size} checks`)
    const gateway = await startGateway({ account: () => account })
    const { data, cost, errors } = await gateway.query(query)
    expect(errors).toEqual([])
    expect({ data, extensions: { upstream: cost } }).toEqual(shown)
  })
})
