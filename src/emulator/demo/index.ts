import type { Account } from '../account.js'
import { generateAccount } from '../generate.js'

export function createDemoAccount(now: number): Account {
  return generateAccount(
    {
      seed: 42,
      cases: 40,
      communicationsPerCase: 7,
      attachmentsPerCommunication: 1,
      checks: 60,
      flaggedResourcesPerCheck: 4,
    },
    now,
  )
}
