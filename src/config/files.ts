/** The configuration files: read at startup, and again on SIGHUP. */
import { readAccountsFile, type AccountEntry } from './accounts-file.js'
import { accountProblems, readPolicyFile, type Policy } from './policy.js'
import { readApiKeys, type ApiKey } from './api-keys.js'
import { ConfigError, type Config } from './config.js'
import { readTrustedDocuments, type TrustedDocuments } from './trusted-documents.js'

/** The contents of the files: a new object each time they are read. A request keeps the one that it started with. */
export interface ConfigFiles {
  apiKeys: readonly ApiKey[]
  /** In the order of the file. Undefined: there is one account, with the credentials of the process. */
  accounts: readonly AccountEntry[] | undefined
  /** Undefined: nothing is restricted. */
  policy: Policy | undefined
  /** Undefined: every document is run. */
  trustedDocuments: TrustedDocuments | undefined
}

/** Throws a ConfigError that lists every problem in any of the files. The upstream must be resolved, because accounts are checked against it. */
export function readConfigFiles(
  config: Pick<
    Config,
    'authModes' | 'apiKeysFile' | 'accountsFile' | 'upstream' | 'failoverEndpoints' | 'policyFile' | 'trustedDocuments'
  >,
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
  const accounts = read(config.accountsFile, (path) => readAccountsFile(path, config))
  const policy = read(config.policyFile, readPolicyFile)
  if (policy !== undefined) problems.push(...accountProblems(policy, accounts))
  const trustedDocuments = read(config.trustedDocuments, readTrustedDocuments)
  if (problems.length > 0) throw new ConfigError(problems)
  return { apiKeys, accounts, policy, trustedDocuments }
}
