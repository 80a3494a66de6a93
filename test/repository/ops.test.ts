/** The expressions in ops/ use only metrics, labels and label values that the gateway exports. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { codeLabel } from '../../src/telemetry/labels.js'
import { createMetrics } from '../../src/telemetry/metrics.js'

interface Rule {
  alert: string
  expr: string
  labels: { severity: string }
  annotations: { summary: string; runbook: string }
}
interface Panel {
  type: string
  title: string
  targets?: { expr: string; legendFormat: string }[]
}
interface Dashboard {
  panels: Panel[]
  templating: { list: { name: string; query: string | { query: string } }[] }
}

const alerts = parse(readFileSync('ops/alerts.yaml', 'utf8')) as { groups: { rules: Rule[] }[] }
const rules = alerts.groups.flatMap((group) => group.rules)
const dashboard = JSON.parse(readFileSync('ops/grafana-dashboard.json', 'utf8')) as Dashboard
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? [])
const queries = dashboard.templating.list.map(({ query }) => (typeof query === 'string' ? query : query.query))
const expressions = [...rules.map(({ expr }) => expr), ...targets.map(({ expr }) => expr)]

/** The type and labels of each series, by name. A histogram has three series. */
const series = new Map<string, { type: string; labels: string[] }>()
const metrics = createMetrics()
metrics.showRedis({ status: 'ready' })
metrics.showBreakers(() => [])
metrics.showCaseIndexes(() => [])
const { registry } = metrics
for (const { name, type } of registry.getMetricsAsArray()) {
  const { labelNames } = registry.getSingleMetric(name) as unknown as { labelNames: string[] }
  // Prometheus adds the labels of the scrape target.
  const labels = [...labelNames, 'instance', 'job']
  if (String(type) !== 'histogram') series.set(name, { type: String(type), labels })
  else {
    for (const suffix of ['sum', 'count']) series.set(`${name}_${suffix}`, { type: 'counter', labels })
    series.set(`${name}_bucket`, { type: 'bucket', labels: [...labels, 'le'] })
  }
}

/**
 * The selectors of an expression: the name of each series, and the labels and values that select it. A quoted value may
 * contain any text.
 */
function selectorsOf(expression: string) {
  return [...expression.matchAll(/\b(support_graph_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', matchers = '']) => ({
    name,
    matchers: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].map(([, label = '', value = '']) => ({
      label,
      values: value.split('|'),
    })),
  }))
}

/** The labels that an expression groups by. */
function groupsOf(expression: string): string[] {
  return [...expression.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  )
}

/** The problems of an expression. */
function problemsIn(expression: string): string[] {
  const selectors = selectorsOf(expression)
  const known = selectors.map(({ name }) => series.get(name))
  const groupable = new Set(known.flatMap((metric) => metric?.labels ?? []))
  return [
    ...(selectors.length > 0 ? [] : ['the expression reads no metric']),
    ...selectors.filter(({ name }) => !series.has(name)).map(({ name }) => `there is no ${name}`),
    ...selectors.flatMap(({ name, matchers }) =>
      matchers.flatMap(({ label, values }) => [
        ...(series.get(name)?.labels.includes(label) ? [] : [`${name} has no label ${label}`]),
        ...(label === 'code' ? values.filter((value) => value !== 'none' && codeLabel(value) === 'other') : []),
      ]),
    ),
    ...groupsOf(expression).filter((label) => !groupable.has(label)),
    // A counter is meaningful only as a rate, and a gauge has no rate.
    ...selectors
      .filter(({ name }) => ['counter', 'bucket'].includes(series.get(name)?.type ?? '') !== isRated(expression, name))
      .map(({ name }) => `${name}: counters and buckets, and nothing else, must be in rate() or increase()`),
    ...(expression.split('(').length === expression.split(')').length ? [] : ['its parentheses do not match']),
    ...(/histogram_quantile/.test(expression) && !/_bucket/.test(expression)
      ? ['histogram_quantile without a _bucket series']
      : []),
  ]
}

function isRated(expression: string, name: string): boolean {
  return new RegExp(`\\b(?:rate|increase)\\(${name}\\b`).test(expression)
}

describe('expressions', () => {
  test.each(expressions)('an expression in ops/ uses metrics, labels and values that exist: %s', (expression) => {
    expect(problemsIn(expression)).toEqual([])
  })

  test('the check of expressions finds unknown metrics, labels and codes, and misused metric types', () => {
    expect(problemsIn('rate(support_graph_requests_totals[5m])')).toContain('there is no support_graph_requests_totals')
    expect(problemsIn('rate(support_graph_requests_total{color="red"}[5m])')).toHaveLength(1)
    expect(problemsIn('rate(support_graph_errors_total{code="OOPS"}[5m])')).toEqual(['OOPS'])
    expect(problemsIn('sum by (family) (rate(support_graph_requests_total[5m]))')).toEqual(['family'])
    expect(problemsIn('support_graph_requests_total > 1')).toHaveLength(1)
    expect(problemsIn('rate(support_graph_breaker_state[5m])')).toHaveLength(1)
    expect(problemsIn('rate(support_graph_request_duration_seconds[5m])').length).toBeGreaterThan(0)
  })

  test('dashboard variables and legends use labels that exist', () => {
    for (const query of queries.filter((query) => query.startsWith('label_values('))) {
      const [, name = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(query) ?? []
      expect(series.get(name)?.labels).toContain(label)
    }
    for (const { expr, legendFormat } of targets) {
      const labels = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label)
      const left = groupsOf(expr)
      const own = selectorsOf(expr).flatMap(({ name }) => series.get(name)?.labels ?? [])
      for (const label of labels) expect(left.length > 0 ? left : own).toContain(label)
    }
  })

  test('the dashboard or an alert uses every metric of the gateway', () => {
    const shown = new Set(expressions.flatMap((expression) => selectorsOf(expression).map(({ name }) => name)))
    const own = [...series.keys()].filter((name) => !/_(process|nodejs)_|_(sum|count)$/.test(name))
    expect(own.filter((name) => !shown.has(name))).toEqual([])
  })
})

describe('alerts', () => {
  test.each(rules)('$alert has a summary, a severity and a runbook', ({ alert, labels, annotations }) => {
    const kebab = alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
    expect(annotations.runbook).toBe(`docs/operations.md#alert-${kebab}`)
    expect(annotations.summary).toMatch(/^.{20,}\.$/)
    expect(['page', 'ticket']).toContain(labels.severity)
  })

  test.each(rules)('the summary of $alert uses labels that its expression keeps', ({ expr, annotations }) => {
    const left = groupsOf(expr)
    const own = selectorsOf(expr).flatMap(({ name }) => series.get(name)?.labels ?? [])
    const named = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label)
    for (const label of named) expect(left.length > 0 ? left : own).toContain(label)
  })

  test('alert names are unique', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  })
})
