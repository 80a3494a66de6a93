/** What the doctor has found out, and the page that it makes of it. */

/** `off`: nothing to look at, or not to be tried without an effect. */
export type Status = 'ok' | 'failed' | 'doubtful' | 'off'

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

/** Whether all that is needed works. */
export function isWell(findings: Finding[]): boolean {
  return findings.every(({ status }) => status !== 'failed')
}

const words: Record<Status, string> = { ok: 'ok', failed: 'FAILED', doubtful: 'doubtful', off: '-' }

/** One line for each finding, the advice under it, and what it comes to. */
export function page(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length))
  const lines = findings.flatMap(({ subject, status, detail, advice }) => [
    `${subject.padEnd(width)}  ${words[status].padEnd(8)}  ${detail}`,
    ...(advice === undefined ? [] : [`${' '.repeat(width + 12)}→ ${advice}`]),
  ])
  const bad = findings.filter(({ status }) => status === 'failed').length
  const summary = bad === 0 ? 'All that is needed works.' : `${bad} of ${findings.length} failed.`
  return `${[...lines, '', summary].join('\n')}\n`
}
