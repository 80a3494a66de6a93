/** The ids, codes and cursors of an account, and random draws, for generated operations. */
import { expect } from 'vitest'
import { integer, nat, type GeneratorValue } from 'fast-check'
import type { Draw, Pool } from './values.js'

/** Reads the pool with two operations. `query` returns the data of an operation. */
export async function readPool(query: (source: string) => Promise<unknown>): Promise<Pool> {
  const data = await query(`{
    cases(first: 30, filter: { includeResolved: true }) {
      edges { cursor node { id caseId displayId serviceCode categoryCode severityCode communications(first: 3) { edges { cursor node { id attachments { nodes { id attachmentId } } } } } } }
    }
    services(first: 10) { edges { cursor node { id code categories { code } } } }
    trustedAdvisorChecks(first: 10) { edges { cursor node { id checkId result { flaggedResources(first: 2) { edges { cursor } } } } } }
  }`)
  const made = await query(`mutation {
    addAttachments(input: { attachments: [{ fileName: "a.txt", data: "aGk=" }] }) { attachmentSet { id } }
    createAttachmentUpload(input: { fileName: "a.txt", sizeBytes: 10 }) { upload { id: uploadId } }
  }`)
  const found: Pool = { ids: [], codes: [], cursors: [] }
  collect([data, made], '', found)
  expect(Math.min(found.ids.length, found.codes.length, found.cursors.length)).toBeGreaterThan(10)
  return found
}

function collect(value: unknown, name: string, pool: Pool): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) collect(member, /^\d+$/.test(key) ? name : key, pool)
  } else if (typeof value === 'string') {
    if (name === 'cursor') pool.cursors.push(value)
    else if (/id$/i.test(name)) pool.ids.push(value)
    else if (/code$/i.test(name)) pool.codes.push(value)
  }
}

export function drawFrom(g: GeneratorValue): Draw {
  return {
    one: (values) => values[g(nat, { max: values.length - 1 })] as (typeof values)[number],
    integer: (min, max) => g(integer, { min, max }),
    chance: (percent) => g(nat, { max: 99 }) < percent,
  }
}
