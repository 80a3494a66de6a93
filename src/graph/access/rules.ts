/** What a viewer may see and use under the policy: the union of what its roles allow. */
import type { CaseDetails } from '@aws-sdk/client-support'
import type { Policy, Role } from '../../config/policy.js'
import type { Viewer } from '../../lib/viewer.js'

/**
 * The viewer's roles that the policy defines. One role that allows something is enough. Without roles, nothing is allowed. Null if nothing is
 * restricted.
 */
export type Rules = readonly Role[] | null

export function rulesFor(policy: Policy | undefined, { roles }: Viewer): Rules {
  if (policy === undefined) return null
  const known = roles.map((name) => policy.get(name)).filter((role) => role !== undefined)
  return known.some((role) => Object.keys(role).length === 0) ? null : known
}

/** What identifies an account in a policy. */
interface PolicyAccount {
  name: string
  accountId: string | undefined
  /** False without ACCOUNTS_FILE: a policy cannot restrict accounts then. */
  isListed: boolean
}

/** Whether a viewer may see anything of an account. */
export function maySeeAccount(rules: Rules, account: PolicyAccount): boolean {
  return !account.isListed || rules === null || rules.some((role) => appliesTo(role, account))
}

/** The rules within one account: those of the roles that apply to it. */
export function rulesWithin(rules: Rules, account: PolicyAccount): Rules {
  const applying = rules?.filter((role) => appliesTo(role, account)) ?? null
  const isUnrestricted = applying?.some((role) => Object.keys(role).every((dimension) => dimension === 'accounts'))
  return isUnrestricted === true ? null : applying
}

function appliesTo({ accounts }: Role, { name, accountId }: PolicyAccount): boolean {
  return accounts === undefined || allows(accounts, name) || allows(accounts, accountId)
}

/** Whether a viewer may see a case. An attribute that AWS leaves out is treated as not allowed. */
export function maySeeCase(rules: Rules, { severityCode, serviceCode, submittedBy }: CaseDetails): boolean {
  return (
    rules === null ||
    rules.some(
      (role) =>
        allows(role.severities, severityCode) &&
        allows(role.services, serviceCode) &&
        (role.submitters?.some((pattern) => isSubmitter(pattern, submittedBy)) ?? true),
    )
  )
}

/** Whether a viewer may see, and open cases about, a service. */
export function maySeeService(rules: Rules, code: string | undefined): boolean {
  return rules === null || rules.some(({ services }) => allows(services, code))
}

/** Whether a viewer may see, and open cases at, a severity. */
export function maySeeSeverity(rules: Rules, code: string | undefined): boolean {
  return rules === null || rules.some(({ severities }) => allows(severities, code))
}

/** The roles that may open cases about a service. Each has its own allowed severities. */
export function rolesForService(rules: Rules, code: string | undefined): Rules {
  return rules?.filter(({ services }) => allows(services, code)) ?? null
}

/** The service codes that the roles list. That is all they allow, unless one role allows every service. */
export function namedServices(rules: Rules): string[] {
  return [...new Set(rules?.flatMap(({ services }) => services ?? []))]
}

function allows(codes: readonly string[] | undefined, code: string | undefined): boolean {
  return codes === undefined || (code !== undefined && codes.includes(code))
}

/** AWS returns `AdminRole (Role) <janedoe@example.com>`, or the address alone. The pattern must match the whole text or the address. */
function isSubmitter(pattern: string, submittedBy = ''): boolean {
  const address = /<([^<>]*)>$/.exec(submittedBy.trim())?.[1]
  return [submittedBy.trim(), address].some((text) => text !== undefined && matches(pattern, text))
}

/** `*` matches any text. Does not use a regular expression, whose run time could grow with a power of the text's length if there are many stars. */
function matches(pattern: string, text: string): boolean {
  const rest = text.toLowerCase()
  const [start = '', ...parts] = pattern.toLowerCase().split('*')
  const end = parts.pop()
  if (end === undefined) return rest === start
  if (!rest.startsWith(start) || !rest.endsWith(end)) return false
  let at = start.length
  for (const part of parts) {
    const found = rest.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= rest.length - end.length
}
