/** docs/performance.md reports a complete run of the benchmark, and README.md quotes two of its lines. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync('docs/performance.md', 'utf8')

/** The list that `npm run bench -- --write` writes into a file under this name. */
function listIn(file: string, name: string): string[] {
  const text = readFileSync(file, 'utf8').split(`<!-- bench:${name}`)[1]?.split('<!-- /bench -->')[0] ?? ''
  return text.split('\n').filter((line) => line.startsWith('- '))
}

/** The other cells of the table row whose first cell is `name`. */
function cellsOf(name: string): string[] {
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  return rows.find((cells) => cells[1] === name)?.slice(2) ?? []
}

test('the README quotes lines of the summary in docs/performance.md', () => {
  const quoted = listIn('README.md', 'in-short')
  expect(quoted).toHaveLength(2)
  expect(listIn('docs/performance.md', 'summary')).toEqual(expect.arrayContaining(quoted))
})

test('the summary in docs/performance.md has the figures of the tables below it', () => {
  const summary = listIn('docs/performance.md', 'summary').join('\n')
  expect(summary).toContain(`for a phrase, warm data: **${cellsOf('a phrase in one case')[1]} ms** at p50`)
  const [p50, p99] = cellsOf('**added by the gateway**')
  expect(summary).toContain(`**${p50} ms** at p50 and **${p99} ms** at p99 on top of AWS`)
  expect(summary).toMatch(/×\*\* Mercurius/)
})

test('docs/performance.md reports a complete run, with memory after 100,000 requests', () => {
  expect(listIn('docs/performance.md', 'summary').join('\n')).toContain('memory after 100,000 requests')
  expect(page).toMatch(/^\| same query +\| +10,000 \|/m)
})

test('docs/performance.md states its date, machine and versions', () => {
  expect(page).toMatch(/^- \d{4}-\d{2}-\d{2}, .* cores, \d+ GB/m)
  expect(page).toMatch(/^- Node v\d+.*mercurius \d+/m)
})
