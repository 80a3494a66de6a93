// How results are shown: tables of Markdown in the form that prettier gives them, for the terminal as for docs/performance.md.

export function section(title, ...paragraphs) {
  return [`## ${title}`, ...paragraphs].join('\n\n')
}

/** A table, with all columns but the first to the right. */
export function table(head, rows) {
  const lines = [head, ...rows]
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)))
  const show = (line) =>
    `| ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [show(head), `| ${rule.join(' | ')} |`, ...rows.map(show)].join('\n')
}

/** Results of a comparison, each with how many times as fast it is as those of these names. */
export function rateTable(results, references) {
  return table(
    ['', 'requests/s', 'least–most', 'p50 ms', 'p99 ms', 'CPU ms', 'calls', ...references.map((name) => `× ${name}`)],
    results.map(({ name, perSecond, least, most, p50, p99, cpuMs, calls, ratios }) => [
      name,
      count(perSecond),
      `${count(least)}–${count(most)}`,
      milliseconds(p50),
      milliseconds(p99),
      cpuMs.toFixed(2),
      calls.toFixed(2),
      ...references.map((reference) => times(ratios[reference])),
    ]),
  )
}

/** Results without ratios, for what is not compared but grows. */
export function growthTable(results) {
  return table(
    ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU ms', 'calls', 'KB', 'errors'],
    results.map(({ name, perSecond, p50, p99, cpuMs, calls, bytes, errors }) => [
      name,
      count(perSecond),
      milliseconds(p50),
      milliseconds(p99),
      cpuMs.toFixed(2),
      calls.toFixed(2),
      (bytes / 1_024).toFixed(0),
      `${(100 * errors).toFixed(0)} %`,
    ]),
  )
}

/** With two digits that say something, or three. */
export function times(ratio) {
  return ratio >= 9.95 ? ratio.toFixed(0) : ratio >= 0.995 ? ratio.toFixed(1) : ratio.toFixed(2)
}

export function count(number) {
  return number >= 99.5 ? Math.round(number).toLocaleString('en') : number.toFixed(1)
}

export function milliseconds(number) {
  return number.toFixed(1)
}

export function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { p50: at(0.5), p99: at(0.99) }
}
