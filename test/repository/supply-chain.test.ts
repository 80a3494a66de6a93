/** `npm run licences` and `npm run sbom`, which list the packages that run in production. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

interface Locked {
  version: string
  dev?: boolean
  devOptional?: boolean
  link?: boolean
}

/** Names and versions such as `graphql@16.15.0`. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
  const names = Object.entries(packages).flatMap(([path, { version, dev, devOptional, link }]) =>
    dev || devOptional || link || !path.includes('node_modules/')
      ? []
      : [`${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`],
  )
  return [...new Set(names)].toSorted()
}

function licences(folder: string, ...options: string[]) {
  const script = resolve('scripts/licences.js')
  return spawnSync(process.execPath, [script, ...options], { cwd: folder, encoding: 'utf8' })
}

function writePackage(folder: string, content: object) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify(content))
}

describe('npm run licences', () => {
  test('npm run licences accepts and lists every production dependency', () => {
    const { status, stdout, stderr } = licences('.', '--csv')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const listed = stdout.split('\n').flatMap((line) => /^"([^"]+@\d[^"]*)"/.exec(line)?.[1] ?? [])
    expect(listed.toSorted()).toEqual(productionPackages())
  })

  test('npm run licences fails for each production dependency with a license that is not allowed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'licences-'))
    const used = {
      mit: 'MIT',
      choice: 'MIT OR GPL-3.0-only',
      both: '(MIT AND BSD-3-Clause)',
      gpl: 'GPL-3.0-only',
      'half-gpl': 'MIT AND GPL-3.0-only',
      unlicensed: 'UNLICENSED',
      none: undefined,
    }
    for (const [name, license] of Object.entries({ ...used, tool: 'GPL-3.0-only' })) {
      writePackage(join(folder, 'node_modules', name), { name, version: '1.0.0', license })
    }
    const dependencies = Object.fromEntries(Object.keys(used).map((name) => [name, '1.0.0']))
    writePackage(folder, { name: 'project', private: true, dependencies, devDependencies: { tool: '1.0.0' } })

    const { status, stderr } = licences(folder)
    rmSync(folder, { recursive: true })
    expect(status).toBe(1)
    const refused = [...stderr.matchAll(/^(\S+)@1\.0\.0 has the license/gm)].map(([, name = '']) => name)
    expect(refused.toSorted()).toEqual(['gpl', 'half-gpl', 'none', 'unlicensed'])
  })
})

test('npm run sbom lists exactly the production dependencies', () => {
  const { components } = JSON.parse(execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8' })) as {
    components: { 'bom-ref': string }[]
  }
  const names = components.map((component) => component['bom-ref'])
  expect(names.toSorted()).toEqual(productionPackages())
})
