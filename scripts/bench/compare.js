// Measures several servers side by side: in rounds, each of them for a while in every round, so that a machine that is busy for a while is busy for
// all.
import { isDeepStrictEqual } from 'node:util'
import { closedLoop, pace, post } from './load.js'
import { median } from './report.js'

export const CONNECTIONS = 8

/**
 * A row of a comparison: a server, and the body that it is sent; or a function that makes a body of the number of the request, from 0.
 */
export function row(name, server, body, headers) {
  if (typeof body === 'string') return { name, server, body, requests: [{ body, headers }] }
  let sent = 0
  const setupRequest = (request) => ({ ...request, body: body(sent++) })
  return { name, server, body: body(sent++), requests: [{ setupRequest, headers }] }
}

/** Throws unless all of them answer the body with the same data. */
export async function checkAnswers(rows, body) {
  const answers = await Promise.all(rows.map(async ({ server }) => JSON.parse(await post(server.url, body)).data))
  const wrong = answers.findIndex((data) => !isDeepStrictEqual(data, answers[0]))
  if (wrong !== -1) throw new Error(`${rows[wrong].name} does not answer with the data of ${rows[0].name}`)
}

/**
 * The figures of each row: medians of all rounds, the least and the most requests a second, the CPU that the server took for one request, the calls
 * to the upstream per request, and `ratios`: how many times as many requests a second as the row of that name, the median of what each round says.
 */
export async function compare(
  rows,
  emulator,
  { rounds = 5, ms = 1_000, warmUpMs = 2_000, connections = CONNECTIONS } = {},
) {
  const measured = []
  for (const row of rows) {
    const { url } = row.server
    const leastBytes = 0.95 * Buffer.byteLength(await post(url, row.body))
    const { perSecond } = await closedLoop(url, row.requests, { connections, ms: pace(warmUpMs) })
    // A number of requests and not a time, so that none is cut off whose calls and CPU count.
    const amount = Math.max(connections, Math.round((perSecond * pace(ms)) / 1_000))
    measured.push({ ...row, how: { connections, amount, leastBytes }, results: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { server, requests, how, results } of measured) {
      await emulator.countCalls()
      const before = await server.ask('cpu')
      const result = await closedLoop(server.url, requests, how)
      const cpuMs = ((await server.ask('cpu')) - before) / how.amount
      results.push({ ...result, cpuMs, calls: (await emulator.countCalls()) / how.amount })
    }
  }
  const rates = new Map(measured.map(({ name, results }) => [name, results.map(({ perSecond }) => perSecond)]))
  return measured.map(({ name, results: [first, ...others] }) => ({
    name,
    ...Object.fromEntries(
      Object.keys(first).map((figure) => [figure, median([first, ...others].map((result) => result[figure]))]),
    ),
    least: Math.min(...rates.get(name)),
    most: Math.max(...rates.get(name)),
    ratios: Object.fromEntries(
      [...rates].map(([other, of]) => [other, median(of.map((rate, round) => rates.get(name)[round] / rate))]),
    ),
  }))
}
