/**
 * Values of the findings: by column heading and, for some checks, rows whose values depend on each other. Data tables.
 */
import type { CheckResult } from '../account.js'
import type { Random } from '../random.js'
import { createRandom, UPPER_AND_DIGITS } from '../random.js'
import type { Resource } from './resources.js'

type Cell = string | null

/** What the values of a row are derived from. */
export interface Finding {
  resource: Resource
  status: CheckResult['status']
  random: Random
  /** When the check ran. */
  checkedAt: number
  /** Position in the check's list of findings. */
  index: number
}

type Column = (finding: Finding) => Cell
type Row = Readonly<Record<string, Cell>>

export const STATUS_WORDS = { ok: 'Green', warning: 'Yellow', error: 'Red' } as const

const DAY = 86_400_000
const oneOf =
  (...values: [Cell, ...Cell[]]): Column =>
  ({ random }) =>
    random.pick(values)
const number =
  (low: number, high: number): Column =>
  ({ random }) =>
    String(random.int(low, high))
const newId =
  (prefix: string): Column =>
  ({ random }) =>
    `${prefix}0${random.hex(16)}`
const money = (amount: number): string => `$${amount.toFixed(2)}`
const dollars =
  (low: number, high: number): Column =>
  ({ random }) =>
    money(low + random.next() * (high - low))
const iso = (time: number): string => new Date(time).toISOString()
const id: Column = ({ resource }) => resource.id
const arn: Column = ({ resource }) => resource.arn
const name: Column = ({ resource }) => resource.name
const region: Column = ({ resource }) => resource.region ?? null
const zone: Column = ({ resource }) => resource.zone
const checked: Column = ({ checkedAt }) => iso(checkedAt)
/** Each region has one VPC. */
const vpc: Column = ({ resource }) => `vpc-0${createRandom(`vpc:${resource.region}`).hex(16)}`

const COLUMNS: Readonly<Record<string, Column>> = {
  'AWS Config Rule': oneOf(null),
  'Access Key': ({ random }) => `AKIA${random.word(UPPER_AND_DIGITS, 9)}EXAMPLE`,
  'Active Tunnels': oneOf('1'),
  'Average Daily Invokes': number(1200, 240_000),
  'Backup Retention Period': oneOf('0', '1', '0'),
  'Bucket Name': id,
  'Cache Behavior Path Pattern': oneOf('/api/*', 'Default (*)', '/images/*'),
  'Connection ID': id,
  'Customer Gateway': newId('cgw-'),
  'DB Instance': id,
  'DB Instance ARN': arn,
  'DB Instance Name': id,
  'Days Since Last Connection': number(8, 120),
  'Distribution Domain Name': ({ random }) => `d${random.hex(13)}.cloudfront.net`,
  'Distribution ID': id,
  'Engine Name': oneOf('postgres', 'mysql', 'mariadb'),
  'Engine Version Current': oneOf('16.4', '16.6'),
  'Estimated Monthly Savings': dollars(9, 460),
  'Estimated Monthly Savings (On Demand)': dollars(26, 790),
  'Estimated Monthly Savings Currency': oneOf('USD'),
  'Function ARN': arn,
  'Function Name': id,
  'Function Version': oneOf('$LATEST', '14', '41'),
  Headers: oneOf('User-Agent', 'Date', 'Cookie, User-Agent'),
  'IAM User': id,
  'IP Address': ({ index }) => `198.51.100.${index + 10}`,
  'IP Range': oneOf('0.0.0.0/0'),
  'Ignored Bucket Name': oneOf(null),
  'Input Parameters': oneOf(null, null, '{}'),
  'Instance ID': id,
  'Instance Name': name,
  'Instance Type': oneOf('db.m5.large', 'db.t3.medium', 'db.r6g.xlarge'),
  'Last Refresh Time': checked,
  'Last Updated Time': checked,
  'Load Balancer Name': id,
  'Load Balancer Port': oneOf('80', '443'),
  Location: ({ resource }) => (resource.region === 'eu-central-1' ? 'Interxion FRA6' : 'Equinix DC6'),
  Lowercase: oneOf('true'),
  'MFA Delete Enabled': oneOf('No'),
  'Multi-AZ': oneOf('No'),
  'Non-alphanumeric': oneOf('false'),
  Number: oneOf('true'),
  'Parameter Name': oneOf('autovacuum'),
  'Password Policy': oneOf('Enabled'),
  Port: oneOf('All', '5601', '8080', '9200'),
  Ports: oneOf('22', '3389', '22, 3389', '3306', '5432'),
  Protocol: oneOf('tcp', 'tcp', 'udp'),
  Reason: oneOf(null),
  'Recommended Value': oneOf('1'),
  Region: region,
  'Region API Parameter': region,
  'Region Name': ({ resource }) => REGION_NAMES[resource.region ?? ''] ?? null,
  'Region/AZ': zone,
  'ReplicaLag Metric': number(61, 1900),
  Resource: arn,
  'Security Group ID': id,
  'Security Group Name': ({ resource }) => `${resource.name}-sg`,
  Status: ({ status }) => STATUS_WORDS[status],
  'Storage Provisioned (GB)': oneOf('20', '100', '500', '1000'),
  Timestamp: checked,
  Uppercase: oneOf('true'),
  VPC: vpc,
  'VPC ID': vpc,
  'VPN ID': id,
  Versioning: oneOf('Off', 'Suspended'),
  'Virtual Private Gateway': newId('vgw-'),
  'Volume Attachment': oneOf('/dev/xvda', '/dev/sdf', null),
  'Volume ID': id,
  'Volume Name': ({ resource, random }) => (random.next() < 0.2 ? null : `${resource.name}-data`),
  Zone: zone,
}

const REGION_NAMES: Readonly<Record<string, string>> = {
  'eu-central-1': 'Europe (Frankfurt)',
  'eu-west-1': 'Europe (Ireland)',
  'us-east-1': 'US East (N. Virginia)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'sa-east-1': 'South America (São Paulo)',
}

/** Monthly on-demand prices, rounded. */
const INSTANCE_TYPES = [
  ['t3.medium', 35],
  ['t3.large', 70],
  ['m5.xlarge', 168],
  ['m6i.2xlarge', 336],
  ['r6g.xlarge', 178],
  ['c7g.4xlarge', 453],
] as const

const because =
  (...reasons: [string, ...string[]]) =>
  ({ random }: Finding): Row => ({ Reason: random.pick(reasons) })

/** By check id. Takes precedence over COLUMNS. */
const ROWS: Readonly<Record<string, (finding: Finding) => Row>> = {
  hjLMh88uM8: because('No active back-end instances', 'Low request count', 'No healthy back-end instances'),
  Yw2K9puPzl: because('The policy asks for no special characters'),
  a2sEc6ILx: because('No secure listener', 'Outdated security policy'),
  S45wrEXrLz: because('One tunnel is down'),
  c1qf5bt003: () => ({ 'Recommended Value': '16.9', 'Engine Name': 'postgres' }),
  c1qf5bt004: () => ({ 'Recommended Value': '60' }),

  Qch7DwouX1({ random }) {
    const [type, price] = random.pick(INSTANCE_TYPES)
    const days = Array.from({ length: 14 }, () => ({ cpu: random.next() * 12, network: random.next() * 6 }))
    const low = days.filter(({ cpu, network }) => cpu <= 10 && network <= 5).length
    return {
      'Instance Type': type,
      'Estimated Monthly Savings': money(price),
      ...byDay(days.map(({ cpu, network }) => `${cpu.toFixed(1)}%  ${network.toFixed(2)}MB`)),
      '14-Day Average CPU Utilization': `${mean(days.map(({ cpu }) => cpu)).toFixed(1)}%`,
      '14-Day Average Network I/O': `${mean(days.map(({ network }) => network)).toFixed(2)}MB`,
      'Number of Days Low Utilization': `${low} days`,
    }
  },

  ZRxQlPsb6c({ random }) {
    const days = Array.from({ length: 14 }, () => 84 + random.next() * 15)
    return {
      'Instance Type': random.pick(INSTANCE_TYPES)[0],
      ...byDay(days.map((cpu) => `${cpu.toFixed(1)}%`)),
      '14-Day Average CPU Utilization': `${mean(days).toFixed(1)}%`,
      'Number of Days over 90% CPU Utilization': String(days.filter((cpu) => cpu > 90).length),
    }
  },

  DAvU99Dc4C(finding) {
    const size = finding.random.pick([20, 50, 100, 200, 500, 1000, 2000])
    const [type, price] = finding.random.pick([
      ['General Purpose SSD (gp2)', 0.119],
      ['General Purpose SSD (gp3)', 0.0952],
      ['Provisioned IOPS SSD (io1)', 0.149],
    ] as const)
    return {
      'Volume Type': type,
      'Volume Size': String(size),
      'Monthly Storage Cost': money(size * price),
      ...snapshot(finding, finding.random.next() < 0.4 ? undefined : finding.random.int(2, 400)),
    }
  },

  H7IgTzjTYb: (finding) =>
    finding.status === 'error'
      ? { ...snapshot(finding, undefined), Reason: 'No snapshot' }
      : { ...snapshot(finding, finding.random.int(8, 30)), Reason: 'Last snapshot older than 7 days' },

  COr6dfpM05({ random }) {
    const memory = random.pick([512, 1024, 1769, 3008])
    const saving = random.int(8, 60)
    return {
      'Memory Size(MB)': String(memory),
      'Recommended Memory Size(MB)': String(memory / 2),
      'Lookback Period (days)': '14',
      'Savings Opportunity(%)': String(saving),
      'Estimated Monthly Savings': money(saving * (0.3 + random.next())),
    }
  },

  '1e93e4c0b5'({ random, checkedAt, resource, status }) {
    const [type, price] = random.pick(INSTANCE_TYPES)
    const count = random.int(1, 6)
    const days = status === 'error' ? -random.int(1, 28) : random.int(1, 30)
    return {
      'Instance Type': type,
      Platform: 'Linux/UNIX',
      'Instance Count': String(count),
      'Current Monthly Cost': money(price * count),
      'Estimated Monthly Savings': money(price * count * 0.37),
      'Expiration Date': iso(checkedAt + days * DAY),
      'Reserved Instance ID': resource.id,
      Reason: days < 0 ? 'The lease ended in the last 30 days' : 'The lease ends in the next 30 days',
    }
  },

  DqdJqYeRm5({ random, checkedAt, status }) {
    const days = status === 'error' ? random.int(731, 1400) : random.int(91, 700)
    const age = status === 'error' ? 'two years' : '90 days'
    return { 'Key Last Rotated': iso(checkedAt - days * DAY), Reason: `The key is older than ${age}` }
  },

  Pfx0RwqBli({ random, status }) {
    const byPolicy = status === 'error' && random.next() < 0.6
    return {
      'ACL Allows List': byPolicy ? 'No' : 'Yes',
      'ACL Allows Upload/Delete': status === 'error' && !byPolicy ? 'Yes' : 'No',
      'Policy Allows Access': byPolicy ? 'Yes' : 'No',
    }
  },

  L4dfs2Q4C5({ random, checkedAt, status }) {
    const days = status === 'error' ? -random.int(20, 600) : random.int(10, 110)
    return {
      Runtime: random.pick(status === 'error' ? ['nodejs14.x', 'python3.7', 'go1.x'] : ['nodejs18.x', 'python3.9']),
      'Days to Deprecation': String(days),
      'Deprecation Date': iso(checkedAt + days * DAY).slice(0, 10),
    }
  },
}

function snapshot({ random, checkedAt }: Finding, age: number | undefined): Row {
  if (age === undefined) return { 'Snapshot ID': null, 'Snapshot Name': null, 'Snapshot Age': null }
  return {
    'Snapshot ID': `snap-0${random.hex(16)}`,
    'Snapshot Name': `nightly-${iso(checkedAt - age * DAY).slice(0, 10)}`,
    'Snapshot Age': String(age),
  }
}

function byDay(values: readonly string[]): Row {
  return Object.fromEntries(values.map((value, index) => [`Day ${index + 1}`, value]))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** One value for each heading. `known` has the values that the caller provides. */
export function cellsOf(checkId: string, headings: readonly string[], finding: Finding, known: Row): Cell[] {
  const row = { ...known, ...ROWS[checkId]?.(finding) }
  return headings.map((heading) => {
    const made = row[heading] === undefined ? COLUMNS[heading]?.(finding) : row[heading]
    if (made === undefined) throw new Error(`demo/findings.ts has no values for the column "${heading}"`)
    return made
  })
}
