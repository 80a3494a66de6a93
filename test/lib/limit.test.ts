import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLimit } from '../../src/lib/limit.js'

test('a limit of two runs two calls at a time, and the next one when one of them ends', async () => {
  const limit = createLimit(2)
  const started: string[] = []
  const ends: (() => void)[] = []
  const results = ['a', 'b', 'c', 'd'].map((name) =>
    limit(async () => {
      started.push(name)
      await new Promise<void>((resolve) => ends.push(resolve))
      return name
    }),
  )
  expect(started).toEqual(['a', 'b'])
  ends[1]?.()
  await turn()
  expect(started).toEqual(['a', 'b', 'c'])
  ends[0]?.()
  ends[2]?.()
  await turn()
  ends[3]?.()
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd'])
})

test('a call that fails, whether it throws or rejects, makes room for the next one', async () => {
  const limit = createLimit(1)
  const results = [
    limit(() => {
      throw new Error('thrown')
    }),
    limit(() => Promise.reject(new Error('rejected'))),
    limit(async () => 'result'),
  ]
  expect(await Promise.allSettled(results)).toMatchObject([
    { status: 'rejected', reason: { message: 'thrown' } },
    { status: 'rejected', reason: { message: 'rejected' } },
    { status: 'fulfilled', value: 'result' },
  ])
})
