// `npm run licences` counts the licenses of the production dependencies, and fails for one that is not allowed. `-- --csv` lists each package.
import { promisify } from 'node:util'
import checker from 'license-checker-rseidelsohn'

/** Permissive: they ask for no more than to keep the notice. Any other is for a person to decide, who then adds it here. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

const find = (options) =>
  promisify(checker.init)({ start: '.', production: true, excludePrivatePackages: true, ...options })
const packages = await find()
process.stdout.write(`${process.argv.includes('--csv') ? checker.asCSV(packages) : checker.asSummary(packages)}\n`)

// Not `onlyAllow`: it looks for substrings, and lets `MIT AND GPL-3.0-only` pass.
for (const [name, { licenses }] of Object.entries(await find({ excludeLicenses: ALLOWED.join() }))) {
  process.stderr.write(`${name} has the license ${String(licenses)}, which is not among ${ALLOWED.join(', ')}.\n`)
  process.exitCode = 1
}
