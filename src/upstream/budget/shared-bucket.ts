/** The token bucket of a fleet, stored in Redis and timed by its clock: a list of the times for which the last tokens were taken. */
import { redisKey, type Redis } from '../../redis/redis.js'
import {
  createOwnBucket,
  MIN_SHARE,
  RECOVERY_MS,
  SAME_THROTTLE_MS,
  TOKEN_RETURN_MS,
  type Bucket,
  type Token,
} from './token-bucket.js'

/** No token is taken further ahead than this. A later entry was written before the clock was set back, or by another program. */
const FAR_AHEAD_MS = 60_000

/** Lua that both scripts start with: sets `now`, and `share`, computed from the last time that AWS throttled a call. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slowed = redis.call('HMGET', KEYS[2], 'at', 'share')
local share = 1
if slowed[1] then share = math.max(${MIN_SHARE}, math.min(1, slowed[2] + (now - slowed[1]) / ${RECOVERY_MS})) end`

/** KEYS: times, newest first; slowed. ARGV: rate, longestMs. The same algorithm as `createOwnBucket`, where it is explained. */
const TAKE = `${NOW}
local rate, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
local capacity = math.ceil(rate * share)
local returnMs = ${TOKEN_RETURN_MS} * capacity / (rate * share)
local function timeAt(index)
  local time = tonumber(redis.call('LINDEX', KEYS[1], index) or 0)
  if time and time <= now + ${FAR_AHEAD_MS} then return time end
  redis.call('DEL', KEYS[1])
  return 0
end
local waitMs = math.max(0, math.ceil(timeAt(capacity - 1) + returnMs - now), timeAt(0) - now)
local percent = math.floor(share * 100)
if waitMs > longest then return { 0, waitMs, percent, 0 } end
redis.call('LPUSH', KEYS[1], now + waitMs)
while timeAt(-1) < now - 2 * returnMs do redis.call('RPOP', KEYS[1]) end
redis.call('PEXPIRE', KEYS[1], math.ceil(waitMs + 2 * returnMs))
return { 1, waitMs, percent, now + waitMs }`

const SLOW_DOWN = `${NOW}
if slowed[1] and now - slowed[1] < ${SAME_THROTTLE_MS} and now >= tonumber(slowed[1]) then return 0 end
redis.call('HSET', KEYS[2], 'at', now, 'share', tostring(math.max(${MIN_SHARE}, share / 2)))
redis.call('PEXPIRE', KEYS[2], ${RECOVERY_MS})
return 1`

/**
 * While Redis fails, each process falls back to its own bucket, which has counted the process's calls all along. With n processes, the fleet may
 * then make n times the calls that AWS allows, until throttling by AWS slows it down.
 */
export function createSharedBucket(name: string, rate: number, redis: Redis, now: () => number): Bucket {
  const own = createOwnBucket(rate, now)
  const keys = [redisKey('budget', name, 'times'), redisKey('budget', name, 'slowed')] as const

  async function takeShared(longestMs: number): Promise<Token> {
    const result = await redis.eval(TAKE, 2, ...keys, rate, Math.min(FAR_AHEAD_MS, Math.floor(longestMs)))
    const [count, waitMs, percent, time] = readNumbers(result)
    if (count > 1 || (count > 0 && waitMs > longestMs)) throw new TypeError(INVALID_TOKEN)
    const giveBack = (): void => void redis.lrem(keys[0], 1, time).catch(() => {})
    return { isTaken: count > 0, waitMs, share: percent / 100, giveBack }
  }

  return {
    async take(longestMs) {
      if (redis.status !== 'ready') return own.take(longestMs)
      try {
        const token = await takeShared(longestMs)
        if (token.isTaken) own.record(token.waitMs)
        return token
      } catch {
        return own.take(longestMs)
      }
    },
    slowDown() {
      own.slowDown()
      if (redis.status === 'ready') redis.eval(SLOW_DOWN, 2, ...keys).catch(() => {})
    },
  }
}

const INVALID_TOKEN = 'Redis has returned an invalid token'

/** Reads the result of TAKE. Throws if it does not have the expected form. */
function readNumbers(result: unknown): [number, number, number, number] {
  if (!Array.isArray(result) || result.length !== 4 || !result.every((value) => Number.isInteger(value) && value >= 0))
    throw new TypeError(INVALID_TOKEN)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked above
  return result as [number, number, number, number]
}
