/** A separate Redis on a free port, so what a test does to it affects no other test. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { connectRedis, type Redis } from '../../src/redis/redis.js'
import { createLog } from '../../src/telemetry/log.js'
import { freePort } from './free-port.js'

/** Whether redis-server is installed. CI installs it; tests that need it are skipped without it. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

export interface RedisServer {
  url: URL
  /** Kills it at once, as a crash does. Another can be started on the same port. */
  kill: () => Promise<void>
  /** Makes it hang: connected, but without responses. `resume` wakes it. */
  pause: () => void
  resume: () => void
}

/** `options` are additional redis-server options. */
export async function startRedis(port?: number, options: string[] = []): Promise<RedisServer> {
  const chosen = port ?? (await freePort())
  const server = spawn(
    'redis-server',
    ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const gone = once(server, 'close')
  await new Promise<void>((resolve, reject) => {
    let output = ''
    server.stdout.on('data', (chunk) => {
      output += String(chunk)
      if (/ready to accept connections/i.test(output)) resolve()
    })
    void gone.then(() => reject(new Error(`redis-server did not start: ${output}`)))
  })
  return {
    url: new URL(`redis://127.0.0.1:${chosen}`),
    async kill() {
      server.kill('SIGKILL')
      await gone
    },
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
  }
}

/** A Redis to connect to. With `staysUp`, no test stops or pauses it. */
export interface RedisAddress {
  url: URL
  staysUp?: boolean
}

/**
 * Timeouts for a Redis that stays up. The gateway's own timeout is one second, within which even a healthy Redis may
 * not respond on a busy machine.
 */
const PATIENT = { commandTimeout: 20_000, socketTimeout: 20_000 }

/** Connects as a gateway does, until the end of the test. */
export async function connectTo({ url, staysUp = false }: RedisAddress): Promise<Redis> {
  const redis = await connectRedis(url, createLog(readConfig({ LOG_LEVEL: 'silent' })), staysUp ? PATIENT : undefined)
  onTestFinished(() => redis.disconnect())
  return redis
}

/** One server for all tests of a suite that neither stop nor configure it. Each call returns an unused database. */
export function redisDatabases(): () => RedisAddress {
  let server: RedisServer | undefined
  let used = 0
  beforeAll(async () => {
    if (hasRedis) server = await startRedis(undefined, ['--databases', '1000'])
  })
  afterAll(() => server?.kill())
  return () => ({ url: new URL(`/${used++}`, server?.url), staysUp: true })
}

/**
 * A Redis that stops when a test ends: its stop function is appended to `stops`, which the test runs in reverse order.
 */
export async function aRedis(stops: (() => unknown)[], port?: number, options?: string[]): Promise<RedisServer> {
  const server = await startRedis(port, options)
  stops.push(() => server.kill())
  return server
}
