/** What can be known of the SDK's configuration before the first call, for `npm run doctor`. */
import { SupportClient } from '@aws-sdk/client-support'

/** The address of AWS Support in a region. */
export function awsEndpoint(region: string): URL {
  const client = new SupportClient({ region })
  try {
    return client.config.endpointProvider({ Region: region }).url
  } finally {
    client.destroy()
  }
}

export interface CredentialsFound {
  /** The kinds of places that they came from, in the SDK's words, such as `env vars` or `profile, sts assume role`. */
  source: string
  expiration: Date | undefined
}

/** Looks for credentials where every AWS SDK does. Rejects with a CredentialsProviderError when there are none. Never tells the credentials. */
export async function findCredentials(region: string): Promise<CredentialsFound> {
  const client = new SupportClient({ region })
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
