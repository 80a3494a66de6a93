/** Makes sure that all processes that share a Redis agree on the first account, whose keys there do not contain its digits. */
import { ConfigError } from '../config/config.js'
import { redisKey, type Redis } from '../redis/redis.js'

/** Longer than a gateway runs without a restart. */
const REMEMBERED_S = 400 * 24 * 60 * 60

/**
 * Throws a ConfigError if this Redis has another first account under the same SUPPORT_ACCOUNT. Its cached cases would be served as those of `accountId`, and
 * stored ids would belong to the wrong account. While Redis is unavailable, nothing is checked.
 */
export async function checkFirstAccount(redis: Redis, account: string, accountId: string): Promise<void> {
  const key = redisKey('first-account', account)
  let known: string | null
  try {
    await redis.set(key, accountId, 'EX', REMEMBERED_S, 'NX')
    known = await redis.get(key)
  } catch {
    return
  }
  if (known === null || known === accountId) return
  throw new ConfigError([
    `ACCOUNTS_FILE: the first account is ${accountId}, but gateways with this Redis and SUPPORT_ACCOUNT ${JSON.stringify(account)} have another first account: put that one first, or set another SUPPORT_ACCOUNT`,
  ])
}
