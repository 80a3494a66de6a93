/** The bucket of a fleet, in Redis, by the clock of Redis: a list of the times for which the last tokens were taken. */
import { redisKey, type Redis } from '../../redis/redis.js'
import {
  COMES_BACK_MS,
  createOwnBucket,
  GROWS_BACK_MS,
  LEAST_SHARE,
  ONE_SIGN_MS,
  type Bucket,
  type Token,
} from './token-bucket.js'

/** No token is taken for a time so far ahead: what says so was written before the clock was set back, or by something else. */
const FAR_AHEAD_MS = 60_000

/** What both scripts need: `now`, and `share`, as it is by what is kept of the last time that AWS refused a call. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slowed = redis.call('HMGET', KEYS[2], 'at', 'share')
local share = 1
if slowed[1] then share = math.max(${LEAST_SHARE}, math.min(1, slowed[2] + (now - slowed[1]) / ${GROWS_BACK_MS})) end`

/** KEYS: times, newest first; slowed. ARGV: rate, longestMs. Does what the bucket of a process does, which has the comments. */
const TAKE = `${NOW}
local rate, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
local most = math.ceil(rate * share)
local comesBack = ${COMES_BACK_MS} * most / (rate * share)
local function timeAt(index)
  local time = tonumber(redis.call('LINDEX', KEYS[1], index) or 0)
  if time and time <= now + ${FAR_AHEAD_MS} then return time end
  redis.call('DEL', KEYS[1])
  return 0
end
local waitMs = math.max(0, math.ceil(timeAt(most - 1) + comesBack - now), timeAt(0) - now)
local percent = math.floor(share * 100)
if waitMs > longest then return { 0, waitMs, percent, 0 } end
redis.call('LPUSH', KEYS[1], now + waitMs)
while timeAt(-1) < now - 2 * comesBack do redis.call('RPOP', KEYS[1]) end
redis.call('PEXPIRE', KEYS[1], math.ceil(waitMs + 2 * comesBack))
return { 1, waitMs, percent, now + waitMs }`

const SLOW_DOWN = `${NOW}
if slowed[1] and now - slowed[1] < ${ONE_SIGN_MS} and now >= tonumber(slowed[1]) then return 0 end
redis.call('HSET', KEYS[2], 'at', now, 'share', tostring(math.max(${LEAST_SHARE}, share / 2)))
redis.call('PEXPIRE', KEYS[2], ${GROWS_BACK_MS})
return 1`

/**
 * While Redis fails, each process goes on with a bucket of its own, in which it has counted its calls all the time: the fleet is faster than AWS
 * allows then, by as many times as there are processes, and slowed down by what AWS refuses.
 */
export function createSharedBucket(name: string, rate: number, redis: Redis, now: () => number): Bucket {
  const own = createOwnBucket(rate, now)
  const keys = [redisKey('budget', name, 'times'), redisKey('budget', name, 'slowed')] as const

  async function takeShared(longestMs: number): Promise<Token> {
    const reply = await redis.eval(TAKE, 2, ...keys, rate, Math.min(FAR_AHEAD_MS, Math.floor(longestMs)))
    const [count, waitMs, percent, time] = readNumbers(reply)
    if (count > 1 || (count > 0 && waitMs > longestMs)) throw new TypeError(NONSENSE)
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

const NONSENSE = 'Redis has answered with what is no token'

/** What Redis answers, if it is of the form that the script returns. */
function readNumbers(reply: unknown): [number, number, number, number] {
  if (!Array.isArray(reply) || reply.length !== 4 || !reply.every((value) => Number.isInteger(value) && value >= 0))
    throw new TypeError(NONSENSE)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- just looked at
  return reply as [number, number, number, number]
}
