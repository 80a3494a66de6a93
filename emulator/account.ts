/** The account of callers whose access key id names no other. */
export const DEFAULT_ACCOUNT_ID = '111122223333'

/**
 * The data of an emulated AWS account. Plain data: `demo/` and `generate.ts` create it, `operations/` reads and changes
 * it. Times are epoch milliseconds; `operations/` converts them to the wire formats.
 */
export interface Account {
  /** 12 digits. */
  accountId: string
  /** Without a support plan, every operation is refused. True if absent. */
  hasPlan?: boolean
  cases: Map<string, SupportCase>
  attachments: Map<string, StoredAttachment>
  services: Service[]
  severityLevels: CodeAndName[]
  checks: Map<string, Check>
}

export interface CodeAndName {
  code: string
  name: string
}

/** Translations of a name in the demo data's languages other than English, by ISO 639-1 code. */
export type Translations = Readonly<Record<string, string>>

export interface Service extends CodeAndName {
  categories: CodeAndName[]
  translations?: Translations | undefined
}

export interface SupportCase {
  caseId: string
  displayId: string
  subject: string
  status: string
  serviceCode: string
  categoryCode: string
  severityCode: string
  issueType: string
  language: string
  submittedBy: string
  timeCreated: number
  ccEmailAddresses: string[]
  /** Oldest first; DescribeCommunications returns newest first. */
  communications: Communication[]
}

export interface Communication {
  body: string
  submittedBy: string
  timeCreated: number
  attachmentIds: string[]
}

export interface StoredAttachment {
  attachmentId: string
  fileName: string
  sizeBytes: number
  /** The bytes, or the file that holds them: an upload of up to 150 MB stays on disk. */
  content: Uint8Array | { path: string }
}

export interface Check {
  id: string
  name: string
  translations?: Translations | undefined
  /** HTML, as AWS sends it. */
  description: string
  category: string
  /** Column headings. The `metadata` of a flagged resource has the values, in the same order. */
  metadata: string[]
  /** False for checks that AWS refreshes automatically: a request to refresh them is an error. */
  refreshable: boolean
  /** Absent if the check has never run; its status is then `not_available`. */
  result?: CheckResult | undefined
}

export interface CheckResult {
  timestamp: number
  status: 'ok' | 'warning' | 'error'
  resourcesProcessed: number
  resourcesIgnored: number
  estimatedMonthlySavings?: number
  estimatedPercentMonthlySavings?: number
  flaggedResources: FlaggedResource[]
}

export interface FlaggedResource {
  resourceId: string
  status: 'ok' | 'warning' | 'error'
  region?: string | undefined
  isSuppressed: boolean
  /** AWS also sends nulls, for columns without a value. */
  metadata: (string | null)[]
}

/** The most severe status of the findings that are not suppressed. */
export function worstStatus(resources: FlaggedResource[]): CheckResult['status'] {
  const open = new Set(resources.filter(({ isSuppressed }) => !isSuppressed).map(({ status }) => status))
  return open.has('error') ? 'error' : open.has('warning') ? 'warning' : 'ok'
}
