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
