/** The gateway gives AWS error names the same meaning as the lists in the AWS SDK. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { describeFailure } from '../../src/lib/errors.js'
import type { Budget } from '../../src/upstream/budget/budget.js'
import { codes, startGateway } from '../support/harness.js'
import { awsError, sendJson, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

// The SDK does not export these lists, only the functions that use them.
const constants = readFileSync(
  'node_modules/@smithy/core/dist-es/submodules/retry/service-error-classification/constants.js',
  'utf8',
)

function listed(name: string): string[] {
  const list = new RegExp(`${name} = \\[([^\\]]*)\\]`).exec(constants)?.[1] ?? ''
  return [...list.matchAll(/"(\w+)"/g)].map(([, item = '']) => item)
}

const throttling = listed('THROTTLING_ERROR_CODES')
const transient = listed('TRANSIENT_ERROR_CODES')
const clockSkew = listed('CLOCK_SKEW_ERROR_CODES')

/** Sends a write, which is never retried, to an AWS stub that responds to CreateCase with `reply`. */
async function create(reply: StubReply) {
  let slowedDown = 0
  const budget: Budget = { take: async () => {}, slowDown: () => void slowedDown++ }
  const stub = await startStubUpstream((operation) => (operation === 'CreateCase' ? reply : { cases: [] }))
  const gateway = await startGateway({ upstreamUrl: stub.url, budget })
  const response = await gateway.query('mutation { createCase(input: { subject: "s", body: "b" }) { caseId } }')
  const { code, retryable } = response.errors[0]?.extensions ?? {}
  return { code, retryable, slowedDown, calls: response.calls['CreateCase'] }
}

describe('error lists in the SDK', () => {
  test('the lists of error names are found in the SDK source', () => {
    expect([throttling.length, transient.length, clockSkew.length]).toEqual([14, 3, 7])
  })

  test.each(throttling)(
    'the AWS error %s is reported as UPSTREAM_THROTTLED and lowers the rate of the budget',
    async (name) => {
      const throttled = { code: 'UPSTREAM_THROTTLED', retryable: true, slowedDown: 1, calls: 1 }
      expect(await create(awsError(name))).toEqual(throttled)
      expect(await create(awsError(name, '', 503))).toEqual(throttled)
    },
  )

  test.each(transient)(
    'a write that AWS rejects with %s gets UPSTREAM_TIMEOUT instead of WRITE_OUTCOME_UNKNOWN',
    async (name) => {
      expect(await create(awsError(name))).toEqual({
        code: 'UPSTREAM_TIMEOUT',
        retryable: true,
        slowedDown: 0,
        calls: 1,
      })
    },
  )

  test.each(clockSkew)('the AWS error %s is reported as UPSTREAM_DENIED', async (name) => {
    const denied = { code: 'UPSTREAM_DENIED', retryable: false, slowedDown: 0 }
    expect(await create(awsError(name))).toMatchObject(denied)
    expect(await create(awsError(name, '', 503))).toMatchObject(denied)
  })

  test.each([...listed('NODEJS_TIMEOUT_ERROR_CODES'), ...listed('NODEJS_NETWORK_ERROR_CODES')])(
    'the network error %s is retryable',
    (name) => {
      const { extensions } = describeFailure({ name, operation: 'DescribeCases', awsMessage: '' })
      expect(extensions).toMatchObject({
        code: name === 'ETIMEDOUT' ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE',
        retryable: true,
      })
    },
  )
})

describe('error names', () => {
  test.each(['com.amazonaws.support#RequestThrottled', 'RequestThrottled:http://internal.amazon.com/coral/'])(
    'the error name is read from the __type %s',
    async (type) => {
      expect(await create((response) => sendJson(response, { __type: type }, 400))).toMatchObject({
        code: 'UPSTREAM_THROTTLED',
      })
    },
  )

  test('the error name is read from the response header x-amzn-errortype', async () => {
    const headers = { 'x-amzn-errortype': 'RequestTimeoutException' }
    expect(await create((response) => void response.writeHead(400, headers).end())).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    })
  })

  test('a response with status 429 and no error name gets UPSTREAM_THROTTLED', async () => {
    expect(await create((response) => void response.writeHead(429).end('<html>'))).toEqual({
      code: 'UPSTREAM_THROTTLED',
      retryable: true,
      slowedDown: 1,
      calls: 1,
    })
  })
})

test.each([
  ['a timeout reported with status 504', awsError('RequestTimeout', '', 504)],
  ['an AWS error that says the request was aborted', awsError('RequestAbortedException')],
  ['an AWS error with the name of a gateway error', awsError('CircuitOpen', '', 503)],
  [
    'an AWS error whose message says that no connection was established',
    awsError('BadGateway', 'The proxy did not establish a connection.', 502),
  ],
])('a write gets WRITE_OUTCOME_UNKNOWN after %s', async (_, reply) => {
  expect(await create(reply)).toMatchObject({ code: 'WRITE_OUTCOME_UNKNOWN', calls: 1 })
})

test.each(['DryRunIgnored', 'UnknownEncoding'])(
  'the gateway error %s is not retryable and has no retryAfterMs',
  (name) => {
    const { extensions } = describeFailure({ name, operation: 'DescribeCases', awsMessage: '' })
    expect(extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', retryable: false, operation: 'DescribeCases' })
  },
)

test('throttling does not open the circuit, even with HTTP status 503', async () => {
  const stub = await startStubUpstream(() => awsError('SlowDown', '', 503))
  const gateway = await startGateway({ upstreamUrl: stub.url })
  const mutation =
    'mutation { addAttachments(input: { attachmentSetId: "set-1", attachments: [{ fileName: "a.txt", data: "YQ==" }] }) { attachmentSet { id } } }'
  const responses = await Promise.all(Array.from({ length: 30 }, () => gateway.query(mutation)))
  expect(new Set(responses.flatMap(codes))).toEqual(new Set(['UPSTREAM_THROTTLED']))
  expect(gateway.breakers().map(({ state }) => state)).toEqual(['closed', 'closed', 'closed', 'closed'])
})
