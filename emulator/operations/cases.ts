import type {
  CaseDetails,
  CreateCaseRequest,
  CreateCaseResponse,
  DescribeCasesRequest,
  DescribeCasesResponse,
  ResolveCaseRequest,
  ResolveCaseResponse,
} from '@aws-sdk/client-support'
import { DEFAULT_ACCOUNT_ID, type Account, type SupportCase } from '../account.js'
import { invalidParameter } from '../aws-error.js'
import { checkLimit, countUsage } from '../limits.js'
import type { State } from '../state.js'
import { caseTime, readTime } from '../times.js'
import type { Filters } from '../tokens.js'
import { issueToken, readToken } from '../tokens.js'
import { findAttachments, storeAttachments } from './attachments.js'
import { CALLER, communicationMembers, communicationPage, findCase, newCommunication } from './communications.js'
import { flag, list, maxResults, operation, required, stopIfDryRun, text } from './operation.js'
import { checkSeverity, checkSupportLanguage, findCategory, languagesFor } from './services.js'

const RECENT_COMMUNICATIONS = 5

const throttle = 'supportPerSecond'

export const cases = {
  CreateCase: operation({
    throttle,
    members: {
      subject: required(text),
      serviceCode: text,
      severityCode: text,
      categoryCode: text,
      language: text,
      issueType: text,
      ...communicationMembers,
      dryRun: flag,
    },
    run(request: CreateCaseRequest, state: State): CreateCaseResponse {
      const { serviceCode = 'general-info', severityCode = 'low', language = 'en', issueType = 'technical' } = request
      const { code: categoryCode } = findCategory(state, serviceCode, request.categoryCode)
      checkSeverity(state.account, severityCode)
      checkSupportLanguage(language)
      languagesFor(issueType)
      const attachments = findAttachments(state, request)
      checkLimit(state, 'casesPerHour')
      stopIfDryRun(request)

      countUsage(state, 'casesPerHour')
      const { accountId, cases: all } = state.account
      const timeCreated = state.now()
      const year = new Date(timeCreated).getUTCFullYear()
      // Real ids look like case-111122223333-muen-2026-7118885805350839; the last two letters seem to be the language.
      const caseId = `case-${accountId}-mu${language.slice(0, 2)}-${year}-${state.randomHex(16)}`
      all.set(caseId, {
        caseId,
        displayId: nextDisplayId(state.account),
        subject: request.subject ?? '',
        status: 'unassigned',
        serviceCode,
        categoryCode,
        severityCode,
        issueType,
        language,
        submittedBy: CALLER,
        timeCreated,
        ccEmailAddresses: request.ccEmailAddresses ?? [],
        communications: [newCommunication(request, state, storeAttachments(state, attachments))],
      })
      return { caseId }
    },
  }),

  ResolveCase: operation({
    throttle,
    members: { caseId: text, dryRun: flag },
    run(request: ResolveCaseRequest, state: State): ResolveCaseResponse {
      const supportCase = findCase(state, request.caseId)
      stopIfDryRun(request)

      const initialCaseStatus = supportCase.status
      supportCase.status = 'resolved'
      return { initialCaseStatus, finalCaseStatus: supportCase.status }
    },
  }),

  DescribeCases: operation({
    throttle,
    members: {
      caseIdList: list(text, 100),
      displayId: text,
      afterTime: text,
      beforeTime: text,
      includeResolvedCases: flag,
      nextToken: text,
      maxResults,
      language: text,
      includeCommunications: flag,
      dryRun: flag,
    },
    run(request: DescribeCasesRequest, state: State): DescribeCasesResponse {
      const filters: Filters = {
        operation: 'DescribeCases',
        caseIdList: request.caseIdList ?? null,
        displayId: request.displayId ?? null,
        afterTime: request.afterTime ?? null,
        beforeTime: request.beforeTime ?? null,
        includeResolvedCases: request.includeResolvedCases ?? false,
        language: request.language ?? null,
      }
      const isWanted = wantedCases(request, state)
      const start = request.nextToken === undefined ? undefined : readKey(readToken(filters, request.nextToken))
      const size = request.maxResults ?? state.settings.defaultPageSize
      // One more than the page size, to know whether there is a next page.
      const found: SupportCase[] = []
      for (const supportCase of newestFirst(state.account.cases)) {
        if (start !== undefined && compareNewestFirst(supportCase, start) <= 0) continue
        if (isWanted(supportCase) && found.push(supportCase) > size) break
      }
      const page = found.slice(0, size)
      const last = page.at(-1)
      return {
        cases: page.map((supportCase) => caseDetails(state, supportCase, request.includeCommunications ?? true)),
        nextToken: found.length > size && last ? issueToken(filters, `${last.timeCreated}/${last.caseId}`) : undefined,
      }
    },
  }),
}

/** AWS numbers cases across all accounts. Here, each account has a range of numbers, so none occurs twice. */
function nextDisplayId({ accountId, cases: all }: Account): string {
  let highest = accountId === DEFAULT_ACCOUNT_ID ? 170_000_000_000_000n : BigInt(`${accountId}000`)
  for (const { displayId } of all.values()) {
    if (/^\d+$/.test(displayId) && BigInt(displayId) > highest) highest = BigInt(displayId)
  }
  return String(highest + 1n)
}

function wantedCases(request: DescribeCasesRequest, state: State): (supportCase: SupportCase) => boolean {
  const { displayId, language, includeResolvedCases = false } = request
  const ids = new Set(request.caseIdList?.map((caseId) => findCase(state, caseId).caseId))
  const after = readTime('afterTime', request.afterTime) ?? -Infinity
  const before = readTime('beforeTime', request.beforeTime) ?? Infinity
  return (supportCase) =>
    (ids.size === 0 || ids.has(supportCase.caseId)) &&
    (displayId === undefined || supportCase.displayId === displayId) &&
    (language === undefined || supportCase.language === language) &&
    (includeResolvedCases || supportCase.status !== 'resolved') &&
    supportCase.timeCreated >= after &&
    supportCase.timeCreated <= before
}

type CaseKey = Pick<SupportCase, 'timeCreated' | 'caseId'>

function readKey(position: string): CaseKey {
  const [, time, caseId] = /^(-?\d+)\/(.+)$/.exec(position) ?? []
  if (time === undefined || caseId === undefined) throw invalidParameter("The value at 'nextToken' is damaged")
  return { timeCreated: Number(time), caseId }
}

function compareNewestFirst(a: CaseKey, b: CaseKey): number {
  return b.timeCreated - a.timeCreated || (a.caseId < b.caseId ? -1 : Number(a.caseId > b.caseId))
}

const sortedCases = new WeakMap<Account['cases'], SupportCase[]>()

/**
 * Caches the order: sorting 10,000 cases for each page of a scan would be most of the work. Cases are only ever added,
 * so an unchanged number of cases means that the order is current.
 */
function newestFirst(all: Account['cases']): SupportCase[] {
  const known = sortedCases.get(all)
  if (known?.length === all.size) return known
  const sorted = [...all.values()].toSorted(compareNewestFirst)
  sortedCases.set(all, sorted)
  return sorted
}

function caseDetails(state: State, supportCase: SupportCase, includeCommunications: boolean): CaseDetails {
  const { communications: _, issueType: __, timeCreated, ...details } = supportCase
  return {
    ...details,
    timeCreated: caseTime(timeCreated),
    recentCommunications: includeCommunications
      ? communicationPage(state, supportCase, { size: RECENT_COMMUNICATIONS })
      : undefined,
  }
}
