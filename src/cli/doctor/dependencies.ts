/** Checks the token issuer and the configuration files. */
import { createRemoteJWKSet, errors, importJWK, type JWK } from 'jose'
import { readAccountsFile } from '../../config/accounts-file.js'
import { readPolicyFile } from '../../config/policy.js'
import { readApiKeys } from '../../config/api-keys.js'
import { ConfigError, type Config } from '../../config/config.js'
import { property } from '../../lib/thrown.js'
import { readTrustedDocuments } from '../../config/trusted-documents.js'
import { failed, off, ok, type Finding } from './finding.js'

const JWKS_TIMEOUT_MS = 5_000

export async function examineJwks({ authModes, jwksUrl }: Config): Promise<Finding> {
  if (!authModes.includes('jwt') || jwksUrl === null) return off('JWKS', 'AUTH_MODE does not include jwt.')
  const where = `${jwksUrl.origin}${jwksUrl.pathname}`
  const advice = 'Check JWT_JWKS_URL: the issuer publishes it as jwks_uri in its /.well-known/openid-configuration.'
  const keySet = createRemoteJWKSet(jwksUrl, { timeoutDuration: JWKS_TIMEOUT_MS })
  try {
    await keySet.reload()
  } catch (error) {
    const why = error instanceof errors.JOSEError ? error.message : property(property(error, 'cause'), 'code')
    return failed('JWKS', `${where} cannot be fetched (${String(why ?? property(error, 'name'))}).`, advice)
  }
  const { keys = [] } = keySet.jwks() ?? {}
  const usable = await Promise.all(keys.map(isUsable))
  const count = usable.filter(Boolean).length
  return count > 0
    ? ok('JWKS', `${where} has ${counted(keys.length, 'key')}, of which ${count} can verify tokens.`)
    : failed('JWKS', `${where} has ${counted(keys.length, 'key')}, none of which can verify tokens.`, advice)
}

/** Whether it is a public key for signatures, of a type that the gateway accepts. */
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

/** Reads the files as the gateway does at startup. */
export function examineFiles(config: Config): Finding[] {
  const { authModes, accountsFile, apiKeysFile, policyFile, trustedDocuments } = config
  const accounts = examineFile('Accounts', 'ACCOUNTS_FILE', accountsFile, (file) => {
    return counted(readAccountsFile(file, config)?.length ?? 0, 'account')
  })
  return [
    // Without the file, there is one account, which the findings above are about.
    ...(accountsFile === null ? [] : [accounts]),
    authModes.includes('api-key')
      ? examineFile('API keys', 'API_KEYS_FILE', apiKeysFile, (file) => keysIn(readApiKeys(file)))
      : off('API keys', 'AUTH_MODE does not include api-key.'),
    examineFile('Policy', 'POLICY_FILE', policyFile, (file) => counted(readPolicyFile(file).size, 'role')),
    examineFile('Trusted documents', 'TRUSTED_DOCUMENTS', trustedDocuments, (file) => {
      return counted(readTrustedDocuments(file).names.size, 'operation')
    }),
  ]
}

function keysIn(keys: ReturnType<typeof readApiKeys>): string {
  const expired = keys.filter(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() <= Date.now())
  return `${counted(keys.length, 'key')}, ${expired.length} of them expired`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `read` returns what is in the file, or throws a ConfigError. */
function examineFile(subject: string, variable: string, file: string | null, read: (file: string) => string): Finding {
  if (file === null) return off(subject, `${variable} is not set.`)
  try {
    return ok(subject, `${JSON.stringify(file)} has ${read(file)}.`)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return failed(
      subject,
      `${error.problems.join('; ')}.`,
      `Fix the file, or check its permissions and its path in ${variable}, which is relative to the folder where the gateway is started.`,
    )
  }
}
