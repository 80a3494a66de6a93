import { describe, expect, it } from '@jest/globals'
import { generateAccount } from '../../src/emulator/generate.js'
import { operations } from '../../src/emulator/operations/index.js'
import { ACCOUNT, costs } from './costs.js'
import { startGateway } from './harness.js'

describe('what a query costs in calls to AWS', () => {
  it.each(costs)('$query', async ({ source, given, calls }) => {
    const gateway = await startGateway({ account: () => generateAccount(ACCOUNT, Date.now()) })
    const variables = await given?.(gateway)
    await gateway.upstreamCalls()
    const answer = await gateway.query(source, variables)
    expect(answer.errors).toEqual([])
    expect(JSON.stringify(answer.data)).not.toContain('"message"')
    // What the emulator saw, and what the answer told.
    expect(await gateway.upstreamCalls()).toEqual(calls)
    expect(answer.calls).toEqual(calls)
  })
})

describe('the table of costs', () => {
  it('has every operation of AWS', () => {
    const called = new Set(costs.flatMap(({ calls }) => Object.keys(calls)))
    expect([...called].toSorted()).toEqual(Object.keys(operations).toSorted())
  })
})
