/**
 * Decides to which endpoints a call may be sent, and in which order. AWS serves the same cases at several endpoints, but Trusted Advisor in only one
 * region. A page token is valid only at the endpoint that issued it, so tokens carry a mark of their endpoint, in cursors too.
 */
import { createHash } from 'node:crypto'
import { CIRCUIT_OPEN, hasName } from '../lib/errors.js'
import type { Endpoint } from './endpoint.js'
import { factsOf, families, type Operation } from './operations.js'
import { hadNoConnection, UpstreamError, verdictOn } from './upstream-error.js'

/**
 * The endpoints for a call in order, and the input to send to them. For a write, endpoints with a closed circuit come first. A write should not be the probe
 * of an unhealthy endpoint, because the outcome of the write could then be unknown; reads serve as probes.
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
    // A token without a mark was issued when only one endpoint was configured.
    if (nextToken === undefined) return { route: [first], input }
    const issuer = endpoints.find((endpoint) => markOf(endpoint) === mark)
    if (issuer === undefined) throw unknownToken(operation)
    return { route: [issuer], input: { ...input, nextToken } }
  }
  if (!isWrite) return { route: endpoints, input }
  const isClosed = ({ breakers }: Endpoint) => breakers[family].state() === 'closed'
  return { route: [...endpoints.filter(isClosed), ...endpoints.filter((endpoint) => !isClosed(endpoint))], input }
}

/** Whether to try the next endpoint after a failed attempt: for a read, if the endpoint fails; for a write, only if nothing can have reached the endpoint. */
export function shouldFailOver(operation: Operation, error: unknown, signal: AbortSignal): boolean {
  if (factsOf(operation).isWrite) return hadNoConnection(error)
  return hasName(error, CIRCUIT_OPEN) || verdictOn(error, signal) === 'failure'
}

interface PageTokens {
  nextToken?: string
  cases?: { recentCommunications?: { nextToken?: string } }[]
}

/** Marks the page tokens of a response with its endpoint: the list's own token, and those for the messages in its cases. */
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

/** A digest of the label, not the position in the list: an operator may reorder the list while cursors are in use. */
function markOf({ label }: Endpoint): string {
  return createHash('sha256').update(label).digest('hex').slice(0, 8)
}

/** The same error as for a token that AWS refuses: the caller has to start again. */
function unknownToken(operation: Operation): UpstreamError {
  const awsMessage = 'nextToken is from an endpoint that is no longer configured'
  return new UpstreamError({ name: 'InvalidParameterValueException', operation, awsMessage })
}
