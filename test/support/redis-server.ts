/** A Redis of a test's own, on a free port: what a test does to it, no other test sees. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { connectRedis, type Redis } from '../../src/redis/redis.js'
import { createLog } from '../../src/telemetry/log.js'
import { freePort } from './free-port.js'

/** Whether this machine has a Redis to start. CI installs one; a test that goes without says so. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

export interface RedisServer {
  url: URL
  /** Ends it at once, as a crash does. Another may be started at the same port. */
  kill: () => Promise<void>
  /** Leaves it hanging: connected, and without an answer. `resume` wakes it. */
  pause: () => void
  resume: () => void
}

/** `options` are more of redis-server's own. */
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

/** A Redis to connect to. Where `staysUp`, no test keeps it from answering. */
export interface RedisAddress {
  url: URL
  staysUp?: boolean
}

/** A gateway gives up a Redis that does not answer in a second. On a busy machine, that may happen to one that is up. */
const PATIENT = { commandTimeout: 20_000, socketTimeout: 20_000 }

/** Connects as a gateway does, until the end of the test. */
export async function connectTo({ url, staysUp = false }: RedisAddress): Promise<Redis> {
  const redis = await connectRedis(url, createLog(readConfig({ LOG_LEVEL: 'silent' })), staysUp ? PATIENT : undefined)
  onTestFinished(() => redis.disconnect())
  return redis
}

/** One server for all tests of a suite that neither stop nor configure it. Each call gives a database that no other test has used. */
export function redisDatabases(): () => RedisAddress {
  let server: RedisServer | undefined
  let used = 0
  beforeAll(async () => {
    if (hasRedis) server = await startRedis(undefined, ['--databases', '1000'])
  })
  afterAll(() => server?.kill())
  return () => ({ url: new URL(`/${used++}`, server?.url), staysUp: true })
}

/** One that ends with a test: its end is the last of `stops`, which the test takes from there in reverse. */
export async function aRedis(stops: (() => unknown)[], port?: number, options?: string[]): Promise<RedisServer> {
  const server = await startRedis(port, options)
  stops.push(() => server.kill())
  return server
}
