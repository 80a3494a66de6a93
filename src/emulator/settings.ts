/** What AWS does not say, or what differs from account to account. */
export interface Settings {
  quotas: Quotas
  /** How many to a page when `maxResults` is absent. AWS does not say. */
  defaultPageSize: number
  /** AWS says only that a part has at most 104,857,600 bytes. */
  partSizeBytes: number
  /** How long a complete upload is still `attachment-not-ready`. */
  uploadProcessingMs: number
  linkLifetimeMs: number
}

/** How many are allowed in the window that `usage.ts` has for each; Infinity is no limit. */
export interface Quotas {
  casesPerHour: number
  attachmentSetsPerHour: number
  describeAttachmentsPerMinute: number
}

export function completeSettings(
  settings: Partial<Omit<Settings, 'quotas'>> = {},
  quotas: Partial<Quotas> = {},
): Settings {
  return {
    defaultPageSize: 100,
    // The smallest that S3 takes, so that a large file has more parts than one call has links for.
    partSizeBytes: 5 * 1024 * 1024,
    uploadProcessingMs: 1000,
    linkLifetimeMs: 15 * 60_000,
    ...settings,
    quotas: {
      casesPerHour: Infinity,
      attachmentSetsPerHour: Infinity,
      describeAttachmentsPerMinute: Infinity,
      ...quotas,
    },
  }
}
