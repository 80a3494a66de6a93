/** What the doctor has found out, and the page that it makes of it. */

/**
 * `failed`: it does not work. `doubtful`: it is needed, and was not seen to work. `warning`: it works, but not as it should.
 * `off`: nothing to look at, or not to be tried without an effect.
 */
export type Status = 'ok' | 'failed' | 'doubtful' | 'warning' | 'off'

export interface Finding {
  /** What was looked at: `Credentials`, or the name of an operation of AWS. */
  subject: string
  status: Status
  /** What was found, in a sentence without secrets. */
  detail: string
  /** What to do about it. */
  advice?: string
}

export function ok(subject: string, detail: string): Finding {
  return { subject, status: 'ok', detail }
}

export function off(subject: string, detail: string): Finding {
  return { subject, status: 'off', detail }
}

export function failed(subject: string, detail: string, advice: string): Finding {
  return { subject, status: 'failed', detail, advice }
}

export function doubtful(subject: string, detail: string, advice: string): Finding {
  return { subject, status: 'doubtful', detail, advice }
}

export function warning(subject: string, detail: string, advice: string): Finding {
  return { subject, status: 'warning', detail, advice }
}

/** Whether all that is needed was seen to work. */
export function isWell(findings: Finding[]): boolean {
  return count(findings, 'failed') + count(findings, 'doubtful') === 0
}

function count(findings: Finding[], status: Status): number {
  return findings.filter((finding) => finding.status === status).length
}

const words: Record<Status, string> = {
  ok: 'ok',
  failed: 'FAILED',
  doubtful: 'doubtful',
  warning: 'warning',
  off: '-',
}

/** One line for each finding, the advice under it, and what it comes to. */
export function page(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length))
  const lines = findings.flatMap(({ subject, status, detail, advice }) => [
    `${subject.padEnd(width)}  ${words[status].padEnd(8)}  ${detail}`,
    ...(advice === undefined ? [] : [`${' '.repeat(width + 12)}→ ${advice}`]),
  ])
  const summary = isWell(findings)
    ? 'All that is needed works.'
    : `Of ${findings.length} checks ${count(findings, 'failed')} failed, and ${count(findings, 'doubtful')} could not tell.`
  return `${[...lines, '', summary].join('\n')}\n`
}
