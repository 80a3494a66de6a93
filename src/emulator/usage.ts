import { AwsError } from './aws-error.js'
import type { Quotas } from './settings.js'
import type { State } from './state.js'

const WINDOW_MS: Record<keyof Quotas, number> = {
  casesPerHour: 3_600_000,
  attachmentSetsPerHour: 3_600_000,
  describeAttachmentsPerMinute: 60_000,
}

const ERROR: Record<keyof Quotas, string> = {
  casesPerHour: 'CaseCreationLimitExceeded',
  attachmentSetsPerHour: 'AttachmentLimitExceeded',
  describeAttachmentsPerMinute: 'DescribeAttachmentLimitExceeded',
}

/** Fails when the quota is used up. Asking does not count; `countUsage` does. */
export function checkQuota(state: State, quota: keyof Quotas): void {
  const allowed = state.settings.quotas[quota]
  const since = state.now() - WINDOW_MS[quota]
  const used = state.usage[quota].filter((time) => time > since).length
  if (used >= allowed)
    throw new AwsError(ERROR[quota], `The limit of ${allowed} (${quota}) has been reached: try later`)
}

export function countUsage(state: State, quota: keyof Quotas): void {
  if (state.settings.quotas[quota] === Infinity) return
  const since = state.now() - WINDOW_MS[quota]
  state.usage[quota] = [...state.usage[quota].filter((time) => time > since), state.now()]
}
