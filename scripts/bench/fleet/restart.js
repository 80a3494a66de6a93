// Bar 3: a process that starts beside a Redis that has all cases needs no full pass.
import { setTimeout as delay } from 'node:timers/promises'
import { bar, figure, machineLoad, printBars, printFigures } from './bars.js'
import { ask, requireRedis, startMember } from './gateways.js'
import { cpuMs, firstCount, LARGE, PASS_CALLS } from './large.js'
import { byName, startUpstream } from './upstream.js'

/** How long to look for calls afterwards: a pass would be done by then, or nearly. */
const WATCH_MS = 20_000
/** The open cases and what belongs to them are read again, of course: a refresh or two. */
const MOST_CALLS = PASS_CALLS / 4
const RESOLVED = `{
  cases(first: 50, filter: { status: [RESOLVED], severityCode: ["urgent"] }, orderBy: { field: SUBJECT }) { totalCount nodes { caseId subject } }
}`

export async function restart() {
  const redis = await requireRedis()
  const upstream = await startUpstream({ seed: LARGE })
  const member = await startMember(upstream.url, { env: { NODE_ENV: 'production', REDIS_URL: redis.url } })
  const first = await firstCount([member])
  const before = await ask([member], RESOLVED)
  const callsBefore = (await upstream.calls()).length
  await member.kill()

  const killedAt = performance.now()
  await member.start()
  const startMs = performance.now() - killedAt
  const startCpuMs = await cpuMs(member)
  const { data, code, ms } = await ask([member], RESOLVED)
  const listCpuMs = (await cpuMs(member)) - startCpuMs
  const calls = (await upstream.calls()).slice(callsBefore)
  await delay(WATCH_MS)
  const later = (await upstream.calls()).slice(callsBefore)
  const isSame = code === undefined && JSON.stringify(data) === JSON.stringify(before.data)

  printFigures(`A restart with Redis, ${LARGE.cases} cases`, {
    measured: {
      'full pass of the first process': `${figure(first.ms && first.ms / 1_000, ' s')} (${first.codes})`,
      'start of the second': figure(startMs, ' ms'),
      'first filtered list over resolved cases': `${figure(ms, ' ms')} ${code ?? ''}`,
      '… CPU of the process': figure(listCpuMs, ' ms'),
      'says the same as before': isSame ? 'yes' : 'no',
      'calls until then': byName(calls.map(({ operation }) => operation)),
      [`calls in ${WATCH_MS / 1_000} s after it`]: byName(later.map(({ operation }) => operation)),
      'load of the machine, of its cores': machineLoad(),
    },
  })
  const bars = [
    bar('first filtered list over resolved cases', isSame ? ms / 1_000 : undefined, { most: 2, unit: ' s' }),
    bar(`calls in ${WATCH_MS / 1_000} s, of ${PASS_CALLS} that a pass takes`, later.length, { most: MOST_CALLS }),
  ]
  printBars(bars)
  return bars
}
