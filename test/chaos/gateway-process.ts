/**
 * The gateway as a separate process, which exits with 1 on an unhandled rejection and reports the resources that it
 * holds.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { built } from '../support/built.js'

const bundle = built('main.js')

export interface Held {
  /** Active resources by type: sockets, timers. */
  resources: Record<string, number>
  /** Open files, including sockets. */
  openFiles: number
  /** After a garbage collection. */
  heapBytes: number
}

export interface GatewayProcess {
  url: string
  held(): Promise<Held>
  /** The longest event-loop block since the last call, in milliseconds of CPU time. */
  blockedMs(): Promise<number>
  /** Sends SIGTERM, and resolves with the exit code and the logged errors. Expected: 0 and none. */
  stop(): Promise<{ exitCode: number | null; errors: string[] }>
}

/**
 * Tolerates more idle sockets than before: each AWS client keeps up to 50. A leak on every failure would add hundreds.
 */
const MORE_FILES = 30
const MORE_HEAP_BYTES = 8 * 1024 * 1024

/** The resources that a process holds more of than before: sockets in use, timers, open files, memory. */
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

/** Waits up to 5 seconds for resources to be released, and resolves with the leaks that remain. */
export async function lastingLeaks(gateway: GatewayProcess, before: Held): Promise<string[]> {
  for (let i = 0; ; i++) {
    const leaked = leaks(before, await gateway.held())
    if (i === 20 || leaked.length === 0) return leaked
    await delay(250)
  }
}

/** Processes that are still running, for tests that fail before they stop them. */
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
      // These suites test failures, not queueing.
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
    held: () => report<Held>('held'),
    blockedMs: async () => (await report<{ blockedMs: number }>('blocked')).blockedMs,
    async stop() {
      child.kill('SIGTERM')
      const [exitCode] = (await closed) as [number | null]
      // The ready line and audit lines are expected.
      return {
        exitCode,
        errors: output.split('\n').filter((line) => line !== '' && !/Ready at|"msg":"audit"/.test(line)),
      }
    },
  }

  async function report<T>(what: 'held' | 'blocked'): Promise<T> {
    const message = once(child, 'message') as Promise<[T]>
    child.send(what)
    return (await message)[0]
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
