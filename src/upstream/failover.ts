/**
 * Which endpoints a call may go to, and in which order. AWS serves the same cases at several; Trusted Advisor in one region alone.
 * A page's token is taken by the endpoint that gave it: it is told apart by a mark, with which it also finds back from a cursor.
 */
import { createHash } from 'node:crypto'
import { CIRCUIT_OPEN, hasName } from '../lib/errors.js'
import type { Endpoint } from './endpoint.js'
import { factsOf, families, type Operation } from './operations.js'
import { hadNoConnection, UpstreamError, verdictOn } from './upstream-error.js'

/**
 * The endpoints for a call, and the call as they know it. A write goes first where circuits are closed: it is not for finding out whether an
 * ill endpoint is well again, after which nobody may know whether it has happened. That is for reads.
 */
export function routeOf(
  endpoints: readonly Endpoint[],
  operation: Operation,
  input: { nextToken?: string },
): { route: readonly Endpoint[]; input: object } {
  const [first] = endpoints
  if (first === undefined || endpoints.length === 1) return { route: endpoints, input }
  const { family, isWrite } = factsOf(operation)
  if (!families[family].failsOver) return { route: [first], input }
  if (input.nextToken !== undefined) {
    const [, mark, nextToken] = /^([\da-f]{8})~(.*)$/s.exec(input.nextToken) ?? []
    // one without a mark was given when the first endpoint was the only one
    if (nextToken === undefined) return { route: [first], input }
    const giver = endpoints.find((endpoint) => markOf(endpoint) === mark)
    if (giver === undefined) throw unknownToken(operation)
    return { route: [giver], input: { ...input, nextToken } }
  }
  if (!isWrite) return { route: endpoints, input }
  const isClosed = ({ breakers }: Endpoint) => breakers[family].state() === 'closed'
  return { route: [...endpoints.filter(isClosed), ...endpoints.filter((endpoint) => !isClosed(endpoint))], input }
}

/** Whether a failed attempt is one for the next endpoint: a read if this one fails, a write only if nothing can have come to it. */
export function shouldFailOver(operation: Operation, error: unknown, signal: AbortSignal): boolean {
  if (factsOf(operation).isWrite) return hadNoConnection(error)
  return hasName(error, CIRCUIT_OPEN) || verdictOn(error, signal) === 'failure'
}

interface PageTokens {
  nextToken?: string
  cases?: { recentCommunications?: { nextToken?: string } }[]
}

/** Marks the tokens of a reply with the endpoint that gave them: that of the list, and those of the threads that come with cases. */
export function markTokens(endpoint: Endpoint, response: PageTokens): object {
  const marked = <T extends { nextToken?: string }>(page: T): T =>
    page.nextToken ? { ...page, nextToken: `${markOf(endpoint)}~${page.nextToken}` } : page
  return marked({
    ...response,
    ...(response.cases && {
      cases: response.cases.map(({ recentCommunications, ...item }) => ({
        ...item,
        ...(recentCommunications && { recentCommunications: marked(recentCommunications) }),
      })),
    }),
  })
}

/** Not its place in the list, which an operator may change while cursors are about. */
function markOf({ label }: Endpoint): string {
  return createHash('sha256').update(label).digest('hex').slice(0, 8)
}

/** As AWS refuses a token: whoever has the cursor is told to start again. */
function unknownToken(operation: Operation): UpstreamError {
  const awsMessage = 'nextToken is of an endpoint that is configured no more'
  return new UpstreamError({ name: 'InvalidParameterValueException', operation, awsMessage })
}
