/** Logging while nobody reads stdout: runs src/main.ts as a child process. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { built } from '../support/built.js'
import { freePort } from '../support/free-port.js'
import { until } from '../support/until.js'
import { post } from '../support/post.js'

const bundle = built('main.js')

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

interface Unread {
  child: ChildProcess
  url: string
  port: number
  /** Resolves to the exit code of `child`. */
  exited: Promise<number | null>
}

/** Starts a gateway whose stdout nobody reads, and waits until it serves requests. `command` wraps the command line that starts it, for example in a shell. */
async function startUnread(
  env: Record<string, string> = {},
  command: (node: string) => string[] = () => [],
): Promise<Unread> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const [program = process.execPath, ...args] = command(`${process.execPath} ${bundle}`)
  const child = spawn(program, args.length > 0 ? args : [bundle], {
    env: { PATH: process.env['PATH'], PORT: String(port), SHUTDOWN_GRACE_MS: '0', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  children.push(child)
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  await until(() =>
    fetch(`${url}/livez`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return { child, url, port, exited }
}

/** Sends `count` requests, each of which logs a line of about 250 characters. Resolves with the last response; the last lines may be logged later. */
async function makeLines(port: number, count: number): Promise<void> {
  // node:http, because it uses a fifth of the CPU time of fetch().
  const agent = new Agent({ keepAlive: true, maxSockets: 20 })
  const options = { port, host: '127.0.0.1', path: '/livez', agent, headers: { 'x-request-id': 'r'.repeat(64) } }
  const send = () =>
    new Promise<void>((resolve, reject) => {
      get(options, (response) => void response.resume().once('end', resolve)).once('error', reject)
    })
  for (let sent = 0; sent < count; sent += 100) await Promise.all(Array.from({ length: 100 }, send))
  agent.destroy()
}

async function dropped(url: string): Promise<{ audit: number; other: number }> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const count = (kind: string) =>
    Number(new RegExp(`^support_graph_log_lines_dropped_total\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(metrics)?.[1])
  return { audit: count('audit'), other: count('other') }
}

const MUTATION = 'mutation { resolveCase(input: { caseId: "1" }) { userErrors { code } } }'

function linesIn(output: string): Record<string, unknown>[] {
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('unread stdout', () => {
  test('log lines are dropped and counted while stdout is unread, audit lines last', async () => {
    const { child, url, port, exited } = await startUnread()
    // The capacity of the pipe depends on the system.
    await until(async () => {
      await makeLines(port, 1_000)
      return (await dropped(url)).other > 200
    })
    for (let i = 0; i < 20; i++) expect(await (await post({ url }, { query: MUTATION })).text()).toContain('"data"')
    expect(await dropped(url)).toMatchObject({ audit: 0 })

    let output = ''
    child.stdout?.on('data', (data) => (output += String(data)))
    await until(() => output.includes('lines were dropped'))
    await post({ url }, { query: 'query Later { __typename }' })
    await until(() => output.includes('"Later"'))
    const lines = linesIn(output)
    expect(lines.filter(({ msg }) => msg === 'audit')).toHaveLength(20)
    const notices = lines.filter(({ level }) => level === 'warn')
    expect(notices).toMatchObject([{ dropped: { ...(await dropped(url)) }, msg: expect.stringContaining('dropped') }])
    // A million characters of such lines, plus the capacity of the pipe.
    expect(lines.length).toBeGreaterThan(3_000)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  test('an unread stdout does not keep the process from exiting on signals or an unhandled error', async () => {
    const reject = 'process.on("SIGUSR2",()=>{Promise.reject(new Error("secret"))})'
    async function exitCode(...signals: NodeJS.Signals[]): Promise<number | null> {
      const { child, url, port, exited } = await startUnread({
        NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(reject).toString('base64')}`,
        SHUTDOWN_GRACE_MS: signals.length > 1 ? '600000' : '0',
      })
      await makeLines(port, 500)
      for (const signal of signals) {
        child.kill(signal)
        // Two pending signals are delivered in the order of their numbers, so this waits for the first to arrive.
        await until(async () => (await fetch(`${url}/readyz`).catch(() => null))?.status !== 200)
      }
      return exited
    }
    // In parallel, because each waits two seconds for a reader.
    expect(await Promise.all([exitCode('SIGTERM'), exitCode('SIGTERM', 'SIGINT'), exitCode('SIGUSR2')])).toEqual([
      0, 130, 1,
    ])
  })

  test('a slow reader of stdout gets every line when the process stops', async () => {
    const { child, url, port, exited } = await startUnread()
    await makeLines(port, 1_000)
    child.kill('SIGTERM')
    await until(() =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    )
    let output = ''
    child.stdout?.on('data', (data) => (output += String(data)))
    expect(await exited).toBe(0)
    await until(() => child.stdout?.readableEnded ?? true)
    expect(linesIn(output).filter(({ path }) => path === '/livez').length).toBeGreaterThanOrEqual(1_000)
  })

  test('the process keeps serving when its stdout is closed', async () => {
    const { child, url, port, exited } = await startUnread()
    child.stdout?.destroy()
    await makeLines(port, 100)
    await until(async () => (await dropped(url)).other >= 100)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  test('the log resumes when the reader of a named pipe comes back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stdout-'))
    const pipe = join(folder, 'log')
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
    const first = createReadStream(pipe).resume()
    const { url, port } = await startUnread({}, (node) => ['sh', '-c', `exec ${node} > ${pipe}`])
    first.destroy()
    await once(first, 'close')
    await makeLines(port, 100)
    await until(async () => (await dropped(url)).other >= 100)

    let output = ''
    const second = createReadStream(pipe).on('data', (data) => (output += String(data)))
    await until(async () => {
      await post({ url }, { query: 'query Later { __typename }' })
      return output.includes('"Later"')
    })
    expect(linesIn(output)).toContainEqual(expect.objectContaining({ level: 'warn', dropped: await dropped(url) }))
    second.destroy()
    rmSync(folder, { recursive: true })
  })

  // util-linux's `script` creates the terminal, and reads from it only as fast as its own output is read.
  test('the process keeps serving while its terminal is stopped by Ctrl-S', async () => {
    const { url, port } = await startUnread({}, (node) => ['script', '--quiet', '--command', node, '/dev/null'])
    await makeLines(port, 1_000)
    expect((await fetch(`${url}/livez`)).status).toBe(200)
  })
})
