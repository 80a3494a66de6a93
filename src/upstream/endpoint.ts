/** One address of AWS Support: the SDK's client for it, and a circuit breaker for each family of operations. */
import type { IncomingMessage } from 'node:http'
import * as sdk from '@aws-sdk/client-support'
import { isLoopbackHost } from '../config/config.js'
import { createBreaker, type Breaker, type BreakerState } from './breaker.js'
import { createRequestHandler } from './connections.js'
import { createCommands, type Attempt, type SendOptions } from './commands.js'
import { createRenewal, isCredentialRefusal, type CredentialSource } from './credentials.js'
import { familyNames, type Family, type Operation } from './operations.js'
import { parseOnly, readBody } from './response-body.js'
import { isClockRefusal, isRefusal } from './upstream-error.js'

export interface Endpoint {
  /** Its name in logs, metrics and /readyz: `aws`, or its URL. */
  label: string
  breakers: Readonly<Record<Family, Breaker>>
  /**
   * Sends one command. A command whose signature AWS refuses is sent once more if the clock was corrected or the credentials have changed.
   */
  send(operation: Operation, input: object, how: SendOptions): Promise<object>
  stop(): void
}

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
  /** The source of real credentials. Without it, dummy credentials are sent. */
  credentialSource?: CredentialSource | undefined
  /** The time limit of one attempt. */
  timeoutMs: number
  halfOpenAfterMs: number
  onBreakerChange?: ((status: BreakerStatus) => void) | undefined
}

/** For calls that may be repeated; includes the first attempt. */
const MAX_ATTEMPTS = 3

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
    ...(credentialSource ? { credentialDefaultProvider: credentialSource } : { credentials: DUMMY_CREDENTIALS }),
  })
  parseOnly(client, timeoutMs)
  // This middleware copies every response for a logger, and we configure none.
  client.middlewareStack.remove('loggerMiddleware')
  const commands = createCommands(client)
  const renewCredentials = credentialSource && createRenewal(client.config.credentials)
  const label = url === 'aws' ? url : url.href.replace(/\/$/, '')
  const breakerOf = (family: Family) =>
    createBreaker(halfOpenAfterMs, (state) => onBreakerChange?.({ family, endpoint: label, state }))
  const breakers = Object.fromEntries(familyNames.map((family) => [family, breakerOf(family)])) as Endpoint['breakers']

  return {
    label,
    breakers,
    async send(operation, input, how) {
      const credentials = await client.config.credentials()
      try {
        return await commands.send(operation, input, how)
      } catch (error) {
        if (!isRefusal(error)) throw error
        // The SDK has corrected its clock from the response. It has already retried the calls that may be repeated.
        const hasNewTime = !how.repeat && isClockRefusal(error)
        const isSignedAgain = hasNewTime || (isCredentialRefusal(error) && (await renewCredentials?.(credentials)))
        if (!isSignedAgain) throw error
        return commands.send(operation, input, how)
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

const DUMMY_CREDENTIALS = { accessKeyId: 'emulator', secretAccessKey: 'emulator' }

/** Real keys are never sent over plain HTTP, nor to the loopback interface, where an emulator may be listening. */
export function isUnsafeForRealKeys({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' || isLoopbackHost(hostname)
}
