import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Account } from './account.js'
import { createAccounts } from './accounts.js'
import { handleControl, CONTROL_PATH } from './control.js'
import { createDemoAccount } from './demo/index.js'
import { createFaults } from './faults.js'
import { createFiles } from './files/folder.js'
import { generateAccount, type GenerateOptions } from './generate.js'
import { send } from './http.js'
import { createJournal } from './journal.js'
import { handleLink } from './files/server.js'
import { createSigner, LINKS_PATH } from './files/links.js'
import type { RandomHex } from './random.js'
import { secureHex } from './random.js'
import { createSessions } from './sessions.js'
import { DEFAULT_SETTINGS, type Limits, type Settings } from './state.js'
import { handleFormCall, type Roles } from './sts.js'
import { handleJsonCall, errorResponse } from './wire.js'

export interface EmulatorOptions {
  host?: string
  /** 0 picks any free port. */
  port?: number
  /**
   * Creates an account on its first use and after a reset; the demo data by default. The argument is the 12 digits of
   * the account: a function without a parameter suits tests with calls to the default account only.
   */
  account?: (accountId: string) => Account
  now?: () => number
  /** Delay of every call. */
  latencyMs?: number
  /** Source of the digits of new ids. */
  ids?: RandomHex
  /** Of every account. None by default: a demo that stops after ten cases is a nuisance. The control API can set others. */
  limits?: Limits
  settings?: Partial<Settings>
  /** Called when the control API has changed the account, faults, limits or clock, and awaited before it responds. */
  onControl?: () => Promise<void>
  /** Called with an error in the emulator itself, which callers see as InternalServerError. */
  reportCrash?: (error: unknown) => void
}

export interface Emulator {
  url: string
  port: number
  /** Closes every connection at once and removes temporary files. May be called more than once. */
  stop: () => Promise<void>
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', now: present = Date.now, ids: randomHex = secureHex, reportCrash = writeCrash } = options
  let url = ''
  let advancedMs = 0
  const now = () => present() + advancedMs
  const settings = { ...DEFAULT_SETTINGS, ...options.settings }
  const signer = createSigner(() => url, now, settings.linkLifetimeMs)
  const accounts = createAccounts(
    options.account ?? ((accountId) => createDemoAccount(now(), accountId)),
    { ...options.limits },
    (accountId) => ({
      now,
      randomHex,
      settings,
      links: signer.linksOf(accountId),
      files: createFiles(),
    }),
  )

  const journal = createJournal()
  const faults = createFaults()
  const roles: Roles = { refuse: [], externalIds: {} }
  const sessions = createSessions(now, randomHex)
  const stopping = new AbortController()
  // Each delayed call listens to it; Node warns of a leak above ten listeners.
  setMaxListeners(0, stopping.signal)
  const wire = {
    accounts,
    journal,
    faults,
    roles,
    sessions,
    now,
    latencyMs: options.latencyMs ?? 0,
    stopped: stopping.signal,
    reportCrash,
  }
  const control = {
    accounts,
    journal,
    faults,
    roles,
    host,
    clock: {
      now,
      advance: (ms: number) => void (advancedMs += ms),
      reset: () => void (advancedMs = 0),
    },
    generate: (seed: GenerateOptions) => generateAccount(seed, now()),
    changed: async () => options.onControl?.(),
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [pathname = ''] = (request.url ?? '').split('?')
    if (pathname.startsWith(LINKS_PATH)) return handleLink({ accounts, signer }, request, response)
    if (pathname === CONTROL_PATH || pathname.startsWith(`${CONTROL_PATH}/`)) {
      return handleControl(control, request, response)
    }
    if (pathname === '/' && request.method === 'POST') {
      return isFormCall(request) ? handleFormCall(wire, request, response) : handleJsonCall(wire, request, response)
    }
    request.resume()
    return send(response, notFound(request))
  }
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // Neither a call aborted by `stop` nor a caller that hangs up is an error in the emulator.
      if (stopping.signal.aborted || request.socket.destroyed) return
      reportCrash(error)
      if (response.headersSent) response.destroy()
      else send(response, errorResponse(error))
    })
  })
  // Never close idle connections: that would race with the caller's next call.
  server.keepAliveTimeout = 0

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const address = server.address()
  // A string is the path of a pipe; the emulator never listens on one.
  if (address === null || typeof address === 'string') throw new Error('The emulator has no port')
  const { port } = address
  url = `http://${reachable(host)}:${port}`

  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= new Promise<void>((resolve) => {
      stopping.abort()
      server.close(() => resolve())
      server.closeAllConnections()
    }).then(() => accounts.removeFiles())
    return stopped
  }
  return { url, port, stop }
}

/** The host for the emulator's URL. Callers cannot connect to 0.0.0.0 and ::, so these become a loopback address. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** curl declares every body to be a form, so a call of the JSON protocol may do so, too. */
function isFormCall({ headers }: IncomingMessage): boolean {
  const type = headers['content-type'] ?? ''
  return headers['x-amz-target'] === undefined && type.startsWith('application/x-www-form-urlencoded')
}

function notFound(request: IncomingMessage) {
  return {
    status: 404,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      __type: 'UnknownOperationException',
      message: `${request.method} ${request.url} does not exist: POST / is AWS Support and STS, ${CONTROL_PATH}/ is the control API`,
    }),
  }
}

function writeCrash(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`emulator: ${text}\n`)
}
