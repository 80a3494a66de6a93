/** The credentials of the process: one provider for all endpoints, and a check of it before the first call. */
import { SupportClient, type SupportClientConfig } from '@aws-sdk/client-support'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import type { HttpHandler } from '@smithy/core/protocols'
import { hasName, INSECURE_CREDENTIAL_ENDPOINT } from '../lib/errors.js'

/** The SDK's option that sets where a client finds its credentials. */
export type CredentialSource = NonNullable<SupportClientConfig['credentialDefaultProvider']>

export type Provider = ReturnType<typeof defaultProvider>
export type Credentials = Awaited<ReturnType<Provider>>

/**
 * Looks for credentials in the same places as every AWS SDK, once for all clients that share the source. `ignoreCache` makes it read credential files
 * again; the SDK otherwise reads each file once per process.
 */
export function createCredentialSource(): CredentialSource {
  let provider: Provider | undefined
  return (config: { requestHandler: HttpHandler }) =>
    (provider ??= defaultProvider({
      ...config,
      ignoreCache: true,
      clientConfig: { requestHandler: withoutHttp(config.requestHandler) },
    }))
}

/** Keys for emulators, which take 12 digits for the account. Real endpoints refuse them. */
export function dummyCredentials(accessKeyId = 'emulator'): CredentialSource {
  return () => async () => ({ accessKeyId, secretAccessKey: 'emulator' })
}

/** Requests to STS and SSO also carry keys and tokens, and AWS_ENDPOINT_URL may point them to an http URL. */
export function withoutHttp(handler: HttpHandler): Pick<HttpHandler, 'handle'> {
  return {
    async handle(request, options) {
      if (request.protocol !== 'http:') return handler.handle(request, options)
      const error = new Error(`refused to request credentials from ${request.hostname} over plain HTTP`)
      error.name = INSECURE_CREDENTIAL_ENDPOINT
      throw error
    },
  }
}

/** AWS's error names for wrong or expired credentials, as opposed to missing permissions. */
const refusals = [
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]

export function isCredentialRefusal(error: unknown): boolean {
  return hasName(error, ...refusals)
}

/** The minimum time between two reloads: while credentials are wrong, calls must not each reread files or call STS. */
const RENEW_AFTER_MS = 5_000

/**
 * Returns a function that reloads credentials that AWS has refused, and resolves to whether they have changed. This is for credentials that are replaced
 * before they expire, such as rotated keys in a file.
 */
export function createRenewal(
  provider: Provider,
  now = () => performance.now(),
): (refused: Credentials) => Promise<boolean> {
  let renewedAt = Number.NEGATIVE_INFINITY
  let renewal: Promise<unknown> = Promise.resolve()
  return async (refused) => {
    if (areSame(await provider(), refused) && now() - renewedAt >= RENEW_AFTER_MS) {
      renewedAt = now()
      // If none are found, the old ones are kept, and the call fails with AWS's error.
      renewal = provider({ forceRefresh: true }).catch(() => {})
    }
    await renewal
    return !areSame(await provider(), refused)
  }
}

function areSame(a: Credentials, b: Credentials): boolean {
  return a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken
}

export interface CredentialsFound {
  /** The kinds of sources, as the SDK names them, such as `env vars` or `profile, sts assume role`. */
  source: string
  expiration: Date | undefined
}

/**
 * Looks for credentials in the same places as every AWS SDK. Rejects with a CredentialsProviderError if there are none. Never returns the credentials
 * themselves.
 */
export async function findCredentials(region: string): Promise<CredentialsFound> {
  const client = new SupportClient({ region, credentialDefaultProvider: createCredentialSource() })
  try {
    const identity = await client.config.credentials()
    const { $source = {} } = identity as { $source?: Record<string, string> }
    const kinds = Object.keys($source).map((name) =>
      name
        .replace(/^CREDENTIALS_/, '')
        .replaceAll('_', ' ')
        .toLowerCase(),
    )
    return { source: kinds.join(', ') || 'unknown', expiration: identity.expiration }
  } finally {
    client.destroy()
  }
}
