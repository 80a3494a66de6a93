/** The log, and what of an error may stand in it. */
import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config/config.js'
import { identifier, property } from '../lib/thrown.js'

export type Log = Logger

export function createLog(config: Config, destination: DestinationStream = process.stdout): Log {
  const options = { level: config.logLevel, base: null, formatters: { level: (label: string) => ({ level: label }) } }
  return pino(options, destination)
}

/** An error without its message, which may hold anything that a caller or AWS has sent: its name, its code and where it was thrown. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = property(error, 'code')
  return {
    name: identifier(error.name) ?? 'Error',
    ...(identifier(code) && { code }),
    stack: stackFrames(error),
    ...(error.cause != null && { cause: describeError(error.cause) }),
  }
}

function stackFrames(error: Error): string[] {
  const stack = error.stack ?? ''
  // A message may itself have lines that look like frames: the trace is what follows it.
  const start = stack.indexOf(error.message)
  const trace = start < 0 ? stack : stack.slice(start + error.message.length)
  return trace
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
}
