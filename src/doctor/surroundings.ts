/** What else the configuration names: Redis, the issuer of tokens, files. */
import { readFile } from 'node:fs/promises'
import { importJWK, type JWK } from 'jose'
import type { Config } from '../config.js'
import { property, type Log } from '../log.js'
import { connectRedis } from '../redis.js'
import { failed, off, ok, type Finding } from './finding.js'

const JWKS_TIMEOUT_MS = 5_000

export async function examineRedis({ redisUrl }: Config, log: Log): Promise<Finding> {
  if (redisUrl === null)
    return off('Redis', 'REDIS_URL is not set: each process keeps its own idempotency keys and limits.')
  // Without what it may hold: a password, or a query.
  const where = redisUrl.host
  const redis = await connectRedis(redisUrl, log)
  try {
    const start = performance.now()
    await redis.ping()
    return ok('Redis', `${where} answers in ${(performance.now() - start).toFixed(1)} ms.`)
  } catch {
    return failed(
      'Redis',
      `${where} does not answer.`,
      'Look whether it runs, whether REDIS_URL has the right port, user and password, and redis: or rediss: as the server has it.',
    )
  } finally {
    redis.disconnect()
  }
}

export async function examineJwks({ authModes, jwksUrl }: Config): Promise<Finding> {
  if (!authModes.includes('jwt') || jwksUrl === null) return off('JWKS', 'AUTH_MODE has no jwt.')
  const where = `${jwksUrl.origin}${jwksUrl.pathname}`
  const advice = 'Look at JWT_JWKS_URL: the issuer names it as jwks_uri in its /.well-known/openid-configuration.'
  let keys: JWK[]
  try {
    const response = await fetch(jwksUrl, { signal: AbortSignal.timeout(JWKS_TIMEOUT_MS) })
    if (!response.ok) return failed('JWKS', `${where} answers ${response.status}.`, advice)
    const body: unknown = await response.json()
    const found = property(body, 'keys')
    if (!Array.isArray(found)) return failed('JWKS', `${where} is no JSON Web Key Set.`, advice)
    keys = found as JWK[]
  } catch (error) {
    const why = property(property(error, 'cause'), 'code') ?? property(error, 'name')
    return failed('JWKS', `${where} cannot be read (${String(why)}).`, advice)
  }
  const usable = await Promise.all(keys.map(isUsable))
  const count = usable.filter(Boolean).length
  return count > 0
    ? ok('JWKS', `${where} has ${count} of ${keys.length} keys that tokens can be checked with.`)
    : failed('JWKS', `${where} has ${keys.length} keys, none of which tokens can be checked with.`, advice)
}

/** A public key for signatures, of a kind that the gateway accepts. */
async function isUsable(key: JWK): Promise<boolean> {
  const usual = new Map<unknown, string>([
    ['RSA', 'RS256'],
    ['EC', 'ES256'],
    ['OKP', 'EdDSA'],
  ]).get(key.kty)
  if (key.use === 'enc' || usual === undefined) return false
  return importJWK(key, key.alg ?? usual).then(
    () => true,
    () => false,
  )
}

export function examineFiles({ apiKeysFile, policyFile, trustedDocuments }: Config): Promise<Finding[]> {
  return Promise.all([
    examineFile('API keys', 'API_KEYS_FILE', apiKeysFile),
    examineFile('Policy', 'POLICY_FILE', policyFile),
    examineFile('Trusted documents', 'TRUSTED_DOCUMENTS', trustedDocuments),
  ])
}

async function examineFile(subject: string, variable: string, file: string | null): Promise<Finding> {
  if (file === null) return off(subject, `${variable} is not set.`)
  const shown = JSON.stringify(file)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return failed(
      subject,
      `${shown} cannot be read (${String(property(error, 'code'))}).`,
      `Look at ${variable}, which counts from the folder that the gateway is started in, and at the rights of its user.`,
    )
  }
  try {
    JSON.parse(text)
  } catch {
    return failed(subject, `${shown} is not JSON.`, 'Make it again, or mend it by hand.')
  }
  return ok(subject, `${shown} can be read.`)
}
