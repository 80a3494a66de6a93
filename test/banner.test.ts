import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { banner } from '../src/banner.js'
import { built } from './support/built.js'
import { until } from './support/until.js'

const bundle = built('main.js')
const url = 'http://127.0.0.1:4000'

test('the banner of the demo shows both URLs, names the demo and says how to stop it', () => {
  expect(banner({ url, isDemo: true, upstream: 'the emulator', accounts: ['default'], explorer: true })).toBe(`\
  GraphiQL  http://127.0.0.1:4000/graphiql
  GraphQL   http://127.0.0.1:4000/graphql
  Account   demo: sample data in memory, lost on exit
  Stop      Ctrl-C
`)
})

test('the banner of the demo with several accounts has their names', () => {
  expect(banner({ url, isDemo: true, upstream: 'the emulator', accounts: ['production', 'sandbox'], explorer: false }))
    .toBe(`\
  GraphQL   http://127.0.0.1:4000/graphql
  Account   demo: sample data in memory, lost on exit
            production, sandbox
  Stop      Ctrl-C
`)
})

test('the banner of an AWS account says that mutations change its cases', () => {
  expect(banner({ url, isDemo: false, upstream: 'AWS in us-east-1', accounts: ['default'], explorer: false })).toBe(`\
  GraphQL   http://127.0.0.1:4000/graphql
  Account   AWS in us-east-1: mutations open and change its cases
  Stop      Ctrl-C
`)
})

test('on a terminal, the gateway prints the ready line and the banner, and stops on Ctrl-C', async () => {
  // util-linux's script runs a command on a terminal of its own.
  const child = spawn('script', ['-qec', `exec ${process.execPath} ${bundle}`, '/dev/null'], {
    env: { PATH: process.env.PATH, SHELL: '/bin/sh', PORT: '0', ACCOUNTS_FILE: 'demo' },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (data) => (output += String(data)))
  const exited = once(child, 'exit')
  const text = () => output.replaceAll('\r', '')
  await until(() => text().endsWith('Ctrl-C\n\n') || child.exitCode !== null)
  const [ready = '', empty, ...lines] = text().split('\n')
  const [, at = '', upstream = ''] = /^Ready at (\S+)\/graphql, backed by (the emulator at \S+)$/.exec(ready) ?? []
  const accounts = ['production', 'data-platform', 'sandbox']
  expect([empty, ...lines].join('\n')).toBe(
    `\n${banner({ url: at, isDemo: true, upstream, accounts, explorer: true })}\n`,
  )
  child.stdin.write('\x03')
  expect(await exited).toEqual([0, null])
})
