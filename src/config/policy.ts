/** The file of POLICY_FILE: which severities, services and submitters each role may see and use. */
import { ConfigError } from './config.js'
import { isObject, readJsonFile } from './json-file.js'

/** What a role is restricted to. An absent member restricts nothing. */
export interface Role {
  /** Severity codes, such as `low`. */
  severities?: readonly string[]
  /** Service codes, such as `amazon-dynamodb`. */
  services?: readonly string[]
  /** Whose cases: `submittedBy`, or the address in it, in any letter case; `*` stands for any text. */
  submitters?: readonly string[]
}

export type Policy = ReadonlyMap<string, Role>

const dimensions = ['severities', 'services', 'submitters'] as const

/** Reads the policy file. Throws ConfigError with everything that is wrong with it: what is not understood must not be taken for no restriction. */
export function readPolicyFile(path: string): Policy {
  return readPolicy(readJsonFile(path, `POLICY_FILE is ${JSON.stringify(path)}, which`))
}

/** Reads what a policy file has: `{ "roles": { "<role>": { "severities": ["low"], "services": […], "submitters": ["*@example.com"] } } }`. */
export function readPolicy(policyFile: unknown): Policy {
  const problems: string[] = []
  const policy = new Map<string, Role>()
  if (!isObject(policyFile) || !isObject(policyFile['roles'])) {
    throw new ConfigError([
      'POLICY_FILE has no roles: it has to be like { "roles": { "reader": { "severities": ["low"] } } }',
    ])
  }
  for (const key of Object.keys(policyFile)) {
    if (key !== 'roles') problems.push(`POLICY_FILE has ${JSON.stringify(key)}, but knows "roles" only`)
  }
  for (const [name, role] of Object.entries(policyFile['roles'])) {
    const found = problemsOf(JSON.stringify(name), role)
    problems.push(...found)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what has no problem is a role
    if (found.length === 0) policy.set(name, role as Role)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return policy
}

function problemsOf(name: string, role: unknown): string[] {
  if (!isObject(role)) return [`POLICY_FILE: the role ${name} has to be an object, {} for one that may see everything`]
  return Object.entries(role).flatMap(([key, values]) => {
    if (!dimensions.some((dimension) => dimension === key)) {
      return [`POLICY_FILE: the role ${name} has ${JSON.stringify(key)}, but knows ${dimensions.join(', ')} only`]
    }
    const isList = Array.isArray(values) && values.every((value) => typeof value === 'string' && value.trim() !== '')
    return isList ? [] : [`POLICY_FILE: ${key} of the role ${name} has to be a list of texts that are not empty`]
  })
}
