/** Times of the demo data are told as distances ("2d 4h 10m"), and texts carry them as placeholders, so that both move with the clock. */

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

export function milliseconds(distance: string): number {
  let total = 0
  for (const part of distance.split(' ')) {
    const unit = UNITS[part.slice(-1)]
    const amount = Number(part.slice(0, -1))
    if (unit === undefined || !Number.isFinite(amount))
      throw new Error(`"${distance}" is not a distance such as "2d 4h 10m"`)
    total += amount * unit
  }
  return total
}

/**
 * Puts times into a text: `{time -12m}` becomes `02:14 UTC`, `{date}` `14 March 2027`, `{iso 3m}` `2027-03-14T02:29:07.000Z`,
 * each counted from `origin` with an optional signed distance.
 */
export function fillTimes(text: string, origin: number): string {
  return text.replaceAll(
    /\{(time|date|iso)(?: (-?)((?:\d+[dhms] ?)+))?\}/g,
    (_, form: string, sign: string, distance?: string) => {
      const offset = distance === undefined ? 0 : milliseconds(distance)
      const iso = new Date(origin + (sign === '-' ? -offset : offset)).toISOString()
      if (form === 'iso') return iso
      if (form === 'time') return `${iso.slice(11, 16)} UTC`
      return `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`
    },
  )
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
