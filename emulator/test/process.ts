import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** The emulator as a separate process, as `npm start` runs it. */
export interface EmulatorProcess {
  url: string
  /** All output so far. */
  output(): string
  residentMegabytes(): number
  kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): void
  exitCode: Promise<number | null>
}

export async function startProcess(env: Record<string, string>): Promise<EmulatorProcess> {
  const started = spawn(process.execPath, ['--import', 'tsx', 'main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // If a test fails before it stops its process, the process must not keep the test run from ending.
  onTestFinished(() => void started.kill('SIGKILL'))
  let output = ''
  const exitCode = new Promise<number | null>((resolve) => started.once('close', resolve))
  await new Promise<void>((resolve) => {
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('describe-cases')) resolve()
    }
    started.stdout.on('data', collect)
    started.stderr.on('data', collect)
    void exitCode.then(() => resolve())
  })
  return {
    url: /http:\/\/[\d.]+:\d+/.exec(output)?.[0] ?? '',
    output: () => output,
    residentMegabytes: () => residentKilobytes(started.pid) / 1024,
    kill: (signal) => void started.kill(signal),
    exitCode,
  }
}

function residentKilobytes(pid: number | undefined): number {
  const status = `/proc/${pid}/status`
  if (existsSync(status)) return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1])
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString())
}
