/** Files that the configuration names. */
import { readFileSync } from 'node:fs'
import { ConfigError } from './config.js'
import { whyUnreadable } from './log.js'

/** Reads a file of JSON. Throws a ConfigError of one line that begins with `subject` where there is none. */
export function readJsonFile(path: string, subject: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError([`${subject} cannot be read: ${whyUnreadable(error)}`])
  }
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message shows the text around the mistake, which may be a secret.
    throw new ConfigError([`${subject} is not JSON`])
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
