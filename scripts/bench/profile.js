// Where the CPU of the gateway goes: by package and folder, and the functions that take most.
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { CONNECTIONS, row } from './compare.js'
import { closedLoop, pace } from './load.js'
import { profileTable } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardInOtherWords, typename } from './workloads.js'

const WARM_UP_MS = 3_000
const PROFILE_MS = 4_000
const SHOWN_FUNCTIONS = 25
/** Less than this share is left out. */
const LEAST_SHARE = 0.005

export async function profile() {
  const sources = new SourceMap(JSON.parse(readFileSync('dist/main.js.map', 'utf8')))
  const emulator = await startEmulator()
  const sections = []
  const requests = {
    '25 cases, warm': dashboard(),
    '25 cases, another text each time': dashboardInOtherWords,
    '`{ __typename }`': typename,
  }
  for (const [name, bodies] of Object.entries(requests)) {
    const gateway = await startGateway(emulator.url)
    const { owners, functions } = await profileOf(row(name, gateway, bodies), sources)
    await gateway.stop()
    sections.push(`### ${name}`, '', profileTable(owners), '', profileTable(functions), '')
  }
  return {
    markdown: [
      '## Where the CPU goes',
      '',
      'In the process of the gateway: first by package, or by folder of ours, each with what it calls of Node and V8, then by function, without what it',
      'calls. The profiler makes all slower.',
      '',
      ...sections,
    ]
      .join('\n')
      .trimEnd(),
  }
}

/** Profiles the server of a row under load. Shares are of the time that it was not idle. */
async function profileOf({ server, nextRequest }, sources) {
  await closedLoop(server.url, nextRequest, { connections: CONNECTIONS, ms: pace(WARM_UP_MS) })
  await server.ask('startProfile')
  const { requests } = await closedLoop(server.url, nextRequest, { connections: CONNECTIONS, ms: pace(PROFILE_MS) })
  const { nodes, samples, timeDeltas } = await server.ask('stopProfile')

  const callers = new Map()
  for (const node of nodes) for (const child of node.children ?? []) callers.set(child, node)
  const framesById = new Map(nodes.map((node) => [node.id, [...framesFrom(node, callers)]]))
  const owners = new Map()
  const functions = new Map()
  for (const [index, id] of samples.entries()) {
    const frames = framesById.get(id)
    const [{ functionName }] = frames
    // The profiler itself is called by inside.js.
    if (functionName === '(idle)' || frames.some(({ url }) => url.endsWith('/inside.js'))) continue
    add(owners, ownerOf(frames, sources), timeDeltas[index])
    add(functions, `${functionName || '(anonymous)'} ${placeOf(frames[0], sources)}`.trim(), timeDeltas[index])
  }
  const busy = [...owners.values()].reduce((sum, time) => sum + time, 0)
  const ranked = (times) =>
    [...times]
      .map(([name, time]) => ({ name, share: time / busy, perRequest: time / requests }))
      .toSorted((a, b) => b.share - a.share)
      .filter(({ share }) => share >= LEAST_SHARE)
  return { owners: ranked(owners), functions: ranked(functions).slice(0, SHOWN_FUNCTIONS) }
}

function* framesFrom(node, callers) {
  for (let at = node; at !== undefined; at = callers.get(at.id)) yield at.callFrame
}

/** Whose time it is: of the package, or the folder of ours, that is nearest on the stack; what is of nobody is Node's. */
function ownerOf(frames, sources) {
  const { functionName, url } = frames[0]
  if (url === '' && functionName.startsWith('(')) return functionName
  const nearest = frames.find((frame) => frame.url.startsWith('file:'))
  if (nearest === undefined) return 'node'
  const place = placeOf(nearest, sources)
  return place.startsWith('src/') ? (/^src\/\w+\//.exec(place)?.[0] ?? 'src/') : place.replace(/:\d+$/, '')
}

/** `@apollo/server:26`, `src/graph/context.ts:40`, `node:net:123`; nothing for what is V8's own. What is bundled is found where it comes from. */
function placeOf({ url, lineNumber, columnNumber }, sources) {
  if (url === '') return ''
  const { originalSource, originalLine } = url.endsWith('/dist/main.js')
    ? sources.findEntry(lineNumber, columnNumber)
    : {}
  const path = originalSource?.replace(/^(\.\.\/)+/, '') ?? url
  const [, name = path] = /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? []
  return `${name}:${(originalLine ?? lineNumber) + 1}`
}

function add(times, name, time) {
  times.set(name, (times.get(name) ?? 0) + time)
}
