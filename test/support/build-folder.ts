/** A temporary folder for the output of scripts/build.js during a test run. built.ts fills it. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    buildFolder: string
  }
}

export const sources = ['package.json', 'src', 'emulator', 'schema', 'web', 'examples', 'tsconfig.json', 'node_modules']

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'build-'))
  for (const script of ['build.js', 'examples.js']) cpSync(`scripts/${script}`, join(folder, 'scripts', script))
  for (const name of sources) symlinkSync(resolve(name), join(folder, name))
  project.provide('buildFolder', folder)
  const clear = () => {
    for (const name of ['dist', 'building', 'result.json']) rmSync(join(folder, name), { recursive: true, force: true })
  }
  // Changed sources need a new build.
  project.onTestsRerun(async () => clear())
  return () => rmSync(folder, { recursive: true })
}
