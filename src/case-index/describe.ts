/** DescribeCases, as the index and the loaders call it: with the newest messages or certainly without, and no case that was not asked for. */
import type { DescribeCasesRequest } from '@aws-sdk/client-support'
import { hasName, isInputRefused } from '../lib/errors.js'
import { takeByKeys, takeFirst, type Page, type Pages } from '../upstream/pages.js'
import type { Case, Input, Output } from '../upstream/operations.js'

export type DescribeCases = (input: Input<'DescribeCases'>) => Promise<Output<'DescribeCases'>>

/** What AWS can filter a list of cases by. Its tokens are valid only with the filter that they were made with. */
export type CaseListFilter = Pick<
  DescribeCasesRequest,
  'afterTime' | 'beforeTime' | 'includeResolvedCases' | 'language'
>

/** A page, which AWS may make shorter than it was asked for. */
export async function describePage(
  describeCases: DescribeCases,
  request: DescribeCasesRequest,
  communications: boolean,
  nextToken: string | undefined,
  maxResults: number,
): Promise<Page<Case>> {
  const reply = await describeCases({
    ...request,
    maxResults,
    includeCommunications: communications,
    nextToken,
  })
  const items = (reply.cases ?? [])
    .filter(({ displayId }) => isAsked(displayId, request.displayId))
    .map((item) => withCommunications(item, communications))
  return { items, nextToken: reply.nextToken }
}

/**
 * The cases of up to 100 ids (AWS caps caseIdList at 100: model), resolved or not. One unknown id may fail the whole call: `isUnknownCase`.
 */
export function describeByIds(
  describeCases: DescribeCases,
  caseIdList: readonly string[],
  communications: boolean,
): Promise<Case[]> {
  // AWS leaves out resolved cases by default, by id too: model.
  const request = { caseIdList: [...caseIdList], includeResolvedCases: true }
  return takeByKeys(pagesOf(describeCases, request, communications), caseIdList)
}

/** The case with the number that the AWS console shows; null for one that AWS does not know. AWS takes one a call: model. */
export async function describeByDisplayId(
  describeCases: DescribeCases,
  displayId: string,
  communications: boolean,
): Promise<Case | null> {
  const request = { displayId, includeResolvedCases: true }
  try {
    return (await takeFirst(pagesOf(describeCases, request, communications))) ?? null
  } catch (error) {
    if (isUnknownCase(error)) return null
    throw error
  }
}

function pagesOf(describeCases: DescribeCases, request: DescribeCasesRequest, communications: boolean): Pages<Case> {
  return {
    readPage: (token, size) => describePage(describeCases, request, communications, token, size),
    keyOf: ({ caseId }) => caseId,
  }
}

export function isUnknownCase(error: unknown): error is Error {
  return hasName(error, 'CaseIdNotFound') || isInputRefused(error)
}

/** Some upstreams do not know the filter, and would pass off any case as the one that was asked for. */
function isAsked(displayId: string | undefined, asked: string | undefined): boolean {
  return asked === undefined || displayId === undefined || displayId === asked
}

/** Some upstreams send communications unasked: a case that was read without them is not to look as if it had been read with them. */
function withCommunications(found: Case, communications: boolean): Case {
  if (communications && found.recentCommunications !== undefined) return found
  const { recentCommunications: _, ...item } = found
  return item
}
