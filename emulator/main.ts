import { readEnvironment } from './environment.js'
import { startEmulator } from './start.js'

/**
 * The process behind `npm run emulator`: reads the environment, prints the URL once the emulator is ready, and handles
 * signals.
 */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env)
  if ('problems' in environment) {
    for (const problem of environment.problems) process.stderr.write(`${problem}\n`)
    process.exit(1)
  }
  const emulator = await startEmulator(environment)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void emulator.stop().then(() => process.exit(0)))
  }
  process.stdout.write(
    `AWS Support emulator ready at ${emulator.url} (control API: ${emulator.url}/_emulator/). Try:\n` +
      'AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 ' +
      `aws --endpoint-url ${emulator.url} support describe-cases\n`,
  )
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE') return `${error.message}: choose another port with EMULATOR_PORT`
  return error.message
}

main().catch((error: unknown) => {
  process.stderr.write(`AWS Support emulator could not start: ${explain(error)}\n`)
  process.exit(1)
})
