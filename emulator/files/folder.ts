import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Files } from '../state.js'

/** The folder is created on first use: most emulators never receive an upload. */
export function createFiles(): Files {
  let folder: string | undefined
  let count = 0
  return {
    newPath() {
      folder ??= mkdtempSync(join(tmpdir(), 'support-emulator-'))
      count += 1
      return join(folder, String(count))
    },
    removeAll() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
      folder = undefined
    },
  }
}
