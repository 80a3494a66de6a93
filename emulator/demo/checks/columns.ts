/**
 * What stands in a column when the check says nothing special: values by heading. A data table. Numbers that must fit together
 * are made in rows.ts.
 */
import { createRandom, HEX, UPPER_AND_DIGITS } from '../random.js'
import type { Cell, Finding } from './check-spec.js'

type Column = (finding: Finding) => Cell

export const STATUS_WORDS = { ok: 'Green', warning: 'Yellow', error: 'Red' } as const

const oneOf =
  (...values: [Cell, ...Cell[]]): Column =>
  ({ random }) =>
    random.pick(values)
const number =
  (low: number, high: number): Column =>
  ({ random }) =>
    String(random.int(low, high))
const percent =
  (low: number, high: number): Column =>
  ({ random }) =>
    `${(low + random.next() * (high - low)).toFixed(1)}%`
export const money = (amount: number): string => `$${amount.toFixed(2)}`
const dollars =
  (low: number, high: number): Column =>
  ({ random }) =>
    money(low + random.next() * (high - low))
const someId =
  (prefix: string, length = 17): Column =>
  ({ random }) =>
    `${prefix}0${random.word(HEX, length - 1)}`
const id: Column = ({ resource }) => resource.id
const arn: Column = ({ resource }) => resource.arn
const name: Column = ({ resource }) => resource.name
const region: Column = ({ resource }) => resource.region ?? null
const zone: Column = ({ resource }) => resource.zone
const inZone =
  (letter: string): Column =>
  ({ random, resource }) =>
    resource.zone.endsWith(letter) ? String(random.int(4, 12)) : '1'
const checked: Column = ({ checkedAt }) => new Date(checkedAt).toISOString()
const daysAgo =
  (low: number, high: number): Column =>
  ({ checkedAt, random }) =>
    new Date(checkedAt - random.int(low, high) * 86_400_000).toISOString().slice(0, 10)
const location: Column = ({ resource }) => LOCATIONS[resource.region ?? ''] ?? null
const domain: Column = ({ random }) => `d${random.word(HEX, 13)}.cloudfront.net`
const record: Column = ({ resource }) => `${resource.name}.example.com.`

/** Everything of a region lives in one VPC. */
const mainVpc = (region = 'global'): string => `vpc-0${createRandom(`vpc:${region}`).word(HEX, 16)}`

const COLUMNS: Readonly<Record<string, Column>> = {
  '# of Zones': number(1, 2),
  '14-Day Average CPU Utilization': percent(1, 9),
  '14-Day Average Network I/O': ({ random }) => `${(random.next() * 4).toFixed(2)}MB`,
  'ACL Allows List': oneOf('Yes', 'No', 'No'),
  'ACL Allows Upload/Delete': oneOf('No', 'No', 'Yes'),
  'ALB ARN': arn,
  'ALB Name': id,
  'Access Key': ({ random }) => `AKIA${random.word(UPPER_AND_DIGITS, 9)}EXAMPLE`,
  'Access Key ID': ({ random }) => `AKIA${random.word(UPPER_AND_DIGITS, 9)}EXAMPLE`,
  'Active Tunnels': oneOf('1', '0', '1'),
  'ActiveMQ Broker ID': id,
  'Alias Target': ({ random }) => `d${random.word(HEX, 13)}.cloudfront.net.`,
  'Alternate Domain Name': ({ resource }) => `${resource.name}.example.com`,
  'Application Name': name,
  'Application Resilience Score': number(31, 68),
  'Auto Scaling Group Name': id,
  'Average Daily Error Rate': percent(5, 20),
  'Average Daily Invokes': number(1200, 240_000),
  'Average Daily Timeout Rate': percent(4, 12),
  'Average daily async requests dropped percentage.': percent(1, 6),
  'Average daily async requests.': number(800, 60_000),
  'Backup Retention Period': oneOf('0', '1', '0'),
  'Broker Engine Type': oneOf('ActiveMQ'),
  'Broker ID': number(1, 6),
  'Bucket Name': id,
  'Cache Behavior Path Pattern': oneOf('/api/*', 'Default (*)', '/images/*'),
  'Case ID': ({ random }) => `17${random.int(10 ** 12, 10 ** 13 - 1)}`,
  'Certificate Name': ({ resource }) => `${resource.name}-2023`,
  Cluster: id,
  'Cluster ARN': arn,
  'Cluster ID': id,
  'Cluster Name': id,
  'Connection Details': ({ random }) => `dxcon-f${random.word(HEX, 8)} (10Gbps)`,
  'Connection ID': id,
  'Connection ID for VIF': someId('dxcon-f', 8),
  'Current Day Error Rate': percent(2, 35),
  'Current Day Invokes': number(300, 90_000),
  'Current Day Timeout Rate': percent(1, 20),
  'Current day async requests dropped percentage.': percent(5, 30),
  'Current day async requests.': number(500, 40_000),
  'Customer Gateway': someId('cgw-'),
  'DB Instance': id,
  'DB Instance ARN': arn,
  'DB Instance Name': id,
  'DB Instance or Cluster ID': ({ resource }) => `${resource.name}-db`,
  'Date for Max Error Rate': daysAgo(1, 7),
  'Date of Max Daily Timeout Rate': daysAgo(1, 7),
  'Days Since Last Connection': number(8, 120),
  'Db Instance Class': oneOf('db.r6g.xlarge', 'db.m5.large', 'db.t3.medium', 'db.r5.2xlarge'),
  Deadline: daysAgo(-5, -1),
  'Deployment Mode': oneOf('SINGLE_INSTANCE'),
  Description: oneOf('Created for the spring migration', 'launch-wizard-4', 'internal services', null),
  'DiskQueueDepth Metric': number(21, 90),
  'Distribution Domain Name': domain,
  'Distribution ID': id,
  'ECS Cluster Name/ECS Service Name': ({ resource }) => `${resource.name}/${resource.id}`,
  'EFS File System ID': id,
  'Estimated Monthly Savings': dollars(9, 460),
  'Estimated Monthly Savings (On Demand)': dollars(26, 790),
  'Estimated Monthly Savings Currency': oneOf('USD'),
  'Fraud Type': oneOf('Exposed', 'Suspected'),
  'Function ARN': arn,
  'Function Name': id,
  'Function Timeout Setting (millisecond)': oneOf('3000', '15000', '30000'),
  'Function Version': oneOf('$LATEST', '14', '41'),
  'Gateway ID': someId('', 8),
  'Group ID': id,
  Headers: oneOf('User-Agent', 'Date', 'Cookie, User-Agent'),
  'Health Check': oneOf('EC2', 'None'),
  'Hosted Zone ID': id,
  'Hosted Zone Name': ({ resource }) => `${resource.name}.example.com.`,
  'IAM User': id,
  'IP Address': ({ index }) => `198.51.100.${index + 10}`,
  'IP Range': oneOf('0.0.0.0/0'),
  'Ignored Bucket Name': oneOf(null),
  'Input Parameters': oneOf(null, null, '{}'),
  'Instance Count': number(1, 14),
  'Instance ID': id,
  'Instance Name': name,
  'Instance Type': oneOf('m5.xlarge', 'm6i.2xlarge', 't3.large', 'c7g.4xlarge', 'r6g.xlarge'),
  'Instances in Zone a': inZone('a'),
  'Instances in Zone b': inZone('b'),
  'Instances in Zone c': inZone('c'),
  'Instances in Zone d': oneOf(null),
  'Instances in Zone e': oneOf(null),
  'Instances in Zone f': oneOf(null),
  'Is Multi Az': oneOf('No'),
  'Key Last Rotated': daysAgo(91, 900),
  'Last Delivery Error': oneOf('AccessDenied', null),
  'Last Refresh Time': checked,
  'Last Updated Time': checked,
  'Load Balancer Associated': oneOf('Yes'),
  'Load Balancer Name': id,
  'Load Balancer Port': oneOf('80', '443'),
  Location: location,
  'Location for VIF': location,
  'Logging Status': oneOf('Off', 'On'),
  'Lost Daily Compute Cost': dollars(0.2, 14),
  Lowercase: oneOf('true'),
  'Max Daily Error Rate': percent(12, 60),
  'Max Daily Timeout Rate': percent(10, 45),
  'Multi-AZ': oneOf('No'),
  'NAT ARN': arn,
  'NAT Availability Zone': zone,
  'NAT ID': id,
  'NLB Arn': arn,
  'NLB Name': id,
  'Non-alphanumeric': oneOf('false'),
  Number: oneOf('true'),
  'Number of AZs': oneOf('1'),
  'Number of Availability Zones': oneOf('1'),
  'Number of Days Low Utilization': number(5, 14),
  'Number of HSM Instances': oneOf('1', '2'),
  'Number of Mount Targets': oneOf('1'),
  Origin: ({ resource }) => `${resource.name}.origin.example.com`,
  'Parameter Name': oneOf('autovacuum'),
  'Partition Count': number(1100, 1900),
  'Password Policy': oneOf('Enabled'),
  'Policy Allows Access': oneOf('Yes', 'No'),
  Port: oneOf('All', '5601', '8080', '9200'),
  Ports: oneOf('22', '3389', '22, 3389', '3306', '5432'),
  'Private DB Instances': number(1, 3),
  Protocol: oneOf('tcp'),
  'Public DB Instances': number(1, 2),
  Reason: oneOf(null),
  'Recommended Value': oneOf('on'),
  Region: region,
  'Region API Parameter': region,
  'Region Name': ({ resource }) => REGION_NAMES[resource.region ?? ''] ?? null,
  'Region/AZ': zone,
  'ReplicaLag Metric': number(61, 1900),
  Resource: arn,
  'Resource Record Set ID': oneOf(null, 'primary', 'eu'),
  'Resource Record Set Identifier': oneOf('primary', 'secondary', 'eu'),
  'Resource Record Set Name': record,
  'Resource Record Set Type': oneOf('A', 'AAAA', 'CNAME', 'MX'),
  'Reviewer Name': oneOf('Maren Holt', 'Nadia Feld', null),
  'Route Table ID': someId('rtb-'),
  Runtime: oneOf('nodejs16.x', 'python3.8', 'java8.al2', 'go1.x'),
  'Same Owner': oneOf('Yes'),
  'Security Group ID': id,
  'Security Group IDs': someId('sg-'),
  'Security Group Name': ({ resource }) => `${resource.name}-sg`,
  'Snapshot ID': oneOf(null),
  'Snapshot Name': oneOf(null),
  'Snapshot Age': oneOf(null),
  'Spread Task Placement Strategy Enabled and Applied Correctly': oneOf('No'),
  Status: ({ status }) => STATUS_WORDS[status],
  'Storage Provisioned (GB)': oneOf('20', '100', '500', '1000'),
  'Subnet Availability Zone': ({ resource, random }) => `${resource.region}${random.pick(['a', 'b', 'c'])}`,
  'Subnet ID': someId('subnet-'),
  TTL: oneOf('86400', '3600', '172800'),
  'Target Exists': oneOf('Yes', 'No'),
  'Target Name': oneOf('parcelwick-access-logs', null),
  'Throughput Mode': oneOf('bursting'),
  'Time Near Maximum': percent(50, 96),
  'Time Updated': checked,
  Timestamp: checked,
  'Total Inbound Rules': number(51, 118),
  'Total Outbound Rules': number(1, 60),
  'Trail Name': id,
  Uppercase: oneOf('true'),
  'Usage (USD per Day)': dollars(0, 3),
  'User Name (IAM or Root)': ({ resource }) => resource.id,
  VPC: ({ resource }) => mainVpc(resource.region),
  'VPC ID': ({ resource }) => (resource.id.startsWith('vpc-') ? resource.id : mainVpc(resource.region)),
  'VPN ID': id,
  Versioning: oneOf('Off', 'Suspended'),
  'MFA Delete Enabled': oneOf('No'),
  'Virtual Private Gateway': someId('vgw-'),
  'Volume Attachment': oneOf('/dev/xvda', '/dev/sdf', null),
  'Volume ID': id,
  'Volume Name': ({ resource, random }) => (random.next() < 0.2 ? null : `${resource.name}-data`),
  'Windows Server Version': oneOf('Windows Server 2012 R2', 'Windows Server 2016'),
  'SQL Server Version': oneOf('SQL Server 2014', 'SQL Server 2016'),
  'Support Cycle': oneOf('Extended Support'),
  'End of Support': daysAgo(-300, 400),
  'Workload ARN': arn,
  'Workload Name': name,
  'Workload Type': oneOf(null, 'Production'),
  'Workload Started Date': daysAgo(200, 700),
  'Workload Last Modified Date': daysAgo(3, 160),
  'Write Enabled': oneOf('Yes', 'No'),
  Zone: zone,
  'vpc Endpoint Id': id,
  'The function with version which is flagged.': ({ resource }) => `${resource.arn}:$LATEST`,
}

/** Where private lines enter a region. */
const LOCATIONS: Readonly<Record<string, string>> = {
  'eu-central-1': 'Interxion FRA6',
  'eu-west-1': 'Interxion DUB2',
  'us-east-1': 'Equinix DC6',
  'ap-northeast-1': 'Equinix TY2',
  'sa-east-1': 'Equinix SP4',
}

const REGION_NAMES: Readonly<Record<string, string>> = {
  'eu-central-1': 'Europe (Frankfurt)',
  'eu-west-1': 'Europe (Ireland)',
  'us-east-1': 'US East (N. Virginia)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'sa-east-1': 'South America (São Paulo)',
}

export function generalCell(heading: string, finding: Finding): Cell {
  const column = COLUMNS[heading]
  if (column === undefined) throw new Error(`No values for the column "${heading}" in demo/checks/columns.ts`)
  return column(finding)
}
