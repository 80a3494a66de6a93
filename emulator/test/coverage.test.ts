import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { OperationName } from '../operations/index.js'
import { isOperation, operations } from '../operations/index.js'
import type { Members, Shape } from '../operations/operation.js'
import { memberSchemas, requestSchema, requiredMembers, sdkOperations } from './schemas.js'

const folder = join(import.meta.dirname, '..')
const names = Object.keys(operations).filter((name): name is OperationName => isOperation(name))

describe('table of operations', () => {
  test('the table of operations has every command of the SDK', () => {
    expect(Object.keys(operations).toSorted()).toEqual(sdkOperations)
  })

  test.each(names)("the table of operations has the members of the SDK's request for %s, with their types", (name) => {
    expect(describeMembers(operations[name].members)).toEqual(describeSchema(requestSchema(name)))
  })
})

test('the emulator imports nothing outside its folder except Node modules and types of the SDK', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const files = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('node_modules'),
  )
  expect(files.length).toBeGreaterThan(30)
  const isAllowed = (file: string, from: string, isType: boolean): boolean => {
    if (from.startsWith('.')) return join(folder, dirname(file), from).startsWith(`${folder}/`)
    if (from.startsWith('node:')) return true
    const [scope = '', name = ''] = from.split('/')
    const isOwn = (scope.startsWith('@') ? `${scope}/${name}` : scope) in devDependencies
    return isOwn && (isType || file.startsWith('test/'))
  }
  const strays = files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:import|export)( type)?\b[^;]*? from '([^']+)'/gm)]
      .filter(([, isType, from = '']) => !isAllowed(file, from, isType !== undefined))
      .map(([, , from]) => `${file}: ${from}`),
  )
  expect(strays).toEqual([])
})

/** `{ caseId: 'string', uploadIds: ['string'], fileName: 'string!' }` */
type Description = { [member: string]: unknown }

function describeMembers(members: Members): Description {
  return Object.fromEntries(
    Object.entries(members).map(([name, shape]) => [shape.required ? `${name}!` : name, describeShape(shape)]),
  )
}

function describeShape(shape: Shape): unknown {
  if (shape.type === 'structure') return describeMembers(shape.members)
  if (shape.type === 'list') return [describeShape(shape.of)]
  // The SDK's schemas do not distinguish integers from longs.
  return shape.type === 'long' ? 'integer' : shape.type
}

function describeSchema(schema: NormalizedSchema): Description {
  const required = requiredMembers(schema)
  return Object.fromEntries(
    [...memberSchemas(schema)].map(([name, member]) => [
      required.includes(name) ? `${name}!` : name,
      describeMember(member),
    ]),
  )
}

function describeMember(schema: NormalizedSchema): unknown {
  if (schema.isStructSchema()) return describeSchema(schema)
  if (schema.isListSchema()) return [describeMember(schema.getValueSchema())]
  if (schema.isBlobSchema()) return 'blob'
  if (schema.isBooleanSchema()) return 'boolean'
  return schema.isNumericSchema() ? 'integer' : 'string'
}
