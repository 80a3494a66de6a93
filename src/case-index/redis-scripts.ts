/** The Lua scripts of the index in Redis, each of which runs atomically. They contain none of the rules for commits: those are in commit.ts. */
import { LAG_MS } from './commit.js'
import { noHead, SUM_MODULUS, type Head } from './memory.js'

/** The version of the stored format, part of the keys: processes with different formats do not read each other's data. */
export const FORMAT = 2
/** The index expires this long after its last commit. */
const TTL_MS = 24 * 3_600_000

export const LEASE_MS = 5_000
/** How many cases are read or committed at a time: about two megabytes. */
export const PAGE = 100
/** How many recent writes are read at a time. AWS accepts at most 600 calls in the two minutes for which writes are recorded. */
const MAX_TOUCHED = 1_000

/** The members of the head in the order in which FOLLOW reads them: the first is the epoch, the third is seq. */
export const members = Object.keys(noHead) as (keyof Head)[]

/**
 * Issues a ticket. KEYS: meta. ARGV: the highest ticket that the process knows. Tickets start from the time in milliseconds, so that a Redis that has lost
 * tickets in a failover still issues higher ones.
 */
export const TICKET = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ticket = math.max(now, ARGV[1] + 1, (redis.call('HGET', KEYS[1], 'ticket') or 0) + 1)
redis.call('HSET', KEYS[1], 'ticket', ticket)
return ticket`

/** Reads the changes after `seq`. KEYS: meta, cases, marks, changes, touched. ARGV: epoch, seq, touchedSince. */
export const FOLLOW = `
local time = redis.call('TIME')
local head = redis.call('HMGET', KEYS[1], ${members.map((name) => `'${name}'`).join(', ')})
local from = tonumber(ARGV[2])
local seq = tonumber(head[3])
if head[1] ~= ARGV[1] or seq < from then from = 0 end
local found, ids, marks, blobs, last = {}, {}, {}, {}, from
if head[1] and seq > from then
  found = redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. from, '+inf', 'WITHSCORES', 'LIMIT', 0, ${PAGE})
end
for index = 1, #found, 2 do ids[#ids + 1], last = found[index], found[index + 1] end
if #ids > 0 then marks, blobs = redis.call('HMGET', KEYS[3], unpack(ids)), redis.call('HMGET', KEYS[2], unpack(ids)) end
local touched = redis.call('ZRANGEBYSCORE', KEYS[5], '(' .. ARGV[3], '+inf', 'LIMIT', 0, ${MAX_TOUCHED})
return { time[1] * 1000 + math.floor(time[2] / 1000), head, from, last, ids, marks, blobs, touched }`

/** Reads the marks of cases, by which commit.ts decides a commit. KEYS: meta, marks. ARGV: epoch, caseIds. */
export const READ_MARKS = `
local time = redis.call('TIME')
local head = redis.call('HMGET', KEYS[1], 'epoch', 'floor')
if head[1] ~= ARGV[1] then return false end
return { time[1] * 1000 + math.floor(time[2] / 1000), head[2], redis.call('HMGET', KEYS[2], unpack(ARGV, 2)) }`

/** A commit that arrives later than this after READ_MARKS is refused, and decided again from the current marks. */
const MAX_DECISION_AGE_MS = 1_000

/**
 * Commits changes of cases, unless their marks have changed since READ_MARKS. KEYS: as for FOLLOW. ARGV: epoch, the time of READ_MARKS, and the changes to
 * the count and the sum. Five more arguments for each case: caseId, its mark from READ_MARKS, the new mark (empty: the case is removed), its blob (empty:
 * unchanged), and `dirty`, `changed` (followers need it) or an empty string. Returns 0 if another process was faster, or if too much time has passed, and
 * nil if Redis has another list.
 */
export const COMMIT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ${TTL_MS}) end
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'sum')
if meta[1] ~= ARGV[1] then return false end
if math.abs(now - ARGV[2]) > ${MAX_DECISION_AGE_MS} then return 0 end
for at = 5, #ARGV, 5 do
  if (redis.call('HGET', KEYS[3], ARGV[at]) or '') ~= ARGV[at + 1] then return 0 end
end
local seq = tonumber(meta[2])
for at = 5, #ARGV, 5 do
  local caseId, mark, blob, change = ARGV[at], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  if mark == '' then
    redis.call('HDEL', KEYS[2], caseId)
    redis.call('HDEL', KEYS[3], caseId)
  else redis.call('HSET', KEYS[3], caseId, mark) end
  if blob ~= '' then redis.call('HSET', KEYS[2], caseId, blob) end
  if change ~= '' then
    seq = seq + 1
    redis.call('ZADD', KEYS[4], seq, caseId)
  end
  if change == 'dirty' then
    redis.call('HINCRBY', KEYS[1], 'writes', 1)
    redis.call('ZADD', KEYS[5], now, '${FORMAT} ' .. caseId)
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now - ${LAG_MS})
redis.call('HINCRBY', KEYS[1], 'count', ARGV[3])
redis.call('HSET', KEYS[1], 'seq', seq, 'sum', string.format('%.0f', (meta[3] + ARGV[4]) % ${SUM_MODULUS}))
return 1`

/**
 * Starts a new list. KEYS: as for FOLLOW. ARGV: the epoch to replace (empty: none; `any`: whatever is there); the new epoch; the highest ticket that the
 * process knows. Tickets continue from the time in milliseconds, which is higher than any ticket issued before, even if Redis has lost its counter. So all
 * earlier reads count as older.
 */
export const BEGIN = `
local time = redis.call('TIME')
local found = redis.pcall('HMGET', KEYS[1], 'epoch', 'ticket')
if type(found) ~= 'table' or found.err then found = {} end
if found[1] and found[1] ~= ARGV[1] and ARGV[1] ~= 'any' then return 0 end
local given = tonumber(found[2] or 0)
-- A number with more digits than Lua writes to JSON is garbage, and so is NaN.
if not (given and given < 1e14) then given = 0 end
local ticket = math.ceil(math.max(given, tonumber(ARGV[3]), time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
-- The record of recent writes is kept, unless it is garbage.
if type(redis.pcall('ZCARD', KEYS[5])) ~= 'number' then redis.call('DEL', KEYS[5]) end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'seq', 0, 'ticket', ticket, 'floor', ticket, 'writes', 0, 'count', 0, 'sum', 0)
redis.call('PEXPIRE', KEYS[1], ${TTL_MS})
return 1`

/**
 * Raises members of the head to higher values. KEYS: meta. ARGV: epoch, the minimum count of cases, then members and their values. If there are fewer
 * cases, as after a failover, nothing changes.
 */
export const RAISE = `
local found = redis.call('HMGET', KEYS[1], 'epoch', 'count')
if found[1] ~= ARGV[1] or tonumber(found[2]) < tonumber(ARGV[2]) then return 0 end
for index = 3, #ARGV, 2 do
  local before = tonumber(redis.call('HGET', KEYS[1], ARGV[index]) or 0)
  if before < tonumber(ARGV[index + 1]) then redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1]) end
end
return 1`

/**
 * Sets members of the head for the holder of a lease. KEYS: meta, lease. ARGV: epoch, the minimum seq, the id of the lease, then members and their
 * values. If seq is lower, as after a failover, nothing changes.
 */
export const FINISH = `
local found = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if found[1] ~= ARGV[1] or tonumber(found[2]) < tonumber(ARGV[2]) then return 0 end
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
for index = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1]) end
return 1`

/** Makes all lists read before now outdated: they may lack a new case. KEYS: meta. ARGV: epoch. */
export const EXPIRE = `
local time = redis.call('TIME')
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'notBefore', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HINCRBY', KEYS[1], 'writes', 1)
return 1`

export const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ${LEASE_MS})`

export const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`
