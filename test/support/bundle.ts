import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll } from 'vitest'

/**
 * Bundles an entry point of src/ as scripts/build.js does, while the tests of a file run: that starts faster than through tsx. Returns its path,
 * in dist/, one level deep, where schema/ is found from.
 */
export function bundled(source: string): string {
  const path = `dist/test-${randomUUID()}.mjs`
  const options = ['--bundle', '--packages=external', '--platform=node', '--format=esm', '--log-level=warning']
  beforeAll(() => void execFileSync('node_modules/.bin/esbuild', [source, ...options, `--outfile=${path}`]))
  afterAll(() => rmSync(path, { force: true }))
  return path
}
