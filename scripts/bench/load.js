// The load, over sockets of its own: Node's HTTP client would take as much CPU as the servers that are to be measured.
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { within } from './processes.js'

/** What comes after the time of a measurement is up belongs to requests that were under way. */
const SETTLE_MS = 60_000

/** `--quick` is to try the scripts: it measures for a tenth of the time, and its figures are worth as much. */
export const isQuick = process.argv.includes('--quick')

/** For how long to measure what is `ms` long. */
export function pace(ms) {
  return isQuick ? ms / 10 : ms
}

/** The bytes of a request: made before the time runs. */
export function requestOf(url, body, headers = {}) {
  const { host, pathname } = new URL(url)
  const lines = Object.entries({
    host,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

/**
 * Keeps one request going on each connection, for `ms` or until there have been `requests`. Answers with requests a second, with p50 and p99 in
 * milliseconds, with how many answers were shorter than `leastBytes`, with the mean size of an answer, and with how much of a core the load itself has taken.
 */
export async function closedLoop(url, nextRequest, { connections, ms, requests = Infinity, leastBytes = 0 }) {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(url)))
  const times = []
  let bytes = 0
  let short = 0
  let sent = 0
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const keepAsking = async (socket) => {
    while (sent < requests && performance.now() - startedAt < ms) {
      sent++
      const from = performance.now()
      const size = await socket.ask(nextRequest())
      bytes += size
      if (size < leastBytes) short++
      times.push(performance.now() - from)
    }
  }
  try {
    await within(ms + SETTLE_MS, `${url} has not answered`, Promise.all(sockets.map(keepAsking)))
  } finally {
    for (const socket of sockets) socket.close()
  }
  const tookMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return {
    requests: times.length,
    perSecond: (times.length * 1_000) / tookMs,
    ...percentiles(times),
    bytes: bytes / times.length,
    short,
    loadBusy: (user + system) / 1_000 / tookMs,
  }
}

/** Calls `ask` at a steady rate, whether what it has begun is done or not, and answers with how many milliseconds each took. */
export async function openLoop(ask, { perSecond, ms }) {
  const startedAt = performance.now()
  const count = Math.round((ms * perSecond) / 1_000)
  const times = Array.from({ length: count }, async (_, index) => {
    await delay(startedAt + (index * 1_000) / perSecond - performance.now())
    const from = performance.now()
    await ask()
    return performance.now() - from
  })
  return within(ms + SETTLE_MS, 'no answer', Promise.all(times))
}

/** Connections that are opened as they are needed, and kept. */
export function createPool(url) {
  const idle = []
  return {
    async ask(request) {
      let socket = idle.pop()
      // Of many, some are idle for so long that the server closes them.
      while (socket?.isClosed()) socket = idle.pop()
      socket ??= await open(url)
      await socket.ask(request)
      idle.push(socket)
    },
    close() {
      for (const socket of idle) socket.close()
    },
  }
}

export function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { p50: at(0.5), p99: at(0.99) }
}

const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = '0\r\n\r\n'

/** A connection. `ask` sends the bytes of a request and resolves with the size of its answer, all of which has come, and which is a 200. */
function open(url) {
  const { hostname, port } = new URL(url)
  let pending
  let head
  let expected
  let received
  let tail

  function begin() {
    head = Buffer.alloc(0)
    expected = undefined
    received = 0
    tail = ''
  }

  function readHead(chunk) {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf(HEAD_END)
    if (end === -1) return
    const text = head.toString('latin1', 0, end)
    if (!text.startsWith('HTTP/1.1 200 ')) return fail(new Error(`${url} answered ${head.toString()}`))
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
    // Without a length it comes in chunks.
    expected = length === undefined ? Infinity : end + HEAD_END.length + Number(length)
  }

  function read(size, buffer) {
    const chunk = buffer.subarray(0, size)
    received += size
    if (expected === undefined) readHead(chunk)
    // JSON has no line feed that is followed by one, but for this.
    if (expected === Infinity) tail = (tail + chunk.toString('latin1', Math.max(0, size - 5))).slice(-5)
    if (received >= expected || (expected === Infinity && tail === LAST_CHUNK)) {
      const { resolve } = pending
      pending = undefined
      resolve(received)
    }
    return true
  }

  function fail(error) {
    pending?.reject(error)
    pending = undefined
    socket.destroy()
  }

  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: { buffer: Buffer.alloc(128 * 1024), callback: read },
  })
  return new Promise((resolve, reject) => {
    socket.on('error', (error) => {
      reject(error)
      fail(error)
    })
    socket.on('close', () => fail(new Error(`${url} has closed the connection`)))
    socket.on('connect', () =>
      resolve({
        ask(request) {
          begin()
          return new Promise((resolve, reject) => {
            pending = { resolve, reject }
            socket.write(request)
          })
        },
        isClosed: () => socket.destroyed || socket.readableEnded,
        close: () => socket.destroy(),
      }),
    )
  })
}
