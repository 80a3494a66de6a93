/** docs/operations.md matches ops/ and the SDK. */
import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-support'
import { describe, expect, test } from 'vitest'
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
