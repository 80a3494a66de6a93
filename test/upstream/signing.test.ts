/** The signatures of calls: they use AWS's time, and credentials that may be rotated. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createCredentialSource, createRenewal } from '../../src/upstream/credentials.js'
import { createEndpoint } from '../../src/upstream/endpoint.js'
import { setEnvironment } from '../support/environment.js'
import { codes, read, startGateway } from '../support/harness.js'
import { awsError, sendJson, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

const CREATE = 'mutation { createCase(input: { subject: "s", body: "b" }) { caseId userErrors { code } } }'
const SEVERITIES = '{ severityLevels { code } }'

const responses: Readonly<Record<string, object>> = {
  CreateCase: { caseId: 'case-1' },
  DescribeSeverityLevels: { severityLevels: [{ code: 'low' }] },
  DescribeCases: { cases: [] },
}

/** An upstream whose clock is `aheadMs` ahead. It responds with `error` to calls signed more than five minutes off. */
async function startAhead(aheadMs: number, error: StubReply) {
  const stub = await startStubUpstream((operation) => (response) => {
    const now = Date.now() + aheadMs
    response.setHeader('date', new Date(now).toUTCString())
    const signed = String(stub.headers.at(-1)?.['x-amz-date']).replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:')
    if (Math.abs(Date.parse(signed) - now) < 300_000) sendJson(response, responses[operation])
    else if (typeof error === 'function') error(response)
  })
  return { url: stub.url, calls: () => stub.calls.map(({ operation }) => operation) }
}

const refusals: [string, StubReply][] = [
  ['InvalidSignatureException', awsError('InvalidSignatureException', 'Signature expired: 1 is now earlier than 2')],
  [
    'SignatureDoesNotMatch',
    awsError('SignatureDoesNotMatch', 'Signature not yet current: 2 is still later than 1', 403),
  ],
  ['RequestTimeTooSkewed', awsError('RequestTimeTooSkewed', '', 403)],
  ['RequestExpired', awsError('RequestExpired')],
  ['RequestInTheFuture', awsError('RequestInTheFuture')],
  ['AccessDeniedException', awsError('AccessDeniedException')],
]

describe('clock skew', () => {
  test.each(refusals)(
    'a clock ten minutes off is corrected when AWS rejects a first write with %s',
    async (_, refusal) => {
      for (const aheadMs of [600_000, -600_000]) {
        const aws = await startAhead(aheadMs, refusal)
        const gateway = await startGateway({ upstreamUrl: aws.url })
        const { data, errors, calls } = await gateway.query(CREATE)
        expect(errors).toEqual([])
        expect(read(data, 'createCase.caseId')).toBe('case-1')
        expect(calls).toEqual({ CreateCase: 2 })
      }
    },
  )

  test('a clock corrected by a read is correct for later writes', async () => {
    const aws = await startAhead(600_000, awsError('RequestTimeTooSkewed'))
    const gateway = await startGateway({ upstreamUrl: aws.url })
    await gateway.query(SEVERITIES)
    expect((await gateway.query(CREATE)).calls).toEqual({ CreateCase: 1 })
    expect(aws.calls()).toEqual(['DescribeSeverityLevels', 'DescribeSeverityLevels', 'CreateCase'])
  })

  test.each(refusals.slice(0, 5))(
    'repeated rejections with %s are reported as a wrong clock, and a write is sent at most twice',
    async (_, refusal) => {
      const stub = await startStubUpstream(() => refusal)
      const gateway = await startGateway({ upstreamUrl: stub.url })
      const { errors, calls } = await gateway.query(CREATE)
      expect(errors).toMatchObject([
        { message: expect.stringContaining('clock'), extensions: { code: 'UPSTREAM_DENIED', retryable: false } },
      ])
      expect(calls).toEqual({ CreateCase: 2 })
    },
  )

  test('a write that AWS may have processed is not repeated, even if the clock is ten minutes off', async () => {
    const stub = await startStubUpstream((operation) => (response) => {
      response.setHeader('date', new Date(Date.now() + 600_000).toUTCString())
      if (operation === 'CreateCase') sendJson(response, { __type: 'InternalServerError' }, 500)
      else sendJson(response, responses[operation])
    })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query(CREATE))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    expect(stub.calls.filter(({ operation }) => operation === 'CreateCase')).toHaveLength(1)
  })
})

const restores: (() => void)[] = []
afterEach(() => {
  for (const restore of restores.splice(0)) restore()
})

/** Makes a shared credentials file the only source of credentials. Returns the function that writes it. */
function useFile(): (accessKeyId: string) => void {
  const folder = mkdtempSync(join(tmpdir(), 'credentials-'))
  restores.push(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'credentials')
  setEnvironment({
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_PROFILE: undefined,
  })
  const write = (accessKeyId: string): void =>
    writeFileSync(file, `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = secret\n`)
  write('OLD')
  return write
}

/** An upstream that accepts only one key, and an endpoint for it with real credentials. */
async function startWithKeys(refusal = 'UnrecognizedClientException') {
  let accepted = 'OLD'
  const stub = await startStubUpstream((operation) =>
    keys().at(-1) === accepted ? (responses[operation] ?? {}) : awsError(refusal),
  )
  const keys = (): unknown[] =>
    stub.headers.map(({ authorization }) => /Credential=(\w+)/.exec(authorization ?? '')?.[1])
  const endpoint = createEndpoint({
    url: new URL(stub.url),
    region: 'us-east-1',
    credentialSource: createCredentialSource(),
    timeoutMs: 5_000,
    halfOpenAfterMs: 5_000,
  })
  restores.push(() => endpoint.stop())
  const send = (key: 'CreateCase' | 'DescribeSeverityLevels'): Promise<object> =>
    endpoint.send(
      key,
      {},
      {
        abortSignal: new AbortController().signal,
        repeat: key !== 'CreateCase',
        attempt: (_, next) => next(),
      },
    )
  return { keys, send, take: (key: string) => void (accepted = key) }
}

describe('rotated credentials', () => {
  test.each(['ExpiredTokenException', 'ExpiredToken', 'InvalidClientTokenId', 'UnrecognizedClientException'])(
    'rotated credentials are read when AWS rejects the old ones with %s, and even a write is repeated',
    async (refusal) => {
      const write = useFile()
      const { keys, send, take } = await startWithKeys(refusal)
      await send('DescribeSeverityLevels')
      write('NEW')
      take('NEW')
      expect(await send('CreateCase')).toMatchObject({ caseId: 'case-1' })
      await send('DescribeSeverityLevels')
      expect(keys()).toEqual(['OLD', 'OLD', 'NEW', 'NEW'])
    },
  )

  test('calls rejected at the same time share one reload of the credentials', async () => {
    const write = useFile()
    const { keys, send, take } = await startWithKeys()
    await send('DescribeSeverityLevels')
    write('NEW')
    take('NEW')
    await Promise.all(Array.from({ length: 5 }, () => send('CreateCase')))
    const sent = keys().slice(1)
    expect({
      old: sent.filter((key) => key === 'OLD').length,
      new: sent.filter((key) => key === 'NEW').length,
    }).toEqual({
      old: 5,
      new: 5,
    })
  })

  test('a call is not repeated while the credentials are the same', async () => {
    useFile()
    const { keys, send, take } = await startWithKeys()
    take('NEW')
    await expect(send('CreateCase')).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    expect(keys()).toEqual(['OLD'])
  })

  test('credentials are read again at most every five seconds', async () => {
    let [time, reads] = [0, 0]
    const old = { accessKeyId: 'OLD', secretAccessKey: 'secret' }
    const renew = createRenewal(
      async (options) => {
        if (options?.['forceRefresh'] === true) reads++
        return old
      },
      () => time,
    )
    for (time of [0, 1_000, 4_999, 5_000, 9_999]) expect(await renew(old)).toBe(false)
    expect(reads).toBe(2)
  })

  test('credentials stay in use when their file is gone', async () => {
    useFile()
    const { keys, send, take } = await startWithKeys()
    await send('DescribeSeverityLevels')
    take('NEW')
    setEnvironment({ AWS_SHARED_CREDENTIALS_FILE: '/nowhere' })
    await expect(send('CreateCase')).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    take('OLD')
    await send('CreateCase')
    expect(keys()).toEqual(['OLD', 'OLD', 'OLD'])
  })
})
