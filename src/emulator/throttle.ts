import { AwsError } from './aws-error.js'

/** How many calls a second AWS allows; absent is no limit. */
export interface ThrottleOptions {
  supportPerSecond?: number
  trustedAdvisorPerSecond?: number
}

export type Throttle = (operation: string) => void

export function createThrottle(options: ThrottleOptions, now: () => number): Throttle {
  const recent: Record<'support' | 'trustedAdvisor', number[]> = { support: [], trustedAdvisor: [] }
  return (operation) => {
    const family = operation.includes('TrustedAdvisor') ? 'trustedAdvisor' : 'support'
    const allowed = family === 'support' ? options.supportPerSecond : options.trustedAdvisorPerSecond
    if (allowed === undefined) return
    recent[family] = recent[family].filter((time) => time > now() - 1000)
    if (recent[family].length >= allowed) throw new AwsError('ThrottlingException', 'Rate exceeded')
    recent[family].push(now())
  }
}
