/** The log, and what of an error may stand in it. */
import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from './config.js'

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

/** What keeps a file from being read. */
const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EISDIR: 'it is a folder',
}

/** Why a file could not be read, in words, with the code of the error. */
export function whyUnreadable(error: unknown): string {
  const code = identifier(property(error, 'code')) ?? 'unknown error'
  const words = unreadable[code]
  return words === undefined ? code : `${words} (${code})`
}

/** A word that was written by a programmer, or undefined. */
export function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z_]\w{0,63}$/.test(value) ? value : undefined
}

/** A property of something that was thrown, which may be anything. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
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
