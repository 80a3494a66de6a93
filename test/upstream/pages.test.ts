/** Paginated lists: how many pages of an endless list are read. */
import { describe, expect, test } from 'vitest'
import { takeAll, takeByKeys, walk, type Page } from '../../src/upstream/pages.js'

/** A list whose pages `pageOf` returns, with the tokens of all pages that were read. */
function aList(pageOf: (token: string | undefined) => Page<string>) {
  const tokens: (string | undefined)[] = []
  const readPage = async (token: string | undefined) => {
    if (tokens.push(token) > 50) throw new Error('read without end')
    return pageOf(token)
  }
  return { tokens, pages: { readPage, keyOf: (item: string) => item } }
}

const neverEnds = expect.objectContaining({
  message: expect.stringContaining('an endless list'),
  extensions: expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', retryable: true }),
})

describe('endless lists', () => {
  test.each([
    ['names a page as its own next page', { '': 'a', a: 'a' }, [undefined, 'a']],
    ['repeats its tokens in a cycle', { '': 'a', a: 'b', b: 'c', c: 'a' }, [undefined, 'a', 'b', 'c']],
  ])('reading stops at the first repeated token if a list %s', async (_, nextByToken, read) => {
    const next = new Map(Object.entries(nextByToken))
    const { tokens, pages } = aList((token = '') => ({ items: [`in ${token}`], nextToken: next.get(token) }))
    await expect(takeAll(pages)).rejects.toEqual(neverEnds)
    expect(tokens).toEqual(read)
  })

  test('reading stops after one page if it repeats the token of the cursor', async () => {
    const { tokens, pages } = aList(() => ({ items: ['one'], nextToken: 'cursor' }))
    const walked = walk(pages, { token: 'cursor', size: 10 }, () => 10)
    await expect(walked.next()).rejects.toEqual(neverEnds)
    expect(tokens).toEqual(['cursor'])
  })

  test.each([
    ['has no items', () => []],
    ['only repeats items', () => ['one']],
  ])('reading stops at the tenth consecutive page that %s, even if its token is new', async (_, itemsOf) => {
    const { tokens, pages } = aList((token = '0') => ({ items: itemsOf(), nextToken: `${Number(token) + 1}` }))
    await expect(takeAll(pages)).rejects.toEqual(neverEnds)
    // A first page with an item does not count as empty.
    expect(tokens).toHaveLength(itemsOf().length === 0 ? 10 : 11)
  })

  test('a search for keys in an endless list stops after ten consecutive pages without any of them', async () => {
    const { tokens, pages } = aList((token = '0') => ({ items: [`in ${token}`], nextToken: `${Number(token) + 1}` }))
    await expect(takeByKeys(pages, ['in 40'])).rejects.toEqual(neverEnds)
    expect(tokens).toHaveLength(10)
  })
})

test('a list that ends after nine empty pages is read to its end', async () => {
  const { tokens, pages } = aList((token = '0') => ({
    items: token === '9' ? ['last'] : [],
    nextToken: token === '9' ? '' : `${Number(token) + 1}`,
  }))
  expect(await takeAll(pages)).toEqual(['last'])
  expect(tokens).toHaveLength(10)
})
