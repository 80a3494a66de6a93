/** DescribeCases for the index and the loaders: cases have the newest messages only if requested, and cases that were not requested are dropped. */
import type { DescribeCasesRequest } from '@aws-sdk/client-support'
import { hasName, isInputRefused } from '../lib/errors.js'
import { takeByKeys, takeFirst, type Page, type Pages } from '../upstream/pages.js'
import type { Case, Input, Output } from '../upstream/operations.js'

export type DescribeCases = (input: Input<'DescribeCases'>) => Promise<Output<'DescribeCases'>>

/** The filters that AWS supports for a list of cases. A page token is valid only with the filter for which it was issued. */
export type CaseListFilter = Pick<
  DescribeCasesRequest,
  'afterTime' | 'beforeTime' | 'includeResolvedCases' | 'language'
>

/** One page, which AWS may make shorter than `maxResults`. */
export async function describePage(
  describeCases: DescribeCases,
  request: DescribeCasesRequest,
  communications: boolean,
  nextToken: string | undefined,
  maxResults: number,
): Promise<Page<Case>> {
  const response = await describeCases({
    ...request,
    maxResults,
    includeCommunications: communications,
    nextToken,
  })
  const items = (response.cases ?? [])
    .filter(({ displayId }) => isRequested(displayId, request.displayId))
    .map((item) => withCommunications(item, communications))
  return { items, nextToken: response.nextToken }
}

/**
 * The cases with up to 100 ids (AWS limits caseIdList to 100: model), resolved or not. One unknown id may fail the whole call: see `isUnknownCase`.
 */
export function describeByIds(
  describeCases: DescribeCases,
  caseIdList: readonly string[],
  communications: boolean,
): Promise<Case[]> {
  // By default, AWS leaves out resolved cases, even by id (model).
  const request = { caseIdList: [...caseIdList], includeResolvedCases: true }
  return takeByKeys(pagesOf(describeCases, request, communications), caseIdList)
}

/** The case with this number in the AWS console; null if AWS does not know it. AWS accepts one number per call (model). */
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

/** Some upstreams ignore the displayId filter and return other cases. */
function isRequested(displayId: string | undefined, requested: string | undefined): boolean {
  return requested === undefined || displayId === undefined || displayId === requested
}

/** Drops communications that were not requested but that some upstreams send anyway. Otherwise the index would treat the case as if they had been requested. */
function withCommunications(found: Case, communications: boolean): Case {
  if (communications && found.recentCommunications !== undefined) return found
  const { recentCommunications: _, ...item } = found
  return item
}
