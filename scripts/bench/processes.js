// The processes of a benchmark: what each part has started, it ends.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const START_TIMEOUT_MS = 20_000
/** A process that is so long without an answer hangs. */
const ANSWER_TIMEOUT_MS = 60_000

const inside = new URL('inside.js', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const running = new Set()
let started = 0

process.on('exit', () => {
  void stopAll()
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** Ends all that has been started and still runs. */
export function stopAll() {
  return Promise.all([...running].map((stop) => stop()))
}

/**
 * Starts a program of Node. Resolves once `ready` is found in its output, with `url`, its first group; `ask`, which puts a question of inside.js, one at
 * a time; and `stop`, which ends it.
 */
export async function startNode(file, { args = [], env = {}, ready }) {
  const { child, found, stop } = await start(
    process.execPath,
    ['--expose-gc', '--import', inside, file, ...args],
    env,
    ready,
  )
  const ask = async (question) => {
    child.send(question)
    const [answer] = await once(child, 'message', { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })
    return answer
  }
  return { url: found[1], ask, stop }
}

/** A Redis of its own, which hangs after `pause`; undefined where there is none to start. */
export async function startRedis() {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const { child, stop } = await start('redis-server', args, {}, /ready to accept connections/i)
  return { url: `redis://127.0.0.1:${port}`, stop, pause: () => child.kill('SIGSTOP') }
}

/**
 * Only what is named is in the environment: no setting of whoever measures has a part in it. The output goes to a file, so that no pipe slows the
 * process down.
 */
async function start(command, args, env, ready) {
  const log = join(folder, `${started++}.log`)
  const file = openSync(log, 'w')
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', file, file, ...(command === process.execPath ? ['ipc'] : [])],
  })
  closeSync(file)
  const gone = once(child, 'close').then(() => running.delete(stop))
  const stop = () => {
    child.kill('SIGKILL')
    return gone
  }
  running.add(stop)

  const end = performance.now() + START_TIMEOUT_MS
  while (performance.now() < end && child.exitCode === null && child.signalCode === null) {
    const found = ready.exec(readFileSync(log, 'utf8'))
    if (found) return { child, found, stop }
    await delay(2)
  }
  throw new Error(`${[command, ...args].join(' ')} did not start: ${readFileSync(log, 'utf8').slice(-2_000)}`)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
