/**
 * Parsers for the text of variables. Each throws an error whose message completes "must be …" with what is allowed.
 */
import { isIPv6 } from 'node:net'
import { isScope, scopes, type Scope } from '../lib/viewer.js'

export type Upstream = 'emulator' | 'aws' | URL

/** In CORS_ORIGINS, allows any port of this machine, because development servers use different ports. */
export const LOOPBACK = 'loopback'

export function integer(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!/^(0|[1-9]\d{0,15})$/.test(text) || value < min || value > max) {
      throw new Error(`an integer from ${min} to ${max}; use digits only`)
    }
    return value
  }
}

export function oneOf<const T extends string>(...words: T[]) {
  return (text: string): T => {
    const word = words.find((word) => word === text)
    if (!word) throw new Error(`one of ${words.join(', ')}`)
    return word
  }
}

export function parseBoolean(text: string): boolean {
  return oneOf('true', 'false')(text) === 'true'
}

export function optional<T>(parse: (text: string) => T) {
  return (text: string): T | null => (text === 'none' ? null : parse(text))
}

export function parseText(text: string): string {
  if (text.trim() !== text || /\p{Cc}/u.test(text))
    throw new Error('text without control characters or surrounding spaces')
  return text
}

export function parseAuthModes(text: string): ('none' | 'jwt' | 'api-key')[] {
  const modes = text.split(',').map((mode) => mode.trim())
  const known = modes.filter((mode) => mode === 'none' || mode === 'jwt' || mode === 'api-key')
  if (
    known.length < modes.length ||
    new Set(known).size < known.length ||
    (known.length > 1 && known.includes('none'))
  ) {
    throw new Error('none, jwt, api-key, or jwt,api-key')
  }
  return known
}

export function parseClientIds(text: string): string[] {
  if (text === 'none') return []
  const ids = text.split(',').map((id) => id.trim())
  if (!ids.every((id) => /^[^\s\p{Cc}]+$/u.test(id))) throw new Error('none, or client ids separated by commas')
  return ids
}

export function parseRoleScopes(text: string): ReadonlyMap<string, readonly Scope[]> {
  const form = 'none, or roles with scopes such as `reader=cases:read attachments:read`, separated by semicolons'
  const roles = text === 'none' ? [] : text.split(';').filter((part) => part.trim() !== '')
  const entries = roles.map((part): [string, Scope[]] => {
    const [role = '', given = '', ...more] = part.split('=').map((word) => word.trim())
    const words = given.split(/\s+/)
    const known = words.filter(isScope)
    if (role === '' || more.length > 0 || known.length < words.length) {
      const unknown = words.find((word) => !isScope(word)) ?? part
      const which = given === '' ? `${quoted(part)} has no scopes` : `${quoted(unknown)} is not a scope`
      throw new Error(`${form}; the scopes are ${scopes.join(', ')}; ${which}`)
    }
    return [role, known]
  })
  const roleScopes = new Map(entries)
  if (roleScopes.size < entries.length) throw new Error(`${form}; list each role only once`)
  return roleScopes
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const MAX_TARGET_MS = 366 * 86_400_000

/** `critical=15m,urgent=1h`: milliseconds by severity code. Codes are AWS's strings, and AWS may add more. */
export function parseResponseTargets(text: string): ReadonlyMap<string, number> {
  const targets = new Map<string, number>()
  if (text === 'none') return targets
  const wrong: string[] = []
  for (const entry of text.split(',').map((part) => part.trim())) {
    const [, code = '', count = '', unit = ''] = /^([a-z-]+)\s*=\s*(\d{1,9})([smhd])$/.exec(entry) ?? []
    const ms = Number(count) * (UNIT_MS[unit] ?? 0)
    if (code === '' || ms === 0) wrong.push(`${quoted(entry)} is not a valid pair`)
    else if (ms > MAX_TARGET_MS) wrong.push(`${quoted(entry)} is more than 366 days`)
    else if (targets.has(code)) wrong.push(`${quoted(entry)} repeats the severity ${code}`)
    else targets.set(code, ms)
  }
  const form = 'none, or pairs such as `urgent=1h,critical=15m`, with times in s, m, h or d'
  if (wrong.length > 0) throw new Error(`${form}; ${wrong.join(', ')}`)
  return targets
}

/** Reads an http(s) URL. Undefined for anything else, and for a URL with a user, a password or a fragment. */
function readHttpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash ? url : undefined
}

export function parseHttpUrl(text: string): URL {
  const url = readHttpUrl(text)
  if (!url) throw new Error('none, or an http(s) URL without credentials or fragment')
  return url
}

export function parseRedisUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^rediss?:$/.test(url.protocol))
    throw new Error('none, or a URL like redis://127.0.0.1:6379/0 or rediss://…')
  return url
}

export function parseEndpoints(text: string): URL[] {
  if (text === 'none') return []
  return text.split(',').map((part) => {
    const url = readHttpUrl(part.trim())
    if (!url || url.search)
      throw new Error('none, or http(s) URLs without credentials, query or fragment, separated by commas')
    return url
  })
}

export function parseRegion(text: string): string {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(text)) throw new Error('an AWS Region such as us-east-1')
  return text
}

export function parseHost(text: string): string {
  if (!/^[\w.-]{1,253}$/.test(text) && !isIPv6(text)) throw new Error('a host name or IP address without a port')
  return text
}

export function parseHosts(text: string): string[] {
  if (text === 'none') return []
  return text.split(',').map((part) => {
    const name = part.trim().replace(/^\[(.*)\]$/, '$1')
    const hostname = isIPv6(name) ? hostnameOf(`[${name}]`) : /^[\w.-]+$/.test(name) ? hostnameOf(name) : undefined
    if (hostname === undefined)
      throw new Error(
        `none, or host names and addresses without ports, separated by commas; ${quoted(name)} is not a host`,
      )
    return hostname
  })
}

/**
 * The host of an authority such as `example.com:443` or `[::1]:4000`, normalized: lower case, no trailing dot, addresses as in URLs. Undefined
 * for an invalid authority, or one with a user.
 */
export function hostnameOf(authority: string): string | undefined {
  if (/[@/\\?#\s]/.test(authority) || !URL.canParse(`http://${authority}`)) return undefined
  return new URL(`http://${authority}`).hostname.replace(/\.$/, '')
}

export function parseUpstream(text: string): Upstream {
  if (text === 'emulator' || text === 'aws') return text
  const url = readHttpUrl(text)
  if (!url || url.search) throw new Error('emulator, aws, or an http(s) URL without credentials, query or fragment')
  return url
}

export function parseOrigins(text: string): string[] {
  if (text === 'none') return []
  const origins = text.split(',').map((origin) => origin.trim())
  for (const origin of origins) {
    if (origin !== LOOPBACK && !isOrigin(origin)) {
      throw new Error(
        `none, or exact origins such as https://app.example.com, or \`${LOOPBACK}\`, separated by commas; ${quoted(origin)} is not an origin`,
      )
    }
  }
  return origins
}

/** Whether a text is the origin of an http(s) page, in the spelling that browsers send: no path, no default port, an ASCII host in lower case. */
export function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}

/** Quotes an invalid value for a message: short, on one line, and without the possible secrets of a URL (user, password, query, fragment). */
export function quoted(text: string): string {
  const safe = text.replace(/\/\/[^/@]*@/g, '//***@').replace(/(:\/\/[^?#]*[?#]).*/s, '$1***')
  return JSON.stringify(safe.length > 80 ? `${safe.slice(0, 80)}…` : safe)
}
