/** One address of AWS Support: the SDK's client for it, and a circuit breaker for each family of operations. */
import type { IncomingMessage } from 'node:http'
import * as sdk from '@aws-sdk/client-support'
import { getRetryPlugin, resolveRetryConfig } from '@smithy/core/retry'
import { createBreaker, type Breaker, type BreakerState } from './breaker.js'
import { createRequestHandler } from './connections.js'
import { createRenewal, isCredentialRefusal, type CredentialSource } from './credentials.js'
import { familyNames, type Family, type Operation } from './operations.js'
import { parseOnly, readBody } from './response-body.js'
import { isClockRefusal, isRefusal, untilAborted } from './upstream-error.js'

export interface Endpoint {
  /** Its name in logs, metrics and /readyz: `aws`, or its URL. */
  label: string
  breakers: Readonly<Record<Family, Breaker>>
  /**
   * Sends one command. `attempt` wraps each attempt. Without `repeat`, there are no retries, and each attempt uses a new connection. A command whose
   * signature AWS refuses is sent once more if the clock was corrected or the credentials have changed.
   */
  send(
    operation: Operation,
    input: object,
    how: { abortSignal: AbortSignal; repeat: boolean; attempt: Attempt },
  ): Promise<object>
  stop(): void
}

/** The parts of the SDK's signed request that the gateway uses, right before the request is sent. */
export interface SignedRequest {
  hostname: string
  headers: Record<string, string>
}

/** Wraps one HTTP request: calls `send` at most once. */
export type Attempt = <T>(request: SignedRequest, send: () => Promise<T>) => Promise<T>

/** Wraps one call of an operation. `work` makes each of its HTTP requests through `attempt`. */
export type ObserveCall = <T>(operation: string, work: (attempt: Attempt) => Promise<T>) => Promise<T>

/** The state of a circuit breaker, as reported in logs, /readyz and metrics. */
export interface BreakerStatus {
  family: Family
  endpoint: string
  state: BreakerState
}

export interface EndpointOptions {
  /** `aws` is the endpoint of AWS Support in `region`. */
  url: URL | 'aws'
  region: string
  credentialSource: CredentialSource
  /** The time limit of one attempt. */
  timeoutMs: number
  halfOpenAfterMs: number
  onBreakerChange?: ((status: BreakerStatus) => void) | undefined
}

/** For calls that may be repeated; includes the first attempt. */
const MAX_ATTEMPTS = 3

/** Replaces the client's retries for one command. */
const withoutRetries = getRetryPlugin(resolveRetryConfig({ maxAttempts: 1, retryMode: 'standard' }))

export function createEndpoint({
  url,
  region,
  credentialSource,
  timeoutMs,
  halfOpenAfterMs,
  onBreakerChange,
}: EndpointOptions): Endpoint {
  // One client for reads and writes: they share its clock correction and its credentials.
  const client = new sdk.SupportClient({
    region,
    // The environment and ~/.aws/config must not change the endpoint or the retries.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    retryMode: 'standard',
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: createRequestHandler(timeoutMs),
    streamCollector: (response: IncomingMessage) => readBody(response, timeoutMs),
    ...(url !== 'aws' && { endpoint: url.href, region: regionOf(url) ?? region }),
    credentialDefaultProvider: credentialSource,
  })
  parseOnly(client, timeoutMs)
  // This middleware copies every response for a logger, and we configure none.
  client.middlewareStack.remove('loggerMiddleware')
  const renewCredentials = createRenewal(client.config.credentials)
  const label = url === 'aws' ? url : url.href.replace(/\/$/, '')
  const breakerOf = (family: Family) =>
    createBreaker(halfOpenAfterMs, (state) => onBreakerChange?.({ family, endpoint: label, state }))
  const breakers = Object.fromEntries(familyNames.map((family) => [family, breakerOf(family)])) as Endpoint['breakers']

  return {
    label,
    breakers,
    async send(operation, input, { abortSignal, repeat, attempt }) {
      // The SDK would not stop waiting for credentials when the request ends.
      const credentials = await untilAborted(client.config.credentials(), abortSignal, operation)
      // The type `Call` checks that callers pass the input of the operation. A union of twenty commands is too much for the compiler here.
      // oxlint-disable-next-line import/namespace -- the type of Operation guarantees that the export exists
      const Command = sdk[`${operation}Command`] as typeof sdk.DescribeCasesCommand
      const command = new Command(input)
      command.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as SignedRequest
          if (!repeat) request.headers['connection'] = 'close'
          return attempt(request, () => next(args))
        },
        // runs for each attempt, after the credentials are resolved: every request that gets here is sent
        { name: 'attempt', step: 'finalizeRequest', priority: 'low' },
      )
      if (!repeat) command.middlewareStack.use(withoutRetries)
      try {
        return await client.send(command, { abortSignal })
      } catch (error) {
        if (!isRefusal(error)) throw error
        // The SDK has corrected its clock from the response. It has already retried the calls that may be repeated.
        const hasNewTime = !repeat && isClockRefusal(error)
        const isSignedAgain =
          hasNewTime ||
          (isCredentialRefusal(error) && (await untilAborted(renewCredentials(credentials), abortSignal, operation)))
        if (!isSignedAgain) throw error
        return client.send(command, { abortSignal })
      }
    },
    stop: () => client.destroy(),
  }
}

/** Requests are signed for the region of the endpoint. AWS's hostnames contain it: `support.us-west-2.amazonaws.com`. */
export function regionOf({ hostname }: URL): string | undefined {
  return /^support(?:-fips)?\.([a-z]{2,}(?:-[a-z]+)+-\d{1,2})\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.exec(
    hostname,
  )?.[1]
}
