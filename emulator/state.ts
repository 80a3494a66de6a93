import type { Account, StoredAttachment } from './account.js'
import type { RandomHex } from './random.js'

/** How many are allowed in the window that each is named after; absent is no limit. */
export interface Limits {
  casesPerHour?: number
  attachmentSetsPerHour?: number
  describeAttachmentsPerMinute?: number
  /** Calls; AWS counts those of Trusted Advisor apart. */
  supportPerSecond?: number
  trustedAdvisorPerSecond?: number
}

/** What AWS does not say, or what differs from account to account. */
export interface Settings {
  /** How many to a page when `maxResults` is absent. AWS does not say. */
  defaultPageSize: number
  /** AWS says only that a part has at most 104,857,600 bytes. */
  partSizeBytes: number
  /** How long a complete upload is still `attachment-not-ready`. */
  uploadProcessingMs: number
  linkLifetimeMs: number
}

export const DEFAULT_SETTINGS: Settings = {
  defaultPageSize: 100,
  // The smallest that S3 takes, so that a large file has more parts than one call has links for.
  partSizeBytes: 5 * 1024 * 1024,
  uploadProcessingMs: 1000,
  linkLifetimeMs: 15 * 60_000,
}

/** What one emulator knows. Operations get it whole: the account they change, and the outside world they may ask. */
export interface State {
  account: Account
  attachmentSets: Map<string, AttachmentSet>
  uploads: Map<string, Upload>
  /** When a refresh of a Trusted Advisor check was last asked for, by check id. */
  refreshes: Map<string, number>
  /** When things that are limited were last done, oldest first. */
  usage: Map<keyof Limits, number[]>
  /** Since when this account has been emulated. */
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
  /** By part index, from 1: what has been sent, and whether CompleteAttachmentUpload has named it. */
  parts: Map<number, UploadedPart>
  /** The parts that are on their way just now: two writers of one part would mix their bytes. */
  receiving: Set<number>
  /** When the last part was reported. */
  completedAt?: number
  /** Set once a case or a communication has taken the upload. */
  attachmentId?: string
}

export interface UploadedPart {
  eTag: string
  reported: boolean
}

/** Presigned URLs. */
export interface Links {
  forPart(uploadId: string, partIndex: number): Link
  forAttachment(attachmentId: string): Link
}

export interface Link {
  url: string
  expiresAt: number
}

/** A temporary folder for uploads. */
export interface Files {
  newPath(): string
  removeAll(): void
}

type Data = Pick<State, 'account' | 'attachmentSets' | 'uploads' | 'refreshes' | 'usage' | 'since'>

/** Everything that an account brings with it, fresh: what a start, a reset and a seed put in place. */
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

/** All parts have the part size, but for the last one, which is what is left. */
export function partSize(upload: Upload, partIndex: number): number {
  return Math.min(upload.partSizeBytes, upload.sizeBytes - (partIndex - 1) * upload.partSizeBytes)
}
