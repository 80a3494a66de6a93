/**
 * The customer who owns the accounts: Parcelwick, an invented company that stores, packs and ships for online shops,
 * and runs its own shop. All people are invented.
 */
import { DEFAULT_ACCOUNT_ID } from '../account.js'
import { createRandom, type Random } from '../random.js'

/** The account of the returns team. */
export const RETURNS_ACCOUNT_ID = '222233334444'
/** An account to try things out: it has no support plan. */
export const SANDBOX_ACCOUNT_ID = '333344445555'

/** Authors on the customer's side, as AWS shows them: the signed-in identity and its email address. */
export const people = {
  // platform
  maren: 'PlatformOnCall (Role) <maren.holt@example.com>',
  tomas: 'PlatformOnCall (Role) <tomas.rehak@example.com>',
  owen: 'NetworkOperations (Role) <owen.blackwood@example.com>',
  // data
  priya: 'DataEngineering (Role) <priya.raman@example.com>',
  haruka: 'DataEngineering (Role) <haruka.mori@example.com>',
  // payments
  ifeoma: 'PaymentsOnCall (Role) <ifeoma.adeyemi@example.com>',
  sofia: 'PaymentsOnCall (Role) <sofia.quintana@example.com>',
  // security
  nadia: 'SecurityAudit (Role) <nadia.feld@example.com>',
  elise: 'SecurityAudit (Role) <elise.marchand@example.com>',
  // mobile
  jisoo: 'MobileRelease (Role) <jisoo.han@example.com>',
  bruno: 'MobileRelease (Role) <bruno.carvalho@example.com>',
  // regional offices
  kenji: 'AdminRole (Role) <kenji.sakamoto@example.com>',
  lin: 'AdminRole (Role) <lin.wei@example.com>',
  // finance
  greta: 'BillingAdmin (Role) <greta.lindqvist@example.com>',
  // returns
  amara: 'ReturnsOnCall (Role) <amara.diallo@example.com>',
  jonas: 'ReturnsOnCall (Role) <jonas.weber@example.com>',
  aws: 'Amazon Web Services',
} as const

/** Repeated to weight the regions: most of the load is in the first one. */
export const REGIONS = words(
  'eu-central-1 eu-central-1 eu-central-1 eu-central-1 eu-west-1 eu-west-1 us-east-1 us-east-1 ap-northeast-1 ap-northeast-1 sa-east-1',
)

const APPLICATIONS = words(
  'checkout orders parcel-tracking label-print carrier-rates returns warehouse-sync payments-ledger driver-app customer-profile ' +
    'route-planner pricing product-search notifications fraud-score data-lake bi-reports identity partner-api invoice-export',
)

/** Resources are named after an application and an environment. */
export const NAMES = ['prod', 'staging', 'dev'].flatMap((environment) =>
  APPLICATIONS.map((application) => `${application}-${environment}`),
)

/** Random values of an account, the same for the same purpose. */
export function randomOf(accountId: string, purpose: string): Random {
  return createRandom(accountId === DEFAULT_ACCOUNT_ID ? purpose : `${accountId}:${purpose}`)
}

function words(text: string): [string, ...string[]] {
  const [first = '', ...rest] = text.split(' ')
  return [first, ...rest]
}
