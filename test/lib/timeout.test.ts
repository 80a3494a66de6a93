import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { withTimeout } from '../../src/lib/timeout.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('a signal with a timeout aborts in time even if nothing else refers to it and garbage is collected', async () => {
  const endless = new AbortController()
  const aborted = once(withTimeout(endless.signal, 100), 'abort').then(() => 'aborted')
  for (let n = 0; n < 5; n++) {
    await delay(10)
    collectGarbage()
  }
  expect(await Promise.race([aborted, delay(20_000, 'late', { ref: false })])).toBe('aborted')
})

test('a signal with a timeout aborts with the signal that it was made from, and for the same reason', () => {
  const request = new AbortController()
  const signal = withTimeout(request.signal, 60_000)
  const reason = new Error('the caller hung up')
  request.abort(reason)
  expect([signal.aborted, signal.reason]).toEqual([true, reason])
})
