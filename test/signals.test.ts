/** How the gateway process reacts to signals. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { digestOf } from '../src/config/api-keys.js'
import { built } from './support/built.js'
import { freePort } from './support/free-port.js'
import { until } from './support/until.js'
import { post } from './support/post.js'
import { ready, runGateway, type GatewayProcess } from './support/process.js'

const bundle = built('main.js')

let child: ChildProcess
let other: Server | undefined
afterEach(() => {
  other?.close()
})

function run(env: Record<string, string>): GatewayProcess {
  const running = runGateway(bundle, env)
  child = running.child
  return running
}

async function metricsOf(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('two simultaneous SIGINTs, as npm sends them, count as one and skip SHUTDOWN_GRACE_MS', async () => {
  const running = run({ SHUTDOWN_GRACE_MS: '600000' })
  const { exited } = running
  await ready(running)
  child.kill('SIGINT')
  child.kill('SIGINT')
  expect(await exited).toBe(0)
})

test('the process waits for a request in flight on SIGTERM and exits with 143 on a second one', async () => {
  const running = run({ SHUTDOWN_TIMEOUT_MS: '600000' })
  const { exited } = running
  const url = await ready(running)
  // An incomplete request, which keeps the gateway from stopping.
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
  )
  await until(async () => (await metricsOf(url)).includes('support_graph_requests_in_flight 1'))
  child.kill('SIGTERM')
  await until(() =>
    fetch(url).then(
      () => false,
      () => true,
    ),
  )
  await delay(250)
  expect(child.exitCode).toBeNull()
  child.kill('SIGTERM')
  expect(await exited).toBe(143)
})

test('the process exits at once on a different second signal', async () => {
  const running = run({ SHUTDOWN_GRACE_MS: '600000' })
  const { exited } = running
  await ready(running)
  child.kill('SIGTERM')
  child.kill('SIGINT')
  expect([130, 143]).toContain(await exited)
})

test('after SIGTERM, /readyz returns 503 at once, and requests are served for SHUTDOWN_GRACE_MS', async () => {
  const running = run({ SHUTDOWN_GRACE_MS: '600000' })
  const url = await ready(running)
  child.kill('SIGTERM')
  await until(async () => (await fetch(`${url}/readyz`)).status === 503)
  expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({
    status: 'stopping',
    errors: [{ message: 'The gateway is stopping.' }],
  })
  expect(running.output.stdout).toContain('"signal":"SIGTERM","msg":"stopping"')
  await delay(500)
  const served = await fetch(`${url}/livez`)
  expect([served.status, served.headers.get('connection')]).toEqual([200, 'close'])
  child.kill('SIGTERM')
  expect(await running.exited).toBe(143)
})

test('a process that was paused three times serves queries at once', async () => {
  const running = run({ MAX_EVENT_LOOP_DELAY_MS: '500' })
  const url = await ready(running)
  for (let i = 0; i < 3; i++) {
    child.kill('SIGSTOP')
    await delay(700)
    child.kill('SIGCONT')
  }
  const statuses = []
  for (let i = 0; i < 20; i++) {
    statuses.push((await post({ url }, { query: '{ __typename }' })).status)
    await delay(20)
  }
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test('SIGHUP reloads the files during a write and loses no request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sighup-'))
  const policy = join(folder, 'policy.json')
  const keys = join(folder, 'keys.json')
  const writeKey = (key: string) =>
    writeFileSync(
      keys,
      JSON.stringify([{ name: 'k', sha256: digestOf(key).toString('hex'), scopes: ['cases:read', 'cases:write'] }]),
    )
  writeKey('one')
  writeFileSync(policy, '{ "roles": {} }')
  const env = { AUTH_MODE: 'api-key', API_KEYS_FILE: keys, POLICY_FILE: policy, EMULATOR_LATENCY_MS: '300' }
  const running = run(env)
  const url = await ready(running)
  const ask = (key: string, query: string) => post({ url }, { query }, { 'x-api-key': key })
  writeFileSync(policy, 'no JSON')
  child.kill('SIGHUP')
  await until(() => running.output.stdout.includes('not reloaded'))
  expect((await ask('one', '{ __typename }')).status).toBe(200)

  writeFileSync(policy, '{ "roles": {} }')
  writeKey('two')
  const isWriting = async () => (await metricsOf(url)).includes('support_graph_upstream_calls_in_flight 1')
  const write = ask('one', 'mutation { resolveCase(input: { caseId: "1" }) { userErrors { code } } }')
  await until(isWriting)
  for (let i = 0; i < 3; i++) child.kill('SIGHUP')
  expect(await (await write).json()).toMatchObject({ data: { resolveCase: { userErrors: [{ code: 'NOT_FOUND' }] } } })
  await until(() => running.output.stdout.includes('files reloaded'))
  expect((await ask('two', '{ __typename }')).status).toBe(200)
  expect((await ask('one', '{ __typename }')).status).toBe(401)
  child.kill('SIGTERM')
  expect(await running.exited).toBe(0)
  rmSync(folder, { recursive: true })
})

test('SIGHUP during startup does not end the process', async () => {
  // A Redis that accepts connections and never responds: startup waits for it.
  other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const connected = once(other, 'connection')
  const running = run({ REDIS_URL: `redis://127.0.0.1:${(other.address() as AddressInfo).port}` })
  await connected
  child.kill('SIGHUP')
  const url = await ready(running)
  await until(() => running.output.stdout.includes('no configuration files to reload'))
  expect((await fetch(`${url}/livez`)).status).toBe(200)
})

test('the process exits when its terminal is closed', async () => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'terminal-'))
  const pidFile = join(folder, 'pid')
  const command = `echo $$ > ${pidFile}; exec ${process.execPath} ${bundle}`
  const terminal = spawn('script', ['--quiet', '--command', command, '/dev/null'], {
    env: { PATH: process.env.PATH, PORT: String(port) },
    stdio: 'ignore',
  })
  const serves = () =>
    fetch(`http://127.0.0.1:${port}/livez`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(serves)
  terminal.kill('SIGKILL')
  const pid = Number(readFileSync(pidFile, 'utf8'))
  for (let i = 0; i < 500 && isRunning(pid); i++) await delay(10)
  const survived = isRunning(pid)
  if (survived) process.kill(pid, 'SIGKILL')
  expect(survived).toBe(false)
  rmSync(folder, { recursive: true })
})
