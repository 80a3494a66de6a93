/** The process behind `npm run doctor`. Acts when it is imported. */
import { doctor, USAGE } from './doctor.js'

// The SDK's advice to move to Node 22 is for whoever updates the lock file.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

try {
  process.exitCode = await doctor(process.argv.slice(2), process.env, (text) => process.stdout.write(text))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  process.exitCode = 1
}
