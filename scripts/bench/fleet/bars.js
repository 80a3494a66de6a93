// Output of the sections of the fleet benchmark: figures, and limits that are met or not.
import { cpus, loadavg } from 'node:os'
import { percentiles, table } from '../report.js'

/** A measured value with its upper limit. NaN and undefined (nothing was measured) do not meet it. */
export function bar(name, value, most, unit = '') {
  return { name, value, most, unit, isMet: value <= most }
}

/** Prints a section, and returns whether all limits are met. */
export function report(title, figures, bars) {
  // Times mean little when more processes are runnable than there are cores.
  const load = { 'machine load / cores': `${loadavg()[0].toFixed(1)} of ${cpus().length}` }
  const rows = [
    ...Object.entries({ ...figures, ...load }).map(([name, value]) => [name, String(value), '', '']),
    ...bars.map(({ name, value, most, unit, isMet }) => [
      name,
      figure(value, unit),
      `≤ ${most}${unit}`,
      isMet ? 'met' : 'NOT MET',
    ]),
  ]
  process.stdout.write(`## ${title}\n\n${table(['', 'measured', 'limit', ''], rows)}\n\n`)
  return bars.every(({ isMet }) => isMet)
}

export function figure(value, unit = '') {
  if (value === undefined || Number.isNaN(value)) return '–'
  return `${Number.isInteger(value) ? value : value.toFixed(Math.abs(value) < 10 ? 2 : 1)}${unit}`
}

/** p50, p99 and the number of values. */
export function spread(times) {
  if (times.length === 0) return { text: '–' }
  const { p50, p99 } = percentiles(times)
  return { p50, p99, text: `${p50.toFixed(1)} / ${p99.toFixed(1)} of ${times.length}` }
}

/** `DescribeCases 120, CreateCase 3`, most first. */
export function byName(names) {
  const counts = new Map()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const ranked = [...counts].toSorted(([, a], [, b]) => b - a)
  return ranked.map(([name, count]) => `${name} ${count}`).join(', ') || 'none'
}
