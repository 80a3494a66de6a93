/** docs/operations.md and docs/caching.md say what the code says. */
import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-support'
import { describe, expect, test } from 'vitest'
import { variables } from '../../src/config/config.js'
import { CaseOrderField } from '../../src/graph/generated/resolvers.js'
import { allErrorCodes } from '../../src/lib/errors.js'
import { anchorsOf } from '../support/links.js'

const operations = readFileSync('docs/operations.md', 'utf8')

describe('docs/operations.md', () => {
  test('docs/operations.md has a section for each alert and no other', () => {
    const alerts = readFileSync('ops/alerts.yaml', 'utf8')
    const runbooks = [...alerts.matchAll(/runbook: docs\/operations\.md#([\w-]+)/g)].map(([, anchor]) => anchor)
    const sections = anchorsOf(operations).filter((anchor) => anchor.startsWith('alert-'))
    expect(sections.length).toBeGreaterThan(10)
    expect(new Set(sections)).toEqual(new Set(runbooks))
  })

  test('the IAM policy in docs/operations.md has every operation of AWS Support once', () => {
    const policy = JSON.parse(/```json\n([^]*?)```/.exec(operations)?.[1] ?? '') as {
      Statement: { Action: string[] }[]
    }
    const names = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
    expect(policy.Statement.flatMap(({ Action }) => Action).toSorted()).toEqual(
      names.map((name) => `support:${name}`).toSorted(),
    )
  })
})

describe.each(['docs/operations.md', 'docs/caching.md'])('the page %s', (file) => {
  const page = readFileSync(file, 'utf8')

  test('variables and orders named in the page exist', () => {
    const known = new Set<string>([
      ...Object.values(variables).map(({ name }) => name),
      ...Object.values(CaseOrderField),
    ])
    const codes = new Set<string>(allErrorCodes)
    // Those of OpenTelemetry and AWS are for their SDKs, NODE_EXTRA_CA_CERTS and HTTPS_PROXY for Node.
    const named = [...page.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([name]) => name)
    expect(named.length).toBeGreaterThan(10)
    expect(
      named.filter((name) => !known.has(name) && !codes.has(name) && !/^(OTEL|AWS|NODE|HTTPS)_/.test(name)),
    ).toEqual([])
  })
})
