/**
 * The schema and the files of docs/frontend.md with GraphQL Code Generator, gql.tada, Relay's compiler and TypeScript.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { blockCount, createApp, pageFiles } from '../support/frontend.js'

test('every code block of docs/frontend.md is a file that the tests run', () => {
  expect(blockCount).toBe(pageFiles.size)
  expect([...pageFiles.keys()].toSorted()).toEqual([
    'codegen.ts',
    'introspection.js',
    'relay.config.json',
    'src/apollo.ts',
    'src/fetch.ts',
    'src/queries.ts',
    'src/relay/CaseList.ts',
    'src/relay/environment.ts',
    'src/tada.ts',
    'src/upload.ts',
    'src/urql.ts',
    'tsconfig.json',
  ])
})

/** Uses the types of an example and of gql.tada. Compiles only if the types are right. */
const usage = `
import type { ResultOf } from '@graphql-typed-document-node/core'
import type { CaseWithThreadDocument, CaseWithThreadQueryVariables } from './gql/graphql'
import type { ServiceNamesResult } from './tada'

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Case = NonNullable<ResultOf<typeof CaseWithThreadDocument>['case']>
export const checks: [
  Same<CaseWithThreadQueryVariables['id'], string>,
  Same<Case['id'], string>,
  Same<Case['createdAt'], string | null>,
  Same<NonNullable<ServiceNamesResult['services']>['nodes'][number]['name'], string>,
] = [true, true, true, true]
`

test('TypeScript compiles the app with the types that every tool generates from the published schema', () => {
  const { folder } = createApp()
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, stdio: 'pipe' })
  cpSync('examples', join(folder, 'src/examples'), { recursive: true })
  mkdirSync(join(folder, 'src/relay/__generated__'))

  run(resolve('node_modules/.bin/graphql-codegen'), '--config', 'codegen.ts')
  run('node_modules/.bin/gql.tada', 'generate-output')
  run('node_modules/.bin/relay-compiler')
  run(process.execPath, 'introspection.js')
  writeFileSync(join(folder, 'src/usage.ts'), usage)

  const generated = readFileSync(join(folder, 'src/gql/graphql.ts'), 'utf8')
  const examples = readdirSync('examples').filter((name) => name.endsWith('.graphql'))
  expect(generated.match(/^export const \w+Document\b/gm)?.length).toBeGreaterThan(examples.length)
  const { stdout, status } = spawnSync(resolve('node_modules/.bin/tsc'), { cwd: folder, encoding: 'utf8' })
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
})
