// Writes the text between `<!-- bench:NAME … -->` and `<!-- /bench -->` in docs/performance.md and README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { count, times } from './report.js'
import { KINDS } from './warm.js'

/** `results` has the results of all parts, by their command-line names. */
export function writePages(results) {
  const tables = Object.entries(results).map(([name, { markdown }]) => [name, markdown])
  const lines = summary(results)
  const blocks = {
    ...Object.fromEntries(tables),
    summary: list(Object.values(lines)),
    'in-short': list([lines.search, lines.cold]),
    machine: machine(),
  }
  for (const file of ['docs/performance.md', 'README.md']) {
    const made = readFileSync(file, 'utf8').replace(
      /(<!-- bench:([\w-]+)[^>]*-->\n)[^]*?(<!-- \/bench -->)/g,
      (_, begin, name, end) => `${begin}\n${blocks[name]}\n\n${end}`,
    )
    writeFileSync(file, made)
  }
}

/** One line for each figure worth quoting. */
function summary({ warm, 'trusted-advisor': trustedAdvisor, small, search, cold, redis, memory, start }) {
  const [few, many] = memory.requests
  return {
    ...speeds('25 cases with their messages', warm),
    ...speeds('300 Trusted Advisor checks', trustedAdvisor),
    ...speeds('one case with ten fields', small),
    search: `search of 10,000 cases for a phrase, warm data: **${search.onePhrase.p50.toFixed(1)} ms** at p50`,
    cold: `cold data, 20 requests/s: **${cold.added.p50.toFixed(1)} ms** at p50 and **${cold.added.p99.toFixed(1)} ms** at p99 on top of AWS's own latency`,
    redis: `Redis outage: **${Math.max(0, redis.added).toFixed(1)} ms** more at p50 than with Redis up`,
    memory: `memory after ${count(many)} requests: **${memory.ratio.toFixed(2)} ×** the memory after ${count(few)}; **${memory.executedRatio.toFixed(2)} ×** if each request is executed`,
    start: `process start to first response: **${start.ratio.toFixed(1)} ×** \`node -e 0\`, with **${start.rss.toFixed(0)} MB** of memory`,
  }
}

/** A line for each kind of request that all servers got. */
function speeds(what, { ratios }) {
  const lines = Object.entries(ratios).map(([kind, ofKind]) => {
    const each = Object.entries(ofKind).map(([name, ratio]) => `**${times(ratio)} ×** ${name}`)
    return [`${what}, ${kind}`, `${what}, ${KINDS[kind]}: ${each.join(', ')}`]
  })
  return Object.fromEntries(lines)
}

function list(lines) {
  return lines.map((line) => `- ${line}`).join('\n')
}

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
