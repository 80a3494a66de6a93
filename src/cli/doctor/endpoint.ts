/** Whether an endpoint can be reached, and whether its clock and ours agree. Any response will do: no operation of AWS Support is called. */
import { property } from '../../lib/thrown.js'
import { failed, ok, warning, type Finding } from './finding.js'

const TIMEOUT_MS = 5_000

/** AWS refuses a signature that is five minutes old or more. */
const MAX_SKEW_MS = 5 * 60_000
const WARNING_SKEW_MS = 60_000

/** Checks `url`; `subject` names the finding. If there was a response with a date, a second finding is about the clock. */
export async function examineEndpoint(subject: string, url: URL): Promise<Finding[]> {
  const start = Date.now()
  let response: Response
  try {
    response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    await response.body?.cancel()
  } catch (error) {
    const { what, advice } = describe(error, url)
    return [failed(subject, `${url.origin}: ${what}.`, advice)]
  }
  const end = Date.now()
  const secure = url.protocol === 'https:' ? ', and its certificate is valid' : ''
  const found = ok(subject, `${url.origin} responds in ${end - start} ms${secure}.`)
  const theirs = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(theirs) ? [found] : [found, examineClock(theirs - (start + end) / 2)]
}

function examineClock(skewMs: number): Finding {
  // The header is truncated to whole seconds.
  const seconds = Math.max(0, Math.round(Math.abs(skewMs + 500) / 1000) - 1)
  const detail =
    seconds === 0
      ? "Agrees with AWS's clock to the second."
      : `${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} AWS's clock.`
  const advice = 'Turn on NTP on this machine (timedatectl set-ntp true), and check its time zone.'
  if (Math.abs(skewMs) > MAX_SKEW_MS)
    return failed('Clock', `${detail} AWS refuses signatures that are 300 s off or more.`, advice)
  return Math.abs(skewMs) > WARNING_SKEW_MS ? warning('Clock', detail, advice) : ok('Clock', detail)
}

function describe(error: unknown, { hostname }: URL): { what: string; advice: string } {
  const code = String(property(property(error, 'cause'), 'code') ?? property(error, 'name'))
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) {
    return {
      what: `the host name ${hostname} cannot be resolved (${code})`,
      advice:
        'Check DNS on this machine, and the spelling of SUPPORT_UPSTREAM, SUPPORT_REGION and SUPPORT_FAILOVER_ENDPOINTS.',
    }
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|ISSUER/.test(code)) {
    return {
      what: `its certificate is not trusted (${code})`,
      advice:
        'If your own proxy is in front of AWS, set NODE_EXTRA_CA_CERTS to the PEM file of its certificate authority. Never turn off certificate checks.',
    }
  }
  if (code === 'ECONNREFUSED')
    return {
      what: 'nothing is listening there (ECONNREFUSED)',
      advice: 'Start the service that should listen there, or fix the URL.',
    }
  return {
    what: code === 'TimeoutError' ? `no response within ${TIMEOUT_MS} ms` : `no connection (${code})`,
    advice:
      'Check security groups, firewalls and routes: outgoing TCP to port 443 must be possible, through a NAT gateway or a VPC endpoint.',
  }
}
