// A fleet in front of an emulator that is as slow as AWS and throttles as AWS does: `npm run bench:fleet` measures all there is, in ten minutes,
// `-- <section> …` the sections named. Exits with 1 where a bar is not met. Takes a redis-server.
//   --seconds <n>    how long the users of `fleet` work; 300 if absent
import { parseArgs } from 'node:util'
import { large } from './bench/fleet/large.js'
import { fleet } from './bench/fleet/many-users.js'
import { stopAll } from './bench/processes.js'

/** Each resolves with whether all of its bars are met. */
const sections = { fleet, large }

const { seconds, named } = readArguments()
process.exitCode = 0
for (const name of named) {
  try {
    if (!(await sections[name]({ seconds }))) process.exitCode = 1
  } catch (error) {
    process.stderr.write(`${name}: ${error.stack}\n`)
    process.exitCode = 1
  } finally {
    await stopAll()
  }
}
process.exit()

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { seconds: { type: 'string', default: '300' } },
    })
    const named = positionals.length > 0 ? positionals : Object.keys(sections)
    const seconds = Number(values.seconds)
    if (seconds > 0 && named.every((name) => Object.hasOwn(sections, name))) return { seconds, named }
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
  }
  process.stderr.write(`npm run bench:fleet -- [${Object.keys(sections).join(' | ')}] … [--seconds <n>]\n`)
  return process.exit(1)
}
