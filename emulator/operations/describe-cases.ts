import type { CaseDetails, DescribeCasesRequest, DescribeCasesResponse } from '@aws-sdk/client-support'
import type { SupportCase } from '../account.js'
import { invalidParameter } from '../aws-error.js'
import type { CaseKey } from '../cases.js'
import { compareNewestFirst, findCase, newestFirst } from '../cases.js'
import { communicationPage } from '../communications.js'
import { stopIfDryRun } from '../dry-run.js'
import type { State } from '../state.js'
import { caseTime, readTime } from '../times.js'
import type { Filters } from '../tokens.js'
import { issueToken, readToken } from '../tokens.js'

const RECENT_COMMUNICATIONS = 5

export function describeCases(request: DescribeCasesRequest, state: State): DescribeCasesResponse {
  const filters: Filters = {
    operation: 'DescribeCases',
    caseIdList: request.caseIdList ?? null,
    displayId: request.displayId ?? null,
    afterTime: request.afterTime ?? null,
    beforeTime: request.beforeTime ?? null,
    includeResolvedCases: request.includeResolvedCases ?? false,
    language: request.language ?? null,
  }
  const wanted = wantedCases(request, state)
  const start = request.nextToken === undefined ? undefined : readKey(readToken(filters, request.nextToken))
  stopIfDryRun(request)

  const size = request.maxResults ?? state.settings.defaultPageSize
  // One more than the page, to know whether there is a next one.
  const found: SupportCase[] = []
  for (const supportCase of newestFirst(state.account.cases)) {
    if (start !== undefined && compareNewestFirst(supportCase, start) <= 0) continue
    if (wanted(supportCase) && found.push(supportCase) > size) break
  }
  const page = found.slice(0, size)
  const last = page.at(-1)
  return {
    cases: page.map((supportCase) => caseDetails(state, supportCase, request.includeCommunications ?? true)),
    nextToken: found.length > size && last ? issueToken(filters, `${last.timeCreated}/${last.caseId}`) : undefined,
  }
}

function wantedCases(request: DescribeCasesRequest, state: State): (supportCase: SupportCase) => boolean {
  const { displayId, language, includeResolvedCases = false } = request
  const ids = request.caseIdList && new Set(request.caseIdList.map((caseId) => findCase(state, caseId).caseId))
  const after = request.afterTime === undefined ? -Infinity : readTime('afterTime', request.afterTime)
  const before = request.beforeTime === undefined ? Infinity : readTime('beforeTime', request.beforeTime)
  return (supportCase) =>
    (ids === undefined || ids.size === 0 || ids.has(supportCase.caseId)) &&
    (displayId === undefined || supportCase.displayId === displayId) &&
    (language === undefined || supportCase.language === language) &&
    (includeResolvedCases || supportCase.status !== 'resolved') &&
    supportCase.timeCreated >= after &&
    supportCase.timeCreated <= before
}

function readKey(position: string): CaseKey {
  const [, time, caseId] = /^(-?\d+)\/(.+)$/.exec(position) ?? []
  if (time === undefined || caseId === undefined) throw invalidParameter("The value at 'nextToken' is damaged")
  return { timeCreated: Number(time), caseId }
}

function caseDetails(state: State, supportCase: SupportCase, includeCommunications: boolean): CaseDetails {
  const { caseId, displayId, subject, status, serviceCode, categoryCode, severityCode } = supportCase
  const { submittedBy, language, ccEmailAddresses } = supportCase
  return {
    caseId,
    displayId,
    subject,
    status,
    serviceCode,
    categoryCode,
    severityCode,
    submittedBy,
    timeCreated: caseTime(supportCase.timeCreated),
    recentCommunications: includeCommunications
      ? communicationPage(state, supportCase, {}, { size: RECENT_COMMUNICATIONS })
      : undefined,
    ccEmailAddresses,
    language,
  }
}
