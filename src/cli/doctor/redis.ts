/** Whether Redis works, and the state of the case index in it. */
import { readStoredIndex } from '../../case-index/redis-store.js'
import type { Config } from '../../config/config.js'
import type { Log } from '../../telemetry/log.js'
import { checkRedis, connectRedis, type Redis } from '../../redis/redis.js'
import { failed, off, ok, warning, type Finding } from './finding.js'

export async function examineRedis(config: Config, log: Log): Promise<Finding[]> {
  const { redisUrl } = config
  if (redisUrl === null) {
    return [
      off('Redis', 'REDIS_URL is not set: each process keeps its own idempotency keys and limits.'),
      hasCaseIndex(config) ? ok('Case index', 'On, in the memory of each process: REDIS_URL is not set.') : noIndex,
    ]
  }
  // Only the host: the URL may contain a password.
  const where = redisUrl.host
  const redis = await connectRedis(redisUrl, log)
  try {
    const start = performance.now()
    await checkRedis(redis)
    const found = ok('Redis', `${where} responds in ${(performance.now() - start).toFixed(1)} ms.`)
    return [found, hasCaseIndex(config) ? await examineCaseIndex(config, redis, where) : noIndex]
  } catch (error) {
    const found = failed(
      'Redis',
      error instanceof Error && 'extensions' in error ? `${where}: ${error.message}` : `${where} does not respond.`,
      'Check that it is running, and that REDIS_URL has the right port, user and password, and redis: or rediss: to match the server.',
    )
    const alone = off('Case index', 'On, but while Redis does not work, each process keeps its own.')
    return [found, hasCaseIndex(config) ? alone : noIndex]
  } finally {
    redis.disconnect()
  }
}

function hasCaseIndex({ caseIndex, caseCacheSeconds }: Config): boolean {
  return caseIndex === 'on' && caseCacheSeconds > 0
}

const noIndex = off(
  'Case index',
  'CASE_INDEX is off, or CASE_CACHE_SECONDS is 0: no case data is stored, and each list is read from AWS.',
)

/** A case with five messages, compressed. */
const CASE_BYTES = 3_300
/** Assumed for an account whose cases have not been counted yet. */
const CASES_TO_COME = 10_000
const MIN_ROOM_BYTES = 8 * 1024 * 1024

async function examineCaseIndex({ account, upstream }: Config, redis: Redis, where: string): Promise<Finding> {
  const on = `On, in the memory of each process and in ${where}`
  let cases: number | undefined
  let detail: string
  try {
    const stored = await readStoredIndex(redis, { account, upstream: String(upstream) })
    cases = stored?.cases
    detail = stored === undefined ? `${on}, which is still empty.` : `${on}: ${describeStored(stored)}.`
  } catch {
    const advice =
      'Find out what else writes to this Redis. The gateway overwrites these keys at the next request for cases.'
    return warning('Case index', `${on}, but something else has overwritten its keys there.`, advice)
  }
  const { policy, maxBytes, usedBytes } = await readMemory(redis)
  if (maxBytes === 0) return ok('Case index', detail)
  if (policy !== 'noeviction') {
    const advice =
      'Set maxmemory-policy noeviction. Otherwise the index is rebuilt again and again, and idempotency keys are lost.'
    return warning('Case index', `${detail} This Redis evicts keys when it is full (${policy}).`, advice)
  }
  const left = Math.max(0, maxBytes - usedBytes)
  if (left >= Math.max(MIN_ROOM_BYTES, (cases ?? CASES_TO_COME) * CASE_BYTES)) return ok('Case index', detail)
  const advice = `Raise maxmemory: ${CASES_TO_COME} cases take about ${megabytes(CASES_TO_COME * CASE_BYTES)}.`
  return warning('Case index', `${detail} This Redis has ${megabytes(left)} left of ${megabytes(maxBytes)}.`, advice)
}

function describeStored({
  cases,
  isComplete,
  ageMs,
}: NonNullable<Awaited<ReturnType<typeof readStoredIndex>>>): string {
  const what = isComplete
    ? 'all cases of the account'
    : 'open cases only, because no request has needed resolved ones yet'
  const age = ageMs === undefined ? 'never refreshed' : `refreshed ${Math.round(ageMs / 1_000)} s ago`
  return `${cases} cases, ${what}, ${age}`
}

/** Memory limit and use, from INFO: managed services often forbid CONFIG. `maxBytes` is 0 without a limit, or if INFO does not show one. */
async function readMemory(redis: Redis): Promise<{ policy: string; maxBytes: number; usedBytes: number }> {
  const text = await redis.info('memory').catch(() => '')
  const read = (name: string): string => new RegExp(`^${name}:(\\S*)`, 'm').exec(text)?.[1] ?? ''
  return {
    policy: read('maxmemory_policy'),
    maxBytes: Number(read('maxmemory')),
    usedBytes: Number(read('used_memory')),
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`
}
