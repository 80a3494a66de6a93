import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Accounts } from './accounts.js'
import { AwsError, statusOf } from './aws-error.js'
import type { Fault, Faults } from './faults.js'
import { dropsResponse, replacesResponse } from './faults.js'
import type { RawResponse } from './http.js'
import { send, sendHalf } from './http.js'
import type { Journal } from './journal.js'
import type { Sessions } from './sessions.js'

/** What all calls share, whatever their protocol. */
export interface Calls {
  accounts: Accounts
  sessions: Sessions
  journal: Journal
  faults: Faults
  now: () => number
  latencyMs: number
  /** Aborted when the emulator stops, so delayed calls do not run afterwards. */
  stopped: AbortSignal
  reportCrash: (error: unknown) => void
}

/** One call, as its protocol reads and answers it. */
export interface Call {
  operation: string
  accountId: string
  /** False for other services, which faults affect only if they name the operation. */
  isSupport: boolean
  body: Promise<string>
  contentType: string
  /** Does not throw: an error is a response, too. */
  perform(body: string): RawResponse
  encodeError(error: unknown): RawResponse
}

/** Journals the call, and performs it with latency and faults applied. */
export async function handleCall(
  calls: Calls,
  call: Call,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { operation, accountId } = call
  const entry = calls.journal.begin({ operation, accountId, at: calls.now() })
  const fault = calls.faults.take(call)
  const result = await settle(calls, call, fault)
  if (fault !== undefined && dropsResponse(fault)) {
    entry.error = 'drop'
    request.socket.destroy()
    return
  }
  entry.status = result.status
  entry.error = result.error ?? null
  if (fault?.truncate) sendHalf(response, result, fault.drop === true)
  else send(response, result)
}

async function settle({ latencyMs, stopped }: Calls, call: Call, fault: Fault | undefined): Promise<RawResponse> {
  const body = await call.body.catch((error: unknown) => call.encodeError(error))
  const act = () => (typeof body === 'string' ? call.perform(body) : body)
  const delayMs = latencyMs + (fault?.delayMs ?? 0)
  const pause = async () => {
    if (delayMs > 0) await wait(delayMs, undefined, { signal: stopped })
  }

  if (fault?.when === 'after') {
    const result = act()
    await pause()
    return replacesResponse(fault) ? faultResponse(fault, call) : result
  }
  await pause()
  return fault !== undefined && replacesResponse(fault) ? faultResponse(fault, call) : act()
}

function faultResponse(fault: Fault, call: Call): RawResponse {
  const { error, message = `Injected ${error}`, status = 200, contentType = call.contentType } = fault
  // Half of an empty body would be empty, which the SDK reads as a complete response.
  const { body = fault.truncate ? { cut: 'here' } : '' } = fault
  if (error !== undefined) return call.encodeError(new AwsError(error, message, fault.status ?? statusOf(error)))
  return {
    status,
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}
