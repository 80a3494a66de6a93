/** The product as an installation builds it, for tests that run it. The first suite that needs it builds it for all. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, inject } from 'vitest'
import { until } from './until.js'

export const buildFolder = inject('buildFolder')

/** The result of `npm run prepare`, which npm runs after an installation. */
export interface BuildResult {
  exitCode: number | null
  output: string
}

/** The path of a file in dist/. The file exists when the tests of the calling file run. */
export function built(name: string): string {
  beforeAll(async () => void (await build()), 300_000)
  return join(buildFolder, 'dist', name)
}

export async function build(): Promise<BuildResult> {
  const file = join(buildFolder, 'result.json')
  if (isFirst()) {
    writeFileSync(`${file}.new`, JSON.stringify(await prepare()))
    renameSync(`${file}.new`, file)
  }
  await until(() => existsSync(file), 20_000)
  return JSON.parse(readFileSync(file, 'utf8')) as BuildResult
}

function isFirst(): boolean {
  try {
    mkdirSync(join(buildFolder, 'building'))
    return true
  } catch {
    return false
  }
}

function prepare(): Promise<BuildResult> {
  return new Promise((resolve) => {
    const child = execFile('npm', ['run', '--silent', 'prepare'], { cwd: buildFolder }, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, output: stdout + stderr }),
    )
  })
}
