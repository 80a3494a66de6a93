// Measures several servers side by side: in rounds, each of them for a while in every round, so that a machine that is busy for a while is busy for
// all.
import { isDeepStrictEqual } from 'node:util'
import { closedLoop, pace, requestOf } from './load.js'

export const CONNECTIONS = 8

/**
 * A row of a comparison: a server, and what it is asked. `bodies` is one body, several, which are sent one after the other and again from the
 * first, or a function that makes one of a number.
 */
export function row(name, server, bodies, headers = {}) {
  let sent = 0
  if (typeof bodies === 'function') {
    const nextRequest = () => requestOf(server.url, bodies(sent++), headers)
    return { name, server, body: bodies(sent++), nextRequest }
  }
  const [body, ...others] = [bodies].flat()
  const requests = [body, ...others].map((each) => requestOf(server.url, each, headers))
  return { name, server, body, nextRequest: () => requests[sent++ % requests.length] }
}

/** Throws unless all of them answer the body with the same data. */
export async function checkAnswers(rows, body) {
  let expected
  for (const { name, server } of rows) {
    const { data } = JSON.parse(await answerOf(name, server, body))
    expected ??= data
    if (!isDeepStrictEqual(data, expected)) throw new Error(`${name} does not answer with the data of ${rows[0].name}`)
  }
}

/** The text of an answer that has data and no errors. */
export async function answerOf(name, { url }, body) {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const text = await response.text()
  const { data, errors } = JSON.parse(text)
  if (errors !== undefined || data == null) throw new Error(`${name} answers with ${JSON.stringify(errors)}`)
  return text
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
  const results = new Map()
  const leastBytes = new Map()
  for (const { name, server, body, nextRequest } of rows) {
    leastBytes.set(name, 0.95 * Buffer.byteLength(await answerOf(name, server, body)))
    await closedLoop(server.url, nextRequest, { connections, ms: pace(warmUpMs) })
    results.set(name, [])
  }
  for (let round = 0; round < rounds; round++) {
    for (const { name, server, nextRequest } of rows) {
      await emulator.countCalls()
      const before = await server.ask('cpu')
      const how = { connections, ms: pace(ms), leastBytes: leastBytes.get(name) }
      const result = await closedLoop(server.url, nextRequest, how)
      const after = await server.ask('cpu')
      const cpuMs = (after.user + after.system - before.user - before.system) / 1_000 / result.requests
      const calls = (await emulator.countCalls()) / result.requests
      results.get(name).push({ ...result, cpuMs, calls, errors: result.short / result.requests })
      // An error is a 200, too, but a short one.
      if (result.short > 0 && !mayFail) throw new Error(`${name} has answered ${result.short} times with errors`)
    }
  }
  return rows.map(({ name }) => summarize(name, results))
}

function summarize(name, results) {
  const mine = results.get(name)
  const middle = (figure) => median(mine.map((result) => result[figure]))
  const rates = mine.map(({ perSecond }) => perSecond)
  const figures = ['perSecond', 'p50', 'p99', 'cpuMs', 'calls', 'errors', 'bytes', 'loadBusy']
  const roundsWith = [...results].map(([other, theirs]) => [
    other,
    rates.map((rate, round) => rate / theirs[round].perSecond),
  ])
  const ofRounds = (summary) => Object.fromEntries(roundsWith.map(([other, ratios]) => [other, summary(ratios)]))
  return {
    name,
    ...Object.fromEntries(figures.map((figure) => [figure, middle(figure)])),
    least: Math.min(...rates),
    most: Math.max(...rates),
    ratios: ofRounds(median),
    ranges: ofRounds((ratios) => [Math.min(...ratios), Math.max(...ratios)]),
  }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}
