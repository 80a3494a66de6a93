/** `npm run api-key`: makes an API key, prints it once, and puts its entry into the file of keys. Acts when it is imported. */
import { parseArgs } from 'node:util'
import { isScope, scopes, type Scope } from '../lib/viewer.js'
import { ConfigError, variables } from '../config/config.js'
import { addEntry } from './add-api-key.js'
import { createApiKey, digestOf, isKeyName, readInstant, type ApiKeyEntry } from '../config/api-keys.js'

const help = `Makes an API key for AUTH_MODE api-key, and prints it: it is stored nowhere, and cannot be shown again.

  npm run api-key -- --name ci --scopes cases:read,cases:write --expires 90d --file keys.json

  --name <name>        Who uses it; unique in the file
  --scopes <scopes>    What it may do, comma-separated: ${scopes.join(', ')}
  --roles <roles>      Its roles, comma-separated; what they come to is in ROLE_SCOPES and POLICY_FILE
  --expires <when>     In how many days, such as 90d, or when (UTC), such as 2027-01-01; without it, never
  --file <file>        Where its entry goes; without it, API_KEYS_FILE. Without both, the entry is printed
  --replace            Puts the key in place of the one of that name, which is good no longer
`

function main(): void {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      scopes: { type: 'string' },
      roles: { type: 'string' },
      expires: { type: 'string' },
      file: { type: 'string' },
      replace: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const problems: string[] = []
  const { name = '', replace } = values
  if (!isKeyName(name)) problems.push('--name must say who uses the key, in 1 to 100 characters')
  const given = words(values.scopes)
  const roles = words(values.roles)
  for (const word of given.filter((word) => !isScope(word)))
    problems.push(`--scopes has ${JSON.stringify(word)}, but must be of ${scopes.join(', ')}`)
  if (given.length === 0 && roles.length === 0)
    problems.push('--scopes or --roles must be given: a key without both may do nothing')
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
  const file = values.file ?? (process.env[variables.apiKeysFile.name] || undefined)
  if (file !== undefined) addEntry(file, entry, replace)
  // The key alone, for `$(npm run api-key … | tail -1)`; what is for people goes to stderr.
  process.stdout.write(`${key}\n`)
  if (file === undefined) {
    process.stderr.write('The key is shown this once. Put this into the array in API_KEYS_FILE:\n')
    process.stdout.write(`${JSON.stringify(entry, null, 2)}\n`)
  } else {
    process.stderr.write(
      `The key is shown this once. The gateway reads ${file} at its next start, or when it gets SIGHUP.\n`,
    )
  }
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
  if (until.getTime() <= Date.now()) problems.push(`--expires is ${JSON.stringify(text)}, which is past`)
  return until.toISOString()
}

try {
  main()
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  const problems = error instanceof ConfigError ? error.problems : isUsage ? [error.message] : null
  if (problems === null) throw error
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  process.stderr.write('npm run api-key -- --help says what there is.\n')
  process.exitCode = 1
}
