/**
 * The attached files, by the name used in the threads. Times in them are relative to the opening of their case.
 * A data table with a few generated series. One large file exercises downloads over 5 MB.
 */
import type { StoredAttachment } from '../account.js'
import { createRandom } from '../random.js'
import { lineChart } from './png.js'
import { fillTimes } from './times.js'

const files: Readonly<Record<string, readonly [fileName: string, content: string | (() => string | Uint8Array)]>> = {
  postgresqlLog: [
    'postgresql-payments-ledger-prod-2.log',
    `{iso -16m}:10.20.14.31(50122):ledger@ledger:[2817]:LOG:  duration: 812440.271 ms  execute reconcile: SELECT e.merchant_id, e.booked_on, sum(e.amount) FROM ledger_entry e WHERE e.booked_on >= $1 GROUP BY 1, 2 ORDER BY 1, 2
{iso -14m}:10.20.14.77(41808):ledger@ledger:[3120]:LOG:  temporary file: path "base/pgsql_tmp/pgsql_tmp3120.4", size 268435456
{iso -13m}:10.20.15.12(38114):ledger@ledger:[3344]:LOG:  temporary file: path "base/pgsql_tmp/pgsql_tmp3344.0", size 268435456
{iso -12m}:10.20.16.9(52010):ledger@ledger:[4511]:LOG:  process 4511 still waiting for ShareLock on transaction 918273645 after 1000.083 ms
{iso -11m}::@:[611]:LOG:  checkpoint starting: time
{iso -10m}:10.20.14.31(50411):ledger@ledger:[5190]:ERROR:  out of memory
{iso -10m}:10.20.14.31(50411):ledger@ledger:[5190]:DETAIL:  Failed on request of size 67108864 in memory context "TupleSort main".
{iso -9m}::@:[598]:LOG:  server process (PID 3344) was terminated by signal 9: Killed
{iso -9m}::@:[598]:LOG:  terminating any other active server processes
{iso -9m}::@:[598]:LOG:  all server processes terminated; reinitializing
`,
  ],
  connectionsCsv: [
    'connections-per-minute.csv',
    () => {
      const random = createRandom('connections')
      const rows = Array.from({ length: 180 }, (_, index) => {
        const sinceFailover = [142, 159, 171].reduce((best, at) => (index >= at ? index - at : best), -1)
        const connections = sinceFailover < 0 ? random.int(560, 640) : Math.min(4800, 600 + sinceFailover * 470)
        return `{iso -${180 - index}m},${connections},${Math.round(connections * (sinceFailover < 0 ? 0.08 : 0.71))}`
      })
      return `minute,connections,idle_in_transaction\n${rows.join('\n')}\n`
    },
  ],
  throttledInvocationJson: [
    'dead-letter-message.json',
    `{
  "messageId": "5f0c7a52-8d1e-4b0a-9a7e-2c61d5b0e8aa",
  "attributes": { "ApproximateReceiveCount": "6", "SentTimestamp": "{iso -3h}", "ApproximateFirstReceiveTimestamp": "{iso -25m}" },
  "body": { "type": "order.paid", "orderId": "PW-48120077", "total": { "amount": "64.90", "currency": "EUR" } },
  "eventSourceARN": "arn:aws:sqs:eu-central-1:111122223333:order-events"
}
`,
  ],
  scalingActivitiesJson: [
    'scaling-activities.json',
    `{
  "Activities": [
    {
      "AutoScalingGroupName": "route-planner-prod", "StartTime": "{iso -2m}", "StatusCode": "Failed",
      "StatusMessage": "We currently do not have sufficient c7g.4xlarge capacity in the Availability Zone you requested (eu-central-1b). Launching EC2 instance failed.",
      "Details": { "Availability Zone": "eu-central-1b" }
    },
    { "AutoScalingGroupName": "route-planner-prod", "StartTime": "{iso -16m}", "StatusCode": "Failed", "StatusMessage": "See above." }
  ]
}
`,
  ],
  kubeletLog: [
    'kubelet-ip-10-20-61-14.log',
    `{iso -21m} I0000 kubelet.go:2437 "Starting kubelet main sync loop"
{iso -21m} I0000 kubelet_node_status.go:73 "Attempting to register node" node="ip-10-20-61-14.eu-central-1.compute.internal"
{iso -20m} I0000 kubelet_node_status.go:76 "Successfully registered node"
{iso -20m} E0000 kubelet.go:2900 "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized"
{iso -19m} E0000 pod_workers.go:1300 "Error syncing pod, skipping" err="failed to start container aws-node: CrashLoopBackOff: back-off 40s" pod="kube-system/aws-node-7xk2p"
{iso -19m} aws-node: level=error msg="UnauthorizedOperation: not authorized to perform ec2:AssignPrivateIpAddresses" role="logistics-prod-ng2-node"
{iso -18m} E0000 kubelet.go:2900 "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized"
`,
  ],
  costByUsageTypeCsv: [
    'cost-by-usage-type.csv',
    `usage_type,last_month_usd,this_month_so_far_usd,change_usd
EUC1-NatGateway-Bytes,214.20,19640.18,19425.98
EUC1-TimedStorage-ByteHrs,6120.44,3991.02,-2129.42
EUC1-BoxUsage:m6i.4xlarge,5310.72,3420.11,-1890.61
EUC1-ETL-DPU-Hour,3877.90,2504.60,-1373.30
EUC1-DataTransfer-Out-Bytes,2203.15,1391.77,-811.38
EUC1-Requests-Tier1,1044.07,702.31,-341.76
EUC1-CW:GMD-Metrics,612.00,388.20,-223.80
`,
  ],
  guardDutyFindingJson: [
    'guardduty-finding.json',
    `{
  "accountId": "111122223333", "region": "eu-central-1", "severity": 8, "updatedAt": "{iso -31m}",
  "type": "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
  "resource": { "accessKeyDetails": { "userName": "build-runner", "accessKeyId": "ASIAIOSFODNN7EXAMPLE" }, "instanceDetails": { "instanceId": "i-0c9d8e7f6a5b41322" } },
  "service": { "eventFirstSeen": "{iso -52m}", "count": 3, "action": { "awsApiCallAction": { "api": "GetObject", "remoteIpDetails": { "ipAddressV4": "198.51.100.23" } } } }
}
`,
  ],
  bgpFlapsCsv: [
    'bgp-session-edge-fra-1.csv',
    () => {
      const random = createRandom('flaps')
      const rows = Array.from({ length: 31 }, (_, index) => {
        const at = 840 - index * 27 - random.int(0, 9)
        return `{iso -${at}m},192.0.2.17,65010,${random.int(20, 90)},interface down,${(-14 - random.next() * 3).toFixed(1)}`
      })
      return `time,peer,peer_as,seconds_down,reason,rx_power_dbm\n${rows.join('\n')}\n`
    },
  ],
  latencyPng: [
    'latency-10.20.0.10.png',
    () => {
      const random = createRandom('latency')
      return lineChart(
        Array.from({ length: 240 }, (_, index) =>
          index % 29 > 23 && index > 40 ? random.int(170, 190) : random.int(8, 12),
        ),
        72,
      )
    },
  ],
  keyPolicyJson: [
    'data-lake-prod-key-policy.json',
    `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "OnlyTheDataLakeAdmin", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/DataLakeAdmin" }, "Action": "kms:*", "Resource": "*" }
  ]
}
`,
  ],
  glueStackTraceTxt: [
    'orders-to-parquet-stacktrace.txt',
    `{iso -35m} ERROR Executor: Exception in task 61.3 in stage 14.0 (TID 8812)
java.lang.OutOfMemoryError: Java heap space
	at org.apache.spark.util.collection.unsafe.sort.UnsafeSorterSpillReader.<init>(UnsafeSorterSpillReader.java:50)
	at org.apache.spark.util.collection.unsafe.sort.UnsafeSorterSpillWriter.getReader(UnsafeSorterSpillWriter.java:160)
	at org.apache.spark.sql.execution.joins.SortMergeJoinScanner.advancedBufferedToRowWithNullFreeJoinKey(SortMergeJoinExec.scala:1100)
	at com.example.parcelwick.etl.OrdersToParquet$.joinCarrier(OrdersToParquet.scala:118)
	at com.example.parcelwick.etl.OrdersToParquet$.main(OrdersToParquet.scala:44)
{iso -34m} WARN TaskSetManager: Lost task 61.3 in stage 14.0: ExecutorLostFailure (executor 7 exited): Container killed, 10.2 GB of 10 GB physical memory used
`,
  ],
  rotationLog: [
    'rotate-payments-ledger-app.log',
    `{iso -8h} START step=createSecret
{iso -8h} createSecret: put AWSPENDING for payments-ledger/app
{iso -8h} START step=setSecret
{iso -8h} setSecret: password of role app changed
{iso -8h} START step=testSecret
{iso -8h} testSecret: connecting to payments-ledger-prod.cluster-ro-cexample1234.eu-central-1.rds.amazonaws.com:5432
{iso -7h} [ERROR] OperationalError: could not connect to server: Connection timed out
{iso -7h} END status=timeout after=30.00s
`,
  ],
  slowQueryLog: [
    'mysql-slowquery-warehouse-osaka-prod.log',
    `# Time: {iso -45m}
# User@Host: batch[batch] @  [10.40.2.18]  Id:   714
# Query_time: 1042.118  Lock_time: 0.000  Rows_sent: 0  Rows_examined: 39884120
UPDATE stock_snapshot s JOIN stock_movement m ON m.sku = s.sku SET s.quantity = s.quantity + m.delta WHERE m.booked_at >= CURRENT_DATE;
# Time: {iso -21m}
# User@Host: batch[batch] @  [10.40.2.18]  Id:   714
# Query_time: 388.402  Lock_time: 0.001  Rows_sent: 0  Rows_examined: 39884120
DELETE FROM stock_snapshot WHERE quantity = 0 AND counted_on < CURRENT_DATE - INTERVAL 90 DAY;
`,
  ],

  clusterHealthJson: [
    'cluster-health.json',
    `{
  "cluster_name": "222233334444:returns-search", "status": "red", "timed_out": false,
  "number_of_nodes": 6, "number_of_data_nodes": 3, "active_primary_shards": 41, "active_shards": 77,
  "initializing_shards": 0, "unassigned_shards": 1, "active_shards_percent_as_number": 98.7
}
`,
  ],

  albAccessLog: ['checkout-alb-prod-access.log', largeAccessLog],
}

export function attachmentIdOf(accountId: string, key: string): string {
  return `attachment-${accountId}-${createRandom(`attachment:${key}`).hex(24)}`
}

/** `origin` is the time at which the file's case was opened. */
export function createAttachment(accountId: string, key: string, origin: number): StoredAttachment {
  const [fileName, content] = files[key] ?? []
  if (fileName === undefined || content === undefined) throw new Error(`demo/files.ts has no file "${key}"`)
  const made = typeof content === 'function' ? content() : content
  const bytes = typeof made === 'string' ? new TextEncoder().encode(fillTimes(made, origin)) : made
  return { attachmentId: attachmentIdOf(accountId, key), fileName, sizeBytes: bytes.byteLength, content: bytes }
}

let accessLog: Uint8Array | undefined

/** Six million bytes: a few hundred lines, repeated by `alloc`. All accounts share the same buffer. */
function largeAccessLog(): Uint8Array {
  return (accessLog ??= createAccessLog())
}

function createAccessLog(): Uint8Array {
  const random = createRandom('alb')
  const block = Array.from({ length: 400 }, () => {
    const failed = random.next() < 0.35
    const client = `203.0.113.${random.int(1, 254)}:${random.int(1024, 65535)}`
    return failed
      ? `https app/checkout-alb-prod/50dc6c495c0c9188 ${client} - -1 -1 -1 503 - 512 310 "POST https://shop.example.com/api/v2/orders HTTP/2.0"\n`
      : `https app/checkout-alb-prod/50dc6c495c0c9188 ${client} 10.20.31.${random.int(4, 250)}:8443 0.001 0.0${random.int(20, 90)} 0.000 201 201 498 1207 "POST https://shop.example.com/api/v2/orders HTTP/2.0"\n`
  }).join('')
  return Buffer.alloc(Math.ceil(6_000_000 / block.length) * block.length, block)
}
