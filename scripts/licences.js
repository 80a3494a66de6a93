// `npm run licences` counts the licenses of the production dependencies and fails if one is not allowed. `-- --csv`
// lists each package.
import { promisify } from 'node:util'
import checker from 'license-checker-rseidelsohn'

/**
 * Permissive licenses, which only require keeping the notice. A maintainer must review any other license before adding
 * it here.
 */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

const find = (options) =>
  promisify(checker.init)({ start: '.', production: true, excludePrivatePackages: true, ...options })
const packages = await find()
process.stdout.write(`${process.argv.includes('--csv') ? checker.asCSV(packages) : checker.asSummary(packages)}\n`)

// Not `onlyAllow`: it matches substrings, so `MIT AND GPL-3.0-only` would pass.
for (const [name, { licenses }] of Object.entries(await find({ excludeLicenses: ALLOWED.join() }))) {
  process.stderr.write(`${name} has the license ${String(licenses)}, which is not among ${ALLOWED.join(', ')}.\n`)
  process.exitCode = 1
}
