/** The attempts of one call at one endpoint. */
import { expect, test } from 'vitest'
import { createBreaker } from '../../src/upstream/breaker.js'
import type { Endpoint } from '../../src/upstream/endpoint.js'
import { createScope } from '../../src/upstream/request-scope.js'
import { createSender, type OneCall } from '../../src/upstream/send.js'

test('a write whose request is aborted between two attempts counts neither as sent nor as possibly processed', async () => {
  const request = new AbortController()
  const scope = createScope(request.signal)
  const breaker = createBreaker(5_000, () => {})
  let sent = 0
  const endpoint: Endpoint = {
    label: 'aws',
    breakers: { cases: breaker, attachments: breaker, reference: breaker, 'trusted-advisor': breaker },
    // Like the SDK after a pause: it starts an attempt, and checks the signal only on sending.
    async send(_operation, _input, { attempt }) {
      request.abort()
      return attempt({ hostname: 'support', headers: {} }, async () => {
        sent++
        throw Object.assign(new Error('aborted'), { name: 'AbortError' })
      })
    },
    stop() {},
  }
  const send = createSender({ budget: undefined, onResponse() {}, onFailure() {} })
  const call: OneCall = {
    operation: 'CreateCase',
    input: {},
    scope,
    arrival: 1,
    observed: (_, attempt) => attempt(),
  }
  const result = await send(call, endpoint, true)
  expect(result).toMatchObject({ mayHaveBeenProcessed: false, tryNextEndpoint: false })
  expect(sent).toBe(0)
  expect(scope.cost.total).toBe(0)
})
