/**
 * `npm run docs` writes the tables in docs/ that are generated from the code, each between two comments on its page.
 * With `--check`, it fails if a page is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { ttlsOf } from '../src/cache/ttl.js'
import { variableGroups, type Variable } from '../src/config/variables.js'
import { errorCodes } from '../src/lib/error-codes.js'
import { scopeDescriptions } from '../src/lib/viewer.js'
import { factsOf, operations, type Operation } from '../src/upstream/operations.js'
import { costsByTopic } from '../test/support/costs.js'

const parts: { file: string; name: string; write: () => string }[] = [
  { file: 'docs/configuration.md', name: 'variables', write: variableTables },
  { file: 'docs/errors.md', name: 'error codes', write: errorTable },
  { file: 'docs/authorization.md', name: 'scopes', write: scopeTable },
  { file: 'docs/caching.md', name: 'cached responses', write: cacheTable },
  { file: 'docs/upstream-costs.md', name: 'costs', write: costTables },
]

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}

function variableTables(): string {
  return Object.entries<Record<string, Variable<unknown>>>(variableGroups)
    .map(([topic, variables]) => {
      const rows = Object.values(variables).map((variable) => [
        code(variable.name),
        defaultOf(variable),
        allowedBy(variable),
        variable.description,
      ])
      return `## ${topic}\n\n${table(['Variable', 'Default', 'Allowed', 'Description'], rows)}`
    })
    .join('\n\n')
}

function defaultOf({ default: value }: Variable<unknown>): string {
  if (typeof value === 'string') return code(value)
  if ('demo' in value) return `${code(value.account)}; with the demo account ${code(value.demo)}`
  const production = value.production === null ? 'required in production' : `in production ${code(value.production)}`
  return `${code(value.development)}; ${production}`
}

/**
 * The allowed values, from the parser's error message for a control character, which no variable allows. Omits the
 * details after a semicolon.
 */
function allowedBy({ parse }: Variable<unknown>): string {
  try {
    parse('\0')
    return 'anything'
  } catch (error) {
    return (error as Error).message.split(';')[0] ?? ''
  }
}

const RETRYABLE = { true: 'yes', false: 'no', sometimes: 'sometimes' }

function errorTable(): string {
  const rows = Object.entries(errorCodes).map(([name, { retryable, when, fix }]) => [
    code(name),
    RETRYABLE[`${retryable}`],
    when,
    fix,
  ])
  return table(['Code', 'Retryable', 'When', 'What to do'], rows)
}

function scopeTable(): string {
  const rows = Object.entries(scopeDescriptions).map(([scope, description]) => [code(scope), description])
  return table(['Scope', 'Allows'], rows)
}

function cacheTable(): string {
  const rows = Object.entries(ttlsOf(SYMBOLIC_TTLS)).map(([kind, { freshMs, staleMs }]) => [
    kind,
    operationsWhere((operation) => factsOf(operation).cacheKind === kind),
    timeOf(freshMs),
    timeOf(staleMs),
    operationsWhere((operation) => factsOf(operation).invalidates === kind) || '–',
  ])
  const uncached = operationsWhere((operation) => {
    const { cacheKind, isWrite = false } = factsOf(operation)
    return cacheKind === undefined && !isWrite
  })
  return table(
    ['Kind', 'Operations', 'Fresh for', 'Stale for', 'Invalidated by'],
    [...rows, ['not cached', uncached, '–', '–', '–']],
  )
}

/** Placeholder TTLs, shorter than any real one. `timeOf` replaces each with the name of its variable. */
const SYMBOLIC_TTLS = { caseCacheSeconds: 1, trustedAdvisorCacheSeconds: 2 }
const VARIABLES = new Map([
  [1_000, '`CASE_CACHE_SECONDS`'],
  [2_000, '`TRUSTED_ADVISOR_CACHE_SECONDS`'],
])

function timeOf(ms: number): string {
  const hours = ms / 3_600_000
  if (ms === 0) return '–'
  return VARIABLES.get(ms) ?? (hours < 24 ? `${hours} hours` : `${hours / 24} days`)
}

function operationsWhere(holds: (operation: Operation) => boolean): string {
  return (Object.keys(operations) as Operation[]).filter(holds).map(code).join(', ')
}

function costTables(): string {
  return Object.entries(costsByTopic)
    .map(([topic, costs]) => {
      const rows = costs.map(({ query, cold, warm, why }) => [query, callsOf(cold), callsOf(warm), why])
      return `### ${topic}\n\n${table(['Query', 'Cold', 'Warm', 'Why'], rows)}`
    })
    .join('\n\n')
}

function callsOf(calls: Record<string, number>): string {
  const counts = Object.entries(calls).map(([operation, count]) => `${operation} ${count}`)
  return counts.length === 0 ? '0' : counts.join(', ')
}

const isCheck = process.argv.includes('--check')
for (const { file, name, write } of parts) {
  const page = readFileSync(file, 'utf8')
  const [start, end] = [`<!-- generated: ${name}, by npm run docs -->\n`, '\n<!-- /generated -->']
  const from = page.indexOf(start)
  const to = page.indexOf(end, from)
  if (from === -1 || to === -1) throw new Error(`${file} has no ${start.trim()} with its ${end.trim()}`)
  const text = await format(write(), { ...(await resolveConfig(file)), parser: 'markdown' })
  const written = `${page.slice(0, from)}${start}\n${text}${page.slice(to)}`
  if (written === page) continue
  if (isCheck) {
    process.stderr.write(`${file} is out of date: run npm run docs\n`)
    process.exitCode = 1
  } else writeFileSync(file, written)
}
