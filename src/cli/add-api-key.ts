import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { ConfigError } from '../config/config.js'
import { property } from '../lib/thrown.js'
import { readApiKeys, type ApiKeyEntry } from '../config/api-keys.js'

/**
 * Puts an entry into a file of keys, and makes the file, for its owner alone, if there is none. A reader sees the file as it was or as it is, and
 * no two writers lose each other's entry. Throws a ConfigError when the name is taken, the file has mistakes, or it cannot be written.
 */
export function addEntry(file: string, entry: ApiKeyEntry, replace: boolean): void {
  const exists = existsSync(file)
  // What a link leads to is written, and not the link.
  const target = exists ? realpathSync(file) : file
  const draft = `${target}.new`
  const descriptor = openDraft(draft, file)
  try {
    const entries = exists ? entriesIn(target) : []
    if (!replace && entries.some(({ name }) => name === entry.name)) {
      const name = JSON.stringify(entry.name)
      throw new ConfigError([
        `${file} has a key with the name ${name}: take another name, or --replace to end that key`,
      ])
    }
    const kept = entries.filter(({ name }) => name !== entry.name)
    writeSync(descriptor, `${JSON.stringify([...kept, entry], null, 2)}\n`)
    if (exists) fchmodSync(descriptor, statSync(target).mode & 0o777)
    fsyncSync(descriptor)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
}

/** The entries as they stand there, once they have been found to be right. */
function entriesIn(file: string): ApiKeyEntry[] {
  readApiKeys(file)
  return JSON.parse(readFileSync(file, 'utf8')) as ApiKeyEntry[]
}

/** Fails where another has it open: its entry would be lost. */
function openDraft(draft: string, file: string): number {
  try {
    return openSync(draft, 'wx', 0o600)
  } catch (error) {
    const code = String(property(error, 'code'))
    const why =
      code === 'EEXIST'
        ? `${draft} is there: another key is being made, or was cut off; if none is, remove it`
        : `${file} cannot be written: ${code}`
    throw new ConfigError([why])
  }
}
