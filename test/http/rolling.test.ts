/** Two gateways behind a balancer are replaced by two new ones under load. */
import { afterEach, expect, test } from 'vitest'
import { startEmulator } from '../../emulator/start.js'
import { built } from '../support/built.js'
import { until } from '../support/until.js'
import { startBalancer } from '../support/balancer.js'
import { post } from '../support/post.js'
import { ready, runGateway } from '../support/process.js'

const bundle = built('main.js')

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})

test('no request fails during a rolling restart', async () => {
  // slow enough that requests are always in flight
  const emulator = await startEmulator({ port: 0, latencyMs: 100 })
  const balancer = await startBalancer()
  stops.push(emulator.stop, balancer.stop)
  const run = async () => {
    const gateway = runGateway(bundle, {
      SUPPORT_UPSTREAM: emulator.url,
      LOG_LEVEL: 'silent',
      SUPPORT_CALLS_PER_SECOND: '10000',
      SHUTDOWN_GRACE_MS: '2000',
    })
    const url = await ready(gateway)
    balancer.add(url)
    await until(() => balancer.ready().includes(url))
    return { ...gateway, url }
  }
  const old = await Promise.all([run(), run()])

  const outcomes: string[] = []
  const loaded = new AbortController()
  const load = Array.from({ length: 4 }, async () => {
    while (!loaded.signal.aborted) {
      // with no-cache, each request calls AWS
      const result = await post(
        balancer,
        { query: '{ severityLevels { code } }' },
        { 'cache-control': 'no-cache' },
      ).then(async (response) => `${response.status} ${await response.text()}`, String)
      outcomes.push(result.startsWith('200 {"data":{"severityLevels":[{"code":') ? 'ok' : result)
    }
  })

  // The new gateways start under load, too.
  await Promise.all([run(), run()])
  for (const gateway of old) {
    const before = outcomes.length
    gateway.child.kill('SIGTERM')
    expect(await gateway.exited).toBe(0)
    await until(() => outcomes.length > before + 20)
  }
  loaded.abort()
  await Promise.all(load)
  expect([...new Set(outcomes)]).toEqual(['ok'])
})
