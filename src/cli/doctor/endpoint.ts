/** Whether an endpoint can be reached, and whether its clock and ours agree. Any answer will do: nothing is asked of AWS Support itself. */
import { property } from '../../lib/thrown.js'
import { failed, ok, warning, type Finding } from './finding.js'

const TIMEOUT_MS = 5_000

/** AWS refuses a signature that is five minutes old or more. */
const MAX_SKEW_MS = 5 * 60_000
const WARNING_SKEW_MS = 60_000

/** Looks at `url`; `subject` is what the finding is to be called. The clock is a finding of its own, where there was an answer. */
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
  const secure = url.protocol === 'https:' ? ', its certificate is good' : ''
  const found = ok(subject, `${url.origin} answers in ${end - start} ms${secure}.`)
  const theirs = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(theirs) ? [found] : [found, examineClock(theirs - (start + end) / 2)]
}

function examineClock(skewMs: number): Finding {
  // The header has whole seconds, cut off.
  const seconds = Math.max(0, Math.round(Math.abs(skewMs + 500) / 1000) - 1)
  const detail =
    seconds === 0
      ? 'Agrees with that of AWS to the second.'
      : `${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} that of AWS.`
  const advice = 'Switch on NTP on this machine (timedatectl set-ntp true), and look whether its time zone is right.'
  if (Math.abs(skewMs) > MAX_SKEW_MS) return failed('Clock', `${detail} AWS refuses signatures from 300 s on.`, advice)
  return Math.abs(skewMs) > WARNING_SKEW_MS ? warning('Clock', detail, advice) : ok('Clock', detail)
}

function describe(error: unknown, { hostname }: URL): { what: string; advice: string } {
  const code = String(property(property(error, 'cause'), 'code') ?? property(error, 'name'))
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) {
    return {
      what: `the name ${hostname} is not known (${code})`,
      advice:
        'Look at DNS on this machine, and whether SUPPORT_UPSTREAM, SUPPORT_REGION and SUPPORT_FAILOVER_ENDPOINTS are spelled right.',
    }
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|ISSUER/.test(code)) {
    return {
      what: `its certificate is refused (${code})`,
      advice:
        'If a proxy of your own stands before AWS, name its certificate authority in NODE_EXTRA_CA_CERTS. Never switch the check off.',
    }
  }
  if (code === 'ECONNREFUSED')
    return { what: 'nothing listens there (ECONNREFUSED)', advice: 'Start what should answer there, or mend the URL.' }
  return {
    what: code === 'TimeoutError' ? `no answer within ${TIMEOUT_MS} ms` : `no connection (${code})`,
    advice:
      'Look at security groups, firewalls and routes: outgoing TCP to port 443, by a NAT gateway or a VPC endpoint.',
  }
}
