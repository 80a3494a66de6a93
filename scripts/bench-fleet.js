// Measures gateways in front of an emulator with AWS's latency and throttling. `npm run bench:fleet` runs all sections,
// in ten minutes; `-- <section> …` runs the named ones; `--quick` shortens them. Exits with 1 if a limit is exceeded.
// Requires redis-server.
import { large } from './bench/fleet/large.js'
import { fleet } from './bench/fleet/many-users.js'
import { stopAll } from './bench/processes.js'

/** Each resolves with whether all of its limits are met. */
const sections = { fleet, large }

const named = process.argv.slice(2).filter((argument) => argument !== '--quick')
if (!named.every((name) => Object.hasOwn(sections, name))) {
  process.stderr.write(`npm run bench:fleet -- [${Object.keys(sections).join(' | ')}] … [--quick]\n`)
  process.exit(1)
}
let met = true
for (const name of named.length > 0 ? named : Object.keys(sections)) {
  met = (await sections[name]()) && met
  await stopAll()
}
process.exit(met ? 0 : 1)
