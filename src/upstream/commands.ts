/** Sends the SDK's commands. The SDK prepares a command for every call, which takes longer than to sign it; here, commands are used again. */
import * as sdk from '@aws-sdk/client-support'
import { getRetryPlugin, resolveRetryConfig } from '@smithy/core/retry'
import { getSmithyContext } from '@smithy/core/transport'
import type { Operation } from './operations.js'

/** The parts of the SDK's signed request that the gateway uses, right before the request is sent. */
export interface SignedRequest {
  hostname: string
  headers: Record<string, string>
}

/** Wraps one HTTP request: calls `send` at most once. */
export type Attempt = <T>(request: SignedRequest, send: () => Promise<T>) => Promise<T>

export interface SendOptions {
  abortSignal: AbortSignal
  /** Without it, there are no retries, and each attempt uses a new connection. */
  repeat: boolean
  /** Wraps each attempt. */
  attempt: Attempt
}

/** A command with its middleware. It makes one call at a time, because its middleware shares a context. */
interface Prepared {
  send: (input: object, how: SendOptions) => Promise<object>
}

/** Per operation: more calls at the same time are rare. */
const MAX_IDLE = 10

/** Replaces the client's retries for one command. */
const withoutRetries = getRetryPlugin(resolveRetryConfig({ maxAttempts: 1, retryMode: 'standard' }))

export function createCommands(client: sdk.SupportClient) {
  reuseSigner(client)
  /** Prepared commands that no call is using, by operation and whether it is repeated. */
  const idle = new Map<string, Prepared[]>()

  return {
    async send(operation: Operation, input: object, how: SendOptions): Promise<object> {
      const key = `${operation} ${how.repeat}`
      const pool = idle.get(key) ?? []
      idle.set(key, pool)
      const prepared = pool.pop() ?? prepare(client, operation, how.repeat)
      // Not used again after an error: parts of the call may still be running.
      const output = await prepared.send(input, how)
      if (pool.length < MAX_IDLE) pool.push(prepared)
      return output
    },
  }
}

function prepare(client: sdk.SupportClient, operation: Operation, repeat: boolean): Prepared {
  // The type `Call` checks that callers pass the input of the operation. A union of twenty commands is too much for the compiler here.
  // oxlint-disable-next-line import/namespace -- the type of Operation guarantees that the export exists
  const Command = sdk[`${operation}Command`] as typeof sdk.DescribeCasesCommand
  const command = new Command({})
  let attempt: Attempt = notCalled
  let context = {}
  command.middlewareStack.add(
    (next, handlerContext) => {
      context = handlerContext
      return (args) => {
        const request = args.request as SignedRequest
        if (!repeat) request.headers['connection'] = 'close'
        return attempt(request, () => next(args))
      }
    },
    // runs for each attempt, after the credentials are resolved: every request that gets here is sent
    { name: 'attempt', step: 'finalizeRequest', priority: 'low' },
  )
  if (!repeat) command.middlewareStack.use(withoutRetries)
  /** The SDK passes this object to the request handler. */
  const options: { abortSignal?: AbortSignal | undefined } = {}
  const handle = command.resolveMiddleware(client.middlewareStack, client.config, options)
  return {
    async send(input, how) {
      attempt = how.attempt
      options.abortSignal = how.abortSignal
      // ends the pauses between attempts
      getSmithyContext(context)['abortSignal'] = how.abortSignal
      const { output } = await handle({ input })
      // An idle command must not keep the data of a request in memory.
      attempt = notCalled
      options.abortSignal = getSmithyContext(context)['abortSignal'] = undefined
      return output
    },
  }
}

const notCalled: Attempt = () => Promise.reject(new Error('the command is idle'))

/** The SDK creates a signer for every call. They are all the same: credentials, region and name of the service come from the client. */
function reuseSigner({ config }: sdk.SupportClient): void {
  const create = config.signer
  let signer: ReturnType<typeof create> | undefined
  config.signer = (scheme) => (signer ??= create(scheme))
}
