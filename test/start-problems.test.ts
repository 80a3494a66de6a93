/** Messages for an operator whose gateway does not start. main.test.ts covers those about the configuration and files. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config/config.js'
import { startProblems } from '../src/start-problems.js'
import { createLog } from '../src/telemetry/log.js'
import { start } from './support/start.js'

async function problemsWith(env: Record<string, string>): Promise<string[]> {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...env })
  const running = await start(config, createLog(config)).catch(startProblems)
  if (Array.isArray(running)) return running
  await running.stop()
  return []
}

// Its empty label is invalid, so no resolver is queried.
test('an unknown HOST is reported on one line', async () => {
  expect(await problemsWith({ HOST: 'no..such.host' })).toEqual([
    expect.stringMatching(/^Cannot listen on no\.\.such\.host: .*\bE[A-Z_]+\)?\. Set PORT, HOST or EMULATOR_PORT;/),
  ])
})

test.each(['PORT', 'EMULATOR_PORT'])('a port in use in %s is reported on one line', async (name) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const problems = await problemsWith({ [name]: String(port) })
  other.close()
  expect(problems).toEqual([
    `Cannot listen on 127.0.0.1:${port}: another program is already listening there. Set PORT, HOST or EMULATOR_PORT; port 0 picks a free one.`,
  ])
})
