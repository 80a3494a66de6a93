/** What of AWS's replies is kept, how long it is fresh, and which writes make it older than AWS. */
import type { Config } from '../config/config.js'
import type { OperationKey } from '../upstream/operations.js'

/** `reference` changes when AWS changes its service; `cases`, which are threads behind the newest messages, and `trusted-advisor` with the account. */
export type Kind = 'reference' | 'cases' | 'trusted-advisor'

/**
 * What is not here is never kept: cases, which the case index has; presigned links, contents of files; and what is asked for to see it move, the state of an upload and of a refresh.
 * Nor are dry runs, of any operation.
 */
export const kinds: Readonly<Partial<Record<OperationKey, Kind>>> = {
  describeServices: 'reference',
  describeSeverityLevels: 'reference',
  describeSupportedLanguages: 'reference',
  describeCreateCaseOptions: 'reference',
  describeTrustedAdvisorChecks: 'reference',
  describeCommunications: 'cases',
  describeTrustedAdvisorCheckSummaries: 'trusted-advisor',
  describeTrustedAdvisorCheckResult: 'trusted-advisor',
}

/** All writes: null for one that changes nothing which is kept here. The case index hears of those to cases by itself. */
export const touches: Readonly<Partial<Record<OperationKey, Kind | null>>> = {
  createCase: null,
  addCommunicationToCase: null,
  resolveCase: null,
  refreshTrustedAdvisorCheck: 'trusted-advisor',
  addAttachmentsToSet: null,
  completeAttachmentUpload: null,
}

export interface Life {
  /** For how long a value answers without a question. */
  freshMs: number
  /** For how long after that it still answers while a new one is fetched, or cannot be. */
  staleMs: number
}

const HOUR_MS = 3_600_000

export type LifeConfig = Pick<Config, 'caseCacheSeconds' | 'trustedAdvisorCacheSeconds'>

/** AWS announces new services and checks days before anybody opens a case about them; the plan of an account changes as seldom. */
export function livesOf(config: LifeConfig): Readonly<Record<Kind, Life>> {
  return {
    reference: { freshMs: 6 * HOUR_MS, staleMs: 7 * 24 * HOUR_MS },
    cases: { freshMs: config.caseCacheSeconds * 1_000, staleMs: 0 },
    'trusted-advisor': { freshMs: config.trustedAdvisorCacheSeconds * 1_000, staleMs: 0 },
  }
}
