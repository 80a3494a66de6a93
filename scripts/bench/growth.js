// How figures grow with what is asked, with what there is, and with how many ask.
import { compare, CONNECTIONS, row } from './compare.js'
import { growthTable, section } from './report.js'
import { startContender, startEmulator, startGateway } from './servers.js'
import { dashboard, SEED, sorted } from './workloads.js'

/** More at a time than a process can answer in time shows as errors. */
const HOW = { rounds: 3, warmUpMs: 1_500, mayFail: true }

export async function growth() {
  const emulator = await startEmulator()
  const servers = {
    'this gateway': await startGateway(emulator.url),
    'by hand': await startContender(emulator.url, 'by-hand'),
  }
  const rowsFor = (body, what) => Object.entries(servers).map(([name, server]) => row(`${name}, ${what}`, server, body))

  const pages = [1, 10, 100].flatMap((cases) => rowsFor(dashboard({ cases }), `${cases} to a page`))
  const byPage = await compare(pages, emulator, HOW)
  const byConnections = []
  for (const connections of [1, CONNECTIONS, 64, 256]) {
    byConnections.push(...(await compare(rowsFor(dashboard(), `${connections}`), emulator, { ...HOW, connections })))
  }
  return {
    markdown: section(
      'Growth',
      'Warm data throughout. Cases to a page, with five messages each and their attachments:',
      growthTable(byPage),
      'Cases in the account, for the newest 25 with `totalCount`, which takes reading through all of them; one connection:',
      growthTable(await byAccount()),
      'Connections, for 25 cases:',
      growthTable(byConnections),
    ),
  }
}

/** An emulator and a gateway for each size of account. */
async function byAccount() {
  const results = []
  for (const cases of [100, 1_000, 10_000]) {
    const emulator = await startEmulator({ seed: { ...SEED, cases, communicationsPerCase: 1, checks: 0 } })
    const gateway = await startGateway(emulator.url, { MAX_SCANNED_CASES: '20000' })
    const rows = [row(`this gateway, ${cases.toLocaleString('en')} cases`, gateway, sorted)]
    // One at a time: a first answer from 10,000 cases takes a hundred calls.
    results.push(...(await compare(rows, emulator, { ...HOW, connections: 1 })))
    await Promise.all([gateway.stop(), emulator.stop()])
  }
  return results
}
