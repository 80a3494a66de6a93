import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import type { Context } from '../../src/graph/context.js'
import { createGateway } from '../../src/graph/server.js'
import { anAccount, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type GraphqlError } from '../support/harness.js'
import { schema } from '../support/schema.js'
import { awsError, startStubUpstream } from '../support/stub-upstream.js'

const CREATE = 'mutation { createCase(input: { subject: "S", body: "B" }) { caseId userErrors { code } } }'

/** Like AWS's own messages, it has details that callers must not see. */
const SECRET = 'User: arn:aws:iam::999988887777:user/root is not authorized, see internal-host-42'

/** The error for a write that AWS rejects with this fault. Writes are sent once, so there are no retry delays. */
async function refused(fault: Record<string, unknown>): Promise<GraphqlError> {
  const gateway = await startGateway()
  await gateway.fault({ operation: 'CreateCase', message: SECRET, ...fault })
  const { errors } = await gateway.query(CREATE)
  expect(errors).toHaveLength(1)
  return errors[0] as GraphqlError
}

describe('AWS errors', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['DescribeAttachmentLimitExceeded', 'UPSTREAM_LIMIT_EXCEEDED', { retryable: true, retryAfterMs: 60_000 }],
    ['ThrottlingException', 'UPSTREAM_THROTTLED', { retryable: true, retryAfterMs: 1_000 }],
    ['Throttling', 'UPSTREAM_THROTTLED', { retryable: true, retryAfterMs: 1_000 }],
    ['TooManyRequestsException', 'UPSTREAM_THROTTLED', { retryable: true, retryAfterMs: 1_000 }],
    ['RequestLimitExceeded', 'UPSTREAM_THROTTLED', { retryable: true, retryAfterMs: 1_000 }],
    ['SubscriptionRequiredException', 'SUBSCRIPTION_REQUIRED', { retryable: false }],
    ['AccessDeniedException', 'UPSTREAM_DENIED', { retryable: false }],
    ['UnrecognizedClientException', 'UPSTREAM_DENIED', { retryable: false }],
    ['InvalidSignatureException', 'UPSTREAM_DENIED', { retryable: false }],
    ['ExpiredTokenException', 'UPSTREAM_DENIED', { retryable: false }],
    ['BrandNewException', 'UPSTREAM_UNAVAILABLE', { retryable: false }],
  ])('the AWS error %s is reported as %s, without any part of the AWS message', async (error, code, more) => {
    const { message, extensions } = await refused({ error, status: 400 })
    expect(extensions).toEqual({
      code,
      ...more,
      requestId: 'test',
      awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      operation: 'CreateCase',
    })
    expect(message).not.toMatch(/arn|9999|root|internal-host/)
  })

  test.each([
    [401, 'UPSTREAM_DENIED'],
    [403, 'UPSTREAM_DENIED'],
    [429, 'UPSTREAM_THROTTLED'],
    [418, 'UPSTREAM_UNAVAILABLE'],
  ])('an AWS error with an unknown name is classified by its HTTP status: %i → %s', async (status, code) => {
    expect((await refused({ error: 'Whatever', status })).extensions).toMatchObject({ code })
  })

  test.each(['<html>no</html>', '{"message":"Forbidden"}', ''])(
    'a proxy response with the body %j is classified by its status',
    async (body) => {
      const { message, extensions } = await refused({ body, contentType: 'text/html', status: 403 })
      expect(extensions).toMatchObject({ code: 'UPSTREAM_DENIED', retryable: false })
      expect(message).toContain('(HTTP403)')
    },
  )

  test.each([
    [{ error: 'InternalServerError', status: 500 }, 'UPSTREAM_UNAVAILABLE'],
    [{ error: 'ServiceUnavailableException', status: 503 }, 'UPSTREAM_UNAVAILABLE'],
    [{ body: '<html>busy</html>', contentType: 'text/html' }, 'UPSTREAM_UNAVAILABLE'],
    [{ body: '<html>slow down</html>', contentType: 'text/html', status: 429 }, 'UPSTREAM_THROTTLED'],
    [{ body: '{}', status: 429 }, 'UPSTREAM_THROTTLED'],
    [{ truncate: true }, 'UPSTREAM_UNAVAILABLE'],
    [{ drop: true }, 'UPSTREAM_UNAVAILABLE'],
    [{ error: 'ThrottlingException', status: 400 }, 'UPSTREAM_THROTTLED'],
  ])('a read that keeps failing with %j gets %s', async (fault, code) => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'DescribeSeverityLevels', count: 'unlimited', message: SECRET, ...fault })
    const response = await gateway.query('{ severityLevels { code } }')
    expect(response.data).toEqual({ severityLevels: null })
    expect(response.errors).toMatchObject([
      {
        path: ['severityLevels'],
        extensions: {
          code,
          retryable: true,
          retryAfterMs: 1_000,
          requestId: 'test',
          operation: 'DescribeSeverityLevels',
        },
      },
    ])
    expect(response.errors[0]?.message).not.toContain('999988887777')
  })

  test('the error for invalid input contains the AWS message, shortened', async () => {
    const gateway = await startGateway()
    const fault = { operation: 'DescribeSeverityLevels', error: 'InvalidParameterValueException' }
    await gateway.fault({ ...fault, message: `language cannot be ${'x'.repeat(2_000)}` })
    const { errors } = await gateway.query('{ severityLevels(language: "xx") { code } }')
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', retryable: false, operation: 'DescribeSeverityLevels' } },
    ])
    expect(errors[0]?.message).toContain('language cannot be xxx')
    expect(errors[0]?.message.length).toBeLessThan(600)
  })

  test.each([
    ['(arn:aws:iam::123456789012:role/path/Admin).', '(***).'],
    ['User: arn:aws:sts::123456789012:assumed-role/x/jane@corp.com is refused', 'User: *** is refused'],
    ['role "arn:aws-us-gov:iam::123456789012:role/a,b=c", and', 'role "***", and'],
    ["'arn:aws-cn:s3:::bucket/key', ARN:AWS-ISO-B:iam::123456789012:user/jane: no", "'***', ***: no"],
    ['roleArn=arn:aws:iam::123456789012:role/x;', 'roleArn=***;'],
    ['arn%3Aaws%3Asts%3A%3A123456789012%3Aassumed-role%2Fx%2Fjane%40corp.com!', '***!'],
    ['Learn: nothing. arn: nothing.', 'Learn: nothing. arn: nothing.'],
    ['account 123456789012.', 'account ***.'],
    ["account=123456789012, (123456789012) '123456789012' #123456789012", "account=***, (***) '***' #***"],
    ['account_123456789012/acct-123456789012', 'account_***/acct-***'],
    ['123456789012', '***'],
    ['accountId%3D123456789012%26x', 'accountId%3D***%26x'],
    ['1234-5678-9012 or account 1234-5678-9012.', '*** or account ***.'],
    ['case-123456789012-muen-2026-7118885805350839', 'case-123456789012-muen-2026-7118885805350839'],
    ['550e8400-e29b-41d4-a716-446655440000', '550e8400-e29b-41d4-a716-446655440000'],
    ['12345678-1234-5678-9012-123456789012', '12345678-1234-5678-9012-123456789012'],
    ['1234567890123 12345678901 a123456789012', '1234567890123 12345678901 a123456789012'],
    ['jane.doe+x@corp.example, jane%40corp.example', '***, ***'],
  ])('ARNs, account ids and addresses are masked in AWS messages: %s', async (message, masked) => {
    const gateway = await startGateway()
    const error = 'InvalidParameterValueException'
    await gateway.fault({ operation: 'DescribeSeverityLevels', error, message })
    await gateway.fault({ operation: 'CreateCase', error, message })
    const response = await gateway.query('{ severityLevels { code } }')
    expect(response.errors.map((each) => each.message)).toEqual([
      `AWS Support refused the input of DescribeSeverityLevels: ${masked}`,
    ])
    const { data } = await gateway.query(CREATE.replace('code', 'message'))
    expect(read(data, 'createCase.userErrors.0.message')).toBe(`AWS Support refused the input of CreateCase: ${masked}`)
  })

  test('an ARN that crosses the length limit of a message is masked before it is cut', async () => {
    const gateway = await startGateway()
    const message = `${'x '.repeat(247)}arn:aws:iam::123456789012:role/Admin`
    await gateway.fault({ operation: 'DescribeSeverityLevels', error: 'ValidationException', message })
    const { errors } = await gateway.query('{ severityLevels { code } }')
    expect(errors[0]?.message).toMatch(/x \*\*\*$/)
  })

  test('an AWS error is classified by its name even when its message looks like a system error', async () => {
    const stub = await startStubUpstream((_, { caseIdList }) =>
      awsError('CaseIdNotFound', `unknown: ${(caseIdList as string[]).join(' ')}`),
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(
      '{ a: case(id: "case-ECONNRESET") { id } b: case(id: "case-2") { id } }',
    )
    expect(errors).toEqual([])
    expect(data).toEqual({ a: null, b: null })
  })

  test('a case that disappears during a request gets NOT_FOUND', async () => {
    const communications = Array.from({ length: 6 }, (_, index) => ({
      body: `${index}`,
      submittedBy: 'Amazon Web Services',
      timeCreated: NOON + index,
      attachmentIds: [],
    }))
    const gateway = await startGateway({ account: () => anAccount({ cases: [{ communications }] }) })
    await gateway.fault({ operation: 'DescribeCommunications', error: 'CaseIdNotFound', message: 'no case case-0' })
    const response = await gateway.query('{ case(id: "case-0") { subject communications { nodes { body } } } }')
    expect(response.data).toEqual({ case: { subject: 'Subject 0', communications: null } })
    expect(response.errors).toMatchObject([
      {
        path: ['case', 'communications'],
        extensions: { code: 'NOT_FOUND', retryable: false, operation: 'DescribeCommunications' },
      },
    ])
  })

  test.each([400, 401, 403, 500])(
    'a malformed error name in an AWS response with status %i is not passed on',
    async (status) => {
      const stub = await startStubUpstream(() => awsError('<script>user/jane</script>', SECRET, status))
      const gateway = await startGateway({ upstreamUrl: stub.url })
      const response = await gateway.query('{ severityLevels { code } }')
      expect(codes(response)).toEqual([status === 401 || status === 403 ? 'UPSTREAM_DENIED' : 'UPSTREAM_UNAVAILABLE'])
      expect(JSON.stringify(response)).not.toMatch(/script|arn|jane/)
    },
  )

  test('a failed AWS call causes errors in every field that needs it and in no other', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}, {}] }) })
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException' })
    const response = await gateway.query('{ cases { nodes { subject service { name } category { name } } } }')
    expect(read(response.data, 'cases.nodes')).toEqual([
      { subject: 'Subject 0', service: null, category: null },
      { subject: 'Subject 1', service: null, category: null },
    ])
    expect(response.errors.map(({ path }) => path?.join('.'))).toEqual(
      expect.arrayContaining([
        'cases.nodes.0.category',
        'cases.nodes.0.service',
        'cases.nodes.1.category',
        'cases.nodes.1.service',
      ]),
    )
    expect(response.errors).toHaveLength(4)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1, DescribeServices: 1 })
  })
})

describe('gateway errors', () => {
  test('a subscription gets GRAPHQL_VALIDATION_FAILED before anything is run', async () => {
    const gateway = await startGateway()
    const { errors } = await gateway.query('subscription { cases { totalCount } }')
    expect(errors).toMatchObject([
      {
        message: 'This graph has no subscriptions.',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', retryable: false },
      },
    ])
  })

  test('a call gets UPSTREAM_UNAVAILABLE when nothing listens at the endpoint', async () => {
    const gateway = await startGateway({ upstreamUrl: 'http://127.0.0.1:1' })
    const { errors } = await gateway.query('{ severityLevels { code } }')
    expect(errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, operation: 'DescribeSeverityLevels' } },
    ])
    expect(errors[0]?.extensions).not.toHaveProperty('awsRequestId')
  })

  test('a read that times out gets UPSTREAM_TIMEOUT, and a write WRITE_OUTCOME_UNKNOWN', async () => {
    const gateway = await startGateway({ upstreamTimeoutMs: 50 })
    await gateway.fault({ operation: '*', count: 'unlimited', delayMs: 60_000 })
    const read = await gateway.query('{ severityLevels { code } }')
    expect(read.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT', retryable: true } }])
    const write = await gateway.query(CREATE)
    expect(write.errors).toMatchObject([
      { extensions: { code: 'WRITE_OUTCOME_UNKNOWN', retryable: false, operation: 'CreateCase' } },
    ])
    expect(write.errors[0]?.extensions).not.toHaveProperty('retryAfterMs')
    expect(write.errors[0]?.message).toContain('it may have happened')
  })

  test('an invalid argument gets BAD_USER_INPUT without upstream details', async () => {
    const gateway = await startGateway()
    const { errors } = await gateway.query('{ cases(first: 0) { totalCount } }')
    expect(errors).toMatchObject([{ path: ['cases'] }])
    expect(errors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', retryable: false, requestId: 'test' })
  })

  test('a scan that is too long gets SCAN_LIMIT_EXCEEDED without upstream details', async () => {
    const gateway = await startGateway({
      account: () => anAccount({ cases: Array.from({ length: 11 }, () => ({})) }),
      maxScannedCases: 10,
    })
    const { errors } = await gateway.query('{ cases { totalCount } }')
    expect(errors[0]?.extensions).toEqual({ code: 'SCAN_LIMIT_EXCEEDED', retryable: false, requestId: 'test' })
  })

  test('a bug in the gateway is masked as INTERNAL_SERVER_ERROR', async () => {
    const server = createGateway({ config: readConfig({ EXPOSE_UPSTREAM_COST: 'false' }), schema })
    // a context without loaders: every resolver that needs one throws a TypeError
    const contextValue = { requestId: 'test' } as Context
    const { body } = await server.executeOperation({ query: '{ severityLevels { code } }' }, { contextValue })
    await server.stop()
    const text = JSON.stringify(body)
    expect(JSON.parse(text)).toMatchObject({
      singleResult: {
        data: { severityLevels: null },
        errors: [
          {
            message: 'Something went wrong inside the gateway. Its log has the details under the requestId.',
            path: ['severityLevels'],
            extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false, requestId: 'test' },
          },
        ],
      },
    })
    expect(text).not.toMatch(/undefined|TypeError|stack/)
  })
})

describe('request errors', () => {
  test.each([
    ['with a syntax error', '{ cases', 'GRAPHQL_PARSE_FAILED'],
    ['for an unknown field', '{ cases { nodes { color } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with a number out of range', '{ cases(first: 3000000000) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with a fraction for an Int', '{ cases(first: 1.5) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with no operation', 'fragment F on Case { id }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('a request %s gets a coded error without calling AWS', async (_, source, code) => {
    const gateway = await startGateway()
    const { errors } = await gateway.query(source)
    expect(errors[0]?.extensions).toEqual({ code, retryable: false, requestId: 'test' })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test.each([
    ['"yesterday"', 'yesterday'],
    ['"2026-13-01"', '2026-13-01'],
    ['"2026-02-29"', '2026-02-29'],
    ['"2026-01-01T10:00:00"', '2026-01-01T10:00:00'],
    ['7', '"7"'],
  ])('the error for an invalid DateTime names the value: %s', async (literal, named) => {
    const gateway = await startGateway()
    const response = await gateway.query(`{ cases(filter: { afterTime: ${literal} }) { nodes { id } } }`)
    expect(response.errors[0]?.message).toContain(named)
    expect(response.errors[0]?.message).toContain('RFC 3339')
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(response.errors[0]?.extensions['code'])
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('an invalid variable gets BAD_USER_INPUT', async () => {
    const gateway = await startGateway()
    const response = await gateway.query('query ($first: Int) { cases(first: $first) { nodes { id } } }', {
      first: 'ten',
    })
    expect(response.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', retryable: false, requestId: 'test' } },
    ])
    expect(response.errors[0]?.message).toContain('"ten"')
  })
})
