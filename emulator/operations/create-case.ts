import type { CreateCaseRequest, CreateCaseResponse } from '@aws-sdk/client-support'
import type { SupportCase } from '../account.js'
import { findAttachments, keepAttachments } from '../attachments.js'
import { CALLER, nextDisplayId } from '../cases.js'
import { stopIfDryRun } from '../dry-run.js'
import { checkSupportLanguage } from '../languages.js'
import { checkLimit, countUsage } from '../limits.js'
import { checkIssueType, checkSeverity, findCategory, findService } from '../services.js'
import type { State } from '../state.js'

export function createCase(request: CreateCaseRequest, state: State): CreateCaseResponse {
  const { issueType = 'technical', serviceCode = 'general-info', language = 'en', severityCode = 'low' } = request
  const service = findService(state, serviceCode)
  const categoryCode = request.categoryCode ?? defaultCategory(service.categories)
  findCategory(service, categoryCode)
  checkSeverity(state, severityCode)
  checkSupportLanguage(language)
  checkIssueType(issueType)
  const attachments = findAttachments(state, request)
  checkLimit(state, 'casesPerHour')
  stopIfDryRun(request)

  countUsage(state, 'casesPerHour')
  const now = state.now()
  const supportCase: SupportCase = {
    caseId: newCaseId(state, language),
    displayId: nextDisplayId(state.account.cases),
    subject: request.subject ?? '',
    status: 'unassigned',
    serviceCode,
    categoryCode,
    severityCode,
    issueType,
    language,
    submittedBy: CALLER,
    timeCreated: now,
    ccEmailAddresses: request.ccEmailAddresses ?? [],
    communications: [
      {
        body: request.communicationBody ?? '',
        submittedBy: CALLER,
        timeCreated: now,
        attachmentIds: keepAttachments(state, attachments),
      },
    ],
  }
  state.account.cases.set(supportCase.caseId, supportCase)
  return { caseId: supportCase.caseId }
}

/** Real ids look like case-111122223333-muen-2026-7118885805350839; the last two letters seem to be the language. */
function newCaseId(state: State, language: string): string {
  const year = new Date(state.now()).getUTCFullYear()
  return `case-${state.account.accountId}-mu${language.slice(0, 2)}-${year}-${state.randomHex(16)}`
}

/** AWS does not say. Not every service has `other`: what is known of the categories of general-info is without it. */
function defaultCategory(categories: { code: string }[]): string {
  return categories.find(({ code }) => code === 'other')?.code ?? categories[0]?.code ?? 'other'
}
