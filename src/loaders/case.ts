import type { CaseDetails, DescribeCasesRequest } from '@aws-sdk/client-support'
import { hasName, isInputRefused } from '../errors.js'
import type { Case } from '../parents.js'
import { takeByKeys, takeFirst, type Page } from '../relay/pages.js'
import type { Trace } from '../telemetry/tracing.js'
import type { Upstream } from '../upstream/upstream.js'
import { createLoader, MAX_BATCH_SIZE, memoize, put, readSplitting, type Limit } from './batch.js'

/** `communications`: whether the newest five are to come with the case. */
export interface CaseKey {
  caseId: string
  communications: boolean
}

/** What a list of cases may be filtered by at AWS. The token goes with it: AWS takes a token only with the filters that it was made with. */
export type CaseListFilter = Pick<
  DescribeCasesRequest,
  'displayId' | 'afterTime' | 'beforeTime' | 'includeResolvedCases' | 'language'
>

/** For a viewer who may not see all cases. A hidden case must look like an unknown one, and cost the same. */
export interface CaseRestriction {
  sees: (item: CaseDetails) => boolean
  /** AWS without the cache: a hit would tell that a case exists, since unknown ones are not cached. */
  uncached: Pick<Upstream, 'describeCases'>
}

export function createCaseLoaders(upstream: Upstream, limit: Limit, trace?: Trace, restriction?: CaseRestriction) {
  const sees = (item: Case): boolean => restriction === undefined || restriction.sees(item)

  const caseByKey = createLoader<CaseKey, Case | null, string>(
    trace,
    'caseByKey',
    async (keys) => {
      const communications = keys.some((key) => key.communications)
      const ids = keys.map(({ caseId }) => caseId)
      const cases = await readSplitting<Case>(
        ids,
        limit,
        async (caseIdList) => {
          const found = await readByIds(caseIdList, communications)
          return found.map((item) => [item.caseId, item])
        },
        (error): error is Error => error === notAllSeen || isUnknownCase(error),
        () => null,
      )
      if (communications) {
        for (const [caseId, value] of cases) put(caseByKey, { caseId, communications: true }, value)
      }
      return ids.map((id) => cases.get(id) ?? null)
    },
    { maxBatchSize: MAX_BATCH_SIZE, cacheKeyFn: ({ caseId, communications }) => `${communications} ${caseId}` },
  )

  const readByIds = async (caseIdList: readonly string[], communications: boolean): Promise<Case[]> => {
    // By id a case is wanted whether it is resolved or not; AWS leaves out resolved ones by default: model.
    const request = { caseIdList: [...caseIdList], includeResolvedCases: true }
    const pages = pagesOf(request, communications)
    if (restriction === undefined || caseIdList.length === 1) return takeByKeys(pages, caseIdList)
    // A hidden case fails the list like an unknown one, and neither is named: the list is split in the same way, whatever AWS says.
    const found = await takeByKeys(pages, caseIdList).catch((error: unknown) => {
      if (!isUnknownCase(error)) throw error
      return []
    })
    if (found.length < caseIdList.length || !found.every(sees)) throw notAllSeen
    return found
  }

  /** Prepares the by-id loader with what a list has brought. A hidden case takes a call of its own, as an unknown one does. */
  const prime = (item: Case, communications: boolean): void => {
    if (!sees(item)) return
    put(caseByKey, { caseId: item.caseId, communications }, item)
    if (communications) put(caseByKey, { caseId: item.caseId, communications: false }, item)
  }

  /** Cases by pages, which AWS may make shorter than it was asked for. */
  const pagesOf = (request: DescribeCasesRequest, communications: boolean) => ({
    readPage: async (token: string | undefined, maxResults: number): Promise<Page<Case>> => {
      const namesCases = request.caseIdList !== undefined || request.displayId !== undefined
      const source = namesCases && restriction !== undefined ? restriction.uncached : upstream
      const { cases = [], nextToken } = await source.describeCases({
        ...request,
        maxResults,
        includeCommunications: communications,
        ...(token !== undefined && { nextToken: token }),
      })
      const items = cases
        .filter(({ displayId }) => isAsked(displayId, request.displayId))
        .map((item) => withCommunications(item, communications))
      for (const item of items) prime(item, communications)
      return { items, nextToken }
    },
    keyOf: ({ caseId }: Case) => caseId,
  })

  const caseByDisplayId = memoize(async (displayId: string, communications: boolean): Promise<Case | null> => {
    try {
      const pages = pagesOf({ displayId, includeResolvedCases: true }, communications)
      return (await limit(() => takeFirst({ ...pages, scanLimit: Infinity }))) ?? null
    } catch (error) {
      if (isUnknownCase(error)) return null
      throw error
    }
  })

  const casePage = memoize(
    (filter: CaseListFilter, communications: boolean, nextToken: string | undefined, maxResults: number) =>
      limit(() => pagesOf(filter, communications).readPage(nextToken, maxResults)),
  )

  return {
    /** One value for each key: a case, or null for one that AWS does not know. At most 100 ids a call. */
    caseByKey,
    /** A case, or null for one that AWS does not know. AWS takes one displayId a call: model. */
    caseByDisplayId,
    /** One page of a list, each read once a request. */
    casePage,
    /** After a write: what has been read is no longer what AWS has. */
    clearCases() {
      caseByKey.clearAll()
      caseByDisplayId.clear()
      casePage.clear()
    },
  }
}

/** Some cases of a list are hidden or unknown. */
const notAllSeen = new Error('some of these cases are hidden or unknown')

function isUnknownCase(error: unknown): error is Error {
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
