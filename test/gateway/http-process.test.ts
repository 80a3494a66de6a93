/** The process as a whole: src/main.ts, run as a child. */
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'

/** Bundled as scripts/build.js does, which starts faster than through tsx. In dist/, one level deep, where schema/ is found from. */
const bundle = `dist/process-test-${process.pid}.mjs`
beforeAll(() => {
  const options = ['--bundle', '--packages=external', '--platform=node', '--format=esm', '--log-level=warning']
  execFileSync('node_modules/.bin/esbuild', ['src/main.ts', ...options, `--outfile=${bundle}`])
})
afterAll(() => rmSync(bundle))

let child: ChildProcessWithoutNullStreams
let other: Server | undefined
afterEach(() => {
  child.kill('SIGKILL')
  other?.close()
})

function run(env: Record<string, string>, stdout = '') {
  const output = { stdout: '', stderr: '' }
  child = spawn('sh', ['-c', `exec "$0" ${bundle} ${stdout}`, process.execPath], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
  })
  child.stdout.on('data', (data) => (output.stdout += String(data)))
  child.stderr.on('data', (data) => (output.stderr += String(data)))
  const exited = once(child, 'close').then(([code]) => Number(code))
  return { output, exited }
}

/** The URL in the ready line. */
async function ready(output: { stdout: string }): Promise<string> {
  for (let i = 0; i < 200; i++) {
    const url = /Ready at (\S+)\/graphql/.exec(output.stdout)?.[1]
    if (url) return url
    await delay(50)
  }
  throw new Error(`not ready: ${JSON.stringify(output)}`)
}

describe('the process', () => {
  test('says where it is and what answers, and ends with 0 on SIGTERM', async () => {
    const { output, exited } = run({ LOG_LEVEL: 'silent' })
    const url = await ready(output)
    expect(output.stdout).toMatch(/answering from the emulator at http:\/\/127\.0\.0\.1:\d+/)
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  test('takes the same Ctrl-C twice, as it comes under npm, for one', async () => {
    const { output, exited } = run({})
    await ready(output)
    child.kill('SIGINT')
    child.kill('SIGINT')
    expect(await exited).toBe(0)
  })

  test('drains, and ends at once on a second signal', async () => {
    const { output, exited } = run({ SHUTDOWN_TIMEOUT_MS: '15000' })
    const { port } = new URL(await ready(output))
    // Half a request, which keeps the gateway from closing.
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {})
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{')
    await delay(100)
    child.kill('SIGTERM')
    await delay(700)
    expect(child.exitCode).toBeNull()
    child.kill('SIGTERM')
    expect(await exited).toBe(143)
  })

  test('answers though its log cannot be written, the disk being full', async () => {
    // a device that only Linux has
    const stdout = existsSync('/dev/full') ? '> /dev/full' : '>&-'
    other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    other.close()
    const { exited } = run({ PORT: String(port) }, stdout)
    const url = `http://127.0.0.1:${port}/livez`
    let answer: Response | undefined
    for (let i = 0; i < 200 && answer === undefined; i++) {
      answer = await fetch(url).catch(() => undefined)
      await delay(50)
    }
    expect(answer?.status).toBe(200)
    expect((await fetch(url)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  test('names every wrong variable on a line of its own, and ends with 1', async () => {
    const { output, exited } = run({ PORT: 'http', LOG_LEVEL: 'loud', NODE_ENV: 'production' })
    expect(await exited).toBe(1)
    expect(output.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^SUPPORT_UPSTREAM must be set/),
      expect.stringMatching(/^PORT is "http", but must be/),
      expect.stringMatching(/^LOG_LEVEL is "loud", but must be/),
    ])
    expect(output.stdout).toBe('')
  })

  // With an empty label, which no resolver has to be asked about.
  test('names a HOST that is not known, and ends with 1', async () => {
    const { output, exited } = run({ HOST: 'no..such.host' })
    expect(await exited).toBe(1)
    expect(output.stderr).toMatch(/^Cannot listen on no\.\.such\.host: E[A-Z_]+\. Set PORT, HOST or EMULATOR_PORT;/)
  })

  test.each(['PORT', 'EMULATOR_PORT'])('says in one line that %s is taken, and ends with 1', async (name) => {
    other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const { output, exited } = run({ [name]: port })
    expect(await exited).toBe(1)
    expect(output.stderr).toContain(
      `Cannot listen on 127.0.0.1:${port}: another program listens there. Set PORT, HOST or EMULATOR_PORT; port 0 takes any free one.\n`,
    )
  })
})
