/**
 * The cases of the first account: the open ones, the worst day of the year with five cases at once, and the rest. A data
 * table of texts, oldest message first.
 */
export interface Story {
  /** The part of the case id after the account. Written out, so an id can be found here and never changes. */
  id: string
  displayId: string
  /** Time since the case was opened. */
  opened: string
  status:
    | 'unassigned'
    | 'opened'
    | 'work-in-progress'
    | 'pending-customer-action'
    | 'customer-action-completed'
    | 'reopened'
    | 'resolved'
  severity: 'low' | 'normal' | 'high' | 'urgent' | 'critical'
  service: string
  category: string
  /** English if absent. */
  language?: string
  /** Technical if absent. */
  issueType?: 'customer-service'
  cc?: readonly string[]
  subject: string
  /**
   * Messages, each with a header: `@` and an author from company.ts, the time since the case was opened, `+` files from
   * files.ts, and the name of the signature. A line is a paragraph; a line that begins with a space continues the
   * previous one. `{time 5m}` is a time relative to the opening.
   */
  thread: string
}

// prettier-ignore
export const stories: readonly Story[] = [
  {
    id: 'sfim-2026-2a2055bb55bcbb37', displayId: '162369742554011', opened: '14m', status: 'unassigned', severity: 'low',
    service: 'service-bedrock', category: 'model-access',
    subject: 'How do we request access to a second model in eu-central-1?',
    thread: `
@priya 0m
We classify return reasons with a small text model in eu-central-1 and want to compare it with a larger one. In the console the larger one can be chosen in eu-west-1 only. Is it planned for eu-central-1, and may we call it across regions until then? The texts hold no personal data.`,
  },
  {
    id: 'rcke-2026-276b0bd066548bbc', displayId: '168595474713359', opened: '38m', status: 'unassigned', severity: 'urgent',
    service: 'api-gateway', category: 'errors', cc: ['payments-team@example.com', 'incident-room@example.com'],
    subject: 'Payments API: 504 from API Gateway on every tenth call',
    thread: `
@ifeoma 0m
Since {time -11m} one call in ten to POST /v3/authorisations of payments-api (stage prod, eu-central-1) ends with a 504 after exactly 29 seconds. The service behind it answers in 80 ms and logs nothing for these calls, so they seem not to arrive.
Integration: VPC link to an NLB in three zones. We see it from all clients. Request id of one: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.
Card payments fail for customers right now, please treat this as down.
@ifeoma 16m
More detail: taking the NLB node in eu-central-1c out of DNS made it better, not good. It is 1 in 30 now.`,
  },
  {
    id: 'wuzl-2026-41d7e2b90c6a5f38', displayId: '170882946153720', opened: '5h 10m', status: 'unassigned', severity: 'high',
    service: 'aws-direct-connect', category: 'bgp-routing', cc: ['noc@example.com'],
    subject: 'Direct Connect to the Gent warehouse is down since the maintenance, the VPN behind it loses packets',
    thread: `
@owen 0m
The virtual interface to the warehouse in Gent went down at {time -40m}, within the announced maintenance window, and has not come back: BGP stays in "active", and our router gets no response from 192.0.2.33. The VPN took over but loses 6 % of the packets, so that scanners and label printers reconnect every few minutes.
@owen 3h30m
No change. We moved the scanners to mobile routers, which works for today. Is anyone looking at this?`,
  },
  {
    id: 'mfqe-2026-8f3c1d0a5b7e4926', displayId: '173305518842067', opened: '15h 40m', status: 'unassigned', severity: 'normal',
    service: 'service-textract', category: 'errors', cc: ['platform-team@example.com'],
    subject: 'Textract reads „Königstraße“ as „KonigstraBe“ on German delivery notes',
    thread: `
@maren 0m
Since yesterday AnalyzeDocument in eu-central-1 returns wrong street names for the warehouse in Leipzig: „Königstraße 12, 04109 Leipzig“ becomes „KonigstraBe 12“, with a confidence of 98. The same scan was right on Monday. 1,100 of 9,000 delivery notes are affected.
One of them in full: „Empfänger: Bäckerei Weiß, Große Straße 3. Rücksendung nur mit Lieferschein, Ware unverändert.“`,
  },
  {
    id: 'isah-2026-7efcfe3fb2c3ea93', displayId: '176407153503269', opened: '2h 5m', status: 'opened', severity: 'normal',
    service: 'amazon-simple-notification-service', category: 'delivery-issue', cc: ['mobile-team@example.com'],
    subject: 'Push notifications to Android devices arrive 20 minutes late',
    thread: `
@bruno 0m
The "your parcel is at the door" message goes through the platform application driver-app-android in eu-west-1. Since this morning it reaches the phones 15 to 25 minutes late; iOS is on time. Delivery logging is on: dwellTimeMs is about 150 for all of them.
Is the time lost before or after the hand-over to the push provider?
@aws 1h10m Linh D.
Hello Bruno,
Thank you for the details. I have the case and start with the delivery logs of the last six hours. A dwell time of 150 ms would mean that the hand-over is quick; I want to see the provider's responses before I confirm that.`,
  },
  {
    id: 'giau-2026-cbf9a0f4d4f7f3b2', displayId: '165339224450297', opened: '5h 20m', status: 'work-in-progress', severity: 'urgent',
    service: 'amazon-elastic-compute-cloud-linux', category: 'capacity', cc: ['platform-team@example.com'],
    subject: 'InsufficientInstanceCapacity for c7g.4xlarge in eu-central-1b, route planning cannot scale',
    thread: `
@tomas 0m +scalingActivitiesJson
Auto Scaling group route-planner-prod wants 60 instances and is stuck at 34. All launches in eu-central-1b fail with InsufficientInstanceCapacity; the other two zones are at their maximum because we balance by zone. The evening plan for 2,400 drivers starts at {time 6h}.
The scaling activities are attached.
@aws 17m Sam O.
Hello Tomas,
I see the failed launches. Capacity for this type in that zone is short at the moment, and I cannot give you a time for it. What works now, from quick to thorough:
1. Attach a mixed instances policy with c7g.4xlarge, c6g.4xlarge, m7g.4xlarge and c7g.8xlarge. Your planner counts cores, so the weights can be 16, 16, 16 and 32.
 2. Switch the group from balanced-only to balanced-best-effort for the next hours.
 3. For the coming evenings, a capacity reservation of the base load.
@tomas 39m
Doing 1 and 2. Does the change of the distribution terminate running instances?
@aws 46m Sam O.
No. It changes where new ones go. A later rebalancing is suspended as long as the process AZRebalance is suspended; suspend it for tonight.
@tomas 1h28m
58 of 60 are up: 31 c7g, 22 c6g, 5 m7g. That is enough for tonight. Please keep the case open, we want to talk about the reservation tomorrow.
@aws 4h50m Sam O.
Good. I reserved nothing in your name, but I have asked the capacity team which sizes of reservation in eu-central-1b could be served from tomorrow on and expect their answer in the morning. I will get back to you then.`,
  },
  {
    id: 'zuiw-2026-0175e3ff9918f219', displayId: '174559230877914', opened: '1d 7h', status: 'pending-customer-action', severity: 'high',
    service: 'service-eks', category: 'upgrade', cc: ['platform-team@example.com'],
    subject: 'EKS upgrade of logistics-prod: new nodes stay NotReady, CNI pods in CrashLoopBackOff',
    thread: `
@maren 0m +kubeletLog
The control plane of logistics-prod went to the next minor version without trouble. The new managed node group joins, but its nodes stay NotReady: "container runtime network not ready". aws-node restarts every 40 seconds. The old group (12 nodes) still carries the load.
The kubelet log of one node is attached.
@aws 42m Yara K.
Hello Maren,
In the log the CNI plugin cannot reach the API to attach network interfaces: "UnauthorizedOperation ... ec2:AssignPrivateIpAddresses". The old nodes had the CNI policy on their node role. The new group has its own role, and the add-on has no service account role, so it falls back to the node.
Please send the output of \`kubectl -n kube-system describe sa aws-node\`.
@maren 1h5m
Here it is:
Name:                aws-node
 Namespace:           kube-system
 Labels:              app.kubernetes.io/name=aws-node
 Annotations:         <none>
 Mountable secrets:   <none>
So no role annotation. Our module creates one only if enable_irsa is set, which it was in the old repository.
@aws 1h31m Yara K.
That confirms it. Give the add-on a role: either the annotation, or a pod identity association, which needs no OIDC provider. Then restart the daemon set; the nodes become Ready within a minute or two.
Before you drain the old group, one more thing: 3 of your PodDisruptionBudgets allow no disruption at all (parcel-tracking, driver-gateway, rates). The drain will hang on them.
@maren 3h15m
Pod identity is in place, all 12 new nodes are Ready. We will change the budgets with the teams and drain tomorrow at {time 1d 6h}.
@aws 4h Yara K.
Well done. I am setting the case to wait for your update. Please tell us how the draining went, and whether the version of the CoreDNS add-on was raised as well; it still has the version of two releases ago.`,
  },
  {
    id: 'bvsg-2026-116c7655998523f8', displayId: '168435701360933', opened: '1d 20h', status: 'customer-action-completed', severity: 'normal',
    service: 'billing', category: 'charge-inquiry', issueType: 'customer-service', cc: ['finance@example.com', 'data-team@example.com'],
    subject: 'Spend of the data account doubled: EUC1-NatGateway-Bytes',
    thread: `
@greta 0m +costByUsageTypeCsv
Our forecast for this month is $41,300, last month was $20,850. By usage type nearly all of the difference is EUC1-NatGateway-Bytes. Nobody here knows of new traffic. The export from Cost Explorer is attached.
Is this an error in the bill?
@aws 3h10m Carla M.
Hello Greta,
I checked the metering and it is right: 412 TB passed one NAT gateway, nat-0a1b2c3d4e5f60718, in nineteen days. I cannot see the content of traffic, but the flow shows that it starts every night at two and that almost all of it goes to the addresses of S3 in the same region.
Traffic to S3 costs nothing when it takes a gateway endpoint. Could your engineers check whether the route table of that subnet still has one?
@priya 21h
This was us. The subnets of the nightly export were rebuilt three weeks ago, and the new route table has no endpoint for S3. We added it; since last night the gateway is down to 3 GB an hour.
@greta 22h30m
Is there anything you can do about the $19,400 so far? It was a mistake of ours, but an honest one.
@aws 1d2h Carla M.
Thank you both for the quick work. I can put forward a one-time adjustment. For that I need: a confirmation that the endpoint is in place in all route tables of the VPC, and an alert (budget or anomaly detection) for the account.
@greta 1d19h
Both done: endpoints in all four route tables, anomaly detection with a threshold of $500 a day to finance@example.com.`,
  },
  {
    id: 'dwvh-2026-05797a86cb1047db', displayId: '164940006939971', opened: '9h 30m', status: 'pending-customer-action', severity: 'high',
    service: 'guardduty', category: 'security-finding', cc: ['security-team@example.com'],
    subject: 'GuardDuty: UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration on a build runner',
    thread: `
@nadia 0m +guardDutyFindingJson
Finding attached. The role of build runner i-0c9d8e7f6a5b41322 was used from 198.51.100.23, which is not ours. We revoked its sessions at {time -18m} and isolated the instance at {time -12m}. CloudTrail shows ListBuckets and two GetObject on a bucket without customer data.
Can you see more than we can, and is there a sign that other roles were used from that address?
@aws 26m Ivo R.
Hello Nadia,
You did the right things in the right order. Please keep the instance and take a snapshot of its volumes before anything is changed. I have brought in the security response team; they will write here.
@aws 2h40m Ivo R.
From what is visible to us the address used no other credentials of this account in the last 90 days. Both GetObject calls read build/cache-index.json. The instance still allows version 1 of the metadata service, which is how a request forged by a build step could have read the credentials.
Question: did a job from a fork run on this machine between {time -3h} and {time -1h}?
@nadia 4h5m
Yes, one: a pull request from outside, at {time -2h 14m}. It should have needed an approval. Our team checks why it did not. IMDSv2 is now required on all runners.
@aws 7h45m Ivo R.
Understood. Please share what the job ran (the definition is enough, no secrets). Meanwhile I am looking at the two other runners of the same image.`,
  },
  {
    id: 'xtki-2026-912de18ead32b53e', displayId: '171287284458444', opened: '24d 6h 12m', status: 'resolved', severity: 'critical',
    service: 'amazon-relational-database-service-aurora-postgres', category: 'instance-issue', cc: ['incident-room@example.com', 'payments-team@example.com'],
    subject: 'Aurora PostgreSQL writer failed over three times in 40 minutes, checkout is down',
    thread: `
@ifeoma 0m +postgresqlLog
Our checkout has been down since {time -9m}. The writer of cluster payments-ledger-prod (eu-central-1) failed over at {time -38m}, at {time -21m} and again at {time -9m}. After each failover the new writer takes connections for about ten minutes, then stops answering.
No deployment tonight, no parameter change since last week. Business impact: no orders can be paid, about 1,900 an hour at this time of night. Please call +1 555 0100.
The PostgreSQL log of the last writer is attached.
@aws 9m Dana W.
Hello Ifeoma,
I have this case and am looking at the cluster with an engineer of the database team. On the phone number I reached a voice mailbox; a chat or a bridge is fine too, just post the details here.
First finding: all three restarts were made by the host because the instance ran out of memory. We are looking for what took it.
@ifeoma 13m
The bridge is open, the details went to the chat. Priya from our data team is on it as well.
@aws 31m Dana W.
Thank you for the call. To sum up what we saw together:
1. FreeableMemory falls from 41 GiB to under 1 GiB within nine minutes of every start.
 2. The number of connections rises from 600 to 4,800 in the same time; most are "idle in transaction".
 3. work_mem is 256 MB in the custom parameter group, and many of those sessions have sorted at least once.
As a first step please lower the pool size of the checkout service or stop its retries, so the writer stays up long enough for us to look inside.
@priya 44m +connectionsCsv
We took the retries out at {time 41m} and halved the pool. Connections over the last three hours, minute by minute, are in the CSV: the steps are the failovers. 4,800 is the sum of all pools in our configuration, so every client reconnected at once.
@ifeoma 52m
Checkout answers again since {time 49m}, slowly. p95 is 2.8 s, normal is 0.3 s. We keep the severity until this is stable.
@aws 1h20m Dana W.
The writer has been up for 31 minutes now and memory is flat at 22 GiB, which fits the reduced pools.
The slowness comes from one statement: the nightly reconciliation reads the table ledger_entry without an index for (merchant_id, booked_on) and holds its transaction open for 14 minutes. Before last week it took 40 seconds: the table passed the size up to which the planner chose the bitmap scan. Could you stop that job?
@priya 1h34m
Stopped. That is our job, and yes, we back-filled 18 months of bookings last Thursday. p95 is at 0.4 s.
@aws 2h5m Dana W.
Good to hear. I am keeping the severity and will keep watching. Two suggestions for today, in this order:
- create the index CONCURRENTLY, before the job runs again tonight
 - set idle_in_transaction_session_timeout to 60s in the cluster parameter group (dynamic, no restart needed)
For later: a proxy in front of the cluster would have kept the 4,800 clients away from the writer during the failovers.
@priya 5h50m
The index is built (22 minutes, no locks to speak of), the timeout is set. The job ran by hand in 9 seconds.
@ifeoma 1d3h
The night was quiet. For our own review: can you say why the first failover happened at all? The job ran the two nights before as well.
@aws 1d9h Dana W.
Yes. On the first two nights the job finished before the morning peak of the label service. On the third it started 50 minutes late, because the export before it was late, and the two met. The memory of both together is more than the instance has.
The time line, with the metrics behind each step, is what we went through on the call; you may use it in your review.
@ifeoma 2d1h
That matches our logs. The proxy is planned for next month. Thank you, this was excellent help. You can close the case.
@aws 2d2h Dana W.
Thank you, Ifeoma. I am closing the case now; a reply within the next days reopens it.`,
  },
  {
    id: 'rmhw-2026-3d93a3c91b089f7f', displayId: '177204575117726', opened: '24d 5h 31m', status: 'resolved', severity: 'urgent',
    service: 'elastic-load-balancing', category: 'health-check', cc: ['incident-room@example.com'],
    subject: '503 from the checkout load balancer while all targets are healthy',
    thread: `
@maren 0m +albAccessLog
Related to the Aurora incident we have open. checkout-alb-prod answers 503 for about a third of all requests, but the target group shows 24 of 24 healthy. The health check path is /healthz, which does not touch the database.
The access log of the last hour is attached (one file, larger than 5 MB).
@aws 22m Marek S.
Hello Maren,
In the access log the failing requests carry "-" as target and 503 as ELB status, and request_processing_time is -1. So the load balancer had no target to send them to. Please look at the second target group: the rule for /api/v2/* forwards 35 % to checkout-canary, and that group has been empty since {time -2h}.
@maren 29m
You are right. The canary scaled to zero because its tasks could not start without the database, and the weights stayed. Set to 100/0 at {time 27m}, the 503s are gone.
@aws 48m Marek S.
I can confirm: no 503 since {time 28m}. Target group stickiness is off, so nothing else is needed. If you want to be protected from this: an alarm on HealthyHostCount below 1 for each group that has a weight above 0.
@maren 1d2h
Alarm is in place. Please close.`,
  },
  {
    id: 'njru-2026-fbe57a99669ea074', displayId: '179059654749149', opened: '24d 4h 55m', status: 'resolved', severity: 'urgent',
    service: 'aws-lambda', category: 'throttling', cc: ['incident-room@example.com', 'platform-team@example.com'],
    subject: 'Lambda order-events-consumer is throttled at 1,000 concurrent executions',
    thread: `
@tomas 0m
Since {time -25m} most functions of the account in eu-central-1 are throttled. The account limit is 1,000 and order-events-consumer alone takes 870 of it: it works off the events that piled up while our database was down, and every invocation waits 25 seconds for a connection and then fails.
What is the quickest way to protect the others?
@aws 14m Aiko T.
Hello Tomas,
Set reserved concurrency of order-events-consumer to 200. This takes effect within seconds, caps this function and leaves 800 to the rest. The events stay in the queue; they are not lost as long as its retention is longer than the backlog.
You do not need a limit increase for that. Meanwhile I am looking at the rest.
@tomas 19m
Done, the other functions recovered at once. Retention is 4 days, the backlog is 3 hours.
@aws 41m Aiko T.
Very good. Two more things I noticed:
1. The event source mapping has no maximum concurrency. With 200 there, the function is not invoked to be throttled, and no message uses up a receive for nothing.
 2. The function timeout is 30 s and the visibility timeout of the queue is 30 s as well. Six times the function timeout is a good start, otherwise messages are delivered twice while the first attempt still runs.
@tomas 1h12m +throttledInvocationJson
Both changed. One question: 41 messages are in the dead letter queue. Were these really tried five times? An example invocation is attached.
@aws 2h30m Aiko T.
They were received five times but run only once or not at all: every throttled poll counts as a receive. That is what the maximum concurrency avoids. It is safe to redrive them to the source queue now.
@tomas 5h
Redriven, all 41 went through. Thank you, please close.`,
  },
  {
    id: 'ksgi-2026-9c2e640e43c1a5fa', displayId: '164535787194470', opened: '24d 3h 40m', status: 'resolved', severity: 'high',
    service: 'amazon-dynamodb', category: 'throttling', cc: ['payments-team@example.com'],
    subject: 'DynamoDB: one hot partition in checkout-idempotency throttles all writes',
    thread: `
@sofia 0m
Table checkout-idempotency (on-demand, eu-central-1): WriteThrottleEvents at 3,000 a minute since checkout came back, while consumed capacity is at a tenth of last week's peak. Reads are fine. Partition key is merchant_id, sort key the request id.
After the outage our largest merchant replays 90,000 orders. Is this one partition?
@aws 35m Ravi N.
Hello Sofia,
Yes. 94 % of the throttled writes share one partition key value, the merchant whose id ends in 0417. One key value can take 1,000 write units a second; on-demand mode does not lift that, it only splits between keys.
@sofia 48m
Can the partition be split for us? We cannot change the key tonight.
@aws 1h2m Ravi N.
Splitting along the sort key happens automatically when the heat lasts, but your sort key only grows (it starts with the time), so all writes go to the same end of it and a split does not help.
Tonight: slow the replay to 800 writes a second. With 90,000 orders that is under two minutes of pure writing, so a limit of 200 a second costs you eight minutes and leaves room for everyone else.
@sofia 1h40m
Limited to 200/s since {time 1h 31m}. No throttles any more. Replay done by {time 1h 39m}.
@aws 3h Ravi N.
For the design: a suffix of a few shards on the partition key (merchant_id#0 to #7, chosen by a hash of the request id) spreads even one merchant, and because you always read by the full id you know the shard when you read.
@sofia 6d
We shipped the sharded key today behind a flag, both keys are written for 24 hours. Looks good.
@aws 6d5h Ravi N.
Thank you for telling us. The metrics show eight even partitions. I am closing the case.`,
  },
  {
    id: 'czpi-2026-897c0d4aed5f110c', displayId: '168099752388172', opened: '24d 1h 20m', status: 'resolved', severity: 'high',
    service: 'amazon-simple-queue-service', category: 'message-processing', cc: ['platform-team@example.com'],
    subject: 'label-print-jobs: age of the oldest message above two hours after the backlog is gone',
    thread: `
@maren 0m
ApproximateAgeOfOldestMessage of the FIFO queue label-print-jobs.fifo stays at 2 h 10 min although only 12 messages are visible. Warehouse Leipzig prints, warehouse Gent does not.
@aws 50m Noah P.
Hello Maren,
The 12 messages share the message group gent-line-2. Its first message has been in flight and failing again and again; in a FIFO queue nothing behind it in the same group can be delivered. There is no dead letter queue, so it blocks its group until its retention ends.
@maren 1h15m
Found: a label with an address of 300 characters, our printer driver rejects it. Deleted by hand, Gent prints. We add a dead letter queue with 5 receives.
@aws 1h40m Noah P.
That is what I would have advised. Note that the dead letter queue of a FIFO queue must be FIFO too.
@maren 2d
Works as expected, please close.`,
  },
  {
    id: 'tdib-2026-e532aed95401a9f6', displayId: '163518245138980', opened: '11d 4h', status: 'reopened', severity: 'high',
    service: 'aws-direct-connect', category: 'connection-issue', cc: ['platform-team@example.com', 'noc@example.com'],
    subject: 'Direct Connect dxcon-fg1hq7s2 flaps every few minutes, traffic falls back to VPN',
    thread: `
@owen 0m +bgpFlapsCsv +latencyPng
The 10G connection dxcon-fg1hq7s2 (Frankfurt) went down 31 times since {time -14h}, each time for 20 to 90 seconds. The warehouse systems survive on the VPN, but at 180 ms instead of 9 ms, and the scanners time out.
Attached: the BGP log of our router as CSV and a picture of the latency to 10.20.0.10.
@aws 38m Tessa B.
Hello Owen,
On our side of the cross connect the light level swings between -9 and -17 dBm; below -14.4 the port drops. Our optics report good transmit power, so we suspect the fibre or your side of the panel. May we run a loop test? It takes the link down for about ten minutes.
@owen 55m
Yes, between {time 2h} and {time 3h}. We shut the session down before, so that the VPN takes over cleanly.
@aws 2h35m Tessa B.
The loop towards our equipment was clean for 15 minutes, no errors. Please have the colocation provider clean and measure the patch between panel and your router.
@owen 1d1h
The provider replaced both patch cables. Light level is steady at -6 dBm and there was no flap for 5 hours.
@aws 1d2h Tessa B.
We see the same. Shall we watch it together until tomorrow?
@owen 1d2h20m
Please.
@aws 2d1h Tessa B.
No flap in 28 hours, no errors on the port. I am closing the case. If it comes back, reply here.
@owen 8d23h
It is back, but different: the light is fine, the port stays up, and only BGP goes down, every 30 minutes, almost to the second. Hold timer expired, seen from both ends.
@aws 9d1h Tessa B.
Thank you, I opened the case again. A fixed rhythm sounds like something scheduled. We see no keepalive from your side for 90 seconds each time, while other traffic of the same interface flows. Is anything on the router busy every 30 minutes: a backup of the configuration, a poller, a route export?
@owen 9d6h
There is a new monitoring poll that reads the full routing table, from the same day on. Disabled it, we will see.
@owen 10d5h
No flap since. We would like to keep the case open over the weekend, and know whether BFD would have made it better or worse.`,
  },
  {
    id: 'pwxq-2026-0051bacd7705bc07', displayId: '175122890633190', opened: '58d 3h', status: 'resolved', severity: 'high',
    service: 'amazon-simple-storage-service', category: 'permissions', cc: ['data-team@example.com'],
    subject: 'AccessDenied on partner-manifests after the bucket moved to the new organization',
    thread: `
@haruka 0m
Carriers deliver their manifests to s3://parcelwick-partner-manifests from their own accounts. Since we moved our account into the new organization last night, every PutObject of theirs ends in AccessDenied. Our own role can write.
@aws 1h12m Felix G.
Hello Haruka,
The second statement of your bucket policy allows PutObject only where aws:PrincipalOrgID is o-exampleorg1. That was the old organization, and it held because the carriers were invited into it. The new id is different, and the carriers are in no organization of yours any more.
Please list their accounts as principals instead, and keep the condition for your own.
@haruka 2h
Changed for three carriers to test. Two can write, the third (444455556666) still cannot.
@aws 2h50m Felix G.
The third one sends the header x-amz-acl: bucket-owner-full-control. Object ownership of the bucket is "bucket owner enforced"; with that header this is fine, but their client also sets a grant header for themselves, and that one is refused when ACLs are disabled.
They should drop the grant. Then no ACL is needed at all.
@haruka 1d
They did, and it works. Are objects that failed last night lost?
@aws 1d3h Felix G.
From our side there is nothing to restore, the requests were refused before any byte was kept. In the log I count 214 refused files from three accounts; you have the access log in parcelwick-access-logs to name them.
@haruka 1d6h
All 214 were sent again. Thanks, close it please.`,
  },
  {
    id: 'gaez-2026-6cbadfa9dda16151', displayId: '176651365802620', opened: '4d 2h', status: 'pending-customer-action', severity: 'normal',
    service: 'ec2-container-service', category: 'deployment-issue', cc: ['mobile-team@example.com'],
    subject: 'ECS service driver-gateway: tasks are replaced every 12 minutes, exit code 137',
    thread: `
@jisoo 0m
Since version 214 the tasks of driver-gateway-prod stop with exit code 137 about every 12 minutes. Memory in Container Insights never passes 60 %. The limit of the task is 2 GB.
@aws 3h Milan C.
Hello Jisoo,
Exit code 137 is a SIGKILL. Here it is not memory of the task: stoppedReason says "Task failed container health checks". The check calls /ready with a timeout of 2 s, and at the same minute your log shows a full garbage collection of 3 to 4 s.
@jisoo 6h
Interesting. The heap is set to 1.9 GB of 2 GB, that is new in 214.
@aws 8h30m Milan C.
That leaves nearly nothing for everything outside of the heap. 1.4 GB would be a good start, and a timeout of 5 s with 3 retries. Please tell us how it behaves after the change.`,
  },
  {
    id: 'numg-2026-5862316574debf8b', displayId: '176053145178078', opened: '7h 10m', status: 'opened', severity: 'low',
    service: 'aws-trusted-advisor', category: 'errors',
    subject: 'Trusted Advisor: refresh of "Amazon EBS Snapshots" stays in processing',
    thread: `
@tomas 0m
We asked for a refresh of check H7IgTzjTYb at {time -5h} and it is still "processing". Other checks finish in a minute. We have about 14,000 snapshots, is that the reason?
@aws 3h30m Uma S.
Hello Tomas,
The number of snapshots makes it slower, but five hours is too long. I passed it to the service team with the id of the check.
@aws 6h40m Uma S.
An update, although you did not ask: your refresh waits in a queue that stood still. The service team restarts it within the hour. There is nothing for you to do.`,
  },
  {
    id: 'akre-2026-c54f7ff870061c59', displayId: '161510779739950', opened: '41d 7h', status: 'resolved', severity: 'normal',
    service: 'aws-glue', category: 'job-failure', cc: ['data-team@example.com'],
    subject: 'Glue job orders-to-parquet: OutOfMemoryError since the new carrier feed',
    thread: `
@priya 0m +glueStackTraceTxt
The job fails in its last stage since we added the feed of the fourth carrier (+6 % rows). 20 workers G.1X. Stack trace attached. Doubling the workers did not help.
@aws 5h Ines Q.
Hello Priya,
The stage that fails is a join with one very large key: 38 % of the new rows have the carrier reference "UNKNOWN". They all go to one executor, so more workers cannot help.
Filter or salt that key; skew join handling of adaptive execution is off in the job, please switch it on.
@priya 1d1h
Rows without reference are now joined separately. 11 minutes instead of a failure after 50, with 10 workers.
@aws 1d4h Ines Q.
Very nice. I am closing the case.`,
  },
  {
    id: 'xqjt-2026-ba8c81d13c4caddd', displayId: '162509306618966', opened: '20d 3h', status: 'reopened', severity: 'normal',
    service: 'service-managed-streaming-for-kafka', category: 'cluster-issue', cc: ['data-team@example.com'],
    subject: 'MSK: under-replicated partitions on broker 2 of parcel-events',
    thread: `
@haruka 0m
UnderReplicatedPartitions on broker 2 has been between 40 and 60 since yesterday. Disks at 55 %. Producers with acks=all see 400 ms.
@aws 4h Bea T.
Hello Haruka,
Broker 2 leads 1,310 partitions, the others about 700; after last week's patching the leaders were not moved back. Please run a preferred leader election.
@haruka 7h
Done, 0 under-replicated, 25 ms. Closing.
@haruka 13d
Same picture again after the patching of tonight. Is there a way to have the election done automatically?
@aws 13d5h Bea T.
I opened the case again. auto.leader.rebalance.enable is false in your custom configuration, revision 7. With true the brokers do it every five minutes.
@haruka 19d2h
It is set in revision 8. Does moving 600 leaders back slow the producers down? We would rather not find out at noon.`,
  },
  {
    id: 'dfjf-2026-23b5da8f272e4a4a', displayId: '175414589900935', opened: '131d 9h', status: 'resolved', severity: 'urgent',
    service: 'key-management-service', category: 'key-policy', cc: ['security-team@example.com', 'data-team@example.com'],
    subject: 'Locked out of our own KMS key: the key policy names only a deleted role',
    thread: `
@elise 0m +keyPolicyJson
A clean-up removed the role DataLakeAdmin at {time -2h}. The policy of the customer managed key alias/data-lake-prod names only that role (policy attached, as we have it in our repository). Nobody, not even root, can use or change the key. All reads of the data lake fail with AccessDeniedException.
Creating a role of the same name did not help.
@aws 18m Rosa I.
Hello Élise,
A new role of the same name has another internal id, and the policy keeps the id of the old one; that is why it does not match. The data is not lost: the key works, it just has no one who may use it.
We can restore access to the policy after checking that the account is yours. I start this now; please open a case from the root user too, and I link the two.
@elise 37m
Done by our head of security, signed in as root with the hardware key. Which change will you make exactly?
@aws 52m Rosa I.
Only this: one more statement in the key policy that allows the account (arn:aws:iam::111122223333:root) kms:*, so that your IAM policies count again. Nothing else is touched, and you will find it in CloudTrail.
The key team needs two approvals. I expect 60 to 90 minutes.
@nadia 1h30m
For the record: Nadia Feld, head of security, agrees to that change. You have my call-back.
@aws 2h14m Rosa I.
The statement has been in place since {time 2h 11m}. Please try with an administrator role.
@elise 2h26m
PutKeyPolicy works, the data lake can be read again. We replaced the policy with one that names three roles and the account.
@aws 1d Rosa I.
Thank you. For the future: PutKeyPolicy refuses a policy that would lock you out, but it cannot foresee that a role is deleted later. A rule that denies deleting roles named in a key policy helps, and so does the statement for the account.
@elise 2d
Both are in our baseline now. Very well handled, thank you. Please close.`,
  },
  {
    id: 'mpin-2026-5002b223faf529d8', displayId: '161390203921000', opened: '6d 5h', status: 'work-in-progress', severity: 'normal',
    service: 'secrets-manager', category: 'rotation-issue', cc: ['payments-team@example.com'],
    subject: 'Secrets Manager: rotation of the ledger password fails in testSecret',
    thread: `
@sofia 0m +rotationLog
The single-user rotation of payments-ledger/app fails every night in the step testSecret with a timeout. createSecret and setSecret pass. The log of the function is attached. The application still has the old password, so nothing is down.
@aws 6h Dana W.
Hello Sofia,
setSecret and testSecret run in the same function, so the network path is fine. In testSecret the function connects to "host" of the pending version, and there it is the reader endpoint. Was the secret edited by hand?
@sofia 1d2h
Yes, someone put the reader there for a report. But the reader answers too, so why the timeout?
@aws 5d1h Dana W.
The security group of the reader instance lets in the application only, not the rotation function. I am still checking why the first rotation after the edit succeeded, and will come back to you.
@sofia 6d1h
Our auditors ask for this on Friday. Do you need anything else from us?`,
  },
  {
    id: 'dsji-2026-03e154463474c8ad', displayId: '166294002877061', opened: '225d 7h', status: 'resolved', severity: 'high',
    service: 'amazon-simple-email-service', category: 'sending-issue', cc: ['platform-team@example.com'],
    subject: 'SES: sending of order confirmations paused after a bounce rate of 11 %',
    thread: `
@tomas 0m
Sending in eu-west-1 was paused at {time -25m}. A partner imported 40,000 customers and each got a welcome mail; many addresses are old. Order confirmations are stuck as well.
@aws 55m Vera D.
Hello Tomas,
The import is stopped, I can see that. To lift the pause I need to know how you keep such addresses from being mailed again.
@tomas 2h
Imported addresses now get no mail before they sign in once, and account-level suppression is on for bounces and complaints. Welcome mails have a configuration set and a dedicated address of their own.
@aws 3h30m Vera D.
Thank you, that is convincing. Sending is enabled again; the account stays under review for two weeks.
@tomas 3h45m
Confirmations are going out. Thank you.
@aws 15d Vera D.
The review ended without findings. I am closing the case.`,
  },
  {
    id: 'cbag-2026-800747fd66a43ef1', displayId: '169020779305412', opened: '284d 6h', status: 'resolved', severity: 'high',
    service: 'customer-account', category: 'mfa-reset', issueType: 'customer-service', cc: ['security-team@example.com'],
    subject: 'Root user: MFA device lost, the owner has left the company',
    thread: `
@nadia 0m
The phone with the MFA of our root user was wiped when its owner left. We have access to the mailbox of the root address. What do you need?
@aws 2h Ben F.
Hello Nadia,
Please start the recovery on the sign-in page with "Troubleshoot MFA"; you will be asked for a code by mail and by phone. The phone number on file ends in 0142. Is it still yours?
@nadia 3h
No, that was his. The number of our office is on the invoices.
@aws 1d Ben F.
Then we need a form, signed by a person who may speak for the company, with a copy of the register entry. I have sent you the link.
@nadia 3d
Sent back with the signature of our managing director.
@aws 5d Ben F.
Verified. The old device is removed and the number is changed. Please sign in and register two hardware keys.
@nadia 5d2h
Two keys registered, one is in the safe. Thank you.`,
  },
  {
    id: 'dqsq-2026-f28ad442db86ff43', displayId: '179234067278454', opened: '19d 3h', status: 'pending-customer-action', severity: 'low',
    service: 'general-info', category: 'reserved-instances', issueType: 'customer-service', cc: ['finance@example.com'],
    subject: 'Which reserved instances run out before the peak season?',
    thread: `
@greta 0m
We want to move from reserved instances to savings plans step by step. Which leases end in the next 90 days, and is the discount lost on the very day?
@aws 22h Carla M.
Hello Greta,
Nine leases end in the next 90 days, all of family m5 in eu-central-1. From the hour they end on, usage is charged on demand. A savings plan bought before covers it from that hour without a gap.
Do you want us to go through the recommendation with you? Please name two dates.`,
  },
  {
    id: 'hgdz-2026-41711efcb20f6579', displayId: '176126002424672', opened: '8d 2h', status: 'work-in-progress', severity: 'high',
    service: 'amazon-relational-database-service-mysql', category: 'replication', language: 'ja', cc: ['osaka-it@example.com'],
    subject: 'RDS for MySQL のリードレプリカの遅延が 30 分を超える',
    thread: `
@kenji 0m +slowQueryLog
お世話になっております。東京リージョンの warehouse-osaka-prod のリードレプリカで、毎晩 {time -40m} 頃から ReplicaLag が 1,800 秒を超えます。プライマリの CPU 使用率は 20% 程度です。スロークエリログを添付します。原因の切り分けをお願いいたします。
@aws 2h
坂本様
お問い合わせありがとうございます。添付のログを確認したところ、夜間の在庫集計テーブルに主キーがなく、行ベースのレプリケーションで更新 1 行ごとに全件走査が発生しております。
対象は stock_snapshot テーブルです。主キーの追加が可能かどうか、お知らせいただけますでしょうか。
AWS サポート　森下
@kenji 1d
次のメンテナンスで主キーを追加いたします。作業中の書き込みへの影響はありますか。
@aws 1d5h
約 4,000 万行ですので、オンライン DDL で 20 分程度と見込まれます。書き込みは継続できますが、開始時と終了時に短時間のロックが発生します。
AWS サポート　森下
@kenji 6d20h
昨夜追加しました。遅延は最大 40 秒まで下がりました。ただし 3 時台に一度 600 秒まで上がっています。引き続きご確認をお願いします。
@aws 7d3h
ご連絡ありがとうございます。3 時台の件は、分析用の長いクエリが DDL の反映を待たせた可能性がございます。詳細を確認のうえ、改めてご報告いたします。
AWS サポート　森下`,
  },
  {
    id: 'hrav-2026-cd2473c10cfed808', displayId: '176138442063643', opened: '15d 8h', status: 'customer-action-completed', severity: 'normal',
    service: 'amazon-cloudfront', category: 'cache-behavior', language: 'zh',
    subject: '上海办公室访问 CloudFront 静态资源很慢',
    thread: `
@lin 0m
您好，上海办公室打开仓库后台需要 20 秒以上，主要慢在 JS 文件。欧洲的同事只要 1 秒。分配 ID 是 E1EXAMPLE2WAREH。
@aws 5h
林女士，您好：
日志显示这些 JS 文件的命中率只有 3%，因为缓存键中包含了所有请求头。每次请求都要回源到法兰克福，跨境线路的延迟被放大了。
请把缓存策略改为只包含 Accept-Encoding，并告诉我们结果。
AWS 技术支持　陈
@lin 1d1h
已经修改，命中率 96%，打开时间 3 秒。能再快一些吗？
@aws 1d6h
剩余的时间主要是首次建立 TLS 连接。建议开启 HTTP/3，并把 14 个小文件合并。
AWS 技术支持　陈
@lin 6d
HTTP/3 已开启，现在 1.8 秒。文件合并下周上线。`,
  },
  {
    id: 'pgcx-2026-d38285a9466ce2e4', displayId: '178823761684254', opened: '29d 4h', status: 'resolved', severity: 'normal',
    service: 'billing', category: 'refund-request', language: 'es', issueType: 'customer-service', cc: ['finance@example.com'],
    subject: 'Cargo duplicado en la factura de la oficina de Madrid',
    thread: `
@sofia 0m
Buenos días: en la tarjeta de la oficina de Madrid aparecen dos cargos de 1.284,60 USD del mismo día. En la página de facturación solo hay una factura por ese importe.
@aws 18h
Hola, Sofía:
El segundo movimiento es una autorización que el banco no ha liberado todavía, no un cobro. Caduca a los siete días. Si no desaparece, envíenos el extracto y lo reclamamos.
Marta L.
 Atención al cliente de AWS
@sofia 8d
Ya ha desaparecido. Muchas gracias.`,
  },
  {
    id: 'hrux-2026-39416d14ee5cb1fa', displayId: '176476058744901', opened: '2d 6h', status: 'opened', severity: 'normal',
    service: 'amazon-batch', category: 'job-failure', language: 'es',
    subject: 'El cálculo de rutas por lotes se queda en RUNNABLE',
    thread: `
@sofia 0m
Los trabajos de la cola rutas-noche llevan dos horas en RUNNABLE. El entorno de cómputo está VALID y el máximo es de 256 vCPU. Ayer funcionaba.
@aws 3h Marta L.
Hola, Sofía:
He asumido el caso. A primera vista la plantilla de lanzamiento usa una AMI que se anuló anoche. Lo confirmo y le escribo.`,
  },
  {
    id: 'atgw-2026-d812f705a112f3e0', displayId: '175632455943487', opened: '37d 7h', status: 'resolved', severity: 'normal',
    service: 'service-database-migration-service-dms', category: 'replication', language: 'pt',
    subject: 'Fila do DMS atrasada na migração do ERP de São Paulo',
    thread: `
@bruno 0m
A tarefa erp-sp-cdc está com CDCLatencyTarget de 4 horas e subindo. A origem é Oracle, o destino é Aurora PostgreSQL. A carga completa terminou ontem.
@aws 6h Paula G.
Olá, Bruno!
O destino tem uma chave estrangeira sem índice na tabela de notas fiscais, e cada alteração faz uma varredura. Crie o índice e ative o modo de aplicação em lote.
@bruno 1d
Índice criado. A latência caiu para 8 segundos. Pode encerrar, obrigado!`,
  },
  {
    id: 'wrvh-2026-d14d85e584432c9d', displayId: '164209556762645', opened: '5d 9h', status: 'customer-action-completed', severity: 'low',
    service: 'single-sign-on', category: 'login-issue', language: 'fr', cc: ['security-team@example.com'],
    subject: 'Les sessions IAM Identity Center expirent pendant les audits',
    thread: `
@elise 0m
Bonjour, nos auditeurs sont déconnectés au bout d’une heure alors que la durée de session du portail est de huit heures. Pouvez-vous nous dire quel réglage nous avons oublié ?
@aws 7h Lucie R.
Bonjour Élise,
La durée du portail et celle du jeu d’autorisations sont deux réglages distincts. Le jeu « AuditLecture » est resté à une heure. Portez-le à huit heures, puis provisionnez-le de nouveau dans les comptes.
@elise 4d
C’est fait pour les douze comptes. Nous vérifierons lors de l’audit de demain.`,
  },
  {
    id: 'wyph-2026-14931f7ec6e9cb4d', displayId: '172824877735858', opened: '22h 40m', status: 'work-in-progress', severity: 'normal',
    service: 'appsync', category: 'networking', language: 'ko', cc: ['mobile-team@example.com'],
    subject: '기사 앱 AppSync 구독이 10분마다 끊깁니다',
    thread: `
@jisoo 0m
안녕하세요. 서울 기사 앱에서 AppSync 구독 연결이 정확히 10분마다 끊어집니다. 앱은 다시 연결하지만 그 사이 배송 상태가 누락됩니다. 지난주 배포 이후 발생했습니다.
@aws 3h
안녕하세요, 한지수 님.
서버 로그에는 연결 종료 요청이 클라이언트에서 온 것으로 기록되어 있습니다. 모바일 네트워크의 유휴 시간 제한일 수 있으니 keep-alive(ka) 메시지 처리 여부를 확인해 주시겠습니까?
AWS Support 박
@jisoo 6h15m
확인해 보니 새 버전에서 ka 메시지를 무시하고 있었습니다. 수정 빌드를 테스트 중입니다.
@aws 20h
확인 감사합니다. 누락된 상태는 재연결 후 기준 시각 이후의 변경을 조회하는 방식으로 보완하실 수 있습니다. 예시를 준비하여 보내 드리겠습니다.
AWS Support 박`,
  },
]
