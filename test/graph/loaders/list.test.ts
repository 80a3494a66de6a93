import { expect, test, vi } from 'vitest'
import { createListLoader, keyedListOf, type KeyedList } from '../../../src/graph/loaders/list.js'

interface Item {
  code: string
  language: string | undefined
}

const listOf = keyedListOf(
  ({ codes }: { codes: string[] }, _account, language): Item[] => codes.map((code) => ({ code, language })),
  ({ code }) => code,
)

test('all requests get the same items from one response, so that what is derived from them is computed once', async () => {
  const response = { codes: ['a', 'b'] }
  const first = await createListLoader(async (language) => listOf(response, 'default', language)).byKey('a', 'ja')
  const second = await createListLoader(async (language) => listOf(response, 'default', language)).byKey('a', 'ja')
  expect(first).toEqual({ code: 'a', language: 'ja' })
  expect(second).toBe(first)
})

test('a request reads a list once per language, and then finds its items without a promise', async () => {
  const read = vi.fn<(language: string | undefined) => Promise<KeyedList<Item>>>(async (language) =>
    listOf({ codes: ['a', 'b'] }, 'default', language),
  )
  const loader = createListLoader(read)
  expect(await Promise.all([loader.byKey('b', 'ja'), loader.byKey('c', 'ja')])).toEqual([
    { code: 'b', language: 'ja' },
    null,
  ])
  expect(loader.byKey('a', 'ja')).toEqual({ code: 'a', language: 'ja' })
  expect(loader.byKey('c', 'ja')).toBeNull()
  expect((await loader.all('ja')).map(({ code }) => code)).toEqual(['a', 'b'])
  expect(read.mock.calls).toEqual([['ja']])
})
