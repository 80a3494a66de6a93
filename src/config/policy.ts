/** POLICY_FILE: which accounts, severities, services and submitters each role may see and use. */
import type { AccountEntry } from './accounts-file.js'
import { ConfigError } from './config.js'
import { isObject, readJsonFile } from './json-file.js'
import { quoted } from './parsers.js'

/** What a role is restricted to. An absent member restricts nothing. */
export interface Role {
  /** Severity codes, such as `low`. */
  severities?: readonly string[]
  /** Service codes, such as `amazon-dynamodb`. */
  services?: readonly string[]
  /** Patterns for `submittedBy`, or for the address in it (case-insensitive). `*` matches any text. */
  submitters?: readonly string[]
  /** Names or 12 digits of accounts in ACCOUNTS_FILE. */
  accounts?: readonly string[]
}

export type Policy = ReadonlyMap<string, Role>

const dimensions = ['severities', 'services', 'submitters', 'accounts'] as const

/** Reads the policy file. Throws a ConfigError that lists every problem, including unknown members: a misspelled one would restrict nothing. */
export function readPolicyFile(path: string): Policy {
  return readPolicy(readJsonFile(path, `POLICY_FILE is ${JSON.stringify(path)}, which`))
}

/** Reads the contents of a policy file: `{ "roles": { "<role>": { "severities": ["low"], "services": […], "submitters": ["*@example.com"] } } }`. */
export function readPolicy(policyFile: unknown): Policy {
  const problems: string[] = []
  const policy = new Map<string, Role>()
  if (!isObject(policyFile) || !isObject(policyFile['roles'])) {
    throw new ConfigError([
      'POLICY_FILE has no roles: it must look like { "roles": { "reader": { "severities": ["low"] } } }',
    ])
  }
  for (const key of Object.keys(policyFile)) {
    if (key !== 'roles')
      problems.push(`POLICY_FILE has the unknown member ${JSON.stringify(key)}: only "roles" is allowed`)
  }
  for (const [name, role] of Object.entries(policyFile['roles'])) {
    const found = problemsOf(JSON.stringify(name), role)
    problems.push(...found)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a value without problems is a role
    if (found.length === 0) policy.set(name, role as Role)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return policy
}

function problemsOf(name: string, role: unknown): string[] {
  if (!isObject(role)) return [`POLICY_FILE: the role ${name} must be an object; {} allows everything`]
  return Object.entries(role).flatMap(([key, values]) => {
    if (!dimensions.some((dimension) => dimension === key)) {
      return [
        `POLICY_FILE: the role ${name} has the unknown member ${JSON.stringify(key)}: only ${dimensions.join(', ')} are allowed`,
      ]
    }
    const isList = Array.isArray(values) && values.every((value) => typeof value === 'string' && value.trim() !== '')
    return isList ? [] : [`POLICY_FILE: ${key} of the role ${name} must be a list of non-empty strings`]
  })
}

/**
 * The problems with the accounts that roles name. An account that does not exist would restrict its role to nothing, without a word. `accounts` are those
 * of ACCOUNTS_FILE; undefined without it.
 */
export function accountProblems(policy: Policy, accounts: readonly AccountEntry[] | undefined): string[] {
  const known = new Set(accounts?.flatMap(({ name, accountId }) => [name, accountId]))
  return [...policy].flatMap(([role, { accounts: named = [] }]) =>
    named
      .filter((account) => !known.has(account))
      .map((account) => {
        const reason =
          accounts === undefined ? 'ACCOUNTS_FILE is not set' : 'ACCOUNTS_FILE has no such name or accountId'
        return `POLICY_FILE: accounts of the role ${JSON.stringify(role)} has ${quoted(account)}, but ${reason}`
      }),
  )
}
