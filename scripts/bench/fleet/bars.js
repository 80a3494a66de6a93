// What the sections of the fleet benchmark print: figures, and bars that are met or not.
import { cpus, loadavg } from 'node:os'
import { table } from '../report.js'

/** `value` is undefined where there was nothing to measure: the bar is not met then. */
export function bar(name, value, { most, least, unit = '' }) {
  const isMet = value !== undefined && (most === undefined || value <= most) && (least === undefined || value >= least)
  return {
    name,
    figure: figure(value, unit),
    bound: `${most === undefined ? '≥' : '≤'} ${most ?? least}${unit}`,
    isMet,
  }
}

export function figure(value, unit = '') {
  if (value === undefined || Number.isNaN(value)) return '–'
  return `${Number.isInteger(value) ? value : value.toFixed(Math.abs(value) < 10 ? 2 : 1)}${unit}`
}

export function printBars(bars) {
  const rows = bars.map(({ name, figure, bound, isMet }) => [name, figure, bound, isMet ? 'met' : 'NOT MET'])
  process.stdout.write(`${table(['bar', 'measured', 'bound', ''], rows)}\n\n`)
}

/** Names with figures; of one or, side by side, of several trees. */
export function printFigures(title, columns) {
  const [first] = Object.values(columns)
  const heads = Object.keys(columns)
  const rows = Object.keys(first).map((name) => [name, ...heads.map((head) => String(columns[head][name] ?? '–'))])
  process.stdout.write(`## ${title}\n\n${table(['', ...heads], rows)}\n\n`)
}

/** p50 and p99, and how many there were. */
export function spread(times) {
  if (times.length === 0) return { text: '–' }
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  const [p50, p99] = [at(0.5), at(0.99)]
  return { p50, p99, text: `${p50.toFixed(1)} / ${p99.toFixed(1)} of ${times.length}` }
}

/** How many processes want a core, in the mean of a minute: with more than there are cores, times say little. */
export function machineLoad() {
  return `${loadavg()[0].toFixed(1)} of ${cpus().length}`
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createDice(seed) {
  let state = seed >>> 0
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { fraction, pick: (from) => from[Math.floor(fraction() * from.length)] }
}
