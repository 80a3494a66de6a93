// Forty users, each with filters of its own, through two processes with one Redis, one of which is killed on the way.
import { setTimeout as delay } from 'node:timers/promises'
import { startRedis } from '../processes.js'
import { bar, byName, figure, report, spread } from './bars.js'
import { createDice } from './dice.js'
import { mostInASecond, startMember, startUpstream, SUPPORT_PER_SECOND } from './upstream.js'
import { createUser } from './user.js'

const SEED = { cases: 3_000, openCases: 200, communicationsPerCase: 8, communicationBytes: 1_000 }
const USERS = 40
const ACTION_EVERY_MS = 10_000
const RESTART_AFTER_MS = 5_000
const SHOWN_DEVIATIONS = 20

export async function fleet({ seconds }) {
  const redis = await startRedis()
  if (redis === undefined) throw new Error('This takes a redis-server, which is not installed here.')
  const upstream = await startUpstream(SEED)
  const env = { NODE_ENV: 'production', REDIS_URL: redis.url }
  const members = [await startMember(upstream.url, env), await startMember(upstream.url, env)]

  const startedAt = Date.now()
  const end = performance.now() + seconds * 1_000
  const notes = []
  /** The full pass is done when the first list of all cases is answered. */
  let passAt
  const note = (entry) => {
    const at = Date.now()
    notes.push({ ...entry, isWarm: passAt !== undefined && at - entry.ms >= passAt })
    if (entry.kind === 'list' && entry.all && entry.code === undefined) passAt ??= at
  }
  const users = partitionsOf(upstream.cases)
    .slice(0, USERS)
    .map((cases, name) => {
      const dice = createDice(1_000 + name)
      // As a balancer without sticky sessions does.
      const next = () => (dice.fraction() < 0.5 ? members : members.toReversed())
      return { dice, ...createUser({ name, cases, dice, next, note }) }
    })
  const killing = killAndRestart(members[1], (seconds * 1_000) / 3)
  await Promise.all(users.map((user) => drive(user, end)))
  await killing

  const calls = await upstream.calls()
  const casesNow = await upstream.casesNow()
  const lost = users.flatMap((user) => user.lostAtAws(casesNow))
  const wrong = notes.filter(({ kind }) => kind === 'wrong').map(({ text }) => text)
  for (const text of [...wrong, ...lost].slice(0, SHOWN_DEVIATIONS)) process.stdout.write(`${text}\n`)
  return summarize({ notes, calls, wrong, lost, startedAt, passAt, seconds })
}

/** The cases of each pair of a service and a severity, of which generated accounts have 40; the most first. */
function partitionsOf(cases) {
  const partitions = new Map()
  for (const item of cases) {
    const key = `${item.serviceCode}/${item.severityCode}`
    partitions.set(key, [...(partitions.get(key) ?? []), item])
  }
  return [...partitions.values()].toSorted((a, b) => b.length - a.length)
}

/** An action every ten seconds, now and then sooner or later; the next one at once where one took longer. */
async function drive({ act, dice }, end) {
  let planned = performance.now() + dice.fraction() * ACTION_EVERY_MS
  while (planned < end) {
    await delay(planned - performance.now())
    await act()
    planned = Math.max(performance.now(), planned + ACTION_EVERY_MS * (0.5 + dice.fraction()))
  }
}

async function killAndRestart(member, afterMs) {
  await delay(afterMs)
  await member.kill()
  await delay(RESTART_AFTER_MS)
  await member.start()
}

function summarize({ notes, calls, wrong, lost, startedAt, passAt, seconds }) {
  const actions = notes.filter(({ ms }) => ms !== undefined)
  const answered = actions.filter(({ code }) => code === undefined)
  const errors = actions.flatMap(({ code }) => code ?? [])
  const of = (kind, from = answered) => from.filter((entry) => entry.kind === kind)
  const share = (kind) => (100 * of(kind).length) / of(kind, actions).length

  const warm = of('list').filter(({ isWarm }) => isWarm)
  const cold = of('list').filter(({ isWarm }) => !isWarm)
  const callsAfter = calls.filter(({ at }) => passAt !== undefined && at >= passAt)
  const average = passAt && callsAfter.length / ((calls.at(-1).at - passAt) / 1_000)
  const figures = {
    actions: actions.length,
    'full pass done after': figure(passAt && (passAt - startedAt) / 1_000, ' s'),
    'lists before the full pass: p50 / p99 ms': times(cold).text,
    'lists after it: p50 / p99 ms': times(warm).text,
    'case(id): p50 / p99 ms': times(of('case')).text,
    '… without a call': times(of('case').filter((entry) => entry.calls === 0)).text,
    'threads: p50 / p99 ms': times(of('thread')).text,
    'writes: p50 / p99 ms': times(of('write')).text,
    'writes answered': figure(share('write'), ' %'),
    'calls to AWS': byName(calls.map(({ operation }) => operation)),
    errors: byName(errors),
  }
  const throttles = errors.filter((code) => code === 'UPSTREAM_THROTTLED').length
  return report(`${USERS} users, ${SEED.cases} cases of which ${SEED.openCases} open, ${seconds} s`, figures, [
    bar('lists answered', share('list'), { least: 99.5, unit: ' %' }),
    bar('lists after the full pass, p50', times(warm).p50, { most: 100, unit: ' ms' }),
    bar('lists after the full pass, p99', times(warm).p99, { most: 1_500, unit: ' ms' }),
    bar('case(id), p50', times(of('case')).p50, { most: 50, unit: ' ms' }),
    bar('wrong responses, own writes missed among them', wrong.length, { most: 0 }),
    bar('writes lost or doubled at AWS', lost.length, { most: 0 }),
    bar('most calls in any second', mostInASecond(calls), { most: SUPPORT_PER_SECOND }),
    bar('calls a second after the full pass', average, { most: 2 }),
    bar('throttles seen by clients', throttles, { most: 0 }),
  ])
}

function times(entries) {
  return spread(entries.map(({ ms }) => ms))
}
