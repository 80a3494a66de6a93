// Benchmarks the built gateway in a process of its own against the emulator in another: `npm run bench`, about 20 seconds.
// Rounds alternate, so that a machine that is busy for a while is busy for all; medians of rounds are printed. The ratios hold on any machine.
import { spawn } from 'node:child_process'
import { Agent, request } from 'node:http'
import { Support } from '@aws-sdk/client-support'

const CONNECTIONS = 8
const ROUNDS = 5
const ROUND_MS = 1_000
const CASES = 25

const DASHBOARD = `query Dashboard {
  cases(first: ${CASES}, filter: { includeResolved: true }) {
    nodes {
      caseId displayId subject status submittedBy createdAt service { name } severity { code name }
      communications(first: 5) { nodes { createdAt author { kind name } body } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
const started = []
try {
  const emulator = await start('dist/emulator.js', { EMULATOR_PORT: '0' }, /ready at (http:\S+)/)
  const gateway = await start(
    'dist/main.js',
    { PORT: '0', SUPPORT_UPSTREAM: emulator, LOG_LEVEL: 'silent', MAX_EVENT_LOOP_DELAY_MS: '0' },
    /Ready at (http:\S+)\/graphql/,
  )
  await post(`${emulator}/_emulator/seed`, JSON.stringify({ cases: CASES, communicationsPerCase: 5 }))
  await bench(emulator, gateway)
} finally {
  for (const child of started) child.kill()
}

async function bench(emulator, gateway) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const ask = (query) => () => post(`${gateway}/graphql`, JSON.stringify({ query }), agent)
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const support = new Support({ endpoint: emulator, region: 'us-east-1', credentials })
  const contenders = {
    dashboard: ask(DASHBOARD),
    '{ __typename }': ask('{ __typename }'),
    'the same calls by the SDK alone': () => callAws(support),
  }

  const answer = JSON.parse(await ask(DASHBOARD)())
  if (answer.errors || answer.data.cases.nodes.length !== CASES) throw new Error(`wrong: ${JSON.stringify(answer)}`)
  for (const work of Object.values(contenders)) await round(work)

  const rounds = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  await post(`${emulator}/_emulator/calls`, '', agent, 'DELETE')
  for (let index = 0; index < ROUNDS; index++) {
    for (const [name, work] of Object.entries(contenders)) rounds[name].push(await round(work))
  }
  const calls = Object.values(answer.extensions.upstream.calls).reduce((sum, count) => sum + count)
  const requests = (name) => rounds[name].reduce((sum, { times }) => sum + times.length, 0)
  const { counts } = JSON.parse(await post(`${emulator}/_emulator/calls`, '', agent, 'GET'))
  const seen =
    Object.values(counts).reduce((sum, count) => sum + count) - 3 * requests('the same calls by the SDK alone')

  print('', 'requests/s', 'p50 ms', 'p99 ms')
  for (const [name, results] of Object.entries(rounds)) {
    print(
      name,
      ...['perSecond', 'p50', 'p99'].map((figure) => median(results.map((result) => result[figure])).toFixed(1)),
    )
  }
  const rate = (name) => median(rounds[name].map(({ perSecond }) => perSecond))
  const ratio = (rate('dashboard') / rate('the same calls by the SDK alone')).toFixed(2)
  const typename = (rate('dashboard') / rate('{ __typename }')).toFixed(2)
  process.stdout.write(
    `\n${CASES} cases, ${answer.data.cases.nodes[0].communications.nodes.length} messages each, ` +
      `${(JSON.stringify(answer).length / 1024).toFixed(0)} KB; ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${ROUND_MS} ms, Node ${process.version}\n` +
      `upstream calls per dashboard: ${(seen / requests('dashboard')).toFixed(2)} seen by the emulator, ${calls} told by extensions.upstream\n` +
      `dashboard : the same calls by the SDK alone = ${ratio}\ndashboard : { __typename } = ${typename}\n`,
  )
  agent.destroy()
  support.destroy()
}

/** What any client has to ask AWS for the dashboard: the floor. */
async function callAws(support) {
  const { cases } = await support.describeCases({ includeResolvedCases: true, maxResults: CASES })
  const serviceCodeList = [...new Set(cases.map(({ serviceCode }) => serviceCode))]
  await Promise.all([support.describeServices({ serviceCodeList }), support.describeSeverityLevels({})])
}

/** Keeps CONNECTIONS of `work` going for a while. */
async function round(work) {
  const times = []
  const startedAt = performance.now()
  const worker = async () => {
    while (performance.now() - startedAt < ROUND_MS) {
      const from = performance.now()
      await work()
      times.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { times, perSecond: (times.length * 1000) / (performance.now() - startedAt), p50: at(0.5), p99: at(0.99) }
}

function post(url, body, agent, method = 'POST') {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    request(url, { method, agent, headers }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode === 200) resolve(text)
        else reject(new Error(`${method} ${url}: ${response.statusCode} ${text.slice(0, 500)}`))
      })
    })
      .on('error', reject)
      .end(body)
  })
}

/** Starts a program and answers with the URL in its ready line. */
function start(file, env, ready) {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(child)
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      const url = ready.exec(output)?.[1]
      if (url) resolve(url)
    })
    child.once('close', () => reject(new Error(`${file} did not start: ${output}`)))
  })
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function print(name, ...figures) {
  process.stdout.write(`${name.padEnd(34)}${figures.map((figure) => figure.padStart(12)).join('')}\n`)
}
