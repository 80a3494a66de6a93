/** One address of AWS Support: the SDK's client for it, and a circuit breaker for each family of operations. */
import * as sdk from '@aws-sdk/client-support'
import { getRetryPlugin, resolveRetryConfig } from '@smithy/core/retry'
import { isLoopbackHost } from '../config/config.js'
import { boundReplies } from './bound-replies.js'
import { createBreaker, type Breaker, type BreakerState } from './breaker.js'
import { createRequestHandler } from './connections.js'
import { createRenewal, isCredentialRefusal, type CredentialSource } from './credentials.js'
import { familyNames, type Family, type Operation } from './operations.js'
import { isClockRefusal, isRefusal } from './upstream-error.js'

export interface Endpoint {
  /** As the log, metrics and /readyz call it: `aws`, or its URL. */
  label: string
  breakers: Readonly<Record<Family, Breaker>>
  /** Sends one command. `attempt` makes each of its attempts: one over a new connection, or more where it may `repeat`. */
  send(
    operation: Operation,
    input: object,
    how: { abortSignal: AbortSignal; repeat: boolean; attempt: Attempt },
  ): Promise<object>
  stop(): void
}

/** What is looked at of a request of the SDK that is signed and about to leave. */
export interface SignedRequest {
  hostname: string
  headers: Record<string, string>
}

/** Goes around one HTTP request: calls `send`, once or not at all. */
export type Attempt = <T>(request: SignedRequest, send: () => Promise<T>) => Promise<T>

/** Passes one call of an operation through; `work` passes each of its HTTP requests through `attempt`. */
export type ObserveCall = <T>(operation: string, work: (attempt: Attempt) => Promise<T>) => Promise<T>

/** A circuit breaker, as the log, /readyz and metrics show it. */
export interface BreakerStatus {
  family: Family
  endpoint: string
  state: BreakerState
}

export interface EndpointOptions {
  /** `aws` is the endpoint of AWS Support in `region`. */
  url: URL | 'aws'
  region: string
  /** Where real credentials come from; dummies are sent without it. */
  credentialSource?: CredentialSource | undefined
  /** For one attempt. */
  timeoutMs: number
  halfOpenAfterMs: number
  onBreakerChange?: ((status: BreakerStatus) => void) | undefined
}

/** Attempts at what may be repeated, the first one included. */
const MAX_ATTEMPTS = 3

/** For one command, in place of the client's own retries. */
const withoutRetries = getRetryPlugin(resolveRetryConfig({ maxAttempts: 1, retryMode: 'standard' }))

export function createEndpoint({
  url,
  region,
  credentialSource,
  timeoutMs,
  halfOpenAfterMs,
  onBreakerChange,
}: EndpointOptions): Endpoint {
  // One client for reads and writes: they share what it learns of the clock, and its credentials.
  const client = new sdk.SupportClient({
    region,
    // The environment and ~/.aws/config must not change where calls go, nor how they are retried.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    retryMode: 'standard',
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: createRequestHandler(timeoutMs),
    ...(url !== 'aws' && { endpoint: url.href, region: regionOf(url) ?? region }),
    ...(credentialSource ? { credentialDefaultProvider: credentialSource } : { credentials: DUMMY_CREDENTIALS }),
  })
  boundReplies(client, timeoutMs)
  // It copies every reply for a log that there is not.
  client.middlewareStack.remove('loggerMiddleware')
  const renewCredentials = credentialSource && createRenewal(client.config.credentials)
  const label = url === 'aws' ? url : url.href.replace(/\/$/, '')
  const breakerOf = (family: Family) =>
    createBreaker(halfOpenAfterMs, (state) => onBreakerChange?.({ family, endpoint: label, state }))
  const breakers = Object.fromEntries(familyNames.map((family) => [family, breakerOf(family)])) as Endpoint['breakers']

  return {
    label,
    breakers,
    async send(operation, input, { abortSignal, repeat, attempt }) {
      const credentials = await client.config.credentials()
      // The pair of command and input is typed where it matters, in `Call`; a union of twenty commands is beyond the compiler.
      // oxlint-disable-next-line import/namespace -- the types of Operation say that it is there
      const Command = sdk[`${operation}Command`] as typeof sdk.DescribeCasesCommand
      const command = new Command(input)
      command.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as SignedRequest
          if (!repeat) request.headers['connection'] = 'close'
          return attempt(request, () => next(args))
        },
        // within the retries and behind the credentials: what comes so far is sent
        { name: 'attempt', step: 'finalizeRequest', priority: 'low' },
      )
      if (!repeat) command.middlewareStack.use(withoutRetries)
      try {
        return await client.send(command, { abortSignal })
      } catch (error) {
        if (!isRefusal(error)) throw error
        // The SDK has corrected its clock by the response, and has sent again what it may repeat.
        const hasNewTime = !repeat && isClockRefusal(error)
        const isSignedAnew = hasNewTime || (isCredentialRefusal(error) && (await renewCredentials?.(credentials)))
        if (!isSignedAnew) throw error
        return client.send(command, { abortSignal })
      }
    },
    stop: () => client.destroy(),
  }
}

/** A request is signed for the region that it goes to, which the addresses of AWS name: `support.us-west-2.amazonaws.com`. */
export function regionOf({ hostname }: URL): string | undefined {
  return /^support(?:-fips)?\.([a-z]{2,}(?:-[a-z]+)+-\d{1,2})\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.exec(
    hostname,
  )?.[1]
}

const DUMMY_CREDENTIALS = { accessKeyId: 'emulator', secretAccessKey: 'emulator' }

/** Real keys cross neither a plain socket nor this machine's loopback, where an emulator listens. */
export function mustNotSeeRealKeys({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' || isLoopbackHost(hostname)
}
