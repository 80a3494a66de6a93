/** `npm run trusted-documents -- [files or folders] [--out manifest.json]`: lists the operations in .graphql files, by default those in examples/. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Source } from 'graphql'
import { whyUnreadable } from '../config/json-file.js'
import { createSchema } from '../graph/schema.js'
import { listOperations } from './list-operations.js'

const USAGE = `npm run trusted-documents -- [<files or folders>] [--out <file>]
  Lists the operations in .graphql and .gql files for TRUSTED_DOCUMENTS, by default those in examples/. Documents in .ts and .js files are not
  read: use your client's generator for those.
  --out  file to write the list to; without it, the list is printed
`

function main(): void {
  const { values, positionals } = parseArgs({
    options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    allowPositionals: true,
  })
  if (values.help) return void process.stdout.write(USAGE)
  const paths = (positionals.length > 0 ? positionals : ['examples']).flatMap(filesAt)
  const sources = paths.map((path) => new Source(readFileSync(path, 'utf8'), path))
  const { manifest, problems } = listOperations(sources, createSchema())
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  if (values.out === undefined) {
    process.stdout.write(text)
    return
  }
  writeFileSync(values.out, text)
  process.stdout.write(
    `${values.out} lists ${manifest.operations.length} operations: start with TRUSTED_DOCUMENTS=${values.out}\n`,
  )
}

/** The file itself, or all .graphql and .gql files in a folder and its subfolders. */
function filesAt(path: string): string[] {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch (error) {
    throw new Error(`${path}: ${whyUnreadable(error)}`, { cause: error })
  }
  if (!isFolder) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(graphql|gql)$/.test(name))
    .toSorted()
    .map((name) => join(path, name))
}

try {
  main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
