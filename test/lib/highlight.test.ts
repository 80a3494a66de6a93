import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldWithOrigins, highlight, type Highlight } from '../../src/lib/highlight.js'
import { readTerms } from '../../src/lib/search-terms.js'
import { fold } from '../../src/lib/text.js'

/** The part with its ranges in brackets. */
function marked({ text, ranges }: Highlight): string {
  return ranges.reduceRight((shown, { start, end }) => {
    return `${shown.slice(0, start)}[${shown.slice(start, end)}]${shown.slice(end)}`
  }, text)
}

function show(text: string, query: string): string {
  const found = highlight(text, readTerms(query))
  return found === undefined ? 'nothing' : marked(found)
}

/** Characters that change their length, combine, or depend on their neighbors when they are folded. */
const hard = [
  'aSßẞİIiıﬁﬃŉǰΣςσéeﷺ½…´ \n\u0301\u0307\u0323\u0308\u0345\u200d\ufe0f\u3099\uff9eかｶガ東Ａ１\u0e01\u0e33',
  '가각\u1100\u1161\u11a8\u3131\u314f\u3133\uffa1\uffc2\ua960\ud7b0👩🇩🇪\u{1d15f}\u{2f800}\u0995\u09c7\u09be\ufb1dلﻻ',
].join('')
const hardText = fc.string({ unit: fc.constantFrom(...Array.from(hard)), maxLength: 30 })

describe('highlight', () => {
  test.each([
    ['Table slow', 'TABLE', '[Table] slow'],
    ['Straße 5', 'strasse', '[Straße] 5'],
    ['Straße 5', 'tras', 'S[traß]e 5'],
    ['STRASSE', 'straße', '[STRASSE]'],
    ['Outage in İstanbul', 'istanbul', 'Outage in [İstanbul]'],
    ['Outage in I\u0307stanbul', 'istanbul', 'Outage in [I\u0307stanbul]'],
    ['İİİ error', 'error', 'İİİ [error]'],
    ['Cafe\u0301 down', 'café', '[Cafe\u0301] down'],
    ['Café down', 'cafe\u0301', '[Café] down'],
    ['the ﬁle is lost', 'file', 'the [ﬁle] is lost'],
    ['oﬃce', 'ff', 'o[ﬃ]ce'],
    ['ＥＣ２ が遅い', 'ec2', '[ＥＣ２] が遅い'],
    ['ｶﾞｲﾄﾞ', 'ガイド', '[ｶﾞｲﾄﾞ]'],
    ['東京リージョンで障害', '東京', '[東京]リージョンで障害'],
    ['数据库连接超时', '连接', '数据库[连接]超时'],
    ['데이터베이스 오류', '오류', '데이터베이스 [오류]'],
    ['데이터베이스 오류'.normalize('NFD'), '오류', `${'데이터베이스'.normalize('NFD')} [${'오류'.normalize('NFD')}]`],
    ['ㄱㅏ 가', '가', '[ㄱㅏ] [가]'],
    ['ΟΔΟΣ οδός', 'οδος', '[ΟΔΟΣ] οδός'],
    ['it is 🔥 here', '🔥', 'it is [🔥] here'],
    ['👨‍👩‍👧 family', '👩', '👨‍[👩]‍👧 family'],
    ['a 👍🏽 b', '👍🏽 b', 'a [👍🏽] [b]'],
    ['connection\r\n  timed\tout', '"connection timed out"', '[connection\r\n  timed\tout]'],
    ['timed out, connection', '"connection timed out"', 'nothing'],
    ['abcd', 'ab bc', '[abc]d'],
    ['ab cd', '"ab" cd', '[ab] [cd]'],
    ['C++ (and C#)', 'c++ c#', '[C++] (and [C#])'],
  ])('highlight of %j shows %j as %j', (text, query, expected) => {
    expect(show(text, query)).toBe(expected)
  })

  test('a long text is cut to the part with most of the terms, at whole words', () => {
    const filler = 'lorem ipsum dolor '.repeat(50)
    const found = highlight(`alpha ${filler}here are alpha and beta together ${filler}beta`, readTerms('alpha beta'))
    expect(found && marked(found)).toMatch(/^(lorem|ipsum|dolor) .* here are \[alpha\] and \[beta\] together lorem/)
    expect(found?.text.length).toBeLessThanOrEqual(200)
  })

  test('a text is not cut within surrogate pairs, combining sequences or emoji', () => {
    for (const character of ['👨‍👩‍👧‍👦', 'e\u0323\u0308\u0301', '🇩🇪', '각'.normalize('NFD'), '𝒳', '👍🏽', 'क्षि']) {
      for (let shift = 0; shift < 20; shift++) {
        const text = `${'x'.repeat(shift)}${character.repeat(100)}needle${character.repeat(100)}`
        const found = highlight(text, readTerms('needle'))
        expect(found?.text.length).toBeLessThanOrEqual(200)
        const [before = '', after = ''] = found?.text.split('needle') ?? []
        expect(before.replaceAll(character, '')).toBe('')
        expect(after.replaceAll(character, '')).toBe('')
        expect(before.length + after.length).toBeGreaterThan(150)
      }
    }
  })

  test('a match within an emoji that is too long to show begins with a whole character', () => {
    for (let tones = 0; tones < 12; tones++) {
      const found = highlight(`${'👩‍'.repeat(60)}${'👩🏽‍'.repeat(tones)}🔥 end`, readTerms('🔥'))
      expect(found && marked(found)).toContain('[🔥] end')
      expect(found?.text.isWellFormed()).toBe(true)
    }
  })

  test('a match that is longer than the part is highlighted up to the end of the part', () => {
    const found = highlight('é'.normalize('NFD').repeat(190), readTerms('é'.repeat(190)))
    expect(found?.text.length).toBeLessThanOrEqual(200)
    expect(found?.ranges).toEqual([{ start: 0, end: found?.text.length }])
  })

  test('a combining sequence that is longer than a part does not make the part longer', () => {
    const sequence = `é${'\u0323'.repeat(1_000)}`
    expect(show(`x needle ${sequence}`, 'x')).toBe('[x] needle ')
    const found = highlight(`x needle ${sequence}`, readTerms('ẹ'))
    expect(found?.text.length).toBe(200)
    expect(found?.ranges).toHaveLength(1)
  })

  test('a text folded with the origin of each unit equals the text folded without, for any characters', () => {
    fc.assert(
      fc.property(hardText, (text) => {
        const { folded, origins } = foldWithOrigins(text)
        expect(folded).toBe(fold(text))
        expect(origins).toHaveLength(folded.length)
      }),
      { numRuns: 3_000 },
    )
  })

  test('a long text is folded to the same result as its separate words', () => {
    fc.assert(
      fc.property(fc.array(hardText, { minLength: 60, maxLength: 90 }), (words) => {
        // A long word is folded in parts, but a character is always folded together with what combines with it.
        expect(fold(words.join('\n'))).toBe(words.map(fold).join('\n'))
      }),
      { numRuns: 300 },
    )
  })

  test('200,000 combining marks are folded and highlighted in linear time', () => {
    const text = `needle ${'a\u0301\u0323'.repeat(10)}${'\u0301\u0323'.repeat(100_000)}`
    const before = process.cpuUsage()
    expect(show(text, 'ạ́')).toMatch(/^needle \[/)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(3_000)
  })

  test('every match in a folded text is highlighted in the text', () => {
    fc.assert(
      fc.property(hardText, hardText, hardText, fc.integer({ min: 0, max: 300 }), (before, query, after, filler) => {
        let terms
        try {
          terms = readTerms(`"${query}"`)
        } catch {
          return
        }
        const text = `${before}${'x '.repeat(filler)}${query}${' y'.repeat(filler)}${after}`
        const found = highlight(text, terms)
        // The text before or after the query may combine with it.
        if (!terms.every(({ pattern }) => new RegExp(pattern).test(fold(text)))) return
        expect(text).toContain(found?.text ?? 'nothing')
        expect(found?.text.length).toBeLessThanOrEqual(200)
        expect(found?.ranges.length).toBeGreaterThan(0)
        for (const { start, end } of found?.ranges ?? []) {
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(found?.text.length ?? 0)
          expect(found?.text.slice(start, end).isWellFormed()).toBe(true)
        }
        const shown = found?.ranges.some(({ start, end }) =>
          fold(found.text.slice(start, end)).includes(terms[0]?.words ? '' : (terms[0]?.text ?? '')),
        )
        expect(shown).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
