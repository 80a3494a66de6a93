import { expect, test } from 'vitest'
import { aCommunication, anAccount, errorOf, NOON, start } from './harness.js'

/** Damaged copies of a token: truncated, extended, and with each of its characters changed. */
function damaged(token: string): string[] {
  const cut = Array.from({ length: 30 }, (_, index) => token.slice(0, -1 - index))
  const changed = Array.from(
    token,
    (letter, at) => `${token.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`,
  )
  return [...cut, ...changed, `${token}x`, `${token}=`, ` ${token}`, `${token}\n`]
}

function account() {
  const communications = Array.from({ length: 20 }, (_, index) => aCommunication(`${index}`, NOON + index))
  return anAccount({ cases: Array.from({ length: 20 }, () => ({ communications })) })
}

test('a damaged token is rejected, whichever character is changed, missing or added', async () => {
  const { support } = await start({ account })
  const cases = await support.describeCases({ maxResults: 10 })
  for (const nextToken of damaged(cases.nextToken ?? '')) {
    expect(await errorOf(support.describeCases({ nextToken }))).toBe('InvalidParameterValueException')
  }
  const thread = await support.describeCommunications({ caseId: 'case-0', maxResults: 10 })
  for (const nextToken of damaged(thread.nextToken ?? '')) {
    const call = support.describeCommunications({ caseId: 'case-0', nextToken })
    expect(await errorOf(call)).toBe('InvalidParameterValueException')
  }
})
