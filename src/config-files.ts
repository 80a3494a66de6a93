/** The files that the configuration names: read at start, and again on SIGHUP. */
import { randomUUID } from 'node:crypto'
import { readPolicyFile, type Policy } from './access/policy.js'
import { readApiKeys, type ApiKey } from './api-keys/api-keys.js'
import { ConfigError, type Config } from './config.js'
import { readTrustedDocuments, type TrustedDocuments } from './trusted-documents/manifest.js'

/** What they had when they were last read. A request keeps what it began with. */
export interface ConfigFiles {
  /** Another one each time that they are read. */
  id: string
  apiKeys: readonly ApiKey[]
  /** Nothing is restricted, if undefined. */
  policy: Policy | undefined
  /** Every document is run, if undefined. */
  trustedDocuments: TrustedDocuments | undefined
}

/** Throws a ConfigError with everything that is wrong with any of the files. */
export function readConfigFiles(
  config: Pick<Config, 'authModes' | 'apiKeysFile' | 'policyFile' | 'trustedDocuments'>,
): ConfigFiles {
  const problems: string[] = []
  function read<T>(path: string | null, readFile: (path: string) => T): T | undefined {
    if (path === null) return undefined
    try {
      return readFile(path)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      problems.push(...error.problems)
      return undefined
    }
  }
  const apiKeys = read(config.authModes.includes('api-key') ? config.apiKeysFile : null, readApiKeys) ?? []
  const policy = read(config.policyFile, readPolicyFile)
  const trustedDocuments = read(config.trustedDocuments, readTrustedDocuments)
  if (problems.length > 0) throw new ConfigError(problems)
  return { id: randomUUID(), apiKeys, policy, trustedDocuments }
}
