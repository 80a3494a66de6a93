// How the figures grow with page size, account size and number of connections.
import { compare, CONNECTIONS, row } from './compare.js'
import { rateTable } from './report.js'
import { startContender, startEmulator, startGateway } from './servers.js'
import { dashboard, SEED, sorted } from './workloads.js'

const HOW = { rounds: 3, warmUpMs: 1_500 }

export async function growth() {
  const emulator = await startEmulator()
  const servers = {
    'this gateway': await startGateway(emulator.url),
    'by hand': await startContender(emulator.url, 'by-hand'),
  }
  const rowsFor = (body, what) => Object.entries(servers).map(([name, server]) => row(`${name}, ${what}`, server, body))

  const pages = [1, 10, 100].flatMap((cases) =>
    rowsFor(dashboard({ cases }), `${cases} ${cases === 1 ? 'case' : 'cases'} per page`),
  )
  const results = await compare(pages, emulator, HOW)
  for (const cases of [100, 1_000, 10_000]) results.push(...(await measureAccount(cases)))
  for (const connections of [1, CONNECTIONS, 64, 256]) {
    const rows = rowsFor(dashboard(), `${connections} ${connections === 1 ? 'connection' : 'connections'}`)
    results.push(...(await compare(rows, emulator, { ...HOW, connections })))
  }
  return { markdown: rateTable(results) }
}

/**
 * Starts a separate emulator and gateway. Uses one connection, because the first response needs a hundred calls with
 * 10,000 cases.
 */
async function measureAccount(cases) {
  const emulator = await startEmulator({ seed: { ...SEED, cases, communicationsPerCase: 1, checks: 0 } })
  const gateway = await startGateway(emulator.url, { MAX_SCANNED_CASES: '20000' })
  const rows = [row(`this gateway, ${cases.toLocaleString('en')} cases in the account`, gateway, sorted)]
  const results = await compare(rows, emulator, { ...HOW, connections: 1 })
  await Promise.all([gateway.stop(), emulator.stop()])
  return results
}
