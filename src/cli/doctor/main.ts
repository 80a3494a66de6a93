/** `npm run doctor`: says in one page whether all works with the environment as it is, and what to do about what does not. Changes nothing at AWS. */
import { parseArgs } from 'node:util'
import { ConfigError, readConfig, type Config } from '../../config/config.js'
import { startEmulator } from '../../../emulator/start.js'
import { resolveUpstream } from '../../upstream/aws-endpoint.js'
import { examine } from './examine.js'
import { failed, isWell, ok, page, type Finding } from './finding.js'
import { operationNames } from './permissions.js'

const USAGE = `npm run doctor -- [--json] [--without <Operation>,<Operation>]
  --json     for programs: { ok, findings: [{ subject, status, detail, advice }] }
  --without  operations of AWS that the gateway is not meant to use here: they are not tried
`

// The SDK's advice to move to Node 22 is for whoever updates the lock file.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

async function main(): Promise<void> {
  const { json, without, help } = readArguments()
  if (help) return void process.stdout.write(USAGE)
  const findings = await diagnose(without)
  const well = isWell(findings)
  process.stdout.write(json ? `${JSON.stringify({ ok: well, findings }, null, 2)}\n` : page(findings))
  process.exitCode = well ? 0 : 1
}

function readArguments(): { json: boolean; help: boolean; without: ReadonlySet<string> } {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      without: { type: 'string', default: '' },
    },
  })
  const without = new Set(values.without.split(',').filter((name) => name !== ''))
  const unknown = [...without].filter((name) => !operationNames.includes(name))
  if (unknown.length > 0)
    throw new Error(`no operations: ${unknown.join(', ')}; there are ${operationNames.join(', ')}`)
  return { json: values.json, help: values.help, without }
}

async function diagnose(without: ReadonlySet<string>): Promise<Finding[]> {
  let config: Config
  let configured: string
  try {
    config = readConfig(process.env)
    configured = String(config.upstream)
    config = await resolveUpstream(config)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((problem) =>
      failed('Configuration', `${problem}.`, 'Mend it: the README lists every variable.'),
    )
  }
  const upstream = String(config.upstream)
  const emulator =
    config.upstream === 'emulator' ? await startEmulator({ latencyMs: config.emulatorLatencyMs }) : undefined
  try {
    const about = emulator
      ? 'SUPPORT_UPSTREAM is the emulator, with a demo account'
      : upstream === configured
        ? `SUPPORT_UPSTREAM is ${upstream}`
        : `SUPPORT_UPSTREAM is ${configured}, for which the AWS configuration of this machine names ${upstream}`
    const findings = await examine(config, without, emulator?.url)
    const warnings = config.warnings.map((detail): Finding => ({ subject: 'Configuration', status: 'warning', detail }))
    return [ok('Configuration', `Can be read; ${about}.`), ...warnings, ...findings]
  } finally {
    await emulator?.stop()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  process.exitCode = 1
})
