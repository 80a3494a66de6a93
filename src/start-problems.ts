/** What has kept the gateway from starting, in sentences for its operator. */
import { ConfigError } from './config/config.js'
import { whyUnreadable } from './config/json-file.js'

interface ListenError {
  address?: string
  hostname?: string
  port?: number
}

/** What keeps an address from being listened on. */
const taken: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine has no such address (EADDRNOTAVAIL)',
  EACCES: 'this user may not listen on that port (EACCES)',
  ENOTFOUND: 'there is no such name (ENOTFOUND)',
}

/** One line for each. */
export function startProblems(error: unknown): string[] {
  if (error instanceof ConfigError) return error.problems
  if (!(error instanceof Error)) return [String(error)]
  const { code = '', path, syscall = '', address, hostname, port } = error as NodeJS.ErrnoException & ListenError
  // Reading a folder names no path: the caller, which opens a configuration file, names its variable.
  if (path !== undefined && /^(open|read|scandir|stat)$/.test(syscall))
    return [`Cannot read ${path}: ${whyUnreadable(error)}.`]
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return [error.stack ?? error.message]
  const why = taken[code] ?? (code || 'unknown error')
  // A name that does not resolve has not come as far as a port.
  const where = [address ?? hostname ?? 'HOST', port].filter((part) => part !== undefined).join(':')
  return [`Cannot listen on ${where}: ${why}. Set PORT, HOST or EMULATOR_PORT; port 0 takes any free one.`]
}
