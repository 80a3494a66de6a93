import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { describeError, type Log } from '../telemetry/log.js'

/** A command that takes longer fails, so that requests do not wait for Redis. */
const COMMAND_TIMEOUT_MS = 1_000
/** A connection that receives nothing for this long is given up: a Redis that hangs counts as down, and delays requests only once. */
const SOCKET_TIMEOUT_MS = 900
const CONNECT_TIMEOUT_MS = 2_000
const MAX_RECONNECT_MS = 500

export { Redis }

/** All keys have the same prefix, so an ACL can restrict the gateway to them (docs/operations.md). */
export function redisKey(...parts: string[]): string {
  return ['aws-support-graph', ...parts].join(':')
}

/**
 * Connects to Redis, and reconnects whenever the connection is lost. Resolves when the first attempt has succeeded or failed: a Redis that is down
 * does not keep the gateway from starting. While it is down, commands fail at once.
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
  closeOnInvalidReplies(redis)
  // While Redis is down, each account with unpublished writes has one listener. By default, Node warns above ten.
  redis.setMaxListeners(0)
  // Without a listener, an error event would end the process. Logs one line when the connection is lost, and one when it is back.
  let isLost = false
  redis.on('error', (error) => {
    if (!isLost) log.warn({ err: describeError(error) }, 'lost the connection to Redis')
    isLost = true
  })
  redis.on('ready', () => {
    if (isLost) log.info('the connection to Redis is back')
    isLost = false
  })
  await redis.connect().catch(() => {})
  return redis
}

/** On a reply that matches no command, ioredis throws in its socket listener, which would end the process. Closes the connection instead: the peer is not Redis. */
function closeOnInvalidReplies(redis: Redis): void {
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

/** Throws if Redis does not store a value. A full Redis, or a replica, would still respond to a ping. */
export async function checkRedis(redis: Redis): Promise<void> {
  const value = randomUUID()
  const key = redisKey('ready', value)
  try {
    await redis.set(key, value, 'EX', 1)
  } catch (error) {
    // `OOM`, `READONLY`, `NOAUTH`: the first word of Redis's error. The rest does not leave the process.
    const reason = error instanceof Error && error.name === 'ReplyError' && /^[A-Z]+\b/.exec(error.message)?.[0]
    throw reason ? unavailable(`Redis refuses writes (${reason}).`) : error
  }
  if ((await redis.get(key)) !== value) throw unavailable('Redis did not store what it was sent.')
}

function unavailable(message: string): Error {
  return Object.assign(new Error(message), { extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } })
}
