/** The gateway as a process of its own, which ends with 1 on an unhandled rejection, and can be asked what it holds. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { built } from '../support/built.js'

const bundle = built('main.js')

export interface Held {
  /** What keeps the process busy, by kind: sockets, timers. */
  resources: Record<string, number>
  /** Open files, sockets among them. */
  openFiles: number
  /** After a garbage collection. */
  heapBytes: number
}

export interface GatewayProcess {
  url: string
  held(): Promise<Held>
  /** The longest that the event loop was held up since this was last asked, in CPU time. */
  blockedMs(): Promise<number>
  /** Asks it to end, and resolves to its exit code and to what it has logged as an error: 0, and nothing. */
  stop(): Promise<{ exitCode: number | null; errors: string[] }>
}

/** Some sockets more than before may wait for their next call, up to 50 of each client. One that leaks with each failure would be hundreds. */
const MORE_FILES = 30
const MORE_HEAP_BYTES = 8 * 1024 * 1024

/** What a process holds that it did not hold before: sockets in use, timers, open files, memory. */
export function leaks(before: Held, after: Held): string[] {
  const leaked = Object.entries(after.resources)
    .filter(([type, count]) => count > (before.resources[type] ?? 0))
    .map(([type, count]) => `${type}: ${before.resources[type] ?? 0}, then ${count}`)
  if (after.openFiles > before.openFiles + MORE_FILES)
    leaked.push(`files: ${before.openFiles}, then ${after.openFiles}`)
  if (after.heapBytes > before.heapBytes + MORE_HEAP_BYTES)
    leaked.push(`bytes: ${before.heapBytes}, then ${after.heapBytes}`)
  return leaked
}

/** What it holds more than before, once that is nothing, or else after 5 seconds. */
export async function lastingLeaks(gateway: GatewayProcess, before: Held): Promise<string[]> {
  for (let i = 0; ; i++) {
    const leaked = leaks(before, await gateway.held())
    if (i === 20 || leaked.length === 0) return leaked
    await delay(250)
  }
}

/** What is started here and has not been stopped, for a test that fails on the way. */
const children = new Set<ChildProcess>()
export function killAll(): void {
  for (const child of children) child.kill('SIGKILL')
}

export async function startGatewayProcess(env: Record<string, string>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['--expose-gc', '--import', './test/chaos/probe.mjs', bundle], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      EXPLORER: 'false',
      LOG_LEVEL: 'error',
      // what fails is looked at here, and not what waits
      SUPPORT_CALLS_PER_SECOND: '10000',
      TRUSTED_ADVISOR_CALLS_PER_SECOND: '10000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  children.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)))
  const closed = once(child, 'close')
  void closed.then(() => children.delete(child))

  const url = await readyUrl()
  return {
    url,
    held: () => told<Held>('held'),
    blockedMs: async () => (await told<{ blockedMs: number }>('blocked')).blockedMs,
    async stop() {
      child.kill('SIGTERM')
      const [exitCode] = (await closed) as [number | null]
      // The ready line is the only one that is meant to be there.
      return {
        exitCode,
        errors: output.split('\n').filter((line) => line !== '' && !/Ready at|"msg":"audit"/.test(line)),
      }
    },
  }

  async function told<T>(what: 'held' | 'blocked'): Promise<T> {
    const answer = once(child, 'message') as Promise<[T]>
    child.send(what)
    return (await answer)[0]
  }

  async function readyUrl(): Promise<string> {
    for (let i = 0; i < 600 && child.exitCode === null; i++) {
      const found = /Ready at (\S+)\/graphql/.exec(output)?.[1]
      if (found !== undefined) return found
      await delay(50)
    }
    throw new Error(`the gateway is not ready: ${output}`)
  }
}
