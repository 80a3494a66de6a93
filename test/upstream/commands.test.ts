import { setTimeout as delay } from 'node:timers/promises'
import * as sdk from '@aws-sdk/client-support'
import { expect, test, vi } from 'vitest'
import type { SendOptions } from '../../src/upstream/commands.js'
import { createEndpoint } from '../../src/upstream/endpoint.js'
import { startStubUpstream, type StubReply } from '../support/stub-upstream.js'

const OPERATION = 'DescribeSeverityLevels'
const LEVELS = { severityLevels: [{ code: 'low', name: 'Low' }] }

async function startEndpoint(reply: (language: unknown) => StubReply = () => LEVELS) {
  const stub = await startStubUpstream((_, { language }) => reply(language))
  const url = new URL(stub.url)
  const endpoint = createEndpoint({ url, region: 'us-east-1', timeoutMs: 5_000, halfOpenAfterMs: 5_000 })
  const send = (language: string, how: Partial<SendOptions> = {}) => {
    const { signal: abortSignal } = new AbortController()
    return endpoint.send(OPERATION, { language }, { abortSignal, repeat: true, attempt: (_, to) => to(), ...how })
  }
  return { send, languages: () => stub.calls.map(({ input }) => input['language']), headers: stub.headers }
}

test('a call uses the prepared command of an earlier call, with its own input and attempts', async () => {
  const prepare = vi.spyOn(sdk.DescribeSeverityLevelsCommand.prototype, 'resolveMiddleware')
  const { send, languages } = await startEndpoint()
  const attempts: string[] = []
  for (const language of ['en', 'ja'])
    expect(
      await send(language, {
        attempt: (_, to) => {
          attempts.push(language)
          return to()
        },
      }),
    ).toMatchObject(LEVELS)
  expect(languages()).toEqual(['en', 'ja'])
  expect(attempts).toEqual(['en', 'ja'])
  expect(prepare).toHaveBeenCalledTimes(1)
  prepare.mockRestore()
})

test('of two calls at the same time, an abort ends only its own', async () => {
  const { send } = await startEndpoint(() => (response) => {
    setTimeout(() => response.writeHead(200).end(JSON.stringify(LEVELS)), 50)
  })
  await send('en')
  const abort = new AbortController()
  const aborted = send('en', { abortSignal: abort.signal })
  const other = send('ja')
  await delay(20)
  abort.abort()
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
  expect(await other).toMatchObject(LEVELS)
})

// The pause would take five seconds.
test(
  'an abort ends the pause between two attempts of a call that uses a prepared command',
  { timeout: 3_000 },
  async () => {
    let isHealthy = true
    const { send, languages } = await startEndpoint(
      () => (response) =>
        void (isHealthy
          ? response.writeHead(200).end(JSON.stringify(LEVELS))
          : response.writeHead(503, { 'retry-after': '5' }).end()),
    )
    await send('en')
    isHealthy = false
    const abort = new AbortController()
    const call = send('ja', { abortSignal: abort.signal })
    const timer = setInterval(() => languages().length > 1 && abort.abort(), 10)
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    clearInterval(timer)
    expect(languages()).toEqual(['en', 'ja'])
  },
)

test('calls that must not be repeated get no retries after calls that may be', async () => {
  const { send, languages, headers } = await startEndpoint((language) =>
    language === 'en' ? LEVELS : (response) => response.writeHead(500).end(),
  )
  await send('en')
  await expect(send('ja', { repeat: false })).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } })
  expect(languages()).toEqual(['en', 'ja'])
  expect(headers.map(({ connection }) => connection)).toEqual(['keep-alive', 'close'])
})
