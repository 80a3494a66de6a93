import type { Case } from '../parents.js'
import { wholeCase, type Summary } from './entry.js'

/** A case of a list. `item` has its messages only where `entry` has none. */
export interface ListedCase {
  item: Case
  entry: Summary & { blob?: Buffer | undefined }
}

/** A case of a list with its messages, as far as they are at hand. */
export function withMessages({ item, entry }: ListedCase): Case {
  const whole = wholeCase({ blob: entry.blob })
  return whole === undefined ? item : { ...whole, status: item.status }
}
