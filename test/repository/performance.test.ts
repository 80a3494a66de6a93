/** docs/performance.md reports a complete run of the benchmark, and README.md quotes two of its lines. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync('docs/performance.md', 'utf8')

/** What `npm run bench -- --write` writes into a file under this name. */
function blockIn(file: string, name: string): string {
  return readFileSync(file, 'utf8').split(`<!-- bench:${name}`)[1]?.split('<!-- /bench -->')[0] ?? ''
}

/** The items of a generated list. */
function listIn(file: string, name: string): string[] {
  const [, ...items] = blockIn(file, name).split(/^- /m)
  return items.map((item) => item.trim().replaceAll(/\s+/g, ' '))
}

/** The cells of each table row of a block of docs/performance.md. */
function rowsOf(block: string): string[][] {
  const lines = blockIn('docs/performance.md', block).split('\n')
  const rows = lines.filter((line) => line.startsWith('| '))
  return rows.map((row) => row.slice(2, -2).split(' | ')).map((cells) => cells.map((cell) => cell.trim()))
}

/** The other cells of the first row of a block that begins with these cells. */
function cellsOf(block: string, ...first: string[]): string[] {
  const found = rowsOf(block).find((cells) => first.every((cell, column) => cells[column] === cell))
  return found?.slice(first.length) ?? []
}

const summary = listIn('docs/performance.md', 'summary')

test('the README quotes lines of the summary in docs/performance.md', () => {
  const quoted = listIn('README.md', 'in-short')
  expect(quoted).toHaveLength(2)
  expect(summary).toEqual(expect.arrayContaining(quoted))
})

test.each([
  ['warm', '25 cases with their messages', 'same query again'],
  ['warm', '25 cases with their messages', 'known document, new variables'],
  ['warm', '25 cases with their messages', 'new document each time'],
  ['trusted-advisor', '300 Trusted Advisor checks', 'same query again'],
  ['trusted-advisor', '300 Trusted Advisor checks', 'known document, new variables'],
  ['trusted-advisor', '300 Trusted Advisor checks', 'new document each time'],
  ['small', 'one case with ten fields', 'known document, new variables'],
])('the summary has the ratios of %s, %s: %s', (block, what, kind) => {
  const [head = []] = rowsOf(block)
  const ratios = cellsOf(block, kind)
    .map((ratio, column) => ({ ratio, server: head[column + 1]?.slice('× '.length) }))
    .filter(({ ratio }) => ratio !== '–')
  expect(ratios.map(({ server }) => server)).toEqual([
    'Mercurius with JIT',
    'standalone Apollo Server',
    'graphql-yoga',
    // It cannot serve a new document.
    ...(kind === 'new document each time' ? [] : ['a hand-written handler']),
  ])
  expect(summary).toContain(
    `${what}, ${kind}: ${ratios.map(({ ratio, server }) => `**${ratio} ×** ${server}`).join(', ')}`,
  )
})

test('the summary in docs/performance.md has the other figures of the tables below it', () => {
  const lines = summary.join('\n')
  expect(lines).toContain(`for a phrase, warm data: **${cellsOf('search', 'a phrase in one case')[1]} ms** at p50`)
  const [p50, p99] = cellsOf('cold', '**added by the gateway**')
  expect(lines).toContain(`**${p50} ms** at p50 and **${p99} ms** at p99 on top of AWS`)
  const [, ratio, megabytes] = cellsOf('start', 'this gateway')
  expect(lines).toContain(`first response: **${ratio} ×** \`node -e 0\`, with **${megabytes} MB** of memory`)
})

test('docs/performance.md reports a complete run, with memory after 100,000 requests', () => {
  const same = cellsOf('memory', 'same query', '100,000').at(-1)
  const executed = cellsOf('memory', 'new variables each time, 5 cases', '100,000').at(-1)
  expect(summary).toContain(
    `memory after 100,000 requests: **${same} ×** the memory after 10,000; **${executed} ×** if each request is executed`,
  )
})

test('docs/performance.md states its date, machine and versions', () => {
  expect(page).toMatch(/^- \d{4}-\d{2}-\d{2}, .* cores, \d+ GB/m)
  expect(page).toMatch(/^- Node v\d+.*mercurius \d+/m)
})
