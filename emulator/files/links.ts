import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Links } from '../state.js'

/** What a presigned URL allows: one method on one part or attachment. */
export type Grant = { kind: 'part'; uploadId: string; partIndex: number } | { kind: 'attachment'; attachmentId: string }

export interface Signer {
  linksOf(accountId: string): Links
  /** What the URL allows, in which account, and until when. Throws if this emulator did not sign it. */
  read(url: URL): { grant: Grant; accountId: string; expiresAt: number }
}

export const LINKS_PATH = '/_attachments/'

/** Signs with a random key, so callers cannot construct valid URLs themselves. */
export function createSigner(baseUrl: () => string, now: () => number, lifetimeMs: number): Signer {
  const key = randomBytes(32)
  const signature = (pathname: string, expiresAt: string) =>
    createHmac('sha256', key).update(`${pathname}\n${expiresAt}`).digest('hex')
  const sign = (...path: string[]) => {
    const expiresAt = now() + lifetimeMs
    const url = new URL(LINKS_PATH + path.map(encodeURIComponent).join('/'), baseUrl())
    url.searchParams.set('Expires', String(expiresAt))
    url.searchParams.set('Signature', signature(url.pathname, String(expiresAt)))
    return { url: url.href, expiresAt }
  }
  return {
    linksOf: (accountId) => ({
      forPart: (uploadId, partIndex) => sign(accountId, 'uploads', uploadId, String(partIndex)),
      forAttachment: (attachmentId) => sign(accountId, 'downloads', attachmentId),
    }),
    read(url) {
      const expiresAt = url.searchParams.get('Expires') ?? ''
      const given = Buffer.from(url.searchParams.get('Signature') ?? '')
      const right = Buffer.from(signature(url.pathname, expiresAt))
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        throw new LinkError(403, 'SignatureDoesNotMatch', 'The signature does not match this URL')
      }
      const [accountId = '', kind, id = '', part] = url.pathname
        .slice(LINKS_PATH.length)
        .split('/')
        .map(decodeURIComponent)
      const grant: Grant =
        kind === 'uploads'
          ? { kind: 'part', uploadId: id, partIndex: Number(part) }
          : { kind: 'attachment', attachmentId: id }
      return { grant, accountId, expiresAt: Number(expiresAt) }
    },
  }
}

/** An error in S3's format. */
export class LinkError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  xml(): string {
    const message = this.message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${this.code}</Code><Message>${message}</Message></Error>`
  }
}
