/** Runs the whole gateway, src/main.ts, as a child process. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { until } from './until.js'

export interface GatewayProcess {
  child: ChildProcessWithoutNullStreams
  output: { stdout: string; stderr: string }
  /** Resolves with the exit code. */
  exited: Promise<number>
}

/** Runs a bundle on any free port and without a shutdown grace period. `stdout` is a shell redirection. */
export function runGateway(bundle: string, env: Record<string, string>, stdout = ''): GatewayProcess {
  const output = { stdout: '', stderr: '' }
  const child = spawn('sh', ['-c', `exec "$0" ${bundle} ${stdout}`, process.execPath], {
    env: { PATH: process.env.PATH, PORT: '0', SHUTDOWN_GRACE_MS: '0', ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdout.on('data', (data) => (output.stdout += String(data)))
  child.stderr.on('data', (data) => (output.stderr += String(data)))
  const exited = once(child, 'close').then(([code]) => Number(code))
  return { child, output, exited }
}

/** The URL in the ready line. */
export async function ready({ child, output }: GatewayProcess): Promise<string> {
  const url = () => /Ready at (\S+)\/graphql/.exec(output.stdout)?.[1]
  await until(() => url() !== undefined || child.exitCode !== null)
  return url() ?? Promise.reject(new Error(`not ready: ${JSON.stringify(output)}`))
}
