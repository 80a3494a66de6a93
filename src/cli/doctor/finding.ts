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
  advice?: string | undefined
}

const make =
  (status: Status) =>
  (subject: string, detail: string, advice?: string): Finding => ({ subject, status, detail, advice })

export const ok = make('ok')
export const off = make('off')
export const failed = make('failed')
export const doubtful = make('doubtful')
export const warning = make('warning')

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
