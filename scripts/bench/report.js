// Formats figures, and tables as prettier would, for the terminal and the pages.

/** A Markdown table with all columns except the first right-aligned. */
export function table(head, rows) {
  const lines = [head, ...rows]
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)))
  const show = (line) =>
    `| ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [show(head), `| ${rule.join(' | ')} |`, ...rows.map(show)].join('\n')
}

/** The results of a comparison. */
export function rateTable(results) {
  return table(
    ['', 'requests/s', 'least–most', 'p50 ms', 'p99 ms', 'CPU ms', 'calls', 'KB'],
    results.map(({ name, perSecond, least, most, p50, p99, cpuMs, calls, bytes }) => [
      name,
      count(perSecond),
      `${count(least)}–${count(most)}`,
      p50.toFixed(1),
      p99.toFixed(1),
      cpuMs.toFixed(2),
      calls.toFixed(2),
      (bytes / 1_024).toFixed(bytes < 1_024 ? 1 : 0),
    ]),
  )
}

/** A ratio with two significant digits, or three from 100. */
export function times(ratio) {
  return ratio >= 9.95 ? ratio.toFixed(0) : ratio >= 0.995 ? ratio.toFixed(1) : ratio.toFixed(2)
}

export function count(number) {
  return number >= 99.5 ? Math.round(number).toLocaleString('en') : number.toFixed(1)
}

export function percentiles(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { p50: at(0.5), p99: at(0.99) }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}
