/** One address of AWS Support: the SDK's clients for it, and a circuit breaker for each family of operations. */
import { SupportClient, type DescribeCasesCommand, type SupportClientConfig } from '@aws-sdk/client-support'
import { isLoopbackHost } from '../config.js'
import { boundReplies } from './bound-replies.js'
import { createBreaker, type Breaker, type BreakerState } from './breaker.js'
import { commands, familyNames, type Family, type OperationKey } from './operations.js'

export interface Endpoint {
  /** As the log, metrics and /readyz call it: `aws`, or its URL. */
  label: string
  breakers: Readonly<Record<Family, Breaker>>
  /** Sends one command. `attempt` makes each of its attempts, which are more than one where it may `repeat`. */
  send(
    key: OperationKey,
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

export interface EndpointOptions {
  /** `aws` is the endpoint of AWS Support in `region`. */
  url: URL | 'aws'
  region: string
  /** For one attempt. */
  timeoutMs: number
  halfOpenAfterMs: number
  onBreakerChange: (family: Family, state: BreakerState) => void
}

/** Attempts at what may be repeated, the first one included. */
const MAX_ATTEMPTS = 3
/** A dashboard opens a few at a time; AWS throttles long before more would help. */
const MAX_SOCKETS = 50
const CONNECTION_TIMEOUT_MS = 3_000

export function createEndpoint({
  url,
  region,
  timeoutMs,
  halfOpenAfterMs,
  onBreakerChange,
}: EndpointOptions): Endpoint {
  const configuration: SupportClientConfig = {
    region,
    ...(url !== 'aws' && { endpoint: url.href, region: regionOf(url) ?? region }),
    ...(url !== 'aws' && mustNotSeeRealKeys(url) && { credentials: DUMMY_CREDENTIALS }),
    requestHandler: {
      connectionTimeout: Math.min(CONNECTION_TIMEOUT_MS, timeoutMs),
      requestTimeout: timeoutMs,
      // without it the SDK only logs a warning and waits for ever
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  }
  const repeating = new SupportClient({ ...configuration, maxAttempts: MAX_ATTEMPTS })
  const single = new SupportClient({ ...configuration, maxAttempts: 1 })
  for (const client of [repeating, single]) {
    boundReplies(client, timeoutMs)
    // It copies every reply for a log that there is not.
    client.middlewareStack.remove('loggerMiddleware')
  }
  const breakers = Object.fromEntries(
    familyNames.map((family) => [family, createBreaker(halfOpenAfterMs, (state) => onBreakerChange(family, state))]),
  ) as Record<Family, Breaker>

  return {
    label: url === 'aws' ? url : url.href.replace(/\/$/, ''),
    breakers,
    async send(key, input, { abortSignal, repeat, attempt }) {
      // The pair of command and input is typed where it matters, in `Upstream`; a union of twenty commands is beyond the compiler.
      const Command = commands[key] as typeof DescribeCasesCommand
      const command = new Command(input)
      command.middlewareStack.add(
        (next) => (args) => attempt(args.request as SignedRequest, () => next(args)),
        // within the retries and behind the credentials: what comes so far is sent
        { name: 'attempt', step: 'finalizeRequest', priority: 'low' },
      )
      return (repeat ? repeating : single).send(command, { abortSignal })
    },
    stop() {
      repeating.destroy()
      single.destroy()
    },
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
