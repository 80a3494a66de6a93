/** Processes that share a Redis have to agree on the first account. */
import { expect, test } from 'vitest'
import { checkFirstAccount } from '../../src/accounts/first-account.js'
import { connectTo, hasRedis, redisDatabases } from '../support/redis-server.js'

const aDatabase = redisDatabases()

test.runIf(hasRedis)(
  'a Redis with another first account under the same SUPPORT_ACCOUNT is a configuration problem',
  async () => {
    const redis = await connectTo(aDatabase())
    await checkFirstAccount(redis, 'default', '111122223333')
    await checkFirstAccount(redis, 'default', '111122223333')
    await checkFirstAccount(redis, 'other', '222233334444')
    await expect(checkFirstAccount(redis, 'default', '222233334444')).rejects.toMatchObject({
      name: 'ConfigError',
      problems: [expect.stringContaining('the first account is 222233334444, but gateways with this Redis')],
    })
  },
)

test.runIf(hasRedis)(
  'the first account is not checked while Redis is unavailable, so that the gateway starts',
  async () => {
    const redis = await connectTo(aDatabase())
    redis.disconnect()
    await expect(checkFirstAccount(redis, 'default', '111122223333')).resolves.toBeUndefined()
  },
)
