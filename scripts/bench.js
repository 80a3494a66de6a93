// Measures the built gateway beside other servers: `npm run bench` compares them, in about three minutes; `npm run bench -- all` measures all there is,
// `-- <part> …` the parts named, and `-- --write` makes docs/performance.md and the lines of README.md that quote it, of all parts. `--quick` does any
// of them in less time than it takes to measure something, and writes nothing.
import { cold } from './bench/cold.js'
import { growth } from './bench/growth.js'
import { isQuick } from './bench/load.js'
import { memory } from './bench/memory.js'
import { writePage } from './bench/page.js'
import { stopAll } from './bench/processes.js'
import { redis } from './bench/redis.js'
import { buildContenders } from './bench/servers.js'
import { startUp } from './bench/start-up.js'
import { trustedAdvisor, warm } from './bench/warm.js'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

/** Each answers with its Markdown and the figures that are quoted. */
const parts = { warm, 'trusted-advisor': trustedAdvisor, cold, redis, growth, memory, start: startUp }
const COMPARISON = ['warm', 'trusted-advisor', 'cold']

const named = process.argv.slice(2).filter((argument) => !['--write', '--quick'].includes(argument))
const writes = process.argv.includes('--write')
const unknown = named.filter((name) => name !== 'all' && parts[name] === undefined)
if (unknown.length > 0 || (writes && (named.length > 0 || isQuick))) {
  process.stderr.write(
    `npm run bench -- [${[...Object.keys(parts), 'all'].join(' | ')}] … [--quick]\nnpm run bench -- --write\n`,
  )
  process.exit(1)
}
const chosen = writes || named.includes('all') ? Object.keys(parts) : named.length > 0 ? named : COMPARISON

await buildContenders()
const results = {}
for (const name of chosen) {
  results[name] = await parts[name]()
  await stopAll()
  process.stdout.write(`${results[name].markdown}\n\n`)
}
if (writes) writePage(results)
process.exit()
