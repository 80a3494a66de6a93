// `npm run sbom`: what runs in production as a software bill of materials (CycloneDX). npm makes it; with `--omit dev` it leaves out what development
// needs as well, so that its whole list is cut down to package-lock.json's.
import { execFileSync } from 'node:child_process'
import { readDependencies } from './dependencies.js'

const bill = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
)
const wanted = new Set((await readDependencies()).map(({ name, version }) => `${name}@${version}`))
const nameOf = ({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`
const components = bill.components.filter((component) => wanted.has(nameOf(component)))
const missing = [...wanted].filter((name) => !components.some((component) => nameOf(component) === name))
if (missing.length > 0) throw new Error(`npm sbom has not: ${missing.join(', ')}`)

const kept = new Set([bill.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])])
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((name) => kept.has(name)) }))
process.stdout.write(`${JSON.stringify({ ...bill, components, dependencies }, undefined, 2)}\n`)
