import { describe, expect, it } from '@jest/globals'
import { anAccount } from '../emulator/harness.js'
import { read, startGateway } from './harness.js'

describe('a case', () => {
  it('is found by its global id, its caseId and its displayId', async () => {
    const gateway = await startGateway({
      account: () => anAccount({ cases: [{ caseId: 'case-1-a', displayId: '77' }] }),
    })
    const byCaseId = await gateway.query('{ case(id: "case-1-a") { id displayId } }')
    const id = read(byCaseId.data, 'case.id')
    for (const anyId of [id, 'case-1-a', '77']) {
      const { data } = await gateway.query('query ($id: ID!) { case(id: $id) { id } }', { id: anyId })
      expect(data).toEqual({ case: { id } })
    }
  })
})
