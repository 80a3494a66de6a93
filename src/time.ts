/**
 * Reads a time as AWS and its emulators write it: `2017-04-14T13:46:50.000Z`, `2020-05-14T17:04:40.790+0000` (no colon),
 * `2020-05-13T21:38:05Z`, with a blank for the T, or with no zone at all, which is taken for UTC. Undefined for anything else.
 */
export function readAwsTime(text: string | undefined): Date | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i.exec(
      text?.trim() ?? '',
    )
  if (match === null) return undefined
  const [, date, time = '00:00', zone = 'Z'] = match
  const moment = new Date(`${date}T${time}${readZone(zone)}`)
  return Number.isNaN(moment.getTime()) || !isDay(date) ? undefined : moment
}

/** Whether a valid Date's `2026-02-28` is a day of the calendar: Date takes 30 February for 2 March, and which was meant is unknown. */
export function isDay(date = ''): boolean {
  return new Date(date).getUTCDate() === Number(date.slice(8))
}

/** `+0000` and `+00` → `+00:00`, which is what Date reads. */
function readZone(zone: string): string {
  const match = /^([+-]\d{2}):?(\d{2})?$/.exec(zone)
  return match === null ? 'Z' : `${match[1]}:${match[2] ?? '00'}`
}
