// Compares the built gateway with other servers. `npm run bench` runs the first four parts, in about seven minutes;
// `-- all` runs all parts, `-- <part> …` the named ones. `-- --write` runs all parts and writes the results to
// docs/performance.md, and two of their lines to README.md. `--quick` is too short for meaningful figures, and writes
// nothing.
import { cold } from './bench/cold.js'
import { growth } from './bench/growth.js'
import { isQuick } from './bench/load.js'
import { memory } from './bench/memory.js'
import { writePages } from './bench/page.js'
import { stopAll } from './bench/processes.js'
import { redis } from './bench/redis.js'
import { search } from './bench/search.js'
import { startUp } from './bench/start-up.js'
import { small, trustedAdvisor, warm } from './bench/warm.js'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

/** Each resolves with its Markdown and the figures for the summary. */
const parts = { warm, 'trusted-advisor': trustedAdvisor, small, cold, redis, search, growth, memory, start: startUp }

const named = process.argv.slice(2).filter((argument) => !['--write', '--quick'].includes(argument))
const writes = process.argv.includes('--write')
if (named.some((name) => name !== 'all' && !Object.hasOwn(parts, name)) || (writes && (named.length > 0 || isQuick))) {
  process.stderr.write(
    `npm run bench -- [${[...Object.keys(parts), 'all'].join(' | ')}] … [--quick]\nnpm run bench -- --write\n`,
  )
  process.exit(1)
}
const all = writes || named.includes('all')
const chosen = all ? Object.keys(parts) : named.length > 0 ? named : ['warm', 'trusted-advisor', 'small', 'cold']

const results = {}
for (const name of chosen) {
  results[name] = await parts[name]()
  await stopAll()
  process.stdout.write(`## ${name}\n\n${results[name].markdown}\n\n`)
}
if (writes) writePages(results)
process.exit()
