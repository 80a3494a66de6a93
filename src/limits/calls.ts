/** How many calls to AWS one request may cause. */

/**
 * Calls for one batch of keys that AWS refuses. One unknown id among 100 takes up to 15 where AWS does not say which. A batch with many unknown ids
 * is a guess, and may fail.
 */
export const MAX_SPLIT_CALLS = 20

/** How many calls a request may still send. */
export interface CallAllowance {
  left: number
}
