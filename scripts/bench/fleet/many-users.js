// Forty users, each with filters of its own, through two processes with one Redis, one of which is killed on the way.
import { setTimeout as delay } from 'node:timers/promises'
import { pace } from '../load.js'
import { startRedis } from '../processes.js'
import { startProduction } from '../servers.js'
import { bar, byName, figure, report, spread } from './bars.js'
import { startUpstream, SUPPORT_PER_SECOND } from './upstream.js'
import { createUser } from './user.js'

const SEED = { cases: 3_000, openCases: 200, communicationsPerCase: 8, communicationBytes: 1_000 }
const USERS = 40
const WORK_MS = 300_000
const ACTION_EVERY_MS = 10_000
const RESTART_AFTER_MS = 5_000

export async function fleet() {
  const redis = await startRedis()
  const upstream = await startUpstream(SEED)
  const startMember = () => startProduction(upstream.url, { REDIS_URL: redis.url })
  const members = [await startMember(), await startMember()]

  const startedAt = Date.now()
  const ms = pace(WORK_MS)
  const end = performance.now() + ms
  const actions = []
  /** The full pass is done when the first list of all cases is answered. */
  let passAt
  const note = (entry) => {
    const at = Date.now()
    actions.push({ ...entry, isWarm: passAt !== undefined && at - entry.ms >= passAt })
    if (entry.kind === 'list' && entry.all && entry.code === undefined) passAt ??= at
  }
  // As a balancer without sticky sessions does.
  const next = () => (Math.random() < 0.5 ? members : members.toReversed())
  const users = Array.from({ length: USERS }, (_, name) => createUser({ name, next, note }))
  const killAndRestart = async () => {
    await delay(ms / 3)
    await members[1].stop()
    await delay(RESTART_AFTER_MS)
    members[1] = await startMember()
  }
  await Promise.all([killAndRestart(), ...users.map((act) => drive(act, end))])
  return summarize({ actions, calls: await upstream.calls(), startedAt, passAt, ms })
}

/** An action every ten seconds, now and then sooner or later; the next one at once where one took longer. */
async function drive(act, end) {
  let planned = performance.now() + Math.random() * ACTION_EVERY_MS
  while (planned < end) {
    await delay(planned - performance.now())
    await act()
    planned = Math.max(performance.now(), planned + ACTION_EVERY_MS * (0.5 + Math.random()))
  }
}

function summarize({ actions, calls, startedAt, passAt, ms }) {
  const answered = actions.filter(({ code }) => code === undefined)
  const errors = actions.flatMap(({ code }) => code ?? [])
  const of = (kind, from = answered) => from.filter((entry) => entry.kind === kind)
  const share = (kind) => (100 * of(kind).length) / of(kind, actions).length

  const warm = of('list').filter(({ isWarm }) => isWarm)
  const callsAfter = calls.filter(({ at }) => at >= passAt)
  const figures = {
    actions: actions.length,
    'full pass done after': figure((passAt - startedAt) / 1_000, ' s'),
    'lists before the full pass: p50 / p99 ms': times(of('list').filter(({ isWarm }) => !isWarm)).text,
    'lists after it: p50 / p99 ms': times(warm).text,
    'case(id): p50 / p99 ms': times(of('case')).text,
    '… without a call': times(of('case').filter((entry) => entry.calls === 0)).text,
    'threads: p50 / p99 ms': times(of('thread')).text,
    'writes: p50 / p99 ms': times(of('write')).text,
    'writes answered the first time': figure(share('write'), ' %'),
    'calls to AWS': byName(calls.map(({ operation }) => operation)),
    errors: byName(errors),
  }
  return report(`${USERS} users, ${SEED.cases} cases of which ${SEED.openCases} open, ${ms / 1_000} s`, figures, [
    bar('lists that failed', 100 - share('list'), 0.5, ' %'),
    bar('lists after the full pass, p50', times(warm).p50, 100, ' ms'),
    bar('lists after the full pass, p99', times(warm).p99, 1_500, ' ms'),
    bar('case(id), p50', times(of('case')).p50, 50, ' ms'),
    bar('most calls in any second', mostInASecond(calls), SUPPORT_PER_SECOND),
    bar('calls a second after the full pass', (callsAfter.length * 1_000) / (calls.at(-1).at - passAt), 2),
    bar('throttles seen by clients', errors.filter((code) => code === 'UPSTREAM_THROTTLED').length, 0),
  ])
}

/** How many calls there were in the second that has the most, by the emulator's clock. They are in order. */
function mostInASecond(calls) {
  let most = 0
  for (let first = 0, last = 0; last < calls.length; last++) {
    while (calls[first].at <= calls[last].at - 1_000) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

function times(entries) {
  return spread(entries.map(({ ms }) => ms))
}
