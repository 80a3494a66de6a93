/** Who asks: what the edge has found out about a caller, and what that caller may do. */

/** What a viewer may be allowed to do. `schema/` says with `@requiresScope` what each of them is for. */
export const scopes = [
  'cases:read',
  'cases:write',
  'cases:personal',
  'attachments:read',
  'attachments:write',
  'trusted-advisor:read',
  'trusted-advisor:refresh',
] as const

export type Scope = (typeof scopes)[number]

export function isScope(word: string): word is Scope {
  return scopes.some((scope) => scope === word)
}

export interface Viewer {
  /** Stable and unique among all viewers; `jwt:` and the subject, or `api-key:` and the key's name. A subject may be an address: logs have what `nameOf` makes of it. */
  id: string
  scopes: ReadonlySet<Scope>
  roles: readonly string[]
  /** To show: the name of an API key, or the `name` of a token. */
  name?: string | undefined
  /** False for `pageViewer`; all others have been let in. */
  isAuthenticated?: false
}

/** With AUTH_MODE `none` everybody is this viewer, who may do everything. */
export const anonymous: Viewer = { id: 'anonymous', scopes: new Set(scopes), roles: [] }

/** Loads the pages of the explorer, without credentials, and may do nothing. */
export const pageViewer: Viewer = { ...anonymous, scopes: new Set(), isAuthenticated: false }
