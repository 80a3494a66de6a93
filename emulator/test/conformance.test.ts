import { describe, expect, test } from 'vitest'
import { createDemoAccount } from '../demo/index.js'
import { NOON, start } from './harness.js'
import { callOperation, everythingIn, startScenario } from './scenario.js'
import { flawsOf, responseSchema, sdkOperations } from './schemas.js'

describe('response shapes', () => {
  test.each(sdkOperations)("the response of %s matches the SDK's schema", async (operation) => {
    const { emulator, requests } = await startScenario()
    const response = await callOperation(emulator, operation, new Map(Object.entries(requests)).get(operation))
    expect(response).toMatchObject({ status: 200, error: null })
    expect(Object.keys(Object(response.body))).not.toEqual([])
    expect(
      [...flawsOf(responseSchema(operation), response.body, operation)].filter((flaw) => !isAlsoSentByAws(flaw)),
    ).toEqual([])
  })

  test("responses with the demo data match the SDK's schema", async () => {
    const { emulator, support } = await start({ account: () => createDemoAccount(NOON) })
    const { checks = [] } = await support.describeTrustedAdvisorChecks({ language: 'en' })
    const flaws: string[] = []
    const check = async (operation: string, request: unknown) => {
      const { body } = await callOperation(emulator, operation, request)
      flaws.push(...flawsOf(responseSchema(operation), body, operation))
    }
    await check('DescribeCases', { includeResolvedCases: true, maxResults: 100 })
    await check('DescribeServices', {})
    await check('DescribeTrustedAdvisorChecks', { language: 'en' })
    await check('DescribeTrustedAdvisorCheckSummaries', { checkIds: checks.map(({ id }) => id) })
    for (const { id } of checks.slice(0, 100)) await check('DescribeTrustedAdvisorCheckResult', { checkId: id })
    expect(flaws.filter((flaw) => !isAlsoSentByAws(flaw))).toEqual([])
  })
})

/**
 * Deviations from the model that AWS's own responses have: nulls in metadata, and no flaggedResources for a check that
 * is not available.
 */
function isAlsoSentByAws(flaw: string): boolean {
  return /\.metadata\[\d+\]: null is not a string$|\.flaggedResources: missing$/.test(flaw)
}

test('read operations never change state', async () => {
  const scenario = await startScenario()
  const before = await everythingIn(scenario)
  const reads = Object.entries(scenario.requests).filter(([operation]) => /^Describe|DownloadLink$/.test(operation))
  for (const [operation, request] of reads) {
    expect(await callOperation(scenario.emulator, operation, request)).toMatchObject({ status: 200 })
  }
  expect(await everythingIn(scenario)).toEqual(before)
})

describe('dry runs', () => {
  test.each(sdkOperations.filter((operation) => !operation.includes('TrustedAdvisor')))(
    'a dry run of %s returns DryRunOperationException and changes nothing',
    async (operation) => {
      const scenario = await startScenario()
      const before = await everythingIn(scenario)
      const request = { ...new Map(Object.entries(scenario.requests)).get(operation), dryRun: true }
      const response = await callOperation(scenario.emulator, operation, request)
      expect(response).toMatchObject({ status: 400, error: 'DryRunOperationException' })
      expect(await everythingIn(scenario)).toEqual(before)
    },
  )

  test('a dry run of a new upload returns DryRunOperationException', async () => {
    const { support } = await start()
    const call = support.getAttachmentUploadLinks({ fileName: 'a', fileSizeBytes: 1, dryRun: true })
    await expect(call).rejects.toMatchObject({ name: 'DryRunOperationException' })
  })

  test('RefreshTrustedAdvisorCheck ignores dryRun, which Trusted Advisor operations do not have', async () => {
    const { emulator } = await startScenario()
    const request = { checkId: 'check-0', dryRun: true }
    expect(await callOperation(emulator, 'RefreshTrustedAdvisorCheck', request)).toMatchObject({ status: 200 })
  })
})
