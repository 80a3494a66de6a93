// The licences of what runs in production, from package-lock.json: `npm run licences` checks them and lists how many there are of each,
// `-- --check` also whether docs/licences.md is that list, `-- --write` makes it so.
import { readFile, writeFile } from 'node:fs/promises'
import { readDependencies } from './dependencies.js'

/** Permissive, with no more to do than to keep the notice. Anything else is for a person to decide, who then adds it here. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']
const FILE = 'docs/licences.md'

const dependencies = await readDependencies()
const refused = dependencies.filter(({ licence }) => !isAllowed(licence))
for (const { name, version, licence } of refused) {
  process.stderr.write(`${name} ${version} has the licence ${licence}, which is none of ${ALLOWED.join(', ')}.\n`)
}
const page = pageOf(dependencies)
if (process.argv.includes('--write')) await writeFile(FILE, page)
const isCurrent = !process.argv.includes('--check') || (await readFile(FILE, 'utf8').catch(() => '')) === page
if (!isCurrent) process.stderr.write(`${FILE} is not what package-lock.json has: npm run licences -- --write\n`)
process.stdout.write(`${summaryOf(dependencies)}\n`)
if (refused.length > 0 || !isCurrent) process.exitCode = 1

/** `(MIT AND BSD-3-Clause)` takes both to be allowed, `(MIT OR GPL-3.0)` one. */
function isAllowed(licence) {
  const expression = licence.replaceAll(/[()]/g, '')
  return expression.split(' OR ').some((choice) => choice.split(' AND ').every((name) => ALLOWED.includes(name)))
}

function summaryOf(dependencies) {
  const counts = new Map()
  for (const { licence } of dependencies) counts.set(licence, (counts.get(licence) ?? 0) + 1)
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a)
  return `${dependencies.length} packages: ${sorted.map(([licence, count]) => `${licence} ${count}`).join(', ')}`
}

function pageOf(dependencies) {
  const rows = new Map(
    dependencies.map(({ name, version, licence }) => [`${name} ${version}`, `| ${name} | ${version} | ${licence} |`]),
  )
  return [
    '# Licences of what runs in production',
    '',
    'Made of package-lock.json by `npm run licences -- --write`; `npm run check` fails when it is out of date, or when a licence is not among those',
    'that scripts/licences.js allows. `npm run sbom` prints the same as a software bill of materials (CycloneDX).',
    '',
    summaryOf(dependencies).replace(/$/, '.'),
    '',
    '| Package | Version | Licence |',
    '| --- | --- | --- |',
    ...rows.values(),
    '',
  ].join('\n')
}
