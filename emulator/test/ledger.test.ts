import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SOURCES = new Set(['model', 'documentation', 'observed', '**assumed**'])

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const rows = readme
  .slice(readme.indexOf('## Behavior and its sources'))
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, behavior = '']) => behavior !== '' && behavior !== 'Behavior' && !behavior.startsWith('--'))

const tests = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n')

test('every behavior in the README names its source and a test that exists', () => {
  const wrong = rows.filter(([, , source = '', name = '']) => {
    const title = name.replaceAll('`', '')
    return !SOURCES.has(source) || ![`'${title}',`, `"${title}",`].some((quoted) => tests.includes(quoted))
  })
  expect(rows.length).toBeGreaterThan(50)
  expect(wrong).toEqual([])
})
