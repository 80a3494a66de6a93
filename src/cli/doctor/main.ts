/** The entry point of `npm run doctor`. Runs when imported. */
import { doctor, USAGE } from './doctor.js'

// The SDK advises an upgrade to Node 22. That is for maintainers of the lock file, not for operators.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

try {
  process.exitCode = await doctor(process.argv.slice(2), process.env, (text) => process.stdout.write(text))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  process.exitCode = 1
}
