/** scripts/build.js, in a folder of its own. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-'))
  cpSync('scripts', join(folder, 'scripts'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const name of ['src', 'graphiql', 'examples', 'tsconfig.json', 'package-lock.json', 'node_modules']) {
    symlinkSync(resolve(name), join(folder, name))
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

function build() {
  return spawnSync(process.execPath, ['scripts/build.js'], { cwd: folder, encoding: 'utf8' })
}

/** The files of dist/ that were written since the last time. */
function written(): string[] {
  const files = readdirSync(join(folder, 'dist'), { recursive: true }).map((name) => join(folder, 'dist', String(name)))
  const fresh = files.filter((file) => statSync(file).mtimeMs > 0)
  for (const file of files) utimesSync(file, 0, 0)
  return fresh
}

describe('the build', () => {
  test('makes the servers and the page, and writes nothing where nothing has changed', () => {
    expect(build()).toMatchObject({ status: 0, stdout: '', stderr: '' })
    for (const file of ['main.js', 'emulator.js', 'graphiql/index.html']) {
      expect(existsSync(join(folder, 'dist', file))).toBe(true)
    }
    expect(written()).not.toEqual([])
    expect(build()).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(written()).toEqual([])
  })

  test('makes what is missing', () => {
    rmSync(join(folder, 'dist/main.js'))
    expect(build().status).toBe(0)
    expect(existsSync(join(folder, 'dist/main.js'))).toBe(true)
    written()
  })

  test('makes what has changed, and nothing else', () => {
    rmSync(join(folder, 'tsconfig.json'))
    writeFileSync(join(folder, 'tsconfig.json'), '{}')
    expect(build().status).toBe(0)
    const names = written().filter((file) => statSync(file).isFile())
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => name.includes('graphiql'))).toEqual([])
  })

  test('leaves what is there as it is, and says so, where esbuild is not installed', () => {
    rmSync(join(folder, 'node_modules'))
    expect(build()).toMatchObject({ status: 0, stdout: '', stderr: '' })
    writeFileSync(join(folder, 'tsconfig.json'), '{ }')
    expect(build()).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^dist\/main\.js stays as it is: esbuild/),
    })
    expect(written()).toEqual([])
  })

  test('fails where there is nothing to leave as it is', () => {
    rmSync(join(folder, 'dist'), { recursive: true })
    const { status, stderr } = build()
    expect(status).toBe(1)
    expect(stderr).toContain('run npm ci')
  })
})
