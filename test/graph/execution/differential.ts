/** Runs drawn operations with graphql-js and with another executor, and compares results and calls of resolvers. */
import { setImmediate } from 'node:timers/promises'
import {
  execute as executeWithGraphqlJs,
  parse,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql'
import { differences, isBelowNull } from './compare.js'
import { drawOperation, type DrawnOperation } from './drawn-operation.js'
import { drawSchema, type DrawnSchema } from './drawn-schema.js'
import { rootValue, type DrawContext } from './drawn-values.js'

export type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>

export interface Run {
  result: ExecutionResult
  calls: string[]
  unhandled: unknown[]
}

export interface Case {
  drawn: DrawnSchema
  operation: DrawnOperation
  salt: number
  isAsync: boolean
}

export interface Coverage {
  /** Empty if the executors agree. Stops at the first operations with problems. */
  problems: string[]
  withData: number
  withErrors: number
  /** Operations with an error whose position became null with an object or list around it. */
  nulled: number
  fields: number
}

/** Compares drawn operations, twenty for each drawn schema. */
export async function compareDrawn(options: {
  execute: Execute
  isAsync: boolean
  seed: number
  operations: number
}): Promise<Coverage> {
  const coverage: Coverage = { problems: [], withData: 0, withErrors: 0, nulled: 0, fields: 0 }
  let drawn = drawSchema(options.seed)
  for (let n = 0; n < options.operations && coverage.problems.length === 0; n++) {
    const seed = options.seed + n
    if (n % 20 === 0) drawn = drawSchema(seed)
    const operation = drawOperation(drawn.schema, seed)
    const { problems, reference } = await compareWithGraphqlJs(
      { drawn, operation, salt: seed, isAsync: options.isAsync },
      options.execute,
    )
    const { data, errors = [] } = reference.result
    if (data && Object.values(data).some((value) => value !== null)) coverage.withData += 1
    if (errors.length > 0) coverage.withErrors += 1
    if (data !== undefined && errors.some((error) => isBelowNull(data, error))) coverage.nulled += 1
    coverage.fields += reference.calls.length
    if (problems.length > 0) {
      const { query, variables } = operation
      coverage.problems.push(...problems, `seed ${seed}: ${query}\n${JSON.stringify(variables)}\n${drawn.sdl}`)
    }
  }
  return coverage
}

/** How `execute` differs from graphql-js for this case. */
export async function compareWithGraphqlJs(
  { drawn, operation, salt, isAsync }: Case,
  execute: Execute,
): Promise<{ problems: string[]; reference: Run }> {
  const document = parse(operation.query)
  const run = (schema: GraphQLSchema, executor: Execute): Promise<Run> =>
    runOnce(executor, {
      schema,
      document,
      rootValue,
      variableValues: operation.variables,
      contextValue: { salt, isAsync, calls: [] } satisfies DrawContext,
    })
  const reference = await run(drawn.schema, executeWithGraphqlJs)
  const tested = await run(drawn.schema, execute)
  const possible = await run(drawn.nullable, executeWithGraphqlJs)
  const problems = differences({
    expected: reference.result,
    actual: tested.result,
    possible: possible.result,
    isSync: !isAsync,
  })
  if (tested.unhandled.length > 0) problems.push(`unhandled rejections: ${tested.unhandled.map(String).join()}`)
  problems.push(...callDifferences(reference, tested, possible))
  return { problems, reference }
}

/**
 * Each executor calls each resolver of a selected field once per object. Only next to a position that became null it may
 * call fewer, so a tested call must at least be one that happens if no error hides another.
 */
function callDifferences(reference: Run, tested: Run, possible: Run): string[] {
  const allowed = countsOf(possible.calls)
  const required = countsOf(possible.calls.length === reference.calls.length ? reference.calls : [])
  const counts = countsOf(tested.calls)
  return [...new Set([...counts.keys(), ...required.keys()])].flatMap((call) => {
    const [count = 0, most = 0, least = 0] = [counts.get(call), allowed.get(call), required.get(call)]
    return count > most || count < least ? [`${count} calls of ${call}, not ${least} to ${most}`] : []
  })
}

function countsOf(calls: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1)
  return counts
}

/** Waits in turns of the event loop, not in time, until the result is there and nothing is left to happen. */
const MOST_TURNS = 1_000
/** Drawn resolvers take at most one turn each, and so do list items, on six levels. */
const TURNS_AFTERWARDS = 16

async function afterTurns(turns: { left: number }): Promise<void> {
  for (; turns.left > 0; turns.left -= 1) await setImmediate()
}

async function runOnce(execute: Execute, args: ExecutionArgs & { contextValue: DrawContext }): Promise<Run> {
  const unhandled: unknown[] = []
  const restore = takeOverUnhandledRejections((reason) => void unhandled.push(reason))
  try {
    const turns = { left: MOST_TURNS }
    const result = await Promise.race([execute(args), afterTurns(turns)])
    turns.left = args.contextValue.isAsync ? TURNS_AFTERWARDS : 0
    await afterTurns(turns)
    if (result === undefined) throw new Error('The operation never ended')
    return { result, calls: args.contextValue.calls, unhandled }
  } finally {
    restore()
  }
}

/** Vitest fails a run with unhandled rejections, but graphql-js causes some, in lists that have an error and a promise. */
export function takeOverUnhandledRejections(listener: (reason: unknown) => void): () => void {
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', listener)
  return () => {
    process.removeAllListeners('unhandledRejection')
    for (const other of others) process.on('unhandledRejection', other)
  }
}
