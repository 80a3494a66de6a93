/** The executor gives the results of graphql-js: a sample of the operations that `npm run test:fuzz` compares. */
import { expect, test } from 'vitest'
import { execute } from '../../../src/graph/execution/execute.js'
import { compareDrawn } from './differential.js'

const OPERATIONS = 300

test.for([
  { kind: 'without promises', isAsync: false },
  { kind: 'with promises', isAsync: true },
])(`${OPERATIONS} drawn operations $kind get the result of graphql-js`, async ({ isAsync }) => {
  const { problems, withData, withErrors, nulled } = await compareDrawn({
    execute,
    isAsync,
    seed: 1,
    operations: OPERATIONS,
  })
  expect(problems).toEqual([])
  // The operations must cover data, errors, and errors that remove data.
  expect(withData).toBeGreaterThan(OPERATIONS / 3)
  expect(withErrors).toBeGreaterThan(OPERATIONS / 4)
  expect(nulled).toBeGreaterThan(OPERATIONS / 20)
})
