import type { Account, StoredAttachment } from './account.js'
import type { RandomHex } from './random.js'

/** Maximum usage per window; each name ends with its window. Absent means no limit. */
export interface Limits {
  casesPerHour?: number
  attachmentSetsPerHour?: number
  describeAttachmentsPerMinute?: number
  /** Calls; AWS counts Trusted Advisor calls separately. */
  supportPerSecond?: number
  trustedAdvisorPerSecond?: number
}

/** Values that AWS does not document or that differ between accounts. */
export interface Settings {
  /** Page size when `maxResults` is absent. AWS does not document it. */
  defaultPageSize: number
  /** AWS documents only that a part has at most 104,857,600 bytes. */
  partSizeBytes: number
  /** How long a complete upload stays `attachment-not-ready`. */
  uploadProcessingMs: number
  linkLifetimeMs: number
}

export const DEFAULT_SETTINGS: Settings = {
  defaultPageSize: 100,
  // The smallest part size that S3 accepts, so a large file has more parts than one call returns links for.
  partSizeBytes: 5 * 1024 * 1024,
  uploadProcessingMs: 1000,
  linkLifetimeMs: 15 * 60_000,
}

/**
 * All state of one account. Operations get all of it: the data that they change, and the dependencies that they use
 * (time, random ids, links, files).
 */
export interface State {
  account: Account
  attachmentSets: Map<string, AttachmentSet>
  uploads: Map<string, Upload>
  /** When the last refresh of a Trusted Advisor check started, by check id. */
  refreshes: Map<string, number>
  /** Times of recent usage, by limit, oldest first. */
  usage: Map<keyof Limits, number[]>
  /** When this account was loaded. */
  since: number
  limits: Limits

  readonly now: () => number
  readonly randomHex: RandomHex
  readonly settings: Settings
  readonly links: Links
  readonly files: Files
}

export interface AttachmentSet {
  attachments: StoredAttachment[]
  expiresAt: number
}

export interface Upload {
  uploadId: string
  fileName: string
  sizeBytes: number
  partSizeBytes: number
  startedAt: number
  path: string
  /** The parts received, by part index (from 1). `reported` means that CompleteAttachmentUpload has listed the part. */
  parts: Map<number, UploadedPart>
  /** Parts being uploaded right now: two writers of one part would mix their bytes. */
  receiving: Set<number>
  /** When the last part was reported. */
  completedAt?: number
  /** Set once the upload has been attached to a case or a communication. */
  attachmentId?: string
}

export interface UploadedPart {
  eTag: string
  reported: boolean
}

/** Presigned URLs of one account. */
export interface Links {
  forPart(uploadId: string, partIndex: number): Link
  forAttachment(attachmentId: string): Link
}

export interface Link {
  url: string
  expiresAt: number
}

/** A temporary folder for the uploads of one account. */
export interface Files {
  newPath(): string
  removeAll(): void
}

type Data = Pick<State, 'account' | 'attachmentSets' | 'uploads' | 'refreshes' | 'usage' | 'since'>

/** A new account without sets, uploads, refreshes or usage: loaded on first use, and by the control API's reset and seed. */
export function newData(account: Account, now: number): Data {
  return {
    account,
    attachmentSets: new Map(),
    uploads: new Map(),
    refreshes: new Map(),
    usage: new Map(),
    since: now,
  }
}

export function totalParts(upload: Upload): number {
  return Math.ceil(upload.sizeBytes / upload.partSizeBytes)
}

/** All parts have the part size except the last, which has the remainder. */
export function partSize(upload: Upload, partIndex: number): number {
  return Math.min(upload.partSizeBytes, upload.sizeBytes - (partIndex - 1) * upload.partSizeBytes)
}
