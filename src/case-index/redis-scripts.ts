/** The steps in Redis, each a script that runs as one: the rules of commit.ts, and what followers read. */
import { CLOCKS_APART_MS } from '../lib/time.js'
import { GONE_AFTER_MS, LAG_MS, MAX_PINS, noMark } from './commit.js'
import { SUM_MODULUS } from './memory.js'

/** Raised with the format of what is stored: processes of two versions never read each other's. */
export const FORMAT = 2
/** The cases expire this long after they were last read from AWS. */
const LIFE_MS = 24 * 3_600_000

export const LEASE_MS = 5_000
/** Two megabytes of cases at a time. */
export const PAGE = 100
/** AWS takes 600 calls in the two minutes for which writes are kept. */
const MOST_TOUCHED = 1_000

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ${LIFE_MS}) end`

export const members = [
  'epoch',
  'ticket',
  'seq',
  'asOf',
  'intervalMs',
  'notBefore',
  'passedAt',
  'writes',
  'count',
  'sum',
] as const

/**
 * KEYS: meta. ARGV: the highest ticket that the process knows. Tickets go by the time in milliseconds, so that a Redis that has failed over and lost
 * some gives out higher ones.
 */
export const TICKET = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ticket = math.max(now, ARGV[1] + 1, (redis.call('HGET', KEYS[1], 'ticket') or 0) + 1)
redis.call('HSET', KEYS[1], 'ticket', ticket)
return ticket`

/** KEYS: meta, cases, marks, changes, touched. ARGV: epoch, seq, touchedSince. */
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
local touched = redis.call('ZRANGEBYSCORE', KEYS[5], '(' .. ARGV[3], '+inf', 'LIMIT', 0, ${MOST_TOUCHED})
return { time[1] * 1000 + math.floor(time[2] / 1000), head, from, last, ids, marks, blobs, touched }`

const ADD_PIN = `
local function isReplaced(pin, by)
  if pin['until'] > by['until'] then return false end
  if pin.kind == 'status' then return by.kind ~= 'exists' end
  return pin.kind == by.kind and pin.value == by.value
end
local function add(pins, pin)
  for at = #pins, 1, -1 do if isReplaced(pins[at], pin) then table.remove(pins, at) end end
  for _, other in ipairs(pins) do if isReplaced(pin, other) then return end end
  pins[#pins + 1] = pin
  if #pins > ${MAX_PINS} then table.remove(pins, 1) end
end`

const NO_MARK = JSON.stringify(noMark)

/** KEYS: meta, cases, marks, changes, touched. ARGV: epoch, items, pinMs, and the blobs that the items name by their number. */
export const COMMIT = `${NOW}${ADD_PIN}
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'ticket', 'writes', 'count', 'sum', 'floor')
if meta[1] ~= ARGV[1] then return false end
local floor = tonumber(meta[7])
local seq, ticket, writes = tonumber(meta[2]), tonumber(meta[3]), tonumber(meta[4])
local count, sum = tonumber(meta[5]), tonumber(meta[6])
local pinMs, outcomes = tonumber(ARGV[3]), {}
local function contradicts(pins, item, askedAt)
  for _, pin in ipairs(pins) do
    if pin['until'] > askedAt and pin.kind ~= 'exists' and item.newest <= pin.newest then
      if pin.kind == 'status' and item.status ~= pin.value then return true end
      local isThere = pin.kind == 'status'
      for _, body in ipairs(item.bodies) do isThere = isThere or body == pin.value end
      if not isThere then return true end
    end
  end
  return false
end
for index, item in ipairs(cjson.decode(ARGV[2])) do
  local raw = redis.call('HGET', KEYS[3], item.caseId)
  local mark = cjson.decode(raw or '${NO_MARK}')
  local hash, wasDirty, outcome, isChanged, isRemoved = mark.hash, mark.dirty, nil, false, false
  local askedAt, pins, isPinLive = math.min(now, item.askedAt or now), {}, false
  for _, pin in ipairs(mark.pins) do
    if pin['until'] + ${LAG_MS} > now and pin['until'] - ${LAG_MS} <= now + pinMs then
      pins[#pins + 1] = pin
      isPinLive = isPinLive or pin['until'] > askedAt
    end
  end
  local isTooLate = now - askedAt >= ${LAG_MS}
  mark.pins = pins
  ticket = math.max(ticket, item.ticket)
  if item.kind == 'dirty' then
    for _, pin in ipairs(item.pins or {}) do add(pins, pin) end
    local pin = item.pin
    if pin then
      pin['until'] = now + pinMs
      if pin.kind == 'status' then pin.newest = math.max(mark.newest, now + ${CLOCKS_APART_MS})
      elseif hash == 0 then pin.newest = 1e15
      else pin.newest = mark.newest end
      add(pins, pin)
    end
    mark.dirty, writes = math.max(mark.dirty, item.ticket), writes + 1
    outcome, isChanged = 'dirty', true
  elseif item.ticket <= math.max(mark.ticket, floor) then outcome = 'older'
  elseif item.kind == 'missing' then
    if item.ticket <= mark.dirty then outcome = 'older'
    elseif isPinLive then outcome = 'pinned'
    elseif isTooLate then outcome = 'stale'
    elseif hash == 0 or (mark.missingSince > 0 and now - mark.missingSince >= ${GONE_AFTER_MS}) then
      outcome, isRemoved, isChanged = 'removed', true, raw ~= false
    else
      isChanged = wasDirty > 0 or mark.missingSince == 0
      if mark.missingSince == 0 then mark.missingSince = now end
      mark.ticket, mark.dirty = item.ticket, 0
      outcome = 'missing'
    end
  else
    local isPinned = contradicts(pins, item, askedAt)
    if hash ~= 0 and isPinned then outcome = 'pinned'
    elseif hash ~= 0 and item.newest < mark.newest and askedAt - mark.readAt < ${LAG_MS} then outcome = 'stale'
    elseif isTooLate or (item.hash ~= hash and not item.blob) then
      mark.dirty = math.max(wasDirty, item.ticket)
      outcome, isChanged = 'differs', wasDirty == 0
    else
      if item.hash ~= hash then redis.call('HSET', KEYS[2], item.caseId, ARGV[3 + item.blob]) end
      local dirty = wasDirty
      if isPinned then dirty = math.max(wasDirty, item.ticket) elseif item.ticket > wasDirty then dirty = 0 end
      isChanged = item.hash ~= hash or dirty ~= wasDirty or mark.missingSince > 0
      mark = { ticket = item.ticket, hash = item.hash, newest = item.newest, readAt = askedAt,
        missingSince = 0, dirty = dirty, pins = pins }
      outcome = 'accepted'
    end
  end
  if isRemoved then
    redis.call('HDEL', KEYS[2], item.caseId)
    redis.call('HDEL', KEYS[3], item.caseId)
    if hash ~= 0 then count, sum = count - 1, (sum - hash) % ${SUM_MODULUS} end
  elseif outcome == 'accepted' or outcome == 'dirty' or outcome == 'missing' or outcome == 'differs' then
    redis.call('HSET', KEYS[3], item.caseId, cjson.encode(mark))
    if hash == 0 and mark.hash ~= 0 then count = count + 1 end
    sum = (sum + mark.hash - hash) % ${SUM_MODULUS}
  end
  if isChanged then
    seq = seq + 1
    redis.call('ZADD', KEYS[4], seq, item.caseId)
  end
  if item.kind == 'dirty' then redis.call('ZADD', KEYS[5], now, '${FORMAT} ' .. item.caseId) end
  outcomes[index] = outcome
end
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now - ${LAG_MS})
redis.call('HSET', KEYS[1], 'seq', seq, 'ticket', ticket, 'writes', writes, 'count', count, 'sum', string.format('%.0f', sum))
return outcomes`

/**
 * KEYS: as FOLLOW. ARGV: the epoch to replace, empty for none, or any; the new one; the highest ticket that is known. Tickets are counted on
 * from the time in milliseconds, which is higher than any that was given out before, where Redis has lost its count as well: what was read before
 * is older.
 */
export const BEGIN = `
local time = redis.call('TIME')
local found = redis.pcall('HMGET', KEYS[1], 'epoch', 'ticket')
if type(found) ~= 'table' or found.err then found = {} end
if found[1] and found[1] ~= ARGV[1] and ARGV[1] ~= 'any' then return 0 end
local given = tonumber(found[2] or 0)
-- One of more digits than JSON has here is garbage, and so is NaN.
if not (given and given < 1e14) then given = 0 end
local ticket = math.ceil(math.max(given, tonumber(ARGV[3]), time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
-- Which cases were written to of late is known still, unless it is garbage.
if type(redis.pcall('ZCARD', KEYS[5])) ~= 'number' then redis.call('DEL', KEYS[5]) end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'seq', 0, 'ticket', ticket, 'floor', ticket, 'writes', 0, 'count', 0, 'sum', 0)
redis.call('PEXPIRE', KEYS[1], ${LIFE_MS})
return 1`

/** KEYS: as COMMIT. ARGV: epoch, then caseId, mark and blob of each. Two processes may restore at once: the newer content stays, and all writes. */
export const RESTORE = `${NOW}${ADD_PIN}
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'count', 'sum')
if meta[1] ~= ARGV[1] then return false end
local seq, count, sum = tonumber(meta[2]), tonumber(meta[3]), tonumber(meta[4])
for index = 2, #ARGV, 3 do
  local mark = cjson.decode(ARGV[index + 1])
  local known = cjson.decode(redis.call('HGET', KEYS[3], ARGV[index]) or '${NO_MARK}')
  if mark.newest > known.newest or (mark.newest == known.newest and mark.readAt > known.readAt) then
    mark.ticket, mark.dirty = math.max(mark.ticket, known.ticket), math.max(mark.dirty, known.dirty)
    for _, pin in ipairs(known.pins) do add(mark.pins, pin) end
    redis.call('HSET', KEYS[3], ARGV[index], cjson.encode(mark))
    redis.call('HSET', KEYS[2], ARGV[index], ARGV[index + 2])
    if known.hash == 0 then count = count + 1 end
    seq, sum = seq + 1, (sum + mark.hash - known.hash) % ${SUM_MODULUS}
    redis.call('ZADD', KEYS[4], seq, ARGV[index])
  end
end
redis.call('HSET', KEYS[1], 'seq', seq, 'count', count, 'sum', string.format('%.0f', sum))
return 1`

/** KEYS: meta. ARGV: epoch, how many cases there are at least, then members and their values. After a fail-over there may be fewer. */
export const RAISE = `
local found = redis.call('HMGET', KEYS[1], 'epoch', 'count')
if found[1] ~= ARGV[1] or tonumber(found[2]) < tonumber(ARGV[2]) then return 0 end
for index = 3, #ARGV, 2 do
  local before = tonumber(redis.call('HGET', KEYS[1], ARGV[index]) or 0)
  if before < tonumber(ARGV[index + 1]) then redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1]) end
end
return 1`

/** KEYS: meta, lease. ARGV: epoch, the least seq, id of the lease, then members and their values. After a fail-over seq may be less. */
export const FINISH = `
local found = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if found[1] ~= ARGV[1] or tonumber(found[2]) < tonumber(ARGV[2]) then return 0 end
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
for index = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1]) end
return 1`

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
