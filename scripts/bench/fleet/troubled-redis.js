// Bar 3: whatever happens to Redis, responses go on, and none of them is wrong.
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { table } from '../report.js'
import { bar, createDice, figure, printBars, spread } from './bars.js'
import { ask, requireRedis, startMember } from './gateways.js'
import { lostAtAws, partitionsOf } from './truth.js'
import { byName, mostInASecond, startUpstream } from './upstream.js'
import { createUser } from './user.js'

const SEED = { cases: 400, openCases: 80, communicationsPerCase: 6, communicationBytes: 500 }
const USERS = 6
const ACTION_EVERY_MS = 1_500
const SHARES = [
  ['list', 0.7],
  ['case', 0.13],
  ['thread', 0.05],
  ['write', 0.12],
]
/** How long each trouble lasts, and how long is looked at what comes after it. */
const TROUBLE_MS = 12_000
const AFTER_MS = 8_000
/** What the gateway stores. */
const KEYS = '*case-index*'
const SHOWN_DEVIATIONS = 5

/**
 * What happens, and what ends it. `away`: processes cannot reach Redis, so that none hears of another's writes: the users of each stay with it, also
 * for the time in which Redis has just come back.
 */
const TROUBLES = [
  { name: 'none', start: async () => {} },
  { name: 'flushed', start: ({ control }) => control.flushall() },
  { name: 'garbage in values', start: ({ control }) => eachKey(control, spoil) },
  {
    name: 'keys of other types',
    start: ({ control }) => eachKey(control, (key) => control.multi().del(key).set(key, 'garbage').exec()),
  },
  { name: 'keys gone at random', start: dropKeys },
  { name: 'evicting', start: ({ control }) => evict(control), end: ({ control }) => unbound(control) },
  { name: 'slow: 300 ms of 600', start: stutter },
  { name: 'failed over, a commit lost', start: failOver },
  {
    name: 'full',
    away: true,
    start: ({ control }) => control.config('SET', 'maxmemory', '1'),
    end: ({ control }) => unbound(control),
  },
  { name: 'hanging', away: true, start: async ({ redis }) => redis.pause(), end: async ({ redis }) => redis.resume() },
  { name: 'dead, then empty', away: true, start: ({ redis }) => redis.stop(), end: restartEmpty },
]

export async function redis({ dice: number }) {
  const context = { redis: await requireRedis() }
  context.control = connect(context.redis)
  const upstream = await startUpstream({ seed: SEED })
  const env = { NODE_ENV: 'production', REDIS_URL: context.redis.url }
  const members = [await startMember(upstream.url, { env }), await startMember(upstream.url, { env })]
  let notes = []
  let isAway = false
  const note = (entry) => notes.push(entry)
  const users = partitionsOf(upstream.cases)
    .slice(0, USERS)
    .map((cases, index) => {
      const dice = createDice(number * 1_000 + index)
      const isFirst = () => (isAway ? index % 2 === 0 : dice.fraction() < 0.5)
      const next = () => (isFirst() ? members : members.toReversed())
      return { dice, user: createUser({ name: index, cases, dice, next, note, shares: SHARES, hasKeys: false }) }
    })
  for (const member of members) await untilComplete(member)

  const rows = []
  const bars = []
  for (const { name, away = false, start, end = async () => {} } of TROUBLES) {
    notes = []
    isAway = away
    const callsBefore = (await upstream.calls()).length
    const until = performance.now() + TROUBLE_MS + AFTER_MS
    const working = Promise.all(users.map(({ user, dice }) => drive(user, dice, until)))
    const ending = new AbortController()
    context.ending = ending.signal
    const trouble = start(context)
    await delay(TROUBLE_MS)
    ending.abort()
    await trouble
    await end(context)
    await working
    const calls = (await upstream.calls()).slice(callsBefore)
    const lists = notes.filter(({ kind }) => kind === 'list')
    const actions = notes.filter(({ ms }) => ms !== undefined)
    const errors = actions.flatMap(({ code }) => code ?? [])
    const deviations = notes.filter(({ kind }) => kind === 'missed' || kind === 'wrong')
    const share = (100 * (actions.length - errors.length)) / actions.length
    const missed = deviations.filter(({ kind }) => kind === 'missed')
    const bySame = missed.filter(({ isSameProcess }) => isSameProcess)
    const byOther = missed.filter(({ isSameProcess }) => !isSameProcess)
    rows.push([
      name,
      `${figure(share, ' %')} of ${actions.length}`,
      spread(lists.flatMap(({ code, ms }) => (code === undefined ? [ms] : []))).text,
      latest(bySame),
      latest(byOther),
      String(deviations.length - missed.length),
      String(calls.length),
      String(mostInASecond(calls).count),
      byName(errors),
    ])
    for (const { kind, text, isSameProcess, afterMs } of deviations.slice(0, SHOWN_DEVIATIONS)) {
      const where =
        kind === 'missed' ? ` by the ${isSameProcess ? 'same' : 'other'} process, after ${figure(afterMs, ' ms')}` : ''
      process.stdout.write(`${name}: ${kind}${where}: ${text}\n`)
    }
    bars.push(bar(`${name}: answered`, share, { least: 99.5, unit: ' %' }))
    bars.push(bar(`${name}: own writes missed, other deviations`, deviations.length, { most: 0 }))
  }
  context.control.disconnect()
  const lost = lostAtAws(
    users.map(({ user }) => user),
    await upstream.casesNow(),
  )
  const head = [
    'Redis',
    'answered',
    'lists: p50 / p99 ms',
    'missed by the process that wrote',
    'by the other',
    'wrong',
    'calls',
    'in a second',
    'errors',
  ]
  process.stdout.write(`## Troubles of Redis, ${TROUBLE_MS / 1_000} s each, and ${AFTER_MS / 1_000} s after it\n\n`)
  process.stdout.write(`${table(head, rows)}\n\n`)
  bars.push(bar('writes lost or doubled at AWS', lost.length, { most: 0 }))
  printBars(bars)
  return bars
}

/** How many, and how long after the write the last of them was. */
function latest(missed) {
  return missed.length === 0
    ? '0'
    : `${missed.length}, to ${(Math.max(...missed.map(({ afterMs }) => afterMs)) / 1_000).toFixed(1)} s`
}

async function untilComplete(member) {
  const query = '{ cases(first: 1, filter: { includeResolved: true }) { totalCount } }'
  for (let times = 0; times < 120; times++) {
    const { code } = await ask([member], query)
    if (code === undefined) return
    await delay(500)
  }
  throw new Error('No list of all cases in a minute')
}

async function drive(user, dice, until) {
  let planned = performance.now() + dice.fraction() * ACTION_EVERY_MS
  while (planned < until) {
    await delay(planned - performance.now())
    await user.act()
    planned = Math.max(performance.now(), planned + ACTION_EVERY_MS * (0.5 + dice.fraction()))
  }
}

function connect({ url }) {
  const control = new Redis(url, { retryStrategy: () => 200, maxRetriesPerRequest: null })
  control.on('error', () => {})
  return control
}

async function eachKey(control, act) {
  for (const key of await control.keys(KEYS)) await act(key, control)
}

/** A third of what is in it. */
async function spoil(key, control) {
  const type = await control.type(key)
  if (type === 'string') await control.set(key, 'garbage', 'KEEPTTL')
  if (type === 'zset') await control.zadd(key, 1, 'garbage')
  if (type !== 'hash') return
  const fields = (await control.hkeys(key)).filter((_, index) => index % 3 === 0)
  if (fields.length > 0) await control.hset(key, ...fields.flatMap((field) => [field, 'garbage']))
}

/** What an eviction leaves: some of the keys, whichever. One after the other, so that each of them is missed alone. */
async function dropKeys({ control, ending }) {
  while (!ending.aborted) {
    for (const key of await control.keys(KEYS)) {
      await control.del(key)
      await delay(1_000)
      if (ending.aborted) return
    }
    await delay(100)
  }
}

async function evict(control) {
  const used = Number(/used_memory:(\d+)/.exec(await control.info('memory'))[1])
  await control.config('SET', 'maxmemory-policy', 'allkeys-random')
  await control.config('SET', 'maxmemory', String(Math.floor(used * 0.95)))
}

async function unbound(control) {
  await control.config('SET', 'maxmemory', '0')
  await control.config('SET', 'maxmemory-policy', 'noeviction')
}

async function stutter({ redis, ending }) {
  while (!ending.aborted) {
    redis.pause()
    await delay(300)
    redis.resume()
    await delay(300)
  }
}

/** As a replica that had not heard of the last three seconds: its data is older, and all connections are new. */
async function failOver({ control }) {
  const keys = await control.keys(KEYS)
  const dumps = await Promise.all(
    keys.map(async (key) => [key, await control.dumpBuffer(key), await control.pttl(key)]),
  )
  await delay(3_000)
  await control.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  const back = control.multi()
  for (const [key, dump, ttl] of dumps) if (dump !== null) back.restore(key, Math.max(0, ttl), dump, 'REPLACE')
  await back.exec()
}

async function restartEmpty(context) {
  context.redis = await requireRedis(context.redis.port)
}
