/** `npm run api-key`: creates an API key, and prints it and its entry for API_KEYS_FILE, once. Runs when imported. */
import { parseArgs } from 'node:util'
import { isScope, scopes, type Scope } from '../lib/viewer.js'
import { ConfigError } from '../config/config.js'
import { createApiKey, digestOf, isKeyName, readInstant, type ApiKeyEntry } from '../config/api-keys.js'

const help = `Creates an API key for AUTH_MODE api-key. Prints the key on one line, then its entry for the array in API_KEYS_FILE.
The entry has the key's SHA-256, not the key. The key is not stored and cannot be shown again.

  npm run api-key -- --name ci --scopes cases:read,cases:write --expires 90d

  --name <name>        Who uses it; unique in the file
  --scopes <scopes>    What it may do, comma-separated: ${scopes.join(', ')}
  --roles <roles>      Its roles, comma-separated; ROLE_SCOPES and POLICY_FILE define them
  --expires <when>     After a number of days, such as 90d, or on a date (UTC), such as 2027-01-01; default: never
`

function main(): void {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      scopes: { type: 'string' },
      roles: { type: 'string' },
      expires: { type: 'string' },
      // Options that were removed: an error says what to do instead.
      file: { type: 'string' },
      replace: { type: 'boolean' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const problems: string[] = []
  if (values.file !== undefined)
    problems.push('--file was removed: add the printed entry to the array in that file yourself')
  if (values.replace !== undefined)
    problems.push('--replace was removed: replace the entry of that name with the printed one yourself')
  const { name = '' } = values
  if (!isKeyName(name)) problems.push('--name must say who uses the key, in 1 to 100 characters')
  const given = words(values.scopes)
  const roles = words(values.roles)
  for (const word of given.filter((word) => !isScope(word)))
    problems.push(`--scopes has ${JSON.stringify(word)}, which is not one of ${scopes.join(', ')}`)
  if (given.length === 0 && roles.length === 0)
    problems.push('Set --scopes or --roles: a key with neither has no permissions')
  const expiresAt = readExpiry(values.expires, problems)
  if (problems.length > 0) throw new ConfigError(problems)

  const key = createApiKey()
  const entry: ApiKeyEntry = {
    name,
    sha256: digestOf(key).toString('hex'),
    scopes: given.filter(isScope) satisfies Scope[],
    ...(roles.length > 0 && { roles }),
    expiresAt,
  }
  process.stderr.write(
    'Here are the key and its entry for the array in API_KEYS_FILE, which the gateway reads at startup and on SIGHUP. The key is shown only once.\n',
  )
  process.stdout.write(`${key}\n${JSON.stringify(entry, null, 2)}\n`)
}

function words(list = ''): string[] {
  return [...new Set(list.split(',').map((word) => word.trim()))].filter((word) => word !== '')
}

/** `90d`, a date, or a time with its offset. */
function readExpiry(text: string | undefined, problems: string[]): string | null {
  if (text === undefined) return null
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1]
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const until =
    days === undefined
      ? readInstant(isDate ? `${text}T00:00:00Z` : text)
      : new Date(Date.now() + Number(days) * 86_400_000)
  if (until === undefined) {
    problems.push(`--expires is ${JSON.stringify(text)}, but must be days such as 90d, or a date such as 2027-01-01`)
    return null
  }
  if (until.getTime() <= Date.now()) problems.push(`--expires is ${JSON.stringify(text)}, which is in the past`)
  return until.toISOString()
}

try {
  main()
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  const problems = error instanceof ConfigError ? error.problems : isUsage ? [error.message] : null
  if (problems === null) throw error
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  process.stderr.write('For all options, run npm run api-key -- --help.\n')
  process.exitCode = 1
}
