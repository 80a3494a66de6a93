/** Reads /metrics as numbers. */

/** Series by name and labels, as written: `support_graph_errors_total{code="NOT_FOUND"}`. */
export type Series = Map<string, number>

export async function readMetrics({ url }: { url: string }): Promise<Series> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

/** The series of one metric, without their common prefix. */
export function seriesOf(series: Series, name: string): Record<string, number> {
  const own = [...series].filter(([key]) => key.startsWith(`support_graph_${name}{`) || key === `support_graph_${name}`)
  return Object.fromEntries(own.map(([key, value]) => [key.slice(`support_graph_${name}`.length), value]))
}
