/** README.md quotes docs/performance.md, which the benchmark has made. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const readme = readFileSync('README.md', 'utf8')
const page = readFileSync('docs/performance.md', 'utf8')

/** The lines of README.md that `npm run bench -- --write` makes. */
function quoted(): string[] {
  const lines = /<!-- bench:summary[^\n]* -->\n([^]*?)<!-- \/bench -->/.exec(readme)?.[1] ?? ''
  return lines.split('\n').filter((line) => line !== '')
}

test('the README quotes every ratio of docs/performance.md', () => {
  const inShort = page.slice(0, page.indexOf('\n## ')).split('\n')
  expect(quoted()).toEqual(inShort.filter((line) => line.startsWith('- ')))
  expect(quoted().join('\n')).toMatch(/×/)
})

test('docs/performance.md is of a complete run, with memory after 100,000 requests', () => {
  expect(quoted().join('\n')).toContain('memory after 100,000 requests')
  expect(page).toMatch(/^\| same query +\| +10,000 \|/m)
})

test('docs/performance.md states its date, machine and versions', () => {
  expect(page).toMatch(/^- \d{4}-\d{2}-\d{2}, .* cores, \d+ GB/m)
  expect(page).toMatch(/^- Node v\d+.*mercurius \d+/m)
})
