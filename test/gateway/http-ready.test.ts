/** /readyz in front of the emulator. */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { readConfig } from '../../src/config.js'
import { createLog } from '../../src/log.js'
import { start, type Running } from '../../src/start.js'

let gateway: Running
beforeEach(async () => {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent' })
  gateway = await start(config, createLog(config))
})
afterEach(() => gateway.stop())

test.each([
  ['ThrottlingException', 400, { code: 'UPSTREAM_THROTTLED', retryable: true, retryAfterMs: 1_000 }],
  ['AccessDeniedException', 400, { code: 'UPSTREAM_DENIED', retryable: false }],
  ['InternalServerError', 500, { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterMs: 1_000 }],
])(
  'readiness is asked for once, and not given with %s, which it names as every error does',
  async (error, status, why) => {
    const fault = { operation: 'DescribeCases', count: 'unlimited', error, status }
    await fetch(`${gateway.emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) })
    const response = await fetch(`${gateway.url}/readyz`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({
      errors: [
        {
          extensions: {
            ...why,
            operation: 'DescribeCases',
            awsRequestId: expect.any(String),
            requestId: response.headers.get('x-request-id'),
          },
        },
      ],
    })
    const calls = await fetch(`${gateway.emulatorUrl}/_emulator/calls`)
    expect(await calls.json()).toMatchObject({ counts: { DescribeCases: 1 } })
  },
)
