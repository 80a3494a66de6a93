// A fleet in front of an emulator that is as slow as AWS and throttles as AWS does: `npm run bench:fleet` measures all there is, in a quarter of an hour,
// `-- <section> …` the sections named. Exits with 1 where a bar is not met. Takes a redis-server.
//   --seconds <n>    how long the users of `fleet` work; 300 if absent
//   --base <folder>  a built checkout of something earlier, through which `fleet` runs first, for its figures beside ours
//   --dice <n>       another order of actions for another number
import { parseArgs } from 'node:util'
import { dashboards } from './bench/fleet/dashboards.js'
import { large } from './bench/fleet/large.js'
import { fleet } from './bench/fleet/many-users.js'
import { restart } from './bench/fleet/restart.js'
import { redis } from './bench/fleet/troubled-redis.js'
import { stopAll } from './bench/processes.js'

/** Each resolves with its bars. */
const sections = { fleet, large, restart, redis, dashboards }

const { options, named } = readArguments()
process.exitCode = 0
for (const name of named.length > 0 ? named : Object.keys(sections)) {
  try {
    const bars = await sections[name](options)
    if (bars.some(({ isMet }) => !isMet)) process.exitCode = 1
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
      options: {
        seconds: { type: 'string', default: '300' },
        dice: { type: 'string', default: '1' },
        base: { type: 'string' },
      },
    })
    const options = { ...values, seconds: Number(values.seconds), dice: Number(values.dice) }
    const areRight = options.seconds > 0 && Number.isInteger(options.dice)
    if (areRight && positionals.every((name) => Object.hasOwn(sections, name))) return { options, named: positionals }
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
  }
  process.stderr.write(
    `npm run bench:fleet -- [${Object.keys(sections).join(' | ')}] … [--seconds <n>] [--base <folder>] [--dice <n>]\n`,
  )
  return process.exit(1)
}
