/** The log, and which details of an error it may contain. */
import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config/config.js'
import { identifier, property } from '../lib/thrown.js'

export type Log = Logger

export function createLog(config: Config, destination: DestinationStream = process.stdout): Log {
  const options = { level: config.logLevel, base: null, formatters: { level: (label: string) => ({ level: label }) } }
  return pino(options, destination)
}

/** An error's name, its code and where it was thrown. Not its message, which may contain anything that a caller or AWS has sent. */
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
  // The message may have lines that look like frames: the trace begins after it.
  const start = stack.indexOf(error.message)
  const trace = start < 0 ? stack : stack.slice(start + error.message.length)
  return trace
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
}
