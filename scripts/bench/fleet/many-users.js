// Forty users with different filters, through two processes that share a Redis. One process is killed and restarted
// during the run.
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
  /** The full pass is complete when the first list of all cases succeeds. */
  let passAt
  const note = (entry) => {
    const at = Date.now()
    actions.push({ ...entry, isWarm: passAt !== undefined && at - entry.ms >= passAt })
    if (entry.kind === 'list' && entry.all && entry.code === undefined) passAt ??= at
  }
  // Like a load balancer without sticky sessions.
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

/** An action every ten seconds on average, with jitter. After a slow action, the next one starts at once. */
async function drive(act, end) {
  let planned = performance.now() + Math.random() * ACTION_EVERY_MS
  while (planned < end) {
    await delay(planned - performance.now())
    await act()
    planned = Math.max(performance.now(), planned + ACTION_EVERY_MS * (0.5 + Math.random()))
  }
}

function summarize({ actions, calls, startedAt, passAt, ms }) {
  const succeeded = actions.filter(({ code }) => code === undefined)
  const errors = actions.flatMap(({ code }) => code ?? [])
  const of = (kind, from = succeeded) => from.filter((entry) => entry.kind === kind)
  const share = (kind) => (100 * of(kind).length) / of(kind, actions).length

  const warm = of('list').filter(({ isWarm }) => isWarm)
  const callsAfter = calls.filter(({ at }) => at >= passAt)
  const figures = {
    actions: actions.length,
    'full pass complete after': figure((passAt - startedAt) / 1_000, ' s'),
    'lists before the full pass: p50 / p99 ms': times(of('list').filter(({ isWarm }) => !isWarm)).text,
    'lists after it: p50 / p99 ms': times(warm).text,
    'case(id): p50 / p99 ms': times(of('case')).text,
    '… without a call': times(of('case').filter((entry) => entry.calls === 0)).text,
    'threads: p50 / p99 ms': times(of('thread')).text,
    'writes: p50 / p99 ms': times(of('write')).text,
    'writes that succeeded at the first attempt': figure(share('write'), ' %'),
    'calls to AWS': byName(calls.map(({ operation }) => operation)),
    errors: byName(errors),
  }
  return report(`${USERS} users, ${SEED.cases} cases of which ${SEED.openCases} open, ${ms / 1_000} s`, figures, [
    bar('lists that failed', 100 - share('list'), 0.5, ' %'),
    bar('lists after the full pass, p50', times(warm).p50, 100, ' ms'),
    bar('lists after the full pass, p99', times(warm).p99, 1_500, ' ms'),
    bar('case(id), p50', times(of('case')).p50, 50, ' ms'),
    bar('maximum calls in any second', mostInASecond(calls), SUPPORT_PER_SECOND),
    bar('calls per second after the full pass', (callsAfter.length * 1_000) / (calls.at(-1).at - passAt), 2),
    bar('throttles seen by clients', errors.filter((code) => code === 'UPSTREAM_THROTTLED').length, 0),
  ])
}

/** The most calls in any second, by the emulator's clock. `calls` is in order. */
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
