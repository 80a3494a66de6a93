// Starts the processes of a benchmark. `stopAll` stops them after each part.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const START_TIMEOUT_MS = 60_000
/** A process that does not respond within this time is considered hung. */
const RESPONSE_TIMEOUT_MS = 60_000

const inside = new URL('inside.js', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const running = new Set()
let started = 0

process.on('exit', () => {
  void stopAll()
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** Stops all processes that are still running. */
export function stopAll() {
  return Promise.all([...running].map((stop) => stop()))
}

/**
 * Starts a Node program. Resolves once `ready` matches its output, with `url` (its first group), `ask` (sends a
 * question to inside.js, one at a time), and `stop`.
 */
export async function startNode(args, { env, ready }) {
  const command = [process.execPath, '--expose-gc', '--import', inside, ...args]
  const { child, found, stop } = await start(command, env, ready)
  const ask = async (question) => {
    child.send(question)
    const [response] = await once(child, 'message', { signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) })
    return response
  }
  return { url: found[1], ask, stop }
}

/** A separate Redis, which hangs after `pause`. */
export async function startRedis() {
  // Below the kernel's ephemeral ports.
  const port = randomInt(10_000, 32_000)
  const command = ['redis-server', '--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const { child, stop } = await start(command, {}, /ready to accept connections/i)
  return { url: `redis://127.0.0.1:${port}`, stop, pause: () => child.kill('SIGSTOP') }
}

/**
 * The environment has only the named variables, so local settings do not affect the figures. Output goes to a file, so
 * no pipe slows the process down.
 */
async function start([command, ...args], env, ready) {
  const log = join(folder, `${started++}.log`)
  const file = openSync(log, 'w')
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', file, file, ...(command === process.execPath ? ['ipc'] : [])],
  })
  closeSync(file)
  // `once` rejects if the program cannot be started, for example because it is not installed.
  const closed = once(child, 'close').then(
    () => running.delete(stop),
    () => running.delete(stop),
  )
  const stop = () => {
    child.kill('SIGKILL')
    return closed
  }
  running.add(stop)

  const end = performance.now() + START_TIMEOUT_MS
  while (performance.now() < end && running.has(stop)) {
    const found = ready.exec(readFileSync(log, 'utf8'))
    if (found) return { child, found, stop }
    await delay(2)
  }
  throw new Error(`${[command, ...args].join(' ')} did not start: ${readFileSync(log, 'utf8').slice(-2_000)}`)
}
