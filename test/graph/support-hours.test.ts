import { expect, test } from 'vitest'
import { anAccount, HOUR, MINUTE, NOON } from '../../emulator/test/harness.js'
import { read, startGateway } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

const about = { serviceCode: 'general-info', categoryCode: 'other' }

type Hours = { startTime?: string; endTime?: string }[]
type Dates = { startDateTime?: string; endDateTime?: string }[]
const always: Hours = [{ startTime: '00:00:00.000', endTime: '23:59:59.999' }]
const between = (startTime: string, endTime: string): Hours => [{ startTime, endTime }]
const closed = (startDateTime: string, endDateTime: string) => ({ startDateTime, endDateTime })

async function openingAt(time: string, supportedHours: Hours, datesWithoutSupport: Dates = [], type = 'chat') {
  const { url } = await startStubUpstream((operation) => {
    if (operation === 'DescribeServices') return { services: anAccount().services }
    return { communicationTypes: [{ type, supportedHours, datesWithoutSupport }] }
  })
  const gateway = await startGateway({ upstreamUrl: url })
  gateway.clock.time = Date.parse(time)
  const { data, errors } = await gateway.query(
    'query ($serviceCode: String!, $categoryCode: String!) { caseForm(serviceCode: $serviceCode, categoryCode: $categoryCode) { communicationTypes { kind isOpen opensAt closesAt } } }',
    about,
  )
  expect(errors).toEqual([])
  return read<{ kind: string; isOpen: boolean; opensAt: string | null; closesAt: string | null }>(
    data,
    'caseForm.communicationTypes.0',
  )
}
const open = (closesAt: string | null) => ({ isOpen: true, opensAt: null, closesAt })
const shut = (opensAt: string | null) => ({ isOpen: false, opensAt, closesAt: null })
const day = between('09:00:00.000', '18:00:00.000')
const night = between('22:00:00.000', '06:00:00.000')

test.each<[string, string, Hours, Dates, object]>([
  ['before the hours', '2026-03-02T08:59:00Z', day, [], shut('2026-03-02T09:00:00.000Z')],
  ['within the hours', '2026-03-02T09:00:01Z', day, [], open('2026-03-02T18:00:00.000Z')],
  ['after the hours', '2026-03-02T18:00:00Z', day, [], shut('2026-03-03T09:00:00.000Z')],
  ['on a Sunday, as on any day', '2026-03-01T12:00:00Z', day, [], open('2026-03-01T18:00:00.000Z')],
  ['before midnight in overnight hours', '2026-03-02T23:00:00Z', night, [], open('2026-03-03T06:00:00.000Z')],
  ['after midnight in overnight hours', '2026-03-03T05:30:00Z', night, [], open('2026-03-03T06:00:00.000Z')],
  ['between overnight hours', '2026-03-03T06:00:00Z', night, [], shut('2026-03-03T22:00:00.000Z')],
  ['around the clock', '2026-03-02T23:59:00Z', always, [], open(null)],
  ['around the clock up to 24:00', '2026-03-02T23:59:00Z', between('00:00', '24:00'), [], open(null)],
  [
    'around the clock with the same start and end',
    '2026-03-02T01:00:00Z',
    between('08:00:00', '08:00:00'),
    [],
    open(null),
  ],
  [
    'in back-to-back hours',
    '2026-03-02T10:00:00Z',
    [...between('09:00:00.000', '11:59:59.999'), ...between('12:00:00.000', '18:00:00.000')],
    [],
    open('2026-03-02T18:00:00.000Z'),
  ],
  [
    'in hours that overlap, in any order',
    '2026-03-02T10:00:00Z',
    [...between('11:00:00.000', '18:00:00.000'), ...between('09:00:00.000', '12:00:00.000')],
    [],
    open('2026-03-02T18:00:00.000Z'),
  ],
  [
    'in hours that meet at midnight',
    '2026-03-02T23:00:00Z',
    [...between('00:00:00.000', '06:00:00.000'), ...between('22:00:00.000', '23:59:59.999')],
    [],
    open('2026-03-03T06:00:00.000Z'),
  ],
  [
    'between two spans of hours',
    '2026-03-02T12:30:00Z',
    [...between('09:00:00.000', '12:00:00.000'), ...between('13:00:00.000', '18:00:00.000')],
    [],
    shut('2026-03-02T13:00:00.000Z'),
  ],
  ['without hours', '2026-03-02T12:00:00Z', [], [], shut(null)],
  ['with invalid hours', '2026-03-02T12:00:00Z', [{}, ...between('25:00', 'noon')], [], shut(null)],
  [
    'before a holiday',
    '2026-12-31T12:00:00Z',
    always,
    [closed('2027-01-01T00:00:00.000+0000', '2027-01-01T23:59:59.999+0000')],
    open('2027-01-01T00:00:00.000Z'),
  ],
  [
    'on a holiday',
    '2027-01-01T12:00:00Z',
    always,
    [closed('2027-01-01T00:00:00.000+0000', '2027-01-01T23:59:59.999+0000')],
    shut('2027-01-02T00:00:00.000Z'),
  ],
  [
    'on a holiday that ends outside the hours',
    '2027-01-01T12:00:00Z',
    day,
    [closed('2027-01-01T00:00:00.000+0000', '2027-01-01T23:59:59.999+0000')],
    shut('2027-01-02T09:00:00.000Z'),
  ],
  [
    'before a holiday that begins within the hours',
    '2026-12-24T10:00:00Z',
    day,
    [closed('2026-12-24T14:00:00Z', '2026-12-27T00:00:00Z')],
    open('2026-12-24T14:00:00.000Z'),
  ],
  [
    'the night before a holiday',
    '2026-12-24T20:00:00Z',
    day,
    [closed('2026-12-25T00:00:00Z', '2026-12-25T23:59:59.999Z')],
    shut('2026-12-26T09:00:00.000Z'),
  ],
  [
    'on two holidays in a row',
    '2026-12-25T12:00:00Z',
    always,
    [
      closed('2026-12-26T00:00:00Z', '2026-12-26T23:59:59.999Z'),
      closed('2026-12-25T00:00:00Z', '2026-12-25T23:59:59.999Z'),
    ],
    shut('2026-12-27T00:00:00.000Z'),
  ],
  [
    'with invalid periods without support',
    '2026-03-02T12:00:00Z',
    day,
    [closed('2026-03-03T00:00:00Z', '2026-03-01T00:00:00Z'), closed('never', 'ever'), { startDateTime: '2026-01-01' }],
    open('2026-03-02T18:00:00.000Z'),
  ],
  [
    'in a period without support that lasts for years',
    '2026-03-02T12:00:00Z',
    day,
    [closed('2026-01-01T00:00:00Z', '9999-12-31T23:59:59Z')],
    shut(null),
  ],
  [
    'with a holiday more than a year away',
    '2026-03-02T12:00:00Z',
    always,
    [closed('2028-01-01T00:00:00Z', '2028-01-02T00:00:00Z')],
    open(null),
  ],
])('isOpen, opensAt and closesAt are correct %s', async (_, time, hours, dates, expected) => {
  expect(await openingAt(time, hours, dates)).toMatchObject(expected)
})

test.each([
  ['chat', 'CHAT'],
  ['web', 'WEB'],
  ['call', 'CALL'],
  ['fax', 'OTHER'],
])('the communication type %s has the kind %s', async (type, kind) => {
  expect(await openingAt('2026-03-02T12:00:00Z', always, [], type)).toMatchObject({ kind })
})

test('opensAt takes into account at most 100 supported hours and 1,000 periods without support', async () => {
  const hours = Array.from({ length: 10_000 }, (_, index) =>
    index < 100
      ? { startTime: '04:00:00.000', endTime: '04:00:00.500' }
      : { startTime: '03:30:00.000', endTime: '03:40:00.000' },
  )
  const dates = Array.from({ length: 10_000 }, (_, index) => {
    const start = NOON + index * HOUR - MINUTE
    return closed(new Date(start).toISOString(), new Date(start + 2 * MINUTE).toISOString())
  })
  // 1,000 periods, one at each full hour, last for 41 days and 16 hours
  expect(await openingAt(new Date(NOON).toISOString(), hours, dates)).toEqual({
    kind: 'CHAT',
    ...shut('2026-04-12T04:00:00.000Z'),
  })
})
