/** Resolves `SUPPORT_UPSTREAM=aws`: the endpoint of the region, unless the AWS configuration of this machine sets another. */
import { DescribeCasesCommand, SupportClient } from '@aws-sdk/client-support'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'
import { parseUpstream, quoted } from '../config/parsers.js'
import { ConfigError, type Config } from '../config/config.js'

/** The endpoint of AWS Support in a region. Ignores the AWS configuration of this machine. */
export function awsEndpoint(region: string): URL {
  const client = new SupportClient({ region })
  try {
    return client.config.endpointProvider({ Region: region }).url
  } finally {
    client.destroy()
  }
}

/**
 * Replaces `aws` with the endpoint that every AWS SDK would use on this machine, as if SUPPORT_UPSTREAM were set to its URL. Logs and errors then name the
 * real endpoint, and the checks that protect real credentials apply to it. An endpoint URL, FIPS and dual-stack can be set in the environment or in
 * the AWS config file.
 */
export async function resolveUpstream(config: Config): Promise<Config> {
  if (config.upstream !== 'aws') return config
  const client = new SupportClient({ region: config.region })
  try {
    checkConfiguredUrl(await client.config.serviceConfiguredEndpoint?.())
    const { url } = await getEndpointFromInstructions({}, DescribeCasesCommand, client.config)
    return url.href === awsEndpoint(config.region).href ? config : { ...config, upstream: url }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError([
      `SUPPORT_UPSTREAM is "aws", but the AWS configuration of this machine is invalid: ${reason}`,
    ])
  } finally {
    client.destroy()
  }
}

function checkConfiguredUrl(text: string | undefined): void {
  try {
    if (text !== undefined) parseUpstream(text)
  } catch {
    throw new Error(
      `AWS_ENDPOINT_URL_SUPPORT, AWS_ENDPOINT_URL or endpoint_url is ${quoted(text ?? '')}, but must be an http(s) URL without user, password, query or fragment`,
    )
  }
}
