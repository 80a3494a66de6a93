// The processes of a benchmark: what each part has started, it ends.
import { spawn, spawnSync } from 'node:child_process'
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
 * Starts a program of Node, with its output in a file: nobody's pipe is to slow it down. Resolves once `ready` is found in that, with `url`, its
 * first group; `ask`, which puts a question of inside.js; and `stop`, which ends it.
 */
export async function startNode(file, { args = [], env = {}, ready }) {
  const program = ['--expose-gc', '--import', inside, file, ...args]
  const { child, output, stop } = start(process.execPath, program, env, ['ipc'])
  const waiting = new Map()
  child.on('message', ({ id, answer }) => waiting.get(id)?.(answer))
  const ask = (question) =>
    within(
      ANSWER_TIMEOUT_MS,
      `${file} does not answer`,
      new Promise((resolve) => {
        const id = Math.random()
        waiting.set(id, resolve)
        child.send({ id, question })
      }),
    )
  const [, url] = await untilReady(file, child, output, ready)
  return { url, ask, stop }
}

/** A Redis of its own, on a free port unless one is given, which hangs from `pause` to `resume`; undefined where there is none to start. */
export async function startRedis(port) {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined
  port ??= await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const { child, output, stop } = start('redis-server', args, {}, [])
  await untilReady('redis-server', child, output, /ready to accept connections/i)
  const [pause, resume] = ['SIGSTOP', 'SIGCONT'].map((signal) => () => void child.kill(signal))
  return { url: `redis://127.0.0.1:${port}`, port, stop, pause, resume }
}

/** Only what is named is in the environment: no setting of whoever measures has a part in it. */
function start(command, args, env, channels) {
  const log = join(folder, `${started++}.log`)
  const file = openSync(log, 'w')
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', file, file, ...channels],
  })
  closeSync(file)
  const gone = new Promise((resolve) => child.once('close', resolve)).then(() => running.delete(stop))
  const stop = () => {
    child.kill('SIGKILL')
    return gone
  }
  running.add(stop)
  return { child, output: () => readFileSync(log, 'utf8'), stop }
}

async function untilReady(name, child, output, ready) {
  const end = performance.now() + START_TIMEOUT_MS
  while (performance.now() < end && child.exitCode === null && child.signalCode === null) {
    const found = ready.exec(output())
    if (found) return found
    await delay(2)
  }
  throw new Error(`${name} did not start: ${output().slice(-2_000)}`)
}

/** Rejects with `message` when `promise` takes longer than `ms`. */
export async function within(ms, message, promise) {
  const timer = new AbortController()
  const late = delay(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${message} within ${ms} ms`)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
    late.catch(() => {})
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
