import { AwsError } from './aws-error.js'
import type { Limits, State } from './state.js'

const WINDOWS: Record<keyof Limits, { ms: number; error: string }> = {
  casesPerHour: { ms: 3_600_000, error: 'CaseCreationLimitExceeded' },
  attachmentSetsPerHour: { ms: 3_600_000, error: 'AttachmentLimitExceeded' },
  describeAttachmentsPerMinute: { ms: 60_000, error: 'DescribeAttachmentLimitExceeded' },
  supportPerSecond: { ms: 1000, error: 'ThrottlingException' },
  trustedAdvisorPerSecond: { ms: 1000, error: 'ThrottlingException' },
}

/** Throws if the limit has been reached. Does not count as usage; call `countUsage` for that. */
export function checkLimit(state: State, limit: keyof Limits): void {
  const allowed = state.limits[limit]
  if (allowed === undefined || recentUsage(state, limit).length < allowed) return
  const { error } = WINDOWS[limit]
  throw new AwsError(
    error,
    error === 'ThrottlingException'
      ? 'Rate exceeded'
      : `The limit of ${allowed} (${limit}) has been reached: try again later`,
  )
}

/** Without a limit nothing is recorded: an emulator may run for weeks. */
export function countUsage(state: State, limit: keyof Limits): void {
  if (state.limits[limit] === undefined) return
  state.usage.set(limit, [...recentUsage(state, limit), state.now()])
}

function recentUsage(state: State, limit: keyof Limits): number[] {
  const since = state.now() - WINDOWS[limit].ms
  return (state.usage.get(limit) ?? []).filter((time) => time > since)
}
