/** Startup errors as messages for the operator. */
import { ConfigError } from './config/config.js'
import { whyUnreadable } from './config/json-file.js'

interface ListenError {
  address?: string
  hostname?: string
  port?: number
}

/** Why the gateway cannot listen on an address, by error code. */
const listenProblems: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program is already listening there',
  EADDRNOTAVAIL: 'this machine has no such address (EADDRNOTAVAIL)',
  EACCES: 'this user may not listen on that port (EACCES)',
  ENOTFOUND: 'the host name cannot be resolved (ENOTFOUND)',
}

/** One line per problem. */
export function startProblems(error: unknown): string[] {
  if (error instanceof ConfigError) return error.problems
  if (!(error instanceof Error)) return [String(error)]
  const { code = '', path, syscall = '', address, hostname, port } = error as NodeJS.ErrnoException & ListenError
  // EISDIR has no path: readJsonFile reports it together with the variable.
  if (path !== undefined && /^(open|read|scandir|stat)$/.test(syscall))
    return [`Cannot read ${path}: ${whyUnreadable(error)}.`]
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return [error.stack ?? error.message]
  const why = listenProblems[code] ?? (code || 'unknown error')
  // A DNS error has no port.
  const where = [address ?? hostname ?? 'HOST', port].filter((part) => part !== undefined).join(':')
  return [`Cannot listen on ${where}: ${why}. Set PORT, HOST or EMULATOR_PORT; port 0 picks a free one.`]
}
