/** The gateway as a process: its output and its exit codes. signals.test.ts covers signals. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { built } from './support/built.js'
import { freePort } from './support/free-port.js'
import { until } from './support/until.js'
import { ready, runGateway } from './support/process.js'

const bundle = built('main.js')

test('the process prints its URL and its upstream, and exits with 0 on SIGTERM', async () => {
  const gateway = runGateway(bundle, { LOG_LEVEL: 'silent' })
  const url = await ready(gateway)
  expect(gateway.output.stdout).toMatch(/backed by the emulator at http:\/\/127\.0\.0\.1:\d+/)
  expect((await fetch(`${url}/livez`)).status).toBe(200)
  gateway.child.kill('SIGTERM')
  expect(await gateway.exited).toBe(0)
})

test('the emulator inside the process listens on EMULATOR_HOST', async () => {
  const gateway = runGateway(bundle, { LOG_LEVEL: 'silent', EMULATOR_HOST: '127.0.0.2' })
  await ready(gateway)
  expect(gateway.output.stdout).toMatch(/backed by the emulator at http:\/\/127\.0\.0\.2:\d+/)
})

test('an unhandled rejection ends the process with exit code 1 and logs the stack without the message', async () => {
  const reject = 'process.on("SIGUSR2",()=>{Promise.reject(new Error("secret"))})'
  const gateway = runGateway(bundle, {
    NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(reject).toString('base64')}`,
  })
  await ready(gateway)
  gateway.child.kill('SIGUSR2')
  expect(await gateway.exited).toBe(1)
  expect(gateway.output.stdout).toMatch(/"level":"fatal".*"stack":\["at .*"msg":"uncaught exception"/)
  expect(gateway.output.stdout + gateway.output.stderr).not.toContain('secret')
})

test('the process reports a file that cannot be read on one line and exits with 1', async () => {
  // The bundle looks for the schema relative to itself, and there is none here.
  const folder = mkdtempSync(join(tmpdir(), 'elsewhere-'))
  const elsewhere = join(folder, 'project/dist/main.mjs')
  cpSync(bundle, elsewhere)
  const { output, exited } = runGateway(elsewhere, {})
  expect(await exited).toBe(1)
  rmSync(folder, { recursive: true })
  expect(output.stderr).toMatch(/^Cannot read \S+\/elsewhere-\w+\/schema\/?: there is no such file \(ENOENT\)\.\n$/)
})

test('a process whose log cannot be written serves requests', async () => {
  // Only Linux has /dev/full.
  const stdout = existsSync('/dev/full') ? '> /dev/full' : '>&-'
  const port = await freePort()
  const { child, exited } = runGateway(bundle, { PORT: String(port) }, stdout)
  const url = `http://127.0.0.1:${port}/livez`
  const isServing = () =>
    fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    )
  await until(isServing)
  expect(await isServing()).toBe(true)
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
})

test('the process reports every invalid variable on its own line and exits with 1', async () => {
  const { output, exited } = runGateway(bundle, { PORT: 'http', LOG_LEVEL: 'loud', NODE_ENV: 'production' })
  expect(await exited).toBe(1)
  expect(output.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^SUPPORT_UPSTREAM must be set/),
    expect.stringMatching(/^PORT is "http", but must be/),
    expect.stringMatching(/^LOG_LEVEL is "loud", but must be/),
  ])
  expect(output.stdout).toBe('')
})
