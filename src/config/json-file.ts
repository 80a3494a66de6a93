/** Reads configuration files in JSON. */
import { readFileSync } from 'node:fs'
import { ConfigError } from './config.js'
import { identifier, property } from '../lib/thrown.js'

/** Reads a JSON file. If that fails, throws a ConfigError with one line that begins with `subject`. */
export function readJsonFile(path: string, subject: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError([`${subject} cannot be read: ${whyUnreadable(error)}`])
  }
  try {
    // Some Windows editors and shells write a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    // The parser's message shows the text around the error, which may be a secret.
    throw new ConfigError([`${subject} is not JSON`])
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reasons for an unreadable file, by error code. */
const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EISDIR: 'it is a folder',
}

/** Why a file could not be read, in words, with the error code. */
export function whyUnreadable(error: unknown): string {
  const code = identifier(property(error, 'code')) ?? 'unknown error'
  const words = unreadable[code]
  return words === undefined ? code : `${words} (${code})`
}
