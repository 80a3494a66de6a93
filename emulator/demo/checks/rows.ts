/** Rows whose numbers must fit together: each makes the columns of one check, or of a few that are alike. A table, as long as there are such checks. */
import type { Cell, Finding } from './check-spec.js'
import { money, STATUS_WORDS } from './columns.js'

type Row = Readonly<Record<string, Cell>>

/** Monthly prices on demand, rounded. */
const INSTANCE_TYPES = [
  ['t3.medium', 35],
  ['t3.large', 70],
  ['m5.large', 84],
  ['m5.xlarge', 168],
  ['m6i.2xlarge', 336],
  ['r6g.xlarge', 178],
  ['c7g.4xlarge', 453],
] as const

export function lowUtilization(finding: Finding): Row {
  const { random } = finding
  const [type, price] = random.pick(INSTANCE_TYPES)
  const days = Array.from({ length: 14 }, () => ({ cpu: random.next() * 12, network: random.next() * 6 }))
  const low = days.filter(({ cpu, network }) => cpu <= 10 && network <= 5).length
  return {
    'Instance Type': type,
    'Estimated Monthly Savings': money(price),
    ...dayColumns(days.map(({ cpu, network }) => `${cpu.toFixed(1)}%  ${network.toFixed(2)}MB`)),
    '14-Day Average CPU Utilization': `${mean(days.map(({ cpu }) => cpu)).toFixed(1)}%`,
    '14-Day Average Network I/O': `${mean(days.map(({ network }) => network)).toFixed(2)}MB`,
    'Number of Days Low Utilization': `${low} days`,
  }
}

export function highUtilization({ random }: Finding): Row {
  const days = Array.from({ length: 14 }, () => 84 + random.next() * 15)
  return {
    ...dayColumns(days.map((cpu) => `${cpu.toFixed(1)}%`)),
    '14-Day Average CPU Utilization': `${mean(days).toFixed(1)}%`,
    'Number of Days over 90% CPU Utilization': String(days.filter((cpu) => cpu > 90).length),
  }
}

export function magneticVolume({ random }: Finding): Row {
  const days = Array.from({ length: 14 }, () => random.int(70, 140))
  return {
    ...dayColumns(days.map(String)),
    'Number of Days Over': String(days.filter((median) => median > 95).length),
    'Max Daily Median': String(Math.max(...days)),
  }
}

export function underusedVolume({ random, checkedAt }: Finding): Row {
  const size = random.pick([20, 50, 100, 200, 500, 1000, 2000])
  const [type, price] = random.pick([
    ['gp2', 0.119],
    ['gp3', 0.0952],
    ['io1', 0.149],
    ['st1', 0.054],
  ] as const)
  const age = random.next() < 0.4 ? undefined : random.int(2, 400)
  const taken = age === undefined ? '' : new Date(checkedAt - age * 86_400_000).toISOString().slice(0, 10)
  return {
    'Volume Type': VOLUME_NAMES[type],
    'Volume Size': String(size),
    'Monthly Storage Cost': money(size * price),
    'Snapshot ID': age === undefined ? null : `snap-0${random.word('0123456789abcdef', 16)}`,
    'Snapshot Name': age === undefined ? null : `nightly-${taken}`,
    'Snapshot Age': age === undefined ? null : String(age),
  }
}

const VOLUME_NAMES = {
  gp2: 'General Purpose SSD (gp2)',
  gp3: 'General Purpose SSD (gp3)',
  io1: 'Provisioned IOPS SSD (io1)',
  st1: 'Throughput Optimized HDD (st1)',
} as const

export function volumeSnapshot({ random, checkedAt, status }: Finding): Row {
  if (status === 'error') {
    return { 'Snapshot ID': null, 'Snapshot Name': null, 'Snapshot Age': null, Reason: 'No snapshot' }
  }
  const age = random.int(8, 30)
  return {
    'Snapshot ID': `snap-0${random.word('0123456789abcdef', 16)}`,
    'Snapshot Name': `nightly-${new Date(checkedAt - age * 86_400_000).toISOString().slice(0, 10)}`,
    'Snapshot Age': String(age),
    Reason: 'Last snapshot older than 7 days',
  }
}

export function accessKeyAge({ random, checkedAt, status }: Finding): Row {
  const days = status === 'error' ? random.int(731, 1400) : random.int(91, 700)
  return {
    'Key Last Rotated': new Date(checkedAt - days * 86_400_000).toISOString(),
    Reason: status === 'error' ? 'The key is older than two years' : 'The key is older than 90 days',
  }
}

export function assessmentAge({ random, checkedAt }: Finding): Row {
  const days = random.int(31, 190)
  return {
    'Days Since the Last Assessment Ran': String(days),
    'Last Assessment Run Time': new Date(checkedAt - days * 86_400_000).toISOString(),
  }
}

/** Over-provisioned volumes carry a saving, under-provisioned ones a risk; the columns of both are here, the headings choose. */
export function volumeSizing({ random }: Finding): Row {
  const size = random.pick([100, 250, 500, 1000])
  const iops = random.pick([3000, 6000, 12_000])
  const saving = random.int(12, 48)
  return {
    'Volume Type': 'io2',
    'Volume Size(GB)': String(size),
    'Volume Baseline IOPS': String(iops),
    'Volume Burst IOPS': String(iops),
    'Volume Baseline Throughput': '500',
    'Volume Burst Throughput': '500',
    'Recommended Volume Type': 'gp3',
    'Recommended Volume Size(GB)': String(size),
    'Recommended Volume Baseline IOPS': '3000',
    'Recommended Volume Burst IOPS': '3000',
    'Recommended Volume Baseline Throughput': '125',
    'Recommended Volume Burst Throughput': '125',
    'Lookback Period (days)': '14',
    'Savings Opportunity(%)': String(saving),
    'Estimated Monthly Savings': money((size * 0.149 + iops * 0.078) * (saving / 100)),
    'Performance Risk': random.pick(['Low', 'Medium', 'High']),
  }
}

export function functionSizing({ random }: Finding): Row {
  const memory = random.pick([512, 1024, 1769, 3008])
  const saving = random.int(8, 60)
  return {
    'Memory Size(MB)': String(memory),
    'Recommended Memory Size(MB)': String(Math.round(memory * random.pick([0.5, 0.62, 0.75]))),
    'Lookback Period (days)': '14',
    'Savings Opportunity(%)': String(saving),
    'Estimated Monthly Savings': money(saving * (0.3 + random.next())),
    'Performance Risk': random.pick(['Low', 'Medium', 'High']),
  }
}

export function functionTooSmall(finding: Finding): Row {
  const memory = finding.random.pick([128, 256, 512])
  return {
    ...functionSizing(finding),
    'Memory Size(MB)': String(memory),
    'Recommended Memory Size(MB)': String(memory * 2),
  }
}

export function reservedInstance({ random, checkedAt, resource, status }: Finding): Row {
  const [type, price] = random.pick(INSTANCE_TYPES)
  const count = random.int(1, 6)
  const days = status === 'error' ? -random.int(1, 28) : random.int(1, 30)
  return {
    'Instance Type': type,
    Platform: 'Linux/UNIX',
    'Instance Count': String(count),
    'Current Monthly Cost': money(price * count),
    'Estimated Monthly Savings': money(price * count * 0.37),
    'Expiration Date': new Date(checkedAt + days * 86_400_000).toISOString(),
    'Reserved Instance ID': resource.id,
    Reason: days < 0 ? 'The lease ended in the last 30 days' : 'The lease ends in the next 30 days',
  }
}

export function bucketPermissions({ random, status }: Finding): Row {
  const byPolicy = status === 'error' && random.next() < 0.6
  return {
    'ACL Allows List': byPolicy ? 'No' : 'Yes',
    'ACL Allows Upload/Delete': status === 'error' && !byPolicy ? 'Yes' : 'No',
    'Policy Allows Access': byPolicy ? 'Yes' : 'No',
  }
}

export function lambdaRuntime({ random, checkedAt, status }: Finding): Row {
  const days = status === 'error' ? -random.int(20, 600) : random.int(10, 110)
  return {
    Runtime: random.pick(
      status === 'error' ? ['nodejs14.x', 'python3.7', 'go1.x'] : ['nodejs18.x', 'python3.9', 'ruby3.2'],
    ),
    'Days to Deprecation': String(days),
    'Deprecation Date': new Date(checkedAt + days * 86_400_000).toISOString().slice(0, 10),
  }
}

export function freeStorage({ random, status }: Finding): Row {
  const allocated = random.pick([20, 100, 200, 500]) * 1024
  const used = status === 'error' ? 90 + random.next() * 8 : 80 + random.next() * 9
  return {
    'FreeStorageSpace Metric (MB)': String(Math.round(allocated * (1 - used / 100))),
    'DB Instance Allocated Storage (MB)': String(allocated),
    'DB Instance Storage Used Percent': used.toFixed(1),
  }
}

export function contentDelivery({ random }: Finding): Row {
  const storage = random.int(20, 900)
  const out = storage * random.int(11, 60)
  return {
    'S3 Storage (GB)': String(storage),
    'Data Transfer Out (GB)': String(out),
    'Ratio of Transfer to Storage': (out / storage).toFixed(1),
  }
}

/** One function for the four pillars, whose columns differ in the name of the pillar only. */
export function wellArchitected(pillar: string): (finding: Finding) => Row {
  return ({ random }) => {
    const found = random.int(1, 7)
    const questions = random.int(8, 12)
    return {
      [`Number of identified HRIs for ${pillar}`]: String(found),
      [`Number of HRIs resolved for ${pillar}`]: String(random.int(0, found - 1)),
      [`Number of questions answered for ${pillar}`]: String(random.int(5, questions)),
      [`Total number of questions in ${pillar} pillar`]: String(questions),
    }
  }
}

export function serviceLimit(service: string, limitName: string, limit: number): (finding: Finding) => Row {
  return ({ random, status }) => {
    const share = { ok: random.next() * 0.7, warning: 0.8 + random.next() * 0.15, error: 1 }[status]
    const used = Math.floor(limit * share)
    const usage = String(status === 'warning' ? Math.min(limit - 1, used + 1) : used)
    return {
      Service: service,
      'Limit Name': limitName,
      'Limit Amount': String(limit),
      'Current Usage': usage,
      Status: STATUS_WORDS[status],
    }
  }
}

/** Of the 75 GB that a region may hold. */
export function codeStorage({ random, status }: Finding): Row {
  const used = { ok: random.int(400, 9000), warning: random.int(61_440, 76_000), error: 76_800 }[status]
  return { 'Current Usage (MB)': String(used), 'Function Version Count': String(random.int(40, 400)) }
}

function dayColumns(values: readonly string[]): Row {
  return Object.fromEntries(values.map((value, index) => [`Day ${index + 1}`, value]))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
