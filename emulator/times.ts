import { invalidParameter } from './aws-error.js'

/** AWS formats times in three ways; each function is named after where AWS uses it. */
export function caseTime(time: number): string {
  return new Date(time).toISOString()
}

export function attachmentSetTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000')
}

export function advisorTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

const DATE_OR_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/

/** Parses `afterTime` or `beforeTime`, if given. A date alone means midnight; a time without a zone is UTC. */
export function readTime(member: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const [, date = '', clock = '00:00', zone = 'Z'] = DATE_OR_TIME.exec(value) ?? []
  const time = Date.parse(`${date}T${clock}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`)
  if (Number.isNaN(time) || !isDay(date)) {
    throw invalidParameter(
      `'${value}' at '${member}' is not a time: use ISO 8601, such as 2026-03-01 or 2026-03-01T09:30:00Z`,
    )
  }
  return time
}

/** Date.parse reads February 30 as March 2. */
function isDay(date: string): boolean {
  const midnight = Date.parse(date)
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date)
}
