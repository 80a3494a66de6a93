// docs/performance.md, and the lines of README.md that quote it: made of the results, and of nothing else.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { count, times } from './report.js'

const PAGE = 'docs/performance.md'
const README = 'README.md'
const BEGIN = '<!-- performance: `npm run bench -- --write` makes these lines -->'
const END = '<!-- /performance -->'

/** Takes the results of all parts, by their names on the command line. */
export function writePage(parts) {
  const inShort = shortly(parts)
  const sections = Object.values(parts).map(({ markdown }) => markdown)
  writeFileSync(PAGE, `${[head(inShort), ...sections, PROFILES].join('\n\n')}\n`)
  const readme = readFileSync(README, 'utf8')
  const begin = readme.indexOf(BEGIN)
  const end = readme.indexOf(END)
  if (begin === -1 || end === -1) throw new Error(`${README} has no lines between ${BEGIN} and ${END}`)
  writeFileSync(README, `${readme.slice(0, begin + BEGIN.length)}\n\n${inShort}\n\n${readme.slice(end)}`)
}

function shortly({ warm, 'trusted-advisor': trustedAdvisor, cold, redis, memory, start }) {
  return [
    `- 25 cases with their messages, warm data, the same query again, whose answer is remembered: ${ratiosIn(warm.ratios)}`,
    `- the same in another text each time, so that nothing of it is remembered: ${ratiosIn(warm.otherTexts)}`,
    `- 300 Trusted Advisor checks, warm data, the same query again: ${ratiosIn(trustedAdvisor.ratios)}`,
    `- cold data, 20 requests a second: **${cold.added.p50.toFixed(1)} ms** at p50 and **${cold.added.p99.toFixed(1)} ms** at p99 later than AWS itself`,
    ...(redis.added === undefined
      ? []
      : [`- while Redis is gone: **${redis.added.toFixed(1)} ms** more at p50 than while it works`]),
    `- memory after ${count(memory.requests[1])} requests: **${memory.ratio.toFixed(2)} ×** that after ${count(memory.requests[0])}`,
    `- start to first answer: **${start.ratio.toFixed(1)} ×** \`node -e 0\``,
  ].join('\n')
}

function ratiosIn({ mercurius, apollo, yoga, 'by-hand': byHand, calls }) {
  return (
    `**${times(mercurius)} ×** Mercurius with its JIT, **${times(apollo)} ×** Apollo Server as it comes, ` +
    `**${times(yoga)} ×** graphql-yoga, **${times(byHand)} ×** a handler written by hand; ${calls.toFixed(2)} calls to AWS per request`
  )
}

function head(inShort) {
  return `# Performance

Made by \`npm run bench -- --write\`, in one run; \`npm run bench\` makes the comparison anew, and \`npm run bench -- <part>\` one part of it.
\`npm ci --prefix scripts/bench\` installs what they need. The ratios hold on any machine, and less so the figures.

${inShort}

## How it is measured

Each server is a process of its own, as is the emulator of AWS Support behind it; autocannon makes the load in another, over kept connections (8, unless
it is said otherwise). One server works at a time. Rounds go from server to server and again from the first, so that a machine that is busy for a
while is busy for all; each has as many requests as the server has answered in a second while it warmed up. Figures are medians of the rounds; a ratio
is the median of those of each round, of requests a second. \`CPU ms\` is what the server took for one request, with its threads; \`calls\` are those
that the emulator has counted, per request. Before anything is measured, all servers have to answer with the same data.

The gateway runs from \`dist/main.js\` as in production (\`NODE_ENV=production\`), with limits, request log and metrics. The other servers come as their
packages have them, without limits, log or metrics, with the schema, resolvers and loaders of the gateway, and with replies of the upstream that they keep
in memory for ever. Mercurius compiles queries (\`jit: 1\`); Apollo Server is \`startStandaloneServer\`. The handler written by hand knows the two queries and nothing else: it
parses the body, builds the data from the same replies, and sends it.

${machine()}`
}

const PROFILES = `## Where the CPU goes

\`\`\`sh
RATE_LIMIT_PER_MINUTE=10000000 node --cpu-prof dist/main.js
# and in another terminal
npx --prefix scripts/bench autocannon -m POST -H content-type=application/json -b '{"query":"{ __typename }"}' http://127.0.0.1:4000/graphql
\`\`\`

Ctrl-C writes a \`.cpuprofile\`, which the developer tools of Chrome and VS Code open.`

function machine() {
  const [own, others] = ['package.json', 'scripts/bench/package.json'].map((file) =>
    JSON.parse(readFileSync(file, 'utf8')),
  )
  const versions = { ...others.dependencies, ...own.dependencies }
  const packages = ['@apollo/server', 'fastify', 'graphql', 'graphql-yoga', 'mercurius', 'graphql-jit']
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`,
    `- Node ${process.version}, ${packages.map((name) => `${name} ${versions[name]}`).join(', ')}`,
  ].join('\n')
}
