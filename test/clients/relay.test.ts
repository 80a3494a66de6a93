/** The Relay setup of docs/frontend.md, unchanged: its compiler with the published schema, and its runtime. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  commitMutation,
  createOperationDescriptor,
  fetchQuery,
  getSingularSelector,
  handlePotentialSnapshotErrors,
  type ConcreteRequest,
  type Environment,
  type OperationType,
  type ReaderFragment,
} from 'relay-runtime'
import { createApp, startBackend, type App, type CaseListData } from '../support/frontend.js'

function compile({ folder }: App): void {
  mkdirSync(join(folder, 'src/relay/__generated__'))
  execFileSync('node_modules/.bin/relay-compiler', { cwd: folder, stdio: 'pipe' })
}

/** Does what Relay's Babel plugin does: replaces each document in a file with an import of the compiler's output. */
function importDocuments({ folder }: App, name: string): void {
  const path = join(folder, name)
  const imports: string[] = []
  const code = readFileSync(path, 'utf8').replaceAll(/graphql`\s*\w+ (\w+)[^`]*`/g, (_, document: string) => {
    imports.push(`import ${document} from './__generated__/${document}.graphql'\n`)
    return document
  })
  writeFileSync(path, imports.join('') + code)
}

interface CaseListModule {
  query: ConcreteRequest
  fragment: ReaderFragment
  resolveCase: ConcreteRequest
}

/** The published types declare an older version of this function. */
const throwFieldErrors = handlePotentialSnapshotErrors as unknown as (of: Environment, fieldErrors: unknown) => void

async function open(...options: Parameters<typeof startBackend>) {
  const app = createApp(await startBackend(...options))
  compile(app)
  importDocuments(app, 'src/relay/CaseList.ts')
  const { environment } = await app.load<{ environment: Environment }>('src/relay/environment.ts')
  const { query, fragment, resolveCase } = await app.load<CaseListModule>('src/relay/CaseList.ts')
  const pageQuery = fragment.metadata?.refetch?.operation as ConcreteRequest
  const run = (request: ConcreteRequest, variables: object) =>
    fetchQuery<OperationType>(environment, request, variables).toPromise()
  /** The list as usePaginationFragment reads it. */
  const list = (variables: object) => {
    const selector = getSingularSelector(
      fragment,
      environment.lookup(createOperationDescriptor(query, variables).fragment).data,
    )
    if (!selector) throw new Error('the query does not have the fragment')
    const { data, fieldErrors } = environment.lookup(selector) as unknown as {
      data: CaseListData
      fieldErrors: unknown
    }
    throwFieldErrors(environment, fieldErrors)
    return data.cases
  }
  return { ...app, environment, query, pageQuery, resolveCase, run, list }
}

test('Relay merges the pages of a list and updates the status of a resolved case', async () => {
  const { environment, query, pageQuery, resolveCase, run, list, warnings } = await open()
  await run(query, { first: 6 })
  const all = list({ first: 6 }).edges.map(({ node }) => node)

  await run(query, { first: 3 })
  const variables = { first: 3, after: list({ first: 3 }).pageInfo.endCursor }
  await run(pageQuery, variables)
  expect(list({ first: 3 }).edges.map(({ node }) => node)).toEqual(all)

  await new Promise((resolve, reject) => {
    const { id } = all?.[0] ?? {}
    commitMutation(environment, { mutation: resolveCase, variables: { id }, onCompleted: resolve, onError: reject })
  })
  expect(list({ first: 3 }).edges[0]?.node).toEqual({ ...all?.[0], status: 'RESOLVED' })
  expect(warnings).toEqual([])
})

test('Relay throws if a fragment with @throwOnFieldError reads a failed field', async () => {
  const { query, run, list } = await open({ without: ['cases:read'] })
  await run(query, { first: 3 })
  expect(() => list({ first: 3 })).toThrow('Unexpected response payload')
})

test("Relay's compiler generates non-null types for fields with @semanticNonNull", () => {
  const app = createApp()
  compile(app)
  const types = readFileSync(join(app.folder, 'src/relay/__generated__/CaseList_query.graphql.ts'), 'utf8')
  expect(types).toMatch(/readonly cases: \{\n/)
  expect(types).toMatch(/readonly subject: string \| null \| undefined;/)
  expect(types).not.toMatch(/\} \| null \| undefined;\n {2}readonly " \$fragmentType"/)
})
