// Bar 1: forty users, each with filters of its own, through two processes with one Redis, one of which is killed on the way.
import { setTimeout as delay } from 'node:timers/promises'
import { stopAll } from '../processes.js'
import { bar, createDice, figure, machineLoad, printBars, printFigures, spread } from './bars.js'
import { requireRedis, startMember } from './gateways.js'
import { lostAtAws, partitionsOf } from './truth.js'
import { byName, mostInASecond, startUpstream, SUPPORT_PER_SECOND } from './upstream.js'
import { createUser } from './user.js'

const SEED = { cases: 3_000, openCases: 200, communicationsPerCase: 8, communicationBytes: 1_000 }
const USERS = 40
const ACTION_EVERY_MS = 10_000
const RESTART_AFTER_MS = 5_000
const PROBE_EVERY_MS = 5_000
const SHOWN_DEVIATIONS = 20
const OPERATIONS = [
  'DescribeCases',
  'DescribeCommunications',
  'CreateCase',
  'AddCommunicationToCase',
  'ResolveCase',
  'DescribeServices',
  'DescribeSeverityLevels',
]

export async function fleet(options) {
  const trees = options.base === undefined ? { measured: '.' } : { base: options.base, measured: '.' }
  const columns = {}
  let last
  for (const [name, folder] of Object.entries(trees)) {
    last = await measure(folder, options)
    columns[name] = last.figures
    await stopAll()
    for (const line of last.deviations.slice(0, SHOWN_DEVIATIONS)) process.stdout.write(`${name}: ${line}\n`)
  }
  printFigures(`${USERS} users, ${SEED.cases} cases of which ${SEED.openCases} open, ${options.seconds} s`, columns)
  printBars(last.bars)
  return last.bars
}

async function measure(folder, { seconds, dice: number }) {
  const redis = await requireRedis()
  const upstream = await startUpstream({ seed: SEED })
  const env = { NODE_ENV: 'production', REDIS_URL: redis.url }
  const members = [await startMember(upstream.url, { folder, env }), await startMember(upstream.url, { folder, env })]

  const startedAt = Date.now()
  const end = performance.now() + seconds * 1_000
  const notes = []
  /** What has been answered says when the full pass was done: no list of all cases can be, before. */
  let passAt
  const note = (entry) => {
    const at = Date.now()
    notes.push({ ...entry, at, isWarm: passAt !== undefined && at - (entry.ms ?? 0) >= passAt })
    if (entry.kind === 'list' && entry.all && entry.code === undefined) passAt ??= at
  }
  const users = partitionsOf(upstream.cases)
    .slice(0, USERS)
    .map((cases, index) => {
      const dice = createDice(number * 1_000 + index)
      // As a balancer without sticky sessions does.
      const next = () => (dice.fraction() < 0.5 ? members : members.toReversed())
      return { dice, user: createUser({ name: index, cases, dice, next, note }) }
    })

  const probes = []
  const probing = new AbortController()
  const watching = Promise.all(members.map((member) => probe(member, probes, probing.signal)))
  const killing = killAndRestart(members[1], (seconds * 1_000) / 3)
  await Promise.all(users.map(({ user, dice }) => drive(user, dice, end)))
  await killing
  probing.abort()
  await watching

  const calls = await upstream.calls()
  const lost = lostAtAws(
    users.map(({ user }) => user),
    await upstream.casesNow(),
  )
  return report({ notes, calls, probes, lost, startedAt, passAt })
}

/** An action every ten seconds, now and then sooner or later; the next one at once where one took longer. */
async function drive(user, dice, end) {
  let planned = performance.now() + dice.fraction() * ACTION_EVERY_MS
  while (planned < end) {
    await delay(planned - performance.now())
    await user.act()
    planned = Math.max(performance.now(), planned + ACTION_EVERY_MS * (0.5 + dice.fraction()))
  }
}

async function killAndRestart(member, afterMs) {
  await delay(afterMs)
  await member.kill()
  await delay(RESTART_AFTER_MS)
  await member.start()
}

/** As a balancer does. */
async function probe(member, probes, signal) {
  while (!signal.aborted) {
    const status = await fetch(new URL('/readyz', member.url)).then(
      (response) => response.body.cancel().then(() => response.status),
      () => 'gone',
    )
    probes.push(status)
    await delay(PROBE_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}

function report({ notes, calls, probes, lost, startedAt, passAt }) {
  const actions = notes.filter(({ ms }) => ms !== undefined)
  const of = (kind, fits = () => true) => actions.filter((entry) => entry.kind === kind && fits(entry))
  const deviations = (kind) => notes.filter((entry) => entry.kind === kind)
  const lists = of('list')
  const warm = of('list', ({ isWarm }) => isWarm)
  const cold = of('list', ({ isWarm }) => !isWarm)
  const cases = of('case')
  const spared = answered(cases).filter(({ calls }) => calls !== undefined && Object.keys(calls).length === 0)
  const errors = actions.flatMap(({ code }) => code ?? [])
  const throttled = errors.filter((code) => code === 'UPSTREAM_THROTTLED').length
  const callsAfter = calls.filter(({ at }) => passAt !== undefined && at >= passAt)
  const lastAt = calls.at(-1)?.at ?? startedAt
  const average = passAt === undefined ? undefined : callsAfter.length / ((lastAt - passAt) / 1_000)
  const [missed, wrong] = [deviations('missed'), deviations('wrong')]
  const most = mostInASecond(calls)
  const warmTimes = times(warm)
  const caseTimes = times(cases)
  const figures = {
    actions: actions.length,
    'lists answered': `${figure(share(answered(lists), lists), ' %')} of ${lists.length}`,
    'lists answered after the full pass': `${figure(share(answered(warm), warm), ' %')} of ${warm.length}`,
    'full pass done after': passAt === undefined ? 'never' : `${((passAt - startedAt) / 1_000).toFixed(1)} s`,
    'lists before the full pass: p50 / p99 ms': times(cold).text,
    'lists after it: p50 / p99 ms': warmTimes.text,
    ...Object.fromEntries(
      ['inbox', 'count', 'search'].map((shape) => [
        `… ${shape}`,
        times(warm.filter((entry) => entry.shape === shape)).text,
      ]),
    ),
    '… sorted': times(warm.filter(({ shape }) => shape.includes(' '))).text,
    '… of open cases': times(warm.filter(({ all }) => !all)).text,
    '… of all cases': times(warm.filter(({ all }) => all)).text,
    'case(id): p50 / p99 ms': caseTimes.text,
    '… after the full pass': times(cases.filter(({ isWarm }) => isWarm)).text,
    '… without a call': times(spared).text,
    'case(id) answered without a call': figure(share(spared, answered(cases)), ' %'),
    'case(id) answered': figure(share(answered(cases), cases), ' %'),
    'threads: p50 / p99 ms': times(of('thread')).text,
    'threads answered': figure(share(answered(of('thread')), of('thread')), ' %'),
    'writes: p50 / p99 ms': times(of('write')).text,
    'writes answered': figure(share(answered(of('write')), of('write')), ' %'),
    'own writes missed': missed.length,
    'other deviations': wrong.length,
    'writes lost or doubled at AWS': lost.length,
    'calls to AWS': calls.length,
    'most calls in any second': `${most.count} of ${SUPPORT_PER_SECOND}, after ${((most.at - startedAt) / 1_000).toFixed(1)} s`,
    'calls a second after the full pass': figure(average),
    ...Object.fromEntries(
      OPERATIONS.map((name) => [`… ${name}`, calls.filter((call) => call.operation === name && !isProbe(call)).length]),
    ),
    '… probes (/readyz)': `${calls.filter(isProbe).length} (${figure(share(calls.filter(isProbe), calls), ' %')})`,
    'calls throttled by AWS': calls.filter(({ error }) => error === 'ThrottlingException').length,
    'UPSTREAM_THROTTLED seen by clients': throttled,
    'INDEX_BUILDING seen by clients': errors.filter((code) => code === 'INDEX_BUILDING').length,
    'all errors': byName(errors),
    '/readyz': byName(probes),
    'load of the machine, of its cores': machineLoad(),
  }
  const bars = [
    bar('lists answered', share(answered(lists), lists), { least: 99.5, unit: ' %' }),
    bar('lists after the full pass, p50', warmTimes.p50, { most: 100, unit: ' ms' }),
    bar('lists after the full pass, p99', warmTimes.p99, { most: 1_500, unit: ' ms' }),
    bar('case(id), p50', caseTimes.p50, { most: 50, unit: ' ms' }),
    bar('own writes missed', missed.length, { most: 0 }),
    bar('other deviations', wrong.length, { most: 0 }),
    bar('writes lost or doubled at AWS', lost.length, { most: 0 }),
    bar('most calls in any second', most.count, { most: SUPPORT_PER_SECOND }),
    bar('calls a second after the full pass', average, { most: 2 }),
    bar('throttles seen by clients', throttled, { most: 0 }),
  ]
  const shownDeviations = [...missed, ...wrong].map(
    ({ kind, at, text }) => `${kind}, ${((at - startedAt) / 1_000).toFixed(1)} s: ${text}`,
  )
  return { figures, bars, deviations: [...shownDeviations, ...lost] }
}

function answered(entries) {
  return entries.filter(({ code }) => code === undefined)
}

function times(entries) {
  return spread(answered(entries).map(({ ms }) => ms))
}

/** In percent. */
function share(part, all) {
  return all.length === 0 ? undefined : (100 * part.length) / all.length
}

/** /readyz probes AWS with a dry run, which nothing else here is. */
function isProbe({ error }) {
  return error === 'DryRunOperationException'
}
