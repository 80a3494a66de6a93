/** Reports whether everything works with the current environment variables, and how to fix what does not. Changes nothing at AWS. */
import { parseArgs } from 'node:util'
import { ConfigError, readConfig, type Config } from '../../config/config.js'
import { startEmulator } from '../../../emulator/start.js'
import { resolveUpstream } from '../../upstream/aws-endpoint.js'
import { examine } from './examine.js'
import { failed, allWork, ok, page, warning, type Finding } from './finding.js'
import { operationNames } from './permissions.js'

export const USAGE = `npm run doctor -- [--json] [--without <Operation>,<Operation>]
  --json     for programs: { ok, findings: [{ subject, status, detail, advice }] }
  --without  AWS operations that this gateway does not need: they are not tried
`

/** Returns the exit code. Rejects if the arguments are invalid. */
export async function doctor(args: string[], env: NodeJS.ProcessEnv, write: (text: string) => void): Promise<number> {
  const { json, without, help } = readArguments(args)
  if (help) {
    write(USAGE)
    return 0
  }
  const findings = await diagnose(env, without)
  const isOk = allWork(findings)
  write(json ? `${JSON.stringify({ ok: isOk, findings }, null, 2)}\n` : page(findings))
  return isOk ? 0 : 1
}

function readArguments(args: string[]): { json: boolean; help: boolean; without: ReadonlySet<string> } {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      without: { type: 'string', default: '' },
    },
  })
  const without = new Set(values.without.split(',').filter((name) => name !== ''))
  const unknown = [...without].filter((name) => !operationNames.includes(name))
  if (unknown.length > 0)
    throw new Error(`--without has unknown operations: ${unknown.join(', ')}. AWS has ${operationNames.join(', ')}.`)
  return { json: values.json, help: values.help, without }
}

async function diagnose(env: NodeJS.ProcessEnv, without: ReadonlySet<string>): Promise<Finding[]> {
  let config: Config
  let configured: string
  try {
    config = readConfig(env)
    configured = String(config.upstream)
    config = await resolveUpstream(config)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((problem) =>
      failed('Configuration', `${problem}.`, 'Fix it: docs/configuration.md lists every variable.'),
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
        : `SUPPORT_UPSTREAM is ${configured}, and the AWS configuration of this machine sets the endpoint ${upstream}`
    const findings = await examine(config, without, emulator?.url)
    const warnings = config.warnings.map((detail) => warning('Configuration', detail))
    return [ok('Configuration', `Valid; ${about}.`), ...warnings, ...findings]
  } finally {
    await emulator?.stop()
  }
}
