import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { callOperation, startScenario } from './scenario.js'
import { sdkOperations } from './schemas.js'

/** Replacements for a member: wrong types, and edge values of the right type. */
const oddValue = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e300, '', '__proto__', 'constructor', '\ud800', '2026-02-30', [], {}),
  fc.string(),
  fc.integer(),
  fc.array(fc.oneof(fc.string(), fc.constant(null)), { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 2 }),
)

test('no malformed request crashes the emulator', async () => {
  const reported: unknown[] = []
  const { emulator, requests } = await startScenario({ reportCrash: (error) => reported.push(error) })
  const known = new Map(Object.entries(requests))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...sdkOperations), fc.nat(), oddValue, async (operation, which, value) => {
      const request = known.get(operation) ?? {}
      const members = [...Object.keys(request), 'language', 'nextToken', 'afterTime', 'dryRun', 'uploadIds']
      const changed = { ...request, [members[which % members.length] ?? '']: value }
      const { status, error } = await callOperation(emulator, operation, changed)
      expect([200, 400]).toContain(status)
      expect(status === 200).toBe(error === null)
    }),
    { numRuns: 300 },
  )
  expect(reported).toEqual([])
})
