/** Finds the cases and replies in AWS Support that have the same text as a write whose response was lost. */
import type { Context } from '../context.js'
import type { CreateCaseInput } from '../generated/resolvers.js'
import type { Case, Communication } from '../models.js'
import { takeAll } from '../../upstream/pages.js'
import { sameText } from '../../lib/text.js'
import { readAwsTime } from '../../lib/time.js'
import { communicationKey } from './thread.js'

/** These reads are part of the write and continue after the caller has disconnected. */
type Reader = Pick<Context, 'callForWrite' | 'maxScannedCases'>

/** The caseIds of the cases that have this subject and contain a message with this body. `exact`: the codes in the input must match too. */
export async function findCases(
  reader: Reader,
  input: CreateCaseInput,
  since: Date,
  exact: boolean,
): Promise<string[]> {
  const subject = sameText(input.subject)
  const cases = await takeAll<Case>({
    readPage: async (token, maxResults) => {
      const { cases = [], nextToken } = await reader.callForWrite('DescribeCases', {
        afterTime: since.toISOString(),
        includeResolvedCases: true,
        includeCommunications: true,
        maxResults,
        nextToken: token,
      })
      return { items: cases, nextToken }
    },
    keyOf: ({ caseId }) => caseId,
    matches: (item) =>
      sameText(item.subject) === subject && isSince(item.timeCreated, since) && (!exact || hasCodes(item, input)),
    scanLimit: reader.maxScannedCases,
  })
  const found: string[] = []
  for (const item of cases) if (await hasMessage(reader, item, input.body)) found.push(item.caseId)
  return found
}

/** One null for each of the case's messages with this body: messages have no ids. */
export async function findReplies(reader: Reader, caseId: string, body: string, since: Date): Promise<null[]> {
  return (await readMessages(reader, caseId, body, since)).map(() => null)
}

/** Checks the five messages that come with the case, then its thread if there are more. */
async function hasMessage(reader: Reader, { caseId, recentCommunications }: Case, body: string): Promise<boolean> {
  const { communications = [], nextToken } = recentCommunications ?? {}
  if (communications.some((communication) => sameText(communication.body) === sameText(body))) return true
  if (recentCommunications !== undefined && !nextToken) return false
  return (await readMessages(reader, caseId, body)).length > 0
}

async function readMessages(
  { callForWrite, maxScannedCases }: Reader,
  caseId: string,
  body: string,
  since?: Date,
): Promise<Communication[]> {
  return takeAll<Communication>({
    readPage: async (token, maxResults) => {
      const { communications = [], nextToken } = await callForWrite('DescribeCommunications', {
        caseId,
        afterTime: since?.toISOString(),
        maxResults,
        nextToken: token,
      })
      return { items: communications.map((item) => ({ ...item, caseId })), nextToken }
    },
    keyOf: (communication) => communicationKey(communication).join(' '),
    matches: (item) => sameText(item.body) === sameText(body) && isSince(item.timeCreated, since),
    scanLimit: maxScannedCases,
  })
}

/** Checked here too because some upstreams ignore the `afterTime` filter. An item whose time cannot be parsed is not excluded. */
function isSince(timeCreated: string | undefined, since: Date | undefined): boolean {
  const time = readAwsTime(timeCreated)
  return since === undefined || time === undefined || time >= since
}

function hasCodes(item: Case, { serviceCode, categoryCode, severityCode, language }: CreateCaseInput): boolean {
  const pairs = [
    [serviceCode, item.serviceCode],
    [categoryCode, item.categoryCode],
    [severityCode, item.severityCode],
    [language, item.language],
  ]
  return pairs.every(([requested, actual]) => requested == null || actual === undefined || requested === actual)
}
