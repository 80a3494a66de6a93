/** A check as the tables tell it. */
import type { CheckResult } from '../../account.js'
import type { Random } from '../random.js'
import type { Resource } from './inventory.js'
import type { KindName } from './kinds.js'

export type Status = CheckResult['status']
export type Cell = string | null

/** What a finding is made from. */
export interface Finding {
  resource: Resource
  status: Status
  random: Random
  /** When the check ran. */
  checkedAt: number
  /** Place in the check's list of findings. */
  index: number
}

export interface CheckSpec {
  id: string
  name: string
  category: string
  headings: readonly string[]
  kind: KindName
  refreshable: boolean
  /** What the check looks at, in our words; one is made from the name where it is absent. May hold simple HTML. */
  about?: string
  /** Values to choose from, by heading, before the general ones of columns.ts. */
  cells?: Readonly<Record<string, readonly [Cell, ...Cell[]]>>
  /** Values that depend on each other, by heading; they win over all else. */
  row?: (finding: Finding) => Readonly<Record<string, Cell>>
  /** Where chance should not decide: how the check ended, and with how many findings. */
  outcome?: Outcome | 'never-run'
}

export interface Outcome {
  status: Status
  flagged: number
  /** Somebody has suppressed all of them, so that the check is fine. */
  suppressed?: true
}
