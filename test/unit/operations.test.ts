/** docs/operations.md and docs/licences.md say what the code says. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as sdk from '@aws-sdk/client-support'
import { describe, expect, it } from '@jest/globals'
import { variables } from '../../src/config.js'

const file = 'docs/operations.md'
const page = readFileSync(file, 'utf8')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

/** As forges make them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#{1,3} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}

function isDead(link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? file : join(dirname(file), path)
  return !existsSync(target) || (anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor))
}

describe('the page on operations', () => {
  it('has a section for each alert, and none for what is no alert', () => {
    const alerts = existsSync('ops/alerts.yaml') ? readFileSync('ops/alerts.yaml', 'utf8') : ''
    const runbooks = [...alerts.matchAll(/runbook: docs\/operations\.md#([\w-]+)/g)].map(([, anchor]) => anchor)
    const sections = anchorsOf(page).filter((anchor) => anchor.startsWith('alert-'))
    expect(sections.length).toBeGreaterThan(10)
    expect(runbooks.filter((anchor) => !sections.includes(anchor ?? ''))).toEqual([])
    expect(alerts === '' ? [] : sections.filter((section) => !runbooks.includes(section))).toEqual([])
  })

  it('names variables that exist', () => {
    const known = new Set<string>(Object.values(variables).map(({ name }) => name))
    const codes = new Set(
      readFileSync('src/errors.ts', 'utf8')
        .match(/'[A-Z_]+'/g)
        ?.map((code) => code.slice(1, -1)),
    )
    const named = [...page.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([name]) => name)
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter((name) => !known.has(name) && !codes.has(name))).toEqual([])
  })

  it('names commands that exist', () => {
    const named = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
    // The configuration names some; that those exist, the README's test holds.
    const described = Object.values(variables).map(({ description }) => description)
    const exists = (name: string) =>
      Object.hasOwn(scripts, name) || described.some((text) => text.includes(`\`npm run ${name}\``))
    expect(named.filter((name) => !exists(name))).toEqual([])
  })

  it('has every operation of AWS in the IAM policy, once', () => {
    const policy = JSON.parse(/```json\n([^]*?)```/.exec(page)?.[1] ?? '') as { Statement: { Action: string[] }[] }
    const operations = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
    expect(policy.Statement.flatMap(({ Action }) => Action).toSorted()).toEqual(
      operations.map((name) => `support:${name}`).toSorted(),
    )
  })

  it('has links that lead somewhere', () => {
    const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter(isDead)).toEqual([])
  })
})

describe('the page of licences', () => {
  it('lists what package-lock.json has, none of which is refused', () => {
    const output = execFileSync(process.execPath, ['scripts/licences.js', '--check'], { encoding: 'utf8' })
    expect(output).toMatch(/^\d+ packages: MIT \d+/)
  })
})
