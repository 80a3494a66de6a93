/** The values of labels in /metrics. */
import { allErrorCodes } from '../lib/error-codes.js'
import { apolloCodes } from '../lib/errors.js'

const MAX_OPERATION_NAMES = 100
const MAX_NAME_LENGTH = 64

/** A client may send a new name with each request. Only registered names, or without a list the first hundred valid ones, get their own series. */
export function createOperationLabel(
  registeredNames: () => ReadonlySet<string> | undefined,
): (name: string | null) => string {
  const known = new Set<string>()
  return (name) => {
    if (name === null) return 'anonymous'
    const registered = registeredNames()
    if (registered !== undefined) return registered.has(name) ? name : 'other'
    if (known.has(name)) return name
    if (known.size >= MAX_OPERATION_NAMES || name.length > MAX_NAME_LENGTH) return 'other'
    known.add(name)
    return name
  }
}

export const codeLabels: ReadonlySet<string> = new Set([...allErrorCodes, ...apolloCodes])

/** The code of an error, if it is one of this gateway's, otherwise `other`. */
export function codeLabel(code: unknown): string {
  return typeof code === 'string' && codeLabels.has(code) ? code : 'other'
}

/** Prometheus would show an undefined label. */
export function defined<L extends string>(labels: Partial<Record<L, string | undefined>>): Partial<Record<L, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== undefined)) as Partial<
    Record<L, string>
  >
}
