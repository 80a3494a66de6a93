const FIRST = new Date('0000-01-01T00:00:00.000Z')
const LAST = new Date('9999-12-31T23:59:59.999Z')
/** The last moment with a four-digit year, in epoch milliseconds. */
export const MAX_TIME = LAST.getTime()

/**
 * Reads a time as AWS and its emulators write it: `2017-04-14T13:46:50.000Z`, `2020-05-14T17:04:40.790+0000` (no colon),
 * `2020-05-13T21:38:05Z`, with a space instead of the T, or without a zone, which means UTC. Undefined for anything else.
 */
export function readAwsTime(text: string | undefined): Date | undefined {
  // Almost all times have the form that Date writes, and need none of the checks below.
  const moment = text?.length === 24 ? new Date(text) : undefined
  if (moment && moment.getTime() <= MAX_TIME && moment.toISOString() === text) return moment
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i.exec(
      text?.trim() ?? '',
    )
  if (match === null) return undefined
  const [, date, time = '00:00', zone = 'Z'] = match
  return readMoment(`${date}T${time}${readZone(zone)}`)
}

/**
 * Reads any time that Date reads, if it begins with a date. A leap second (`:60`), which Date does not support, becomes the first second of the next minute.
 * Undefined for an invalid day (Date reads 30 February as 2 March) and for years outside 0000 to 9999 in UTC.
 */
export function readMoment(text: string): Date | undefined {
  const withoutLeap = text.replace(/(?<=T\d\d:\d\d:)60/i, '59')
  const moment = new Date(Date.parse(withoutLeap) + (withoutLeap === text ? 0 : 1_000))
  if (!(moment >= FIRST && moment <= LAST)) return undefined
  const day = text.slice(0, 10)
  return new Date(day).getUTCDate() === Number(day.slice(8)) ? moment : undefined
}

/** `+0000` and `+00` → `+00:00`, which is what Date reads. */
function readZone(zone: string): string {
  const match = /^([+-]\d{2}):?(\d{2})?$/.exec(zone)
  return match === null ? 'Z' : `${match[1]}:${match[2] ?? '00'}`
}

/** Epoch milliseconds as the value of a field: null for undefined. */
export function toDate(time: number | undefined): Date | null {
  return time === undefined ? null : new Date(time)
}

/** How much the clocks of two machines may differ. */
export const MAX_CLOCK_SKEW_MS = 2_000

/** How long ago `time` was, in milliseconds. Infinite for a time in the future: the clock has been set back. */
export function ageAt(now: number, time: number): number {
  const age = now - time
  return age < -MAX_CLOCK_SKEW_MS ? Infinity : age
}
