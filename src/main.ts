/** The process entry point: configuration, startup, signals. Runs when imported. */
import { constants } from 'node:os'
import { isDemo, readConfig, type Config } from './config/config.js'
import { property } from './lib/thrown.js'
import { createLog, describeError, type Log } from './telemetry/log.js'
import { startProblems } from './start-problems.js'
import { start, type Running } from './start.js'
import { banner } from './banner.js'
import { openStdout } from './telemetry/stdout.js'

/**
 * Under `npm start`, one Ctrl-C arrives twice: from the terminal, and a millisecond later from npm, which forwards it. A deliberate second Ctrl-C
 * comes later than this, even from a script.
 */
const ECHO_MS = 100

// The SDK advises an upgrade to Node 22. That is for maintainers of the lock file, but operators would see it at every start.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

function main(): void {
  const config = readConfig(process.env)
  const stdout = openStdout((dropped) => {
    log.child({}, { level: 'warn' }).warn({ dropped }, 'log lines were dropped because stdout was not read')
  })
  const log = createLog(config, stdout)
  const exit = (code: number) => void stdout.flush().then(() => process.exit(code))
  // Registered first: without a listener, SIGHUP ends the process.
  process.on('SIGHUP', () => void starting.then((running) => running.reload()))
  const starting = start(config, log)
  starting.then((running) => announce(config, log, running), failToStart)

  // SIGINT comes from a terminal: no load balancer needs the grace period.
  let first: { signal: NodeJS.Signals; at: number } | null = null
  function onSignal(signal: 'SIGTERM' | 'SIGINT'): void {
    const at = performance.now()
    if (first !== null) {
      if (signal !== first.signal || at - first.at > ECHO_MS) exit(128 + constants.signals[signal])
      return
    }
    first = { signal, at }
    log.info({ signal }, 'stopping')
    void starting.then((running) => running.stop(signal === 'SIGTERM' ? config.shutdownGraceMs : 0)).then(() => exit(0))
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  // Closing the terminal sends SIGHUP, too. The gateway then stops, as on Ctrl-C.
  process.stdout.on('error', (error) => {
    if (process.stdout.isTTY && first === null && property(error, 'code') === 'EIO') onSignal('SIGINT')
  })

  // Unhandled rejections arrive here, too. Either is a bug that leaves the process in an unknown state.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: describeError(error) }, 'uncaught exception')
    exit(1)
  })
}

function announce(config: Config, log: Log, { url, upstream: endpoint, emulatorUrl, accounts }: Running): void {
  const upstream = emulatorUrl
    ? `the emulator at ${emulatorUrl}`
    : endpoint === 'aws'
      ? `AWS in ${config.region}`
      : String(endpoint)
  const ready = `Ready at ${url}/graphql, backed by ${upstream}`
  if (process.stdout.isTTY) {
    process.stdout.write(
      `${ready}\n\n${banner({ url, isDemo: isDemo(config), upstream, accounts, explorer: config.explorer })}\n`,
    )
  } else {
    // Logged at every LOG_LEVEL: with PORT=0, nothing else reveals the port.
    const fields = { url: `${url}/graphql`, upstream: String(endpoint), emulatorUrl }
    log.child({}, { level: 'info' }).info(fields, ready)
  }
}

function failToStart(error: unknown): never {
  for (const line of startProblems(error)) process.stderr.write(`${line}\n`)
  process.exit(1)
}

try {
  main()
} catch (error) {
  failToStart(error)
}
