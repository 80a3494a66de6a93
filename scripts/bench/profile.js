// Where the CPU of the gateway goes: by package, and the functions that take most, each without what it calls.
import { fileURLToPath } from 'node:url'
import { CONNECTIONS, row } from './compare.js'
import { closedLoop } from './load.js'
import { profileTable } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardInOtherWords, typename } from './workloads.js'

const WARM_UP_MS = 3_000
const PROFILE_MS = 4_000
const SHOWN_FUNCTIONS = 25

export async function profile() {
  const emulator = await startEmulator()
  const sections = []
  const requests = {
    '25 cases, warm': dashboard(),
    '25 cases, another text each time': dashboardInOtherWords,
    '`{ __typename }`': typename,
  }
  for (const [name, bodies] of Object.entries(requests)) {
    const gateway = await startGateway(emulator.url)
    const { packages, functions } = await profileOf(row(name, gateway, bodies))
    await gateway.stop()
    sections.push(`### ${name}`, '', profileTable(packages), '', profileTable(functions), '')
  }
  return {
    markdown: [
      '## Where the CPU goes',
      '',
      'In the process of the gateway, by package and then by function, each without what it calls. The profiler itself makes all slower.',
      '',
      ...sections,
    ]
      .join('\n')
      .trimEnd(),
  }
}

/** Profiles the server of a row under load. Shares are of the time that it was busy; microseconds are per request. */
async function profileOf({ server, nextRequest }) {
  await closedLoop(server.url, nextRequest, { connections: CONNECTIONS, ms: WARM_UP_MS })
  await server.ask('startProfile')
  const { requests } = await closedLoop(server.url, nextRequest, { connections: CONNECTIONS, ms: PROFILE_MS })
  const { nodes, samples, timeDeltas } = await server.ask('stopProfile')

  const nodeById = new Map(nodes.map((node) => [node.id, node]))
  const packages = new Map()
  const functions = new Map()
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = nodeById.get(id).callFrame
    if (functionName === '(idle)') continue
    const owner = ownerOf(functionName, url)
    add(packages, owner, timeDeltas[index])
    const place = url === '' ? '' : `:${lineNumber + 1}`
    add(functions, `${functionName || '(anonymous)'} ${owner}${place}`, timeDeltas[index])
  }
  const busy = [...packages.values()].reduce((sum, time) => sum + time, 0)
  const ranked = (times) =>
    [...times]
      .map(([name, time]) => ({ name, share: time / busy, perRequest: time / requests }))
      .toSorted((a, b) => b.share - a.share)
  return {
    requests,
    packages: ranked(packages).filter(({ share }) => share >= 0.005),
    functions: ranked(functions).slice(0, SHOWN_FUNCTIONS),
  }
}

/** What a function belongs to: a package, node itself, the gateway, or one of V8's own names such as (garbage collector). */
function ownerOf(functionName, url) {
  if (functionName.startsWith('(') && url === '') return functionName
  if (url === '') return 'V8 and C++'
  if (url.startsWith('node:')) return 'node'
  const path = url.startsWith('file:') ? fileURLToPath(url) : url
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? []
  return name ?? 'ours'
}

function add(times, name, time) {
  times.set(name, (times.get(name) ?? 0) + time)
}
