import { attachments } from './attachments.js'
import { cases } from './cases.js'
import { communications } from './communications.js'
import { services } from './services.js'
import { trustedAdvisor } from './trusted-advisor.js'
import { uploads } from './uploads.js'

/** The emulator's operations, by AWS's name. A test compares this table with the SDK's commands. */
export const operations = { ...cases, ...communications, ...attachments, ...uploads, ...services, ...trustedAdvisor }

export type OperationName = keyof typeof operations

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name)
}
