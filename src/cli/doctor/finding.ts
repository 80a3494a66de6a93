/** The doctor's findings, and the report that lists them. */

/**
 * `failed`: does not work. `doubtful`: needed, but not known to work. `warning`: works, but not as it should. `off`: not configured, or not tried
 * because it is not needed or would change something.
 */
export type Status = 'ok' | 'failed' | 'doubtful' | 'warning' | 'off'

export interface Finding {
  /** What was checked: `Credentials`, or the name of an AWS operation. */
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

/** Whether everything that is needed is known to work. */
export function allWork(findings: Finding[]): boolean {
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

/** One line for each finding, with its advice below, and a summary. */
export function page(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length))
  const lines = findings.flatMap(({ subject, status, detail, advice }) => [
    `${subject.padEnd(width)}  ${words[status].padEnd(8)}  ${detail}`,
    ...(advice === undefined ? [] : [`${' '.repeat(width + 12)}→ ${advice}`]),
  ])
  const summary = allWork(findings)
    ? 'Everything that is needed works.'
    : `${findings.length} checks: ${count(findings, 'failed')} failed, ${count(findings, 'doubtful')} inconclusive.`
  return `${[...lines, '', summary].join('\n')}\n`
}
