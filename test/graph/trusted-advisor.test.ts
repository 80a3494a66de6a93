import { describe, expect, test } from 'vitest'
import type { Check, CheckResult } from '../../emulator/account.js'
import { createDemoAccount } from '../../emulator/demo/index.js'
import type { TrustedAdvisorCheck } from '../../src/graph/models.js'
import { trustedAdvisorResolvers } from '../../src/graph/resolvers/trusted-advisor.js'
import { anAccount, aResult, HOUR, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

const withChecks = (...checks: Partial<Check>[]) => startGateway({ account: () => anAccount({ checks }) })

/** A result with `count` findings that are not suppressed. */
function flagging(count: number, given: Partial<CheckResult> = {}): CheckResult {
  return aResult({
    flaggedResources: Array.from({ length: count }, (_, index) => ({
      resourceId: `r${index}`,
      status: 'error',
      isSuppressed: false,
      metadata: [],
    })),
    ...given,
  })
}

/** Replaces the builder's default result with `undefined`. */
const neverRan = { result: undefined } as unknown as Partial<Check>

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: TrustedAdvisorCheckFilter,
  $orderBy: TrustedAdvisorCheckOrder, $language: String) {
  trustedAdvisorChecks(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy, language: $language) {
    totalCount nodes { checkId } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

function listed(data: unknown): string[] {
  return read<{ checkId: string }[]>(data, 'trustedAdvisorChecks.nodes').map(({ checkId }) => checkId)
}

describe('checks by id', () => {
  test('a check is found by its global id and by its checkId', async () => {
    const gateway = await withChecks({ id: 'Qch7DwouX1', name: 'Idle' })
    const { data } = await gateway.query('{ trustedAdvisorCheck(id: "Qch7DwouX1") { id name } }')
    expect(read(data, 'trustedAdvisorCheck.name')).toBe('Idle')
    const byGlobalId = await gateway.query('query ($id: ID!) { trustedAdvisorCheck(id: $id) { checkId } }', {
      id: read(data, 'trustedAdvisorCheck.id'),
    })
    expect(byGlobalId.data).toEqual({ trustedAdvisorCheck: { checkId: 'Qch7DwouX1' } })
  })

  test('a check that AWS does not list is null without an error', async () => {
    const gateway = await withChecks({})
    const response = await gateway.query('{ trustedAdvisorCheck(id: "unknown") { name } }')
    expect(response).toMatchObject({ data: { trustedAdvisorCheck: null }, errors: [] })
  })

  test('trustedAdvisorCheck gets BAD_USER_INPUT for a malformed id, without calling AWS', async () => {
    const gateway = await withChecks({})
    const response = await gateway.query('{ trustedAdvisorCheck(id: "no check") { name } }')
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('"no check" is not an id of a TrustedAdvisorCheck')
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('the name of a check is in the requested language, or else in the language of its global id', async () => {
    const gateway = await withChecks({ name: 'Idle', translations: { de: 'Untätig' } })
    const { data } = await gateway.query(
      '{ plain: trustedAdvisorCheck(id: "check-0") { id name } german: trustedAdvisorCheck(id: "check-0", language: "de") { id name } }',
    )
    expect(data).toMatchObject({ plain: { name: 'Idle' }, german: { name: 'Untätig' } })
    const again = await gateway.query(
      `query ($id: ID!) {
        same: trustedAdvisorCheck(id: $id) { name }
        english: trustedAdvisorCheck(id: $id, language: "en") { id name }
        node(id: $id) { ... on TrustedAdvisorCheck { name } }
      }`,
      { id: read(data, 'german.id') },
    )
    expect(again.data).toEqual({
      same: { name: 'Untätig' },
      english: { id: read(data, 'plain.id'), name: 'Idle' },
      node: { name: 'Untätig' },
    })
  })

  test('the result of a check is read in the language of the check', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeTrustedAdvisorChecks' ? { checks: [{ id: 'a' }] } : { result: { checkId: 'a' } },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    await gateway.query('{ trustedAdvisorCheck(id: "a", language: "de") { result { status } } }')
    expect(stub.calls).toEqual([
      { operation: 'DescribeTrustedAdvisorChecks', input: { language: 'de' } },
      { operation: 'DescribeTrustedAdvisorCheckResult', input: { checkId: 'a', language: 'de' } },
    ])
  })

  test('trustedAdvisorCheck gets BAD_USER_INPUT for a language that Trusted Advisor does not support', async () => {
    const gateway = await withChecks({})
    const response = await gateway.query('{ trustedAdvisorCheck(id: "check-0", language: "tr") { name } }')
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain("'tr'")
  })
})

describe('batching of checks', () => {
  test('a list of checks takes one call each for checks, summaries and refresh statuses', async () => {
    const gateway = await withChecks(...Array.from({ length: 130 }, () => ({})))
    const { data, errors } = await gateway.query(
      '{ trustedAdvisorChecks(first: 100) { totalCount nodes { name summary { status } refreshStatus { status } } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'trustedAdvisorChecks.totalCount')).toBe(130)
    expect(read(data, 'trustedAdvisorChecks.nodes.99')).toEqual({
      name: 'Check 99',
      summary: { status: 'ERROR' },
      refreshStatus: { status: 'NONE' },
    })
    expect(await gateway.upstreamCalls()).toEqual({
      DescribeTrustedAdvisorChecks: 1,
      DescribeTrustedAdvisorCheckSummaries: 1,
      DescribeTrustedAdvisorCheckRefreshStatuses: 1,
    })
  })

  test('each check result takes one call, and a failure affects only that check', async () => {
    const gateway = await withChecks({}, {}, {})
    await gateway.fault({ operation: 'DescribeTrustedAdvisorCheckResult', error: 'AccessDeniedException' })
    const response = await gateway.query('{ trustedAdvisorChecks { nodes { name result { status } } } }')
    const results = read<{ result: object | null }[]>(response.data, 'trustedAdvisorChecks.nodes')
    expect(results.filter(({ result }) => result !== null)).toHaveLength(2)
    expect(codes(response)).toEqual(['UPSTREAM_DENIED'])
    expect(await gateway.upstreamCalls()).toEqual({
      DescribeTrustedAdvisorChecks: 1,
      DescribeTrustedAdvisorCheckResult: 3,
    })
  })
})

describe('check pagination', () => {
  test('a page of checks continues after the cursor of any edge', async () => {
    const gateway = await withChecks({}, {}, {}, {})
    const { data } = await gateway.query(LIST, { first: 3 })
    expect(listed(data)).toEqual(['check-0', 'check-1', 'check-2'])
    expect(read(data, 'trustedAdvisorChecks')).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } })
    const next = await gateway.query(LIST, { after: read(data, 'trustedAdvisorChecks.pageInfo.endCursor') })
    expect(listed(next.data)).toEqual(['check-3'])
    const middle = await gateway.query(LIST, { first: 1, after: read(data, 'trustedAdvisorChecks.edges.0.cursor') })
    expect(listed(middle.data)).toEqual(['check-1'])
  })

  test('checks can be paged backward from the end', async () => {
    const gateway = await withChecks({}, {}, {}, {})
    const { data } = await gateway.query(LIST, { last: 1 })
    expect(listed(data)).toEqual(['check-3'])
    const before = read(data, 'trustedAdvisorChecks.pageInfo.startCursor')
    expect(listed((await gateway.query(LIST, { last: 2, before })).data)).toEqual(['check-1', 'check-2'])
  })

  test.each([
    [{ first: 0 }, '`first` is 0'],
    [{ last: 101 }, '`last` is 101'],
    [{ before: 'junk' }, '`before` is not a cursor'],
    [{ filter: { ids: ['no check'] } }, '"no check" is not an id'],
    [{ filter: { category: ['FUN'] } }, '"FUN"'],
  ])(
    'trustedAdvisorChecks gets BAD_USER_INPUT for the arguments %j, without calling AWS',
    async (variables, message) => {
      const gateway = await withChecks({})
      const response = await gateway.query(LIST, variables)
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toContain(message)
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test('a checks cursor from a different filter, order or language gets BAD_USER_INPUT', async () => {
    const gateway = await withChecks({}, {})
    const { data } = await gateway.query(LIST, { first: 1 })
    const after = read(data, 'trustedAdvisorChecks.pageInfo.endCursor')
    for (const other of [{ filter: { text: 'a' } }, { orderBy: { field: 'NAME' } }, { language: 'ja' }]) {
      const response = await gateway.query(LIST, { after, ...other })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toContain('a cursor from another list')
    }
  })
})

/** One check of each kind, so every filter has something to exclude. */
const various = () =>
  withChecks(
    { id: 'a', name: 'Open ports', description: 'Looks at <b>firewalls</b>', category: 'security' },
    { id: 'b', name: 'Idle hosts', category: 'cost_optimizing', result: flagging(0, { status: 'ok' }) },
    { id: 'c', name: 'Quotas', category: 'service_limits', result: flagging(1, { status: 'warning' }) },
    { ...neverRan, id: 'd', name: 'Carbon', category: 'sustainability' },
  )

describe('check filters', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['no criteria', {}, 'abcd'],
    ['ids, one of them unknown', { ids: ['c', 'unknown', 'a'] }, 'ac'],
    ['an empty list of ids', { ids: [] }, ''],
    ['category', { category: ['SECURITY', 'SERVICE_LIMITS'] }, 'ac'],
    ['a category that the schema does not know', { category: ['OTHER'] }, 'd'],
    ['status', { status: ['OK', 'WARNING'] }, 'bc'],
    ['the status of a check that never ran', { status: ['NOT_AVAILABLE'] }, 'd'],
    ['text in the name, ignoring case', { text: 'QUOTA' }, 'c'],
    ['text in another Unicode form', { text: '\uff31uota' }, 'c'],
    ['text in the description, but not in its tags', { text: 'firewall' }, 'a'],
    ['the text of a tag', { text: '<b>' }, ''],
    ['findings', { hasFlaggedResources: true }, 'ac'],
    ['the absence of findings', { hasFlaggedResources: false }, 'bd'],
    ['several filters together', { category: ['SECURITY', 'SERVICE_LIMITS'], status: ['ERROR'], text: 'port' }, 'a'],
  ])('the check filter finds the right checks: %s', async (_, filter, expected) => {
    const gateway = await various()
    const { data, errors } = await gateway.query(LIST, { filter })
    expect(errors).toEqual([])
    expect(listed(data).join('')).toBe(expected)
    expect(read(data, 'trustedAdvisorChecks.totalCount')).toBe(expected.length)
  })

  test('the ids filter of checks accepts global ids and check ids', async () => {
    const gateway = await various()
    const { data } = await gateway.query('{ trustedAdvisorCheck(id: "b") { id } }')
    const response = await gateway.query(LIST, { filter: { ids: [read(data, 'trustedAdvisorCheck.id'), 'c'] } })
    expect(listed(response.data)).toEqual(['b', 'c'])
  })

  test.each([
    [{ category: ['SECURITY'], text: 'a' }, {}],
    [{ status: ['OK'] }, { DescribeTrustedAdvisorCheckSummaries: 1 }],
    [{ hasFlaggedResources: true }, { DescribeTrustedAdvisorCheckSummaries: 1 }],
  ])('the check filter %j reads summaries only if it needs them', async (filter, calls) => {
    const gateway = await various()
    await gateway.query(LIST, { filter })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeTrustedAdvisorChecks: 1, ...calls })
  })
})

describe('check order', () => {
  test.each([
    ['NAME', 'ASC', 'bcda'],
    ['NAME', 'DESC', 'adcb'],
    ['CATEGORY', 'ASC', 'acdb'],
    ['CATEGORY', 'DESC', 'bacd'],
    ['STATUS', 'ASC', 'dacb'],
    ['STATUS', 'DESC', 'bcad'],
    ['RESOURCES_FLAGGED', 'ASC', 'adcb'],
    ['RESOURCES_FLAGGED', 'DESC', 'bcad'],
    ['ESTIMATED_MONTHLY_SAVINGS', 'ASC', 'bdca'],
    ['ESTIMATED_MONTHLY_SAVINGS', 'DESC', 'acbd'],
    ['CHECKED_AT', 'DESC', 'dabc'],
  ])('checks are ordered by %s %s', async (field, direction, expected) => {
    const category = 'cost_optimizing'
    const gateway = await withChecks(
      {
        id: 'a',
        name: 'zebra',
        category,
        result: flagging(0, { status: 'ok', estimatedMonthlySavings: 9.5, timestamp: NOON }),
      },
      { id: 'b', name: 'Apple', category: 'security', result: flagging(3, { timestamp: NOON - HOUR }) },
      {
        id: 'c',
        name: 'banana',
        category,
        result: flagging(1, { status: 'warning', estimatedMonthlySavings: 2, timestamp: NOON - 2 * HOUR }),
      },
      { ...neverRan, id: 'd', name: 'Cherry', category },
    )
    const { data, errors } = await gateway.query(LIST, { orderBy: { field, direction } })
    expect(errors).toEqual([])
    expect(listed(data).join('')).toBe(expected)
  })

  test('the order of checks is ascending by default and applies to filtered checks', async () => {
    const gateway = await withChecks({ name: 'c' }, { name: 'a' }, { name: 'b', category: 'performance' })
    const variables = { orderBy: { field: 'NAME' }, filter: { category: ['SECURITY'] } }
    expect(listed((await gateway.query(LIST, variables)).data)).toEqual(['check-1', 'check-0'])
  })
})

describe('check fields', () => {
  test('every field of a check has the value from AWS', async () => {
    const gateway = await withChecks({
      name: 'Idle hosts',
      category: 'cost_optimizing',
      description: 'Finds hosts that are <b>idle</b>.<br>See <a href="https://example.com/">more</a>.',
      metadata: ['Status', 'Host'],
      result: aResult({ estimatedMonthlySavings: 12.5, estimatedPercentMonthlySavings: 3.25 }),
    })
    const outcome = `status statusCode checkedAt
      resourcesSummary { resourcesProcessed resourcesFlagged resourcesIgnored resourcesSuppressed }
      costOptimizing { estimatedMonthlySavings estimatedPercentMonthlySavings }`
    const { data, errors } = await gateway.query(`{ trustedAdvisorCheck(id: "check-0") {
      __typename checkId name description descriptionHtml category categoryCode columns
      summary { ${outcome} hasFlaggedResources }
      result { ${outcome} flaggedResources { totalCount nodes {
        resourceId status statusCode region isSuppressed metadata cells { column value }
      } } }
      refreshStatus { status statusCode refreshable millisUntilNextRefreshable }
    } }`)
    expect(errors).toEqual([])
    const expectedOutcome = {
      status: 'ERROR',
      statusCode: 'error',
      checkedAt: '2026-03-01T11:00:00.000Z',
      resourcesSummary: { resourcesProcessed: 9, resourcesFlagged: 2, resourcesIgnored: 1, resourcesSuppressed: 1 },
      costOptimizing: { estimatedMonthlySavings: 12.5, estimatedPercentMonthlySavings: 3.25 },
    }
    const finding = { status: 'ERROR', statusCode: 'error', region: null }
    expect(data).toEqual({
      trustedAdvisorCheck: {
        __typename: 'TrustedAdvisorCheck',
        checkId: 'check-0',
        name: 'Idle hosts',
        description: 'Finds hosts that are idle.\nSee more.',
        descriptionHtml: 'Finds hosts that are <b>idle</b>.<br />See <a href="https://example.com/">more</a>.',
        category: 'COST_OPTIMIZING',
        categoryCode: 'cost_optimizing',
        columns: ['Status', 'Host'],
        summary: { ...expectedOutcome, hasFlaggedResources: true },
        result: {
          ...expectedOutcome,
          flaggedResources: {
            totalCount: 3,
            nodes: [
              {
                resourceId: 'r1',
                status: 'WARNING',
                statusCode: 'warning',
                region: 'us-east-1',
                isSuppressed: false,
                metadata: ['Yellow', null],
                cells: [
                  { column: 'Status', value: 'Yellow' },
                  { column: 'Host', value: null },
                ],
              },
              {
                ...finding,
                resourceId: 'r2',
                isSuppressed: false,
                metadata: ['Red', 'two'],
                cells: [
                  { column: 'Status', value: 'Red' },
                  { column: 'Host', value: 'two' },
                ],
              },
              {
                ...finding,
                resourceId: 'r3',
                isSuppressed: true,
                metadata: ['Red', 'three'],
                cells: [
                  { column: 'Status', value: 'Red' },
                  { column: 'Host', value: 'three' },
                ],
              },
            ],
          },
        },
        refreshStatus: {
          status: 'NONE',
          statusCode: 'none',
          refreshable: true,
          millisUntilNextRefreshable: 0,
        },
      },
    })
  })

  test('a check that never ran is NOT_AVAILABLE and has no findings', async () => {
    const gateway = await withChecks({ ...neverRan })
    const { data, errors } = await gateway.query(`{ trustedAdvisorCheck(id: "check-0") {
      summary { status hasFlaggedResources costOptimizing { estimatedMonthlySavings } }
      result { status flaggedResources { totalCount nodes { resourceId } } }
    } }`)
    expect(errors).toEqual([])
    expect(data).toEqual({
      trustedAdvisorCheck: {
        summary: { status: 'NOT_AVAILABLE', hasFlaggedResources: false, costOptimizing: null },
        result: { status: 'NOT_AVAILABLE', flaggedResources: { totalCount: 0, nodes: [] } },
      },
    })
  })

  test('description keeps the letter case of headings and separates the cells of tables', async () => {
    const gateway = await withChecks({
      description:
        '<h1>One ß</h1><h4 class="x">Alert Criteria</h4><table border="1"><caption>All iOS levels</caption>' +
        '<thead><tr><th>Color</th><th>Meaning &amp; Use</th></tr></thead>\n<tbody>\n' +
        '<tr>\n<td> Red </td>\n<td>Data <b>loss</b></td>\n</tr><tr><td>Yellow</td><td></td><td>x</td></tr></tbody></table>After' +
        '<dl><dt>Term</dt><dd>Text</dd></dl><ul><li>One<ul><li>Two</li></ul></li></ul>a<br>b&nbsp;&lt;c&gt;' +
        '<table><tr><td>1</td><td>2</td></tr></table>',
    })
    const { data } = await gateway.query('{ trustedAdvisorCheck(id: "check-0") { description } }')
    expect(read(data, 'trustedAdvisorCheck.description').split('\n')).toEqual([
      'One ß',
      '',
      'Alert Criteria',
      '',
      'All iOS levels',
      'Color   Meaning & Use',
      'Red   Data loss',
      'Yellow      x',
      '',
      'After',
      'Term',
      'Text',
      ' * One',
      '   * Two',
      '',
      'a',
      'b\u00a0<c>',
      '1   2',
    ])
  })

  test('the descriptions in the demo account show tables and headings', async () => {
    const gateway = await startGateway({ account: () => createDemoAccount(NOON) })
    const { data } = await gateway.query('{ trustedAdvisorChecks(first: 100) { nodes { description } } }')
    const nodes = read<{ description: string }[]>(data, 'trustedAdvisorChecks.nodes')
    const texts = nodes.map(({ description }) => description).join('\n\n')
    expect(texts).toMatch(
      /\n\nAlert Criteria\n\nStatus   Meaning\nGreen   No problems were found\.\nYellow   Review the /,
    )
    expect(texts).toMatch(/\n\nRecommended Action\n\n/)
  })

  test('descriptionHtml adds noopener to links with a target and removes all names and ids', async () => {
    const links = [
      [
        '<a href="https://a.example/" target="_blank" name="cookie" id="forms" class="x" style="x">',
        ' target="_blank" rel="noopener noreferrer"',
      ],
      ['<A HREF="https://a.example/" TARGET="win" REL="opener">', ' target="win" rel="noopener noreferrer"'],
      ['<a href="https://a.example/" rel="opener" name="x">', ''],
    ] as const
    const names = '<h4 id="a" name="b">x</h4><b id="c">y</b><table id="d"><tr><td name="e" id="f">z</td></tr></table>'
    const gateway = await withChecks({ description: `${links.map(([link]) => `${link}x</a>`).join('')}${names}` })
    const { data } = await gateway.query('{ trustedAdvisorCheck(id: "check-0") { descriptionHtml } }')
    expect(read(data, 'trustedAdvisorCheck.descriptionHtml')).toBe(
      links.map(([, attributes]) => `<a href="https://a.example/"${attributes}>x</a>`).join('') +
        '<h4>x</h4><b>y</b><table><tr><td>z</td></tr></table>',
    )
  })

  test('a description is converted once, no matter how many aliases select it', () => {
    const { description, descriptionHtml } = trustedAdvisorResolvers.TrustedAdvisorCheck
    for (const convert of [description, descriptionHtml]) {
      let reads = 0
      const check = {
        get description() {
          reads++
          return '<b>idle</b> hosts'
        },
      } as TrustedAdvisorCheck
      const texts = Array.from({ length: 100 }, () => convert(check))
      expect([new Set(texts).size, reads]).toEqual([1, 1])
    }
  })

  test('descriptionHtml contains no active content, and description contains only text', async () => {
    const description =
      '<script>alert(1)</script><style>b{}</style><iframe src="x"></iframe><form><input></form>' +
      '<a href="javascript:alert(1)" onclick="alert(1)">link</a> <img src="x" onerror="alert(1)"> <b style="x">bold</b> 1 &lt; 2'
    const gateway = await withChecks({ description })
    const { data } = await gateway.query('{ trustedAdvisorCheck(id: "check-0") { description descriptionHtml } }')
    const html = read(data, 'trustedAdvisorCheck.descriptionHtml')
    expect(html).toContain('<a>link</a>')
    expect(html).toContain('<b>bold</b> 1 &lt; 2')
    expect(html).not.toMatch(/script|style|iframe|form|input|onclick|onerror|alert/)
    const text = read(data, 'trustedAdvisorCheck.description')
    expect(text).toMatch(/link .*bold 1 < 2$/)
    expect(text).not.toMatch(/alert|b\{\}/)
  })

  test.each([
    '<div>',
    '<ul><li>',
    '<table><tr><td>',
    '<',
    '<tr>',
    '<td>',
    '<td>x</td><!---->',
    '<td rowspan=1000000000 colspan=1000000000>x</td>',
    '<tr><td>x</td></tr>',
    '<h1>x',
    '&amp;',
  ])('a description that only repeats %s is converted in linear time', async (tag) => {
    const gateway = await withChecks({ description: `Text<table><tr>${tag.repeat(1_000_000 / tag.length)}` })
    const { data, errors } = await gateway.query(
      '{ trustedAdvisorChecks(filter: { text: "text" }) { nodes { description descriptionHtml } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'trustedAdvisorChecks.nodes.0.description')).toMatch(/^Text/)
  })

  test('refreshStatus has the time of the next possible refresh, or refreshable: false', async () => {
    const gateway = await withChecks({}, { refreshable: false })
    await gateway.query('mutation { refreshCheck(input: { checkId: "check-0" }) { userErrors { code } } }')
    const { data, errors } = await gateway.query(
      '{ trustedAdvisorChecks { nodes { refreshStatus { status refreshable millisUntilNextRefreshable nextRefreshableAt } } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'trustedAdvisorChecks.nodes')).toEqual([
      {
        refreshStatus: {
          status: 'ENQUEUED',
          refreshable: true,
          millisUntilNextRefreshable: 3_600_000,
          nextRefreshableAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        },
      },
      {
        refreshStatus: { status: null, refreshable: false, millisUntilNextRefreshable: null, nextRefreshableAt: null },
      },
    ])
  })
})

describe('findings', () => {
  const FINDINGS = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: TrustedAdvisorFlaggedResourceFilter) {
    trustedAdvisorCheck(id: "check-0") { result {
      flaggedResources(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
        totalCount nodes { resourceId } edges { cursor } pageInfo { hasNextPage startCursor endCursor }
      }
    } }
  }`
  const AT = 'trustedAdvisorCheck.result.flaggedResources'

  test('the findings of a check can be paged forward and backward', async () => {
    const gateway = await withChecks({ result: flagging(25) })
    const first = await gateway.query(FINDINGS)
    expect(read(first.data, `${AT}.nodes`)).toHaveLength(20)
    expect(read(first.data, AT)).toMatchObject({ totalCount: 25, pageInfo: { hasNextPage: true } })
    const rest = await gateway.query(FINDINGS, { after: read(first.data, `${AT}.edges.18.cursor`) })
    expect(read(rest.data, `${AT}.nodes.0.resourceId`)).toBe('r19')
    const last = await gateway.query(FINDINGS, { last: 2 })
    expect(read(last.data, `${AT}.nodes`)).toEqual([{ resourceId: 'r23' }, { resourceId: 'r24' }])
    const before = await gateway.query(FINDINGS, { last: 1, before: read(last.data, `${AT}.pageInfo.startCursor`) })
    expect(read(before.data, `${AT}.nodes`)).toEqual([{ resourceId: 'r22' }])
  })

  test.each<[Record<string, unknown>, string[]]>([
    [{ status: ['ERROR'] }, ['r2', 'r3']],
    [{ status: ['WARNING', 'OK'] }, ['r1']],
    [{ region: ['us-east-1', 'eu-west-1'] }, ['r1']],
    [{ suppressed: true }, ['r3']],
    [{ suppressed: false }, ['r1', 'r2']],
    [{ status: ['ERROR'], suppressed: false }, ['r2']],
    [{ status: [] }, []],
  ])('the findings of a check can be filtered by %j', async (filter, expected) => {
    const gateway = await withChecks({})
    const { data } = await gateway.query(FINDINGS, { filter })
    expect(read(data, `${AT}.nodes`)).toEqual(expected.map((resourceId) => ({ resourceId })))
    expect(read(data, `${AT}.totalCount`)).toBe(expected.length)
  })

  test('flaggedResources gets BAD_USER_INPUT for an invalid page size and for a cursor from another list', async () => {
    const gateway = await withChecks({}, {})
    expect(codes(await gateway.query(FINDINGS, { first: 0 }))).toEqual(['BAD_USER_INPUT'])
    const { data } = await gateway.query(FINDINGS, { filter: { suppressed: false }, first: 1 })
    const after = read(data, `${AT}.pageInfo.endCursor`)
    expect(codes(await gateway.query(FINDINGS, { after }))).toEqual(['BAD_USER_INPUT'])
    const other = FINDINGS.replace('check-0', 'check-1')
    expect(codes(await gateway.query(other, { after, filter: { suppressed: false } }))).toEqual(['BAD_USER_INPUT'])
  })
})

describe('trustedAdvisorSummary', () => {
  const SUMMARY = `{ trustedAdvisorSummary {
    totalChecks resourcesFlagged estimatedMonthlySavings
    byStatus { status count } byCategory { category count byStatus { status count } }
  } }`

  test('trustedAdvisorSummary counts checks by status and category in two calls', async () => {
    const category = 'cost_optimizing'
    const gateway = await withChecks(
      { category, result: flagging(2, { estimatedMonthlySavings: 0.1 }) },
      { category, result: flagging(0, { status: 'ok', estimatedMonthlySavings: 0.2 }) },
      { result: flagging(3) },
      { ...neverRan, category: 'sustainability' },
    )
    const { data, errors } = await gateway.query(SUMMARY)
    expect(errors).toEqual([])
    expect(data).toEqual({
      trustedAdvisorSummary: {
        totalChecks: 4,
        resourcesFlagged: 5,
        // in floating point, 0.1 + 0.2 is not 0.3
        estimatedMonthlySavings: 0.3,
        byStatus: [
          { status: 'ERROR', count: 2 },
          { status: 'OK', count: 1 },
          { status: 'NOT_AVAILABLE', count: 1 },
        ],
        byCategory: [
          {
            category: 'COST_OPTIMIZING',
            count: 2,
            byStatus: [
              { status: 'ERROR', count: 1 },
              { status: 'OK', count: 1 },
            ],
          },
          { category: 'SECURITY', count: 1, byStatus: [{ status: 'ERROR', count: 1 }] },
          { category: 'OTHER', count: 1, byStatus: [{ status: 'NOT_AVAILABLE', count: 1 }] },
        ],
      },
    })
    expect(await gateway.upstreamCalls()).toEqual({
      DescribeTrustedAdvisorChecks: 1,
      DescribeTrustedAdvisorCheckSummaries: 1,
    })
  })

  test('trustedAdvisorSummary is all zeros for an account without checks, in one call', async () => {
    const gateway = await withChecks()
    const { data } = await gateway.query(SUMMARY)
    expect(data).toEqual({
      trustedAdvisorSummary: {
        totalChecks: 0,
        resourcesFlagged: 0,
        estimatedMonthlySavings: 0,
        byStatus: [],
        byCategory: [],
      },
    })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeTrustedAdvisorChecks: 1 })
  })
})
