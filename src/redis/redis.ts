import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { describeError, type Log } from '../telemetry/log.js'

/** A command that waits longer than this fails: a request has better things to do. */
const COMMAND_TIMEOUT_MS = 1_000
/**
 * A connection on which nothing comes for so long is given up: a Redis that hangs is one that is down, and costs nobody its time but once. */
const SOCKET_TIMEOUT_MS = 900
const CONNECT_TIMEOUT_MS = 2_000
const MAX_RECONNECT_MS = 500

export { Redis }

/** All keys begin with the same word, by which an ACL lets the gateway in (docs/operations.md). */
export function redisKey(...parts: string[]): string {
  return ['aws-support-graph', ...parts].join(':')
}

/**
 * Connects to Redis, and again whenever the connection is lost. Resolves once it stands, or has failed for the first time: a Redis that is down
 * keeps nobody from starting. While it is down, commands fail at once.
 */
export async function connectRedis(
  url: URL,
  log: Log,
  { commandTimeout, socketTimeout } = { commandTimeout: COMMAND_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS },
): Promise<Redis> {
  const redis = new Redis(url.href, {
    lazyConnect: true,
    enableOfflineQueue: false,
    commandTimeout,
    socketTimeout,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, MAX_RECONNECT_MS),
  })
  closeOnNonsense(redis)
  // An emitter without a listener would end the process. One line for each time that it is lost, and one when it is back.
  let isLost = false
  redis.on('error', (error) => {
    if (!isLost) log.warn({ err: describeError(error) }, 'Redis is lost')
    isLost = true
  })
  redis.on('ready', () => {
    if (isLost) log.info('Redis is back')
    isLost = false
  })
  await redis.connect().catch(() => {})
  return redis
}

/** ioredis throws out of its socket at replies that answer no command, which would end the process: what sends them is no Redis, and is hung up on. */
function closeOnNonsense(redis: Redis): void {
  redis.on('connect', () => {
    const { stream } = redis
    const emit = stream.emit.bind(stream)
    stream.emit = (event: string | symbol, ...args: unknown[]) => {
      try {
        return emit(event, ...(args as [unknown]))
      } catch (error) {
        stream.destroy(error instanceof Error ? error : undefined)
        return true
      }
    }
  })
}

/** Throws if Redis does not store what it is given. A full one, or a replica, still responds to a ping. */
export async function checkRedis(redis: Redis): Promise<void> {
  const value = randomUUID()
  const key = redisKey('ready', value)
  try {
    await redis.set(key, value, 'EX', 1)
  } catch (error) {
    // `OOM`, `READONLY`, `NOAUTH`: the word that its refusals begin with. No more of them leaves the process.
    const reason = error instanceof Error && error.name === 'ReplyError' && /^[A-Z]+\b/.exec(error.message)?.[0]
    throw reason ? unavailable(`Redis refuses to write (${reason}).`) : error
  }
  if ((await redis.get(key)) !== value) throw unavailable('Redis has not kept what it was given.')
}

function unavailable(message: string): Error {
  return Object.assign(new Error(message), { extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } })
}
