// `npm run schema-changes` compares schema.graphql with schema.released.graphql, the schema of the last release. It
// fails for changes that would break a client: anything removed or narrowed. Two kinds of such changes are allowed:
// removing what the last release deprecated with "Removal on YYYY-MM-DD", from that day on, and the changes in
// schema-changes.json, which states their reasons. A release copies schema.graphql over schema.released.graphql and
// empties that list.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  buildASTSchema,
  findBreakingChanges,
  getDirectiveValues,
  GraphQLDeprecatedDirective,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  visit,
} from 'graphql'
import { pruneSchema } from '@graphql-tools/utils'

const { values } = parseArgs({ options: { today: { type: 'string' } } })
const today = values.today ?? new Date().toISOString().slice(0, 10)

const released = readSchema('schema.released.graphql', (node) => (removalOf(node) <= today ? null : undefined))
const current = readSchema('schema.graphql')
const allowed = JSON.parse(readFileSync('scripts/schema-changes.json', 'utf8'))

const changes = [
  // Types that only expired fields refer to may be removed with them.
  ...findBreakingChanges(pruneSchema(released), current).map(({ description }) => description),
  ...findDefaultChanges(inputsOf(released), inputsOf(current)),
]
for (const change of changes.filter((change) => !allowed.some((entry) => entry.change === change)))
  fail(`schema.graphql breaks clients of the last release: ${change}`)
for (const { change, reason } of allowed) {
  if (!reason) fail(`scripts/schema-changes.json allows this without a reason: ${change}`)
  if (!changes.includes(change))
    fail(`scripts/schema-changes.json lists a change that schema.graphql does not have; remove it: ${change}`)
}

function readSchema(file, enter) {
  const document = parse(readFileSync(file, 'utf8'), { noLocation: true })
  return buildASTSchema(enter ? visit(document, { enter }) : document, { assumeValid: true })
}

/** The day from which a deprecated field, argument or value may be removed; a far-future date if none is given. */
function removalOf(node) {
  const { reason = '' } = (node.directives && getDirectiveValues(GraphQLDeprecatedDirective, node)) || {}
  return /\bRemoval on (\d{4}-\d{2}-\d{2})\b/.exec(reason)?.[1] ?? '9999-12-31'
}

/** Arguments and input fields by coordinate. */
function inputsOf(schema) {
  const inputs = new Map()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type) && !isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      if (isInputObjectType(type)) inputs.set(`${type.name}.${field.name}`, field)
      else for (const arg of field.args) inputs.set(`${type.name}.${field.name}(${arg.name}:)`, arg)
    }
  }
  return inputs
}

/**
 * Changed or removed defaults, which graphql-js does not count as breaking: they change the meaning of documents that
 * rely on them.
 */
function findDefaultChanges(before, after) {
  return [...before].flatMap(([coordinate, { defaultValue }]) => {
    const input = after.get(coordinate)
    if (input === undefined || defaultValue === undefined) return []
    const [was, is] = [JSON.stringify(defaultValue), JSON.stringify(input.defaultValue)]
    if (was === is) return []
    return [`${coordinate} changed its default from ${was} to ${is ?? 'none'}.`]
  })
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
