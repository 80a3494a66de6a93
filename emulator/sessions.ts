import type { RandomHex } from './random.js'
import { createRandom, UPPER_AND_DIGITS } from './random.js'

/** What AssumeRole returns: temporary credentials, and whom they stand for. */
export interface Session {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  expiresAt: number
  arn: string
  userId: string
}

/** A role, by the parts of its ARN. */
export interface Role {
  partition: string
  accountId: string
  name: string
}

/** Undefined if `arn` is not the ARN of a role. */
export function readRole(arn: string): Role | undefined {
  const [, partition, accountId, name] =
    /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/(?:[\x21-\x7e]{1,510}\/)?([\w+=,.@-]{1,64})$/.exec(arn) ?? []
  return partition === undefined || accountId === undefined || name === undefined
    ? undefined
    : { partition, accountId, name }
}

export interface Sessions {
  issue(role: Role, sessionName: string, expiresAt: number): Session
  /** Undefined for credentials that were not issued here, which never expire. */
  find(accessKeyId: string): Session | undefined
  isExpired(accessKeyId: string): boolean
}

export const EXPIRED_MESSAGE = 'The security token included in the request is expired'

/** Older ones are forgotten, and do not expire then: an emulator may run for weeks. */
const MAX_SESSIONS = 10_000

export function createSessions(now: () => number, randomHex: RandomHex): Sessions {
  const sessions = new Map<string, Session>()
  let count = 0
  return {
    issue({ partition, accountId, name }, sessionName, expiresAt) {
      count += 1
      // AWS's key ids have 20 characters; these are unique for 1.6 million sessions.
      const suffix = count.toString(36).slice(-4).padStart(4, '0').toUpperCase()
      const roleId = createRandom(`role:${accountId}:${name}`).word(UPPER_AND_DIGITS, 17)
      const session: Session = {
        accessKeyId: `ASIA${accountId}${suffix}`,
        secretAccessKey: randomHex(40),
        sessionToken: randomHex(128),
        expiresAt,
        arn: `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName}`,
        userId: `AROA${roleId}:${sessionName}`,
      }
      sessions.set(session.accessKeyId, session)
      const [oldest = ''] = sessions.keys()
      if (sessions.size > MAX_SESSIONS) sessions.delete(oldest)
      return session
    },
    find: (accessKeyId) => sessions.get(accessKeyId),
    isExpired: (accessKeyId) => now() >= (sessions.get(accessKeyId)?.expiresAt ?? Infinity),
  }
}
