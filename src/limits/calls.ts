/** How many calls to AWS one request may cause. */

/**
 * Calls for one batch of keys that AWS refuses. One unknown id among 100 takes up to 15 where AWS does not say which; a batch with several is a
 * guess, or a client that does not look.
 */
export const MAX_SPLIT_CALLS = 20

/** What a request may still send, all that it does together. */
export interface CallAllowance {
  left: number
}
