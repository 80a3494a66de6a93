// Reads the operations of examples/ as GraphiQL lists them, when the page is built.
import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { buildASTSchema, isInputObjectType, parse, typeFromAST } from 'graphql'

/** The headings of the list, in order. Each file names its heading in a comment, `# Group: Inbox`. */
export const groups = [
  'Inbox',
  'Accounts',
  'Case',
  'Search',
  'Case form',
  'Write',
  'Files',
  'Trusted Advisor',
  'Global ids',
  'Viewer',
]

const GROUP = /^# Group: (.+)\n/m

/**
 * The operations by group, and within a group by file name. The first comment of a file is its title; variables are in
 * a .json file of the same name. `variablesForAws` is present if the variables are for the demo account: without
 * `accountId`, and with `validateOnly` where the input has it, so that AWS only validates it and changes nothing.
 */
export async function readExamples(folder = 'examples', schemaFolder = 'schema') {
  const schema = await readSchema(schemaFolder)
  const files = (await readdir(folder)).toSorted()
  const examples = []
  for (const file of files.filter((file) => file.endsWith('.graphql'))) {
    const text = await readFile(`${folder}/${file}`, 'utf8')
    const json = file.replace(/graphql$/, 'json')
    const variables = files.includes(json) ? await readFile(`${folder}/${json}`, 'utf8') : undefined
    const query = text.replace(GROUP, '')
    examples.push({
      // A leading number sets the order.
      name: basename(file, '.graphql').replace(/^\d+-/, ''),
      group: GROUP.exec(text)?.[1] ?? 'Other',
      title: /^#\s*(.+)$/m.exec(query)?.[1] ?? '',
      query,
      variables,
      variablesForAws: variables && forAws(query, variables, schema),
    })
  }
  return examples.toSorted((a, b) => rank(a) - rank(b))
}

function rank({ group }) {
  return groups.includes(group) ? groups.indexOf(group) : groups.length
}

async function readSchema(folder) {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.graphql'))
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')))
  return buildASTSchema(parse(texts.join('\n')))
}

/**
 * The variables without `accountId`, and with `validateOnly: true` first in each input object that has the field; undefined if that changes nothing.
 */
function forAws(query, variables, schema) {
  const given = JSON.parse(variables)
  const [operation] = parse(query).definitions
  const validated = new Set(
    operation.variableDefinitions
      .filter(({ type }) => takesValidateOnly(type, schema))
      .map(({ variable }) => variable.name.value),
  )
  const { accountId: _, ...values } = given
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
    const { accountId: _, validateOnly: __, ...others } = value
    values[name] = validated.has(name) ? { validateOnly: true, ...others } : others
  }
  const text = JSON.stringify(values, null, 2)
  return text === JSON.stringify(given, null, 2) ? undefined : `${text}\n`
}

function takesValidateOnly(typeNode, schema) {
  const type = typeFromAST(schema, typeNode.kind === 'NonNullType' ? typeNode.type : typeNode)
  return isInputObjectType(type) && type.getFields()['validateOnly'] !== undefined
}
