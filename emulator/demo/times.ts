/**
 * Times in the demo data are written as distances ("2d4h10m"), and as placeholders in texts, so both move with the
 * clock.
 */

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

export function milliseconds(distance: string): number {
  if (!/^(\d+[dhms] ?)+$/.test(distance)) throw new Error(`"${distance}" is not a distance such as "2d4h10m"`)
  return [...distance.matchAll(/(\d+)([dhms])/g)].reduce(
    (total, [, amount, unit = '']) => total + Number(amount) * (UNITS[unit] ?? 0),
    0,
  )
}

/**
 * Fills the time placeholders of a text: `{time -12m}` becomes `02:14 UTC`, `{iso 3m}` becomes
 * `2027-03-14T02:29:07.000Z`. The optional signed distance is relative to `origin`.
 */
export function fillTimes(text: string, origin: number): string {
  return text.replaceAll(
    /\{(time|iso)(?: (-?)([\ddhms ]+))?\}/g,
    (_, form: string, sign: string, distance?: string) => {
      const offset = distance === undefined ? 0 : milliseconds(distance)
      const iso = new Date(origin + (sign === '-' ? -offset : offset)).toISOString()
      return form === 'iso' ? iso : `${iso.slice(11, 16)} UTC`
    },
  )
}
