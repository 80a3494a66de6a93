import { FIRST_ACCOUNT, isAccountKey } from '../../lib/account-key.js'
import { badUserInput, shortened } from '../../lib/errors.js'
import { textProblem } from '../../lib/text.js'
import { createReader, encodeOpaque } from './opaque.js'

/** The types that have global ids, because they implement Node. `parts`: the maximum number of parts in a key. `language`: the index of the language. */
const nodeTypes = {
  /** The account part of the id is the whole key. */
  Account: { parts: 0 },
  Case: { parts: 1 },
  Communication: { parts: 3 },
  Attachment: { parts: 1 },
  AttachmentUpload: { parts: 1 },
  Service: { parts: 2, language: 1 },
  Category: { parts: 3, language: 2 },
  SeverityLevel: { parts: 2, language: 1 },
  TrustedAdvisorCheck: { parts: 2, language: 1 },
} as const
export type NodeType = keyof typeof nodeTypes

/** A decoded global id. The number of parts of `key` depends on the type. */
export interface GlobalId {
  type: NodeType
  /** The key of the account that the object belongs to: `default` for the first one, the 12 digits of others. */
  account: string
  key: string[]
}

const VERSION = 1

/** The global id of an object: base64url of version, type, account and key. Without `account`, the object belongs to the first account. */
export function toGlobalId(type: NodeType, account: string = FIRST_ACCOUNT, ...key: string[]): string {
  return encodeOpaque([VERSION, type, account, ...key])
}

/** Decodes `id`; undefined if it is not a global id. Only the output of toGlobalId is accepted, so each object has exactly one id. */
export const tryGlobalId = createReader((parts, id): GlobalId | undefined => {
  if (
    !Array.isArray(parts) ||
    !parts.every((part, index) => (index === 0 ? part === VERSION : typeof part === 'string'))
  ) {
    return undefined
  }
  const [, type, account, ...key] = parts as [number, string, string, ...string[]]
  // The parts of the key are sent to AWS.
  if (key.some((part) => textProblem(part) !== undefined)) return undefined
  if (!isNodeType(type) || !isAccountKey(account) || !isKey(type, key)) return undefined
  return toGlobalId(type, account, ...key) === id ? { type, account, key } : undefined
})

function isNodeType(name: string): name is NodeType {
  return Object.hasOwn(nodeTypes, name)
}

/** English is omitted. With it, or with unused parts, one object would have several ids. */
function isKey(type: NodeType, key: readonly string[]): boolean {
  const { parts, language = -1 }: { parts: number; language?: number } = nodeTypes[type]
  return key.length >= Math.min(1, parts) && key.length <= parts && key[language] !== 'en'
}

/** Decodes `id`. Throws BAD_USER_INPUT if it is not a global id. */
export function readGlobalId(id: string): GlobalId {
  const globalId = tryGlobalId(id)
  if (globalId === undefined) {
    throw badUserInput(`"${shortened(id)}" is not a global id. Use an \`id\` exactly as this gateway returned it.`)
  }
  return globalId
}

/**
 * The account and the key in `id`, which is a global id of `type` or, if `isAwsId` accepts it, AWS's own id, which has no account. Throws
 * BAD_USER_INPUT for an id of another type and for an invalid id; `expected` describes what is allowed.
 */
export function readKey(
  type: NodeType,
  id: string,
  isAwsId: (id: string) => boolean,
  expected: string,
): { account: string | undefined; key: string[] } {
  const globalId = tryGlobalId(id)
  if (globalId?.type === type) return globalId
  if (globalId !== undefined) {
    throw badUserInput(
      `"${shortened(id)}" is the id of ${withArticle(globalId.type)}, not of ${withArticle(type)}. Use ${expected}.`,
    )
  }
  if (!isAwsId(id)) throw badUserInput(`"${shortened(id)}" is not an id of ${withArticle(type)}. Use ${expected}.`)
  return { account: undefined, key: [id] }
}

/** The type with its article, for messages. */
function withArticle(type: NodeType): string {
  return /^[AEIOU]/.test(type) ? `an ${type}` : `a ${type}`
}
