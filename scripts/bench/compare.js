// Measures several servers in rounds. Every round measures each server, so a machine that is busy for a while affects
// all of them.
import { isDeepStrictEqual } from 'node:util'
import { closedLoop, pace, post } from './load.js'
import { median } from './report.js'

export const CONNECTIONS = 8

/**
 * A row of a comparison. `body` is the body of every request, or a function from the request number (from 0) to the
 * body. With a function, the server has to execute every request.
 */
export function row(name, server, body, headers) {
  if (typeof body === 'string') return { name, server, body, requests: [{ body, headers }] }
  let sent = 0
  const setupRequest = (request) => ({ ...request, body: body(sent++) })
  return { name, server, body: body(sent++), requests: [{ setupRequest, headers }], isExecuted: true }
}

/** Throws unless all servers respond with the same data to the first request, which is the same for all rows. */
export async function checkSameData(rows) {
  const data = await Promise.all(rows.map(async ({ server, body }) => JSON.parse(await post(server.url, body)).data))
  const wrong = data.findIndex((other) => !isDeepStrictEqual(other, data[0]))
  if (wrong !== -1) throw new Error(`${rows[wrong].name} does not return the same data as ${rows[0].name}`)
}

/** Puts a row under load. Throws if the gateway used a cached response for a row whose requests it has to execute. */
export async function load({ name, server, requests, isExecuted }, how) {
  // Only the gateway has a response cache.
  const countCacheHits = server.countCacheHits ?? (() => 0)
  const before = await countCacheHits()
  const result = await closedLoop(server.url, requests, how)
  const hits = (await countCacheHits()) - before
  if (isExecuted && hits > 0) throw new Error(`${name}: ${hits} responses came from the response cache`)
  return result
}

/**
 * The figures of each row: medians of all rounds, minimum and maximum requests per second, the server's CPU time per
 * request, and upstream calls per request. `ratios` compares requests per second with the row of that name: the median
 * of the rounds' ratios.
 */
export async function compare(
  rows,
  emulator,
  { rounds = 5, ms = 1_000, warmUpMs = 2_000, connections = CONNECTIONS } = {},
) {
  const measured = []
  for (const row of rows) {
    const leastBytes = 0.95 * Buffer.byteLength(await post(row.server.url, row.body))
    const { perSecond } = await load(row, { connections, ms: pace(warmUpMs) })
    // A number of requests rather than a duration, so every request whose calls and CPU time are counted completes.
    const amount = Math.max(connections, Math.round((perSecond * pace(ms)) / 1_000))
    measured.push({ ...row, how: { connections, amount, leastBytes }, results: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { results, how, ...row } of measured) {
      await emulator.countCalls()
      const before = await row.server.ask('cpu')
      const result = await load(row, how)
      const cpuMs = ((await row.server.ask('cpu')) - before) / how.amount
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
