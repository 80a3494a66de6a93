import type { IncomingMessage, ServerResponse } from 'node:http'
import { DEFAULT_ACCOUNT_ID, type Account } from './account.js'
import type { Accounts } from './accounts.js'
import { AwsError } from './aws-error.js'
import { checkCaller } from './callers.js'
import type { ControlBody } from './control-body.js'
import { ControlError, readAccountId, readClock, readFaults, readLimits, readRoles, readSeed } from './control-body.js'
import type { Faults } from './faults.js'
import type { GenerateOptions } from './generate.js'
import { CORS_HEADERS, MAX_BODY_BYTES, readBody, send } from './http.js'
import type { Journal } from './journal.js'
import type { Roles } from './sts.js'

export const CONTROL_PATH = '/_emulator'

export interface Control {
  accounts: Accounts
  journal: Journal
  faults: Faults
  /** Changed in place. */
  roles: Roles
  /** The host or address that the emulator listens on. */
  host: string
  clock: { now(): number; advance(ms: number): void; reset(): void }
  generate(options: GenerateOptions): Account
  /** Notifies `onControl` of a change, and resolves when it has finished. */
  changed(): Promise<void>
}

/** `accountId` is the query parameter. */
type Route = (control: Control, body: ControlBody, accountId: string | undefined) => unknown

/** The control API for tests and front-end developers, on the emulator's own port. */
const routes: Record<string, Record<string, Route>> = {
  calls: {
    GET: ({ journal }, _, accountId) => journal.read(accountId),
    DELETE: ({ journal }, _, accountId) => {
      journal.empty(accountId)
      return journal.read(accountId)
    },
  },
  faults: {
    GET: ({ faults }, _, accountId) => ({ faults: faults.list(accountId) }),
    POST: ({ faults }, body) => {
      faults.add(readFaults(body))
      return { faults: faults.list() }
    },
    DELETE: ({ faults }, _, accountId) => {
      faults.clear(accountId)
      return { faults: faults.list(accountId) }
    },
  },
  limits: {
    GET: ({ accounts }, _, accountId) => ({ limits: accounts.limits(accountId) }),
    POST: ({ accounts }, body) => {
      const { limits, accountId } = readLimits(body)
      accounts.setLimits(limits, accountId)
      return { limits }
    },
    DELETE: ({ accounts }, _, accountId) => {
      accounts.setLimits({}, accountId)
      return { limits: {} }
    },
  },
  roles: {
    GET: ({ roles }) => roles,
    POST: ({ roles }, body) => Object.assign(roles, readRoles(body)),
    DELETE: ({ roles }) => Object.assign(roles, readRoles({})),
  },
  seed: {
    POST: (control, body) => {
      const account = control.generate(readSeed(body))
      control.accounts.load(account)
      return sizes(account)
    },
  },
  reset: {
    POST: (control) => {
      control.clock.reset()
      control.accounts.reset()
      return sizes(control.accounts.of(DEFAULT_ACCOUNT_ID).account)
    },
  },
  clock: {
    GET: ({ clock }) => ({ now: new Date(clock.now()).toISOString() }),
    POST: ({ clock }, body) => {
      clock.advance(readClock(body))
      return { now: new Date(clock.now()).toISOString() }
    },
  },
}

export async function handleControl(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let corsHeaders: Record<string, string> = { vary: 'origin' }
  const respond = (status: number, body: unknown) =>
    send(response, {
      status,
      headers: { ...corsHeaders, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  try {
    const text = await readBody(request)
    checkCaller(request.headers, control.host)
    const { origin } = request.headers
    if (origin !== undefined) corsHeaders = { ...CORS_HEADERS, ...corsHeaders, 'access-control-allow-origin': origin }
    if (request.method === 'OPTIONS') return respond(200, {})
    const name = (request.url ?? '').split('?')[0]?.slice(CONTROL_PATH.length + 1) ?? ''
    const methods = Object.hasOwn(routes, name) ? routes[name] : undefined
    if (!methods) throw new ControlError(404, `Unknown path '${request.url}'`, allRoutes())
    const route = Object.hasOwn(methods, request.method ?? '') ? methods[request.method ?? ''] : undefined
    if (!route)
      throw new ControlError(405, `${CONTROL_PATH}/${name} does not support ${request.method}`, Object.keys(methods))
    const result = route(control, parse(text), readAccountId(request.url ?? ''))
    // `onControl` is not notified when the call list is cleared: that affects no data.
    if (request.method !== 'GET' && name !== 'calls') await control.changed()
    return respond(200, result)
  } catch (error) {
    if (error instanceof ControlError) return respond(error.status, { message: error.message, allowed: error.allowed })
    if (error instanceof AwsError && error.status === 413) {
      return respond(413, { message: error.message, allowed: [`up to ${MAX_BODY_BYTES} bytes`] })
    }
    return respond(500, { message: String(error) })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.trim() === '' ? '{}' : text)
  } catch {
    throw new ControlError(400, 'The body is not JSON', ['a JSON object', 'for faults, also an array of objects'])
  }
}

function allRoutes(): string[] {
  return Object.entries(routes).flatMap(([name, methods]) =>
    Object.keys(methods).map((method) => `${method} ${CONTROL_PATH}/${name}`),
  )
}

function sizes(account: Account): Record<string, number> {
  return {
    cases: account.cases.size,
    attachments: account.attachments.size,
    services: account.services.length,
    checks: account.checks.size,
  }
}
