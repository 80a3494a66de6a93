/** The viewer: the authenticated identity of a caller, and what it may do. */

/** What a viewer may be allowed to do. docs/authorization.md is generated from these descriptions: `npm run docs`. */
export const scopeDescriptions = {
  'cases:read': 'Read cases and their communications, services, severity levels, languages and case options.',
  'cases:write':
    '`createCase`, `addCommunication` and `resolveCase`. Reading the case in the payload requires `cases:read`.',
  'cases:personal':
    'Read names and addresses. Without it they are `***`, and filtering by `submittedBy` is not allowed.',
  'attachments:read': 'Read attachments by id, on cases and on communications.',
  'attachments:write':
    '`addAttachments`; uploads and their progress; files in a new case or reply (`attachments`, `attachmentSetId`, `uploadIds`).',
  'trusted-advisor:read': 'Read checks, their findings and the summary.',
  'trusted-advisor:refresh':
    '`refreshCheck` and `refreshChecks`. Reading the check in the payload requires `trusted-advisor:read`.',
}

export type Scope = keyof typeof scopeDescriptions

export const scopes = Object.keys(scopeDescriptions) as Scope[]

export function isScope(word: string): word is Scope {
  return scopes.some((scope) => scope === word)
}

export interface Viewer {
  /** Stable and unique: `jwt:` and the subject, or `api-key:` and the key's name. A subject may be an e-mail address, so logs have `nameOf(viewer)` instead. */
  id: string
  scopes: ReadonlySet<Scope>
  roles: readonly string[]
  /** For display: the name of an API key, or the `name` of a token. */
  name?: string | undefined
  /** False for `pageViewer`; absent for all others. */
  isAuthenticated?: false
}

/** With AUTH_MODE `none`, every caller is this viewer, who may do everything. */
export const anonymous: Viewer = { id: 'anonymous', scopes: new Set(scopes), roles: [] }

/** The viewer for requests without valid credentials, which may only load the explorer's pages. Has no permissions. */
export const pageViewer: Viewer = { ...anonymous, scopes: new Set(), isAuthenticated: false }
