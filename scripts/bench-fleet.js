// Many clients poll the dashboard through two gateways with one Redis, in front of an emulator that throttles as AWS does: `npm run bench:fleet`,
// about two minutes. No client may see an error, and AWS no more calls than it allows. Takes a redis-server.
import { spawn, spawnSync } from 'node:child_process'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const CLIENTS = setting('CLIENTS', 50)
const SECONDS = setting('SECONDS', 60)
/** Between an answer and the next request of a client. */
const PAUSE_MS = setting('PAUSE_MS', 1_000)
const GATEWAYS = 2
const CASES = 25
/** As AWS documents them. */
const SUPPORT_PER_SECOND = 5
const TRUSTED_ADVISOR_PER_SECOND = 100

/** What is polled: the same by all, as a dashboard is, and more than AWS would answer, so that calls wait for their turn. */
const DRIVES = [
  { title: 'one dashboard, with the cache as it comes', pages: 1, env: {} },
  { title: '12 dashboards, kept for a second only', pages: 12, env: { CASE_CACHE_SECONDS: '1' } },
]

/** The dashboard of `npm run bench`. */
const DASHBOARD = `query Dashboard($first: Int) {
  cases(first: $first, filter: { includeResolved: true }) {
    nodes {
      caseId displayId subject status submittedBy createdAt service { name } severity { code name }
      communications(first: 5) { nodes { createdAt author { kind name } body } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
const started = []
process.exitCode = 0
for (const drive of DRIVES) {
  try {
    if (!(await bench(drive))) process.exitCode = 1
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  } finally {
    for (const child of started.splice(0)) child.kill()
  }
}

/** A number of the environment. */
function setting(name, fallback) {
  const value = Number(process.env[name] ?? fallback)
  if (Number.isInteger(value) && value > 0) return value
  process.stderr.write(`${name} is "${process.env[name]}", but must be a whole number from 1.\n`)
  return process.exit(1)
}

/** Resolves to whether no client has seen an error. */
async function bench({ title, pages, env: given }) {
  if (spawnSync('redis-server', ['--version']).status !== 0)
    throw new Error('This takes a redis-server, which is not installed here.')
  const redisPort = await freePort()
  const redisArguments = ['--port', redisPort, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  await start('redis-server', redisArguments, {}, /(ready to accept connections)/i)
  const [, emulator] = await start(
    process.execPath,
    ['dist/emulator.js'],
    { EMULATOR_PORT: '0' },
    /ready at (http:\S+)/,
  )
  const env = {
    PORT: '0',
    SUPPORT_UPSTREAM: emulator,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    LOG_LEVEL: 'silent',
    SUPPORT_CALLS_PER_SECOND: String(SUPPORT_PER_SECOND),
    TRUSTED_ADVISOR_CALLS_PER_SECOND: String(TRUSTED_ADVISOR_PER_SECOND),
    ...given,
  }
  const gateways = await Promise.all(
    Array.from({ length: GATEWAYS }, async () => {
      const [, url] = await start(process.execPath, ['dist/main.js'], env, /Ready at (http:\S+)\/graphql/)
      return url
    }),
  )
  await send('POST', `${emulator}/_emulator/seed`, { cases: CASES, communicationsPerCase: 5 })
  await send('POST', `${emulator}/_emulator/limits`, {
    supportPerSecond: SUPPORT_PER_SECOND,
    trustedAdvisorPerSecond: TRUSTED_ADVISOR_PER_SECOND,
  })

  const agent = new Agent({ keepAlive: true })
  // The first calls of a process are slow on their way. This warms up code and sockets, and caches nothing that the dashboard reads.
  for (const gateway of [...gateways, ...gateways]) {
    await send('POST', `${gateway}/graphql`, { query: '{ severityLevels(language: "ja") { name } }' }, agent)
    await send('POST', `${gateway}/graphql`, { query: '{ case(id: "none") { subject } }' }, agent)
  }
  await delay(2_000)
  await send('DELETE', `${emulator}/_emulator/calls`)

  const until = performance.now() + SECONDS * 1_000
  const seen = { times: [], errors: [] }
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => poll(gateways[i % GATEWAYS], CASES - (i % pages), agent, until, seen)),
  )
  agent.destroy()

  const { calls } = await send('GET', `${emulator}/_emulator/calls`)
  report(title, seen, calls)
  return seen.errors.length === 0 && seen.times.length > 0
}

/** One client: asks, looks at the answer, pauses, asks again. */
async function poll(gateway, first, agent, until, seen) {
  // as people come, and not all in one instant
  await delay(Math.random() * PAUSE_MS)
  while (performance.now() < until) {
    const from = performance.now()
    try {
      const { data, errors } = await send(
        'POST',
        `${gateway}/graphql`,
        { query: DASHBOARD, variables: { first } },
        agent,
      )
      const isWhole = data?.cases?.nodes.length === first && data.cases.nodes.every(({ service }) => service !== null)
      if (errors) seen.errors.push(errors[0].extensions?.code ?? errors[0].message)
      else if (!isWhole) seen.errors.push('an answer that is not whole')
    } catch (error) {
      seen.errors.push(error.message)
    }
    seen.times.push(performance.now() - from)
    await delay(PAUSE_MS)
  }
}

function report(title, { times, errors }, calls) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1) ?? '–'
  const support = calls.filter((call) => !isAdvisor(call))
  const throttled = calls.filter(({ error }) => error === 'ThrottlingException')
  const rows = {
    'clients, gateways': `${CLIENTS}, ${GATEWAYS}`,
    'requests answered': times.length - errors.length,
    'errors seen by clients': errors.length,
    'upstream calls': calls.length,
    'most support calls in a second': `${mostInASecond(support)} of ${SUPPORT_PER_SECOND}`,
    'most Trusted Advisor calls in a second': `${mostInASecond(calls.filter(isAdvisor))} of ${TRUSTED_ADVISOR_PER_SECOND}`,
    'throttled by AWS': throttled.length,
    'p50 ms': at(0.5),
    'p99 ms': at(0.99),
  }
  process.stdout.write(`${title}\n`)
  for (const [name, value] of Object.entries(rows)) {
    process.stdout.write(`${name.padEnd(40)}${String(value).padStart(12)}\n`)
  }
  for (const error of new Set(errors)) {
    process.stdout.write(`error: ${error} (${errors.filter((other) => other === error).length})\n`)
  }
  for (const { at, operation } of throttled) {
    const seconds = (Date.parse(at) - Date.parse(calls[0].at)) / 1_000
    process.stdout.write(`throttled: ${operation}, ${seconds.toFixed(1)} s after the first call\n`)
  }
  process.stdout.write(
    `\n${CASES} cases, a pause of ${PAUSE_MS} ms between requests, ${SECONDS} s, Node ${process.version}\n\n`,
  )
}

function isAdvisor({ operation }) {
  return operation.includes('TrustedAdvisor')
}

/** Calls by the emulator's clock, in the second that has the most. They are in order. */
function mostInASecond(calls) {
  const times = calls.map(({ at }) => Date.parse(at))
  let most = 0
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[first] <= times[last] - 1_000) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

async function send(method, url, body, agent) {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  return new Promise((resolve, reject) => {
    request(url, { method, agent, headers }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString()
        if (response.statusCode === 200) resolve(JSON.parse(answer))
        else reject(new Error(`HTTP ${response.statusCode}`))
      })
    })
      .on('error', reject)
      .end(text)
  })
}

/** Starts a program, and resolves to what it says when it is ready. */
function start(program, programArguments, env, ready) {
  const child = spawn(program, programArguments, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(child)
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      const found = ready.exec(output)
      if (found) resolve(found)
    })
    child.once('error', reject)
    child.once('close', () => reject(new Error(`${program} ${programArguments[0]} did not start: ${output}`)))
  })
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}
