// Measures several servers side by side: in rounds, each of them for a while in every round, so that a machine that is busy for a while is busy for
// all.
import { isDeepStrictEqual } from 'node:util'
import { closedLoop, pace, post } from './load.js'

export const CONNECTIONS = 8

/**
 * A row of a comparison: a server, and what it is asked: one body, several, which are sent one after the other and again from the first, or a function
 * that makes one of a number.
 */
export function row(name, server, bodies, headers) {
  if (typeof bodies === 'string') return { name, server, body: bodies, requests: [{ body: bodies, headers }] }
  const bodyOf = typeof bodies === 'function' ? bodies : (number) => bodies[number % bodies.length]
  let sent = 0
  const setupRequest = (request) => ({ ...request, body: bodyOf(sent++) })
  return { name, server, body: bodyOf(sent++), requests: [{ setupRequest, headers }] }
}

/** Throws unless all of them answer the body with the same data. */
export async function checkAnswers(rows, body) {
  const [first, ...others] = await Promise.all(rows.map(({ server }) => dataOf(server, body)))
  const wrong = others.findIndex((data) => !isDeepStrictEqual(data, first))
  if (wrong !== -1) throw new Error(`${rows[wrong + 1].name} does not answer with the data of ${rows[0].name}`)
}

async function dataOf({ url }, body) {
  return JSON.parse(await post(url, body)).data
}

/**
 * The figures of each row: medians of all rounds, the least and the most requests a second, the CPU that the server took for one request, the calls
 * to the upstream per request, the share of errors, and `ratios`, how many times as many requests a second as the row of that name: the median of
 * what each round says, and `ranges`, the least and the most that one has said. Throws where there are errors, unless they `mayFail`.
 */
export async function compare(
  rows,
  emulator,
  { rounds = 5, ms = 1_000, warmUpMs = 2_000, connections = CONNECTIONS, mayFail = false } = {},
) {
  const measured = []
  for (const { name, server, requests, body } of rows) {
    const leastBytes = 0.95 * Buffer.byteLength(await post(server.url, body))
    const { perSecond } = await closedLoop(server.url, requests, { connections, ms: pace(warmUpMs) })
    // A number of requests and not a time, so that none is cut off whose calls and CPU count.
    const amount = Math.max(connections, Math.round((perSecond * pace(ms)) / 1_000))
    measured.push({ name, server, requests, how: { connections, amount, leastBytes }, results: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { name, server, requests, how, results } of measured) {
      await emulator.countCalls()
      const before = await server.ask('cpu')
      const result = await closedLoop(server.url, requests, how)
      const cpuMs = ((await server.ask('cpu')) - before) / result.requests
      const calls = (await emulator.countCalls()) / result.requests
      results.push({ ...result, cpuMs, calls, errors: result.short / result.requests })
      // An error is a 200, too, but a short one.
      if (result.short > 0 && !mayFail) throw new Error(`${name} has answered ${result.short} times with errors`)
    }
  }
  return measured.map(({ name, results }) => summarize(name, results, measured))
}

function summarize(name, results, measured) {
  const rates = results.map(({ perSecond }) => perSecond)
  const ratiosTo = (others) => rates.map((rate, round) => rate / others[round].perSecond)
  const toEach = (summary) =>
    Object.fromEntries(measured.map((other) => [other.name, summary(ratiosTo(other.results))]))
  const figures = ['perSecond', 'p50', 'p99', 'cpuMs', 'calls', 'errors', 'bytes', 'loadBusy']
  return {
    name,
    ...Object.fromEntries(figures.map((figure) => [figure, median(results.map((result) => result[figure]))])),
    least: Math.min(...rates),
    most: Math.max(...rates),
    ratios: toEach(median),
    ranges: toEach((ratios) => [Math.min(...ratios), Math.max(...ratios)]),
  }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}
