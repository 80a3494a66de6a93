/** Properties of lists over any number of accounts: pages neither skip nor repeat a case, even if cases come and go between them. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Account } from '../../emulator/account.js'
import { anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { read, startGateway, type Gateway } from '../support/harness.js'

interface Drawn {
  hours: number
  subject: string
  severityCode: string
}

/** A change to the cases of an account between two pages. */
type Change = { account: number; add: Drawn } | { account: number; resolve: number }

const drawnCase = fc.record<Drawn>({
  // Few values, so that many cases are equal in each order.
  hours: fc.integer({ min: 1, max: 6 }),
  subject: fc.constantFrom('a', 'b', 'c'),
  severityCode: fc.constantFrom('low', 'urgent'),
})

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ account: fc.nat(5), add: drawnCase }),
  fc.record({ account: fc.nat(5), resolve: fc.nat(11) }),
)

const orders = [
  undefined,
  ...['CREATED_AT', 'SUBJECT', 'SEVERITY'].flatMap((field) => [
    { field, direction: 'ASC' },
    { field, direction: 'DESC' },
  ]),
]

const scenario = fc.record({
  accounts: fc.array(fc.array(drawnCase, { maxLength: 12 }), { minLength: 1, maxLength: 6 }),
  changes: fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 6 }),
  size: fc.integer({ min: 1, max: 7 }),
  isForward: fc.boolean(),
  orderBy: fc.constantFrom(...orders),
  hasIndex: fc.boolean(),
})

const idOf = (account: number): string => String(100_000_000_000 + account)
/** Each case has an id in one order for all accounts, so that one account with all cases has the same list. */
const aCase = (account: number, index: number, { hours, ...given }: Drawn) => ({
  ...given,
  caseId: `case-${String((index * 7 + account * 3) % 100).padStart(3, '0')}-${account}-${index}`,
  displayId: `${account}${index}`,
  timeCreated: NOON - hours * HOUR,
})

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: CaseOrder) {
  cases(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { caseId } totalCount failures { code }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

interface Page {
  nodes: { caseId: string }[]
  totalCount: number
  failures: unknown[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

interface Reading {
  size: number
  isForward: boolean
  orderBy: object | undefined
  /** Called after each page. */
  between?: (page: number) => void
}

/** The caseIds of all pages, in the order of the list. */
async function readPages(gateway: Gateway, { size, isForward, orderBy, between }: Reading): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  for (let page = 0; page < 200; page++) {
    const variables = isForward ? { first: size, after: cursor } : { last: size, before: cursor }
    const { data, errors } = await gateway.query(PAGE, { ...variables, orderBy })
    expect(errors).toEqual([])
    const { nodes, failures, pageInfo } = read<Page>(data, 'cases')
    expect(failures).toEqual([])
    const found = nodes.map(({ caseId }) => caseId)
    ids.splice(isForward ? ids.length : 0, 0, ...found)
    cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor
    if (!(isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return ids
    between?.(page)
  }
  throw new Error('the list has no end')
}

function start(accounts: readonly Account[], hasIndex: boolean): Promise<Gateway> {
  const byId = new Map(accounts.map((account) => [account.accountId, account]))
  return startGateway({
    accounts: accounts.map(({ accountId }, index) => ({ name: `account ${index}`, accountId })),
    account: (accountId) => byId.get(accountId) ?? anAccount({ accountId }),
    ...(hasIndex && { cacheSeconds: { cases: 15 } }),
  })
}

test('the cases of several accounts are one list, the same as that of one account with all the cases', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ accounts, hasIndex, ...reading }) => {
      const cases = accounts.map((drawn, account) => drawn.map((given, index) => aCase(account, index, given)))
      const several = await start(
        cases.map((own, account) => anAccount({ accountId: idOf(account), cases: own })),
        hasIndex,
      )
      // In AWS's order, newest first, because a list of one account may be AWS's own.
      const all = cases.flat().toSorted((a, b) => b.timeCreated - a.timeCreated || (a.caseId < b.caseId ? -1 : 1))
      const one = await start([anAccount({ accountId: idOf(0), cases: all })], true)
      expect(await readPages(several, reading)).toEqual(await readPages(one, reading))
      expect(read((await several.query('{ cases { totalCount } }')).data, 'cases.totalCount')).toBe(all.length)
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('each case that is open all the time is on exactly one page, in order, whatever comes and goes between pages', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ accounts, changes, hasIndex, ...reading }) => {
      const built = accounts.map((drawn, account) =>
        anAccount({ accountId: idOf(account), cases: drawn.map((given, index) => aCase(account, index, given)) }),
      )
      const gateway = await start(built, hasIndex)
      const changed = new Set<string>()
      const apply = (planned: Change): void => {
        const account = planned.account % built.length
        const { cases } = built[account] as Account
        if ('add' in planned) {
          const added = anAccount({ accountId: idOf(account), cases: [aCase(account, 20 + changed.size, planned.add)] })
          for (const [caseId, supportCase] of added.cases) {
            changed.add(caseId)
            cases.set(caseId, supportCase)
          }
        } else {
          const supportCase = [...cases.values()][planned.resolve]
          if (supportCase === undefined) return
          changed.add(supportCase.caseId)
          supportCase.status = 'resolved'
        }
      }
      const lasting = async () =>
        (await readPages(gateway, { ...reading, size: 100, isForward: true })).filter((caseId) => !changed.has(caseId))

      const seen = await readPages(gateway, {
        ...reading,
        between(page) {
          for (const planned of changes[page] ?? []) apply(planned)
          // The case index reads AWS again.
          gateway.clock.time += HOUR
        },
      })
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.filter((caseId) => !changed.has(caseId))).toEqual(await lasting())
    }),
    { numRuns: 100 },
  )
}, 60_000)
