import { startEmulator } from './start.js'

/** The process behind `npm run emulator`: environment in, one ready line out, signals. */
async function main(): Promise<void> {
  const emulator = await startEmulator({
    host: process.env['EMULATOR_HOST'] || '127.0.0.1',
    port: readNumber('EMULATOR_PORT', 4566, 65_535),
    latencyMs: readNumber('EMULATOR_LATENCY_MS', 0, 600_000),
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void emulator.stop().then(() => process.exit(0)))
  }
  process.stdout.write(
    `AWS Support emulator ready at ${emulator.url} (control API: ${emulator.url}/_emulator/). Try:\n` +
      'AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 ' +
      `aws --endpoint-url ${emulator.url} support describe-cases\n`,
  )
}

function readNumber(name: string, fallback: number, max: number): number {
  const text = process.env[name]?.trim()
  if (text === undefined || text === '') return fallback
  if (!/^\d+$/.test(text) || Number(text) > max)
    throw new Error(`${name} must be a whole number 0..${max}, not '${text}'`)
  return Number(text)
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
