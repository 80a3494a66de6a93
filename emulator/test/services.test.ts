import { describe, expect, test } from 'vitest'
import { errorOf, start } from './harness.js'

const about = { issueType: 'technical', serviceCode: 'general-info', categoryCode: 'other' }

describe('DescribeServices', () => {
  test('DescribeServices lists services with their categories, all of them or the requested ones', async () => {
    const { support } = await start()
    const { services } = await support.describeServices({})
    expect(services?.map(({ code }) => code)).toEqual(['general-info', 'amazon-dynamodb'])
    const some = await support.describeServices({ serviceCodeList: ['amazon-dynamodb', 'no-such-service'] })
    expect(some.services).toEqual([
      { code: 'amazon-dynamodb', name: 'DynamoDB', categories: [{ code: 'performance', name: 'Performance' }] },
    ])
  })

  test('DescribeServices returns translated names where they exist and rejects an unknown language', async () => {
    const { support } = await start()
    const { services } = await support.describeServices({ language: 'ja' })
    expect(services?.map(({ name }) => name)).toEqual(['一般情報', 'DynamoDB'])
    expect(await errorOf(support.describeServices({ language: 'xx' }))).toBe('InvalidParameterValueException')
  })
})

test("DescribeSeverityLevels lists the account's levels and rejects an unknown language", async () => {
  const { support } = await start()
  const { severityLevels } = await support.describeSeverityLevels({})
  expect(severityLevels?.map(({ code }) => code)).toEqual(['low', 'urgent'])
  expect(await errorOf(support.describeSeverityLevels({ language: 'xx' }))).toBe('InvalidParameterValueException')
})

describe('DescribeSupportedLanguages', () => {
  test('DescribeSupportedLanguages lists fewer languages for technical cases', async () => {
    const { support } = await start()
    const technical = await support.describeSupportedLanguages(about)
    expect(technical.supportedLanguages).toContainEqual({ code: 'ja', language: 'JAPANESE', display: 'JAPANESE' })
    expect(technical.supportedLanguages).toHaveLength(4)
    const other = await support.describeSupportedLanguages({ ...about, issueType: 'customer-service' })
    expect(other.supportedLanguages).toHaveLength(8)
  })

  test('DescribeSupportedLanguages rejects an unknown issue type, service or category', async () => {
    const { support } = await start()
    for (const wrong of [{ issueType: 'technically' }, { serviceCode: 'x' }, { categoryCode: 'x' }]) {
      expect(await errorOf(support.describeSupportedLanguages({ ...about, ...wrong }))).toBe(
        'InvalidParameterValueException',
      )
    }
  })
})

describe('DescribeCreateCaseOptions', () => {
  test.each([
    ['en', 'available', ['web', 'chat', 'call']],
    ['ja', 'best_effort', ['web', 'chat', 'call']],
    ['fr', 'unavailable', ['web']],
  ])(
    'DescribeCreateCaseOptions returns the availability and contact options for %s',
    async (language, availability, types) => {
      const { support } = await start()
      const options = await support.describeCreateCaseOptions({ ...about, language })
      expect(options.languageAvailability).toBe(availability)
      expect(options.communicationTypes?.map(({ type }) => type)).toEqual(types)
    },
  )

  test('DescribeCreateCaseOptions returns supported hours and future dates without support', async () => {
    const { support } = await start()
    const { communicationTypes } = await support.describeCreateCaseOptions({ ...about, language: 'ja' })
    expect(communicationTypes?.[1]).toEqual({
      type: 'chat',
      supportedHours: [{ startTime: '00:00:00.000', endTime: '09:00:00.000' }],
      datesWithoutSupport: [
        { startDateTime: '2027-01-01T00:00:00.000+0000', endDateTime: '2027-01-01T23:59:59.999+0000' },
      ],
    })
  })

  test('DescribeCreateCaseOptions has hours around the clock, within a day and over midnight', async () => {
    const { support } = await start()
    const hoursIn = async (language: string, issueType = 'technical') => {
      const { communicationTypes = [] } = await support.describeCreateCaseOptions({ ...about, issueType, language })
      return communicationTypes.map(({ type, supportedHours: [hours] = [] }) => [
        type,
        `${hours?.startTime} ${hours?.endTime}`,
      ])
    }
    const always = '00:00:00.000 23:59:59.999'
    expect(await hoursIn('en')).toEqual([
      ['web', always],
      ['chat', always],
      ['call', always],
    ])
    expect(await hoursIn('en', 'customer-service')).toContainEqual(['call', '13:00:00.000 02:00:00.000'])
    expect(await hoursIn('ko')).toContainEqual(['chat', '22:00:00.000 08:00:00.000'])
    expect(await hoursIn('es', 'customer-service')).toContainEqual(['chat', '08:00:00.000 17:00:00.000'])
  })

  test('DescribeCreateCaseOptions rejects an unknown issue type, service, category or language', async () => {
    const { support } = await start()
    for (const wrong of [{ issueType: 'x' }, { serviceCode: 'x' }, { categoryCode: 'x' }, { language: 'xx' }]) {
      const call = support.describeCreateCaseOptions({ ...about, language: 'en', ...wrong })
      expect(await errorOf(call)).toBe('InvalidParameterValueException')
    }
  })
})
