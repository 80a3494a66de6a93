/**
 * The worst day of the year, three and a half weeks ago: a database failover at night, and the four things that fell over after
 * it. Five cases within six hours. A data table of texts, long on purpose.
 */
import { teams } from '../company.js'
import { attaching, aws, customer, type Story } from './story.js'

export const incidentDay: readonly Story[] = [
  {
    id: 'xtki-2026-912de18ead32b53e',
    displayId: '171287284458444',
    opened: '24d 6h 12m',
    subject: 'Aurora PostgreSQL writer failed over three times in 40 minutes, checkout is down',
    service: 'amazon-relational-database-service-aurora-postgres',
    category: 'instance-issue',
    severity: 'critical',
    status: 'resolved',
    cc: [teams.incidents, teams.payments],
    thread: [
      attaching(
        customer(
          'ifeoma',
          '0m',
          'Our checkout has been down since {time -9m}. The writer of cluster payments-ledger-prod (eu-central-1) failed over at {time -38m}, at {time -21m} and again at {time -9m}. After each failover the new writer takes connections for about ten minutes, then stops answering.',
          'No deployment tonight, no parameter change since last week. Business impact: no orders can be paid, about 1,900 an hour at this time of night. Please call +1 555 0100.',
          'The PostgreSQL log of the last writer is attached.',
        ),
        'postgresqlLog',
      ),
      aws(
        '9m',
        'Hello Ifeoma,',
        'I have this case and am looking at the cluster with an engineer of the database team. On the phone number I reached a voice mailbox; a chat or a bridge is fine too, just post the details here.',
        'First finding: all three restarts were made by the host because the instance ran out of memory. We are looking for what took it.',
        'Dana W.\nAWS Support',
      ),
      customer(
        'ifeoma',
        '13m',
        'The bridge is open, the details went to the chat. Priya from our data team is on it as well.',
      ),
      aws(
        '31m',
        'Thank you for the call. To sum up what we saw together:',
        '1. FreeableMemory falls from 41 GiB to under 1 GiB within nine minutes of every start.\n2. The number of connections rises from 600 to 4,800 in the same time; most are "idle in transaction".\n3. work_mem is 256 MB in the custom parameter group, and many of those sessions have sorted at least once.',
        'As a first step please lower the pool size of the checkout service or stop its retries, so that the writer stays up long enough to look inside.',
        'Dana W.\nAWS Support',
      ),
      attaching(
        customer(
          'priya',
          '44m',
          'We took the retries out at {time 41m} and halved the pool. Connections over the last three hours, minute by minute, are in the CSV: the steps are the failovers. 4,800 is the sum of all pools in our configuration, so every client reconnected at once.',
        ),
        'connectionsCsv',
      ),
      customer(
        'ifeoma',
        '52m',
        'Checkout answers again since {time 49m}, slowly. p95 is 2.8 s, normal is 0.3 s. We keep the severity until this is stable.',
      ),
      aws(
        '1h 20m',
        'The writer has been up for 31 minutes now and memory is flat at 22 GiB, which fits the reduced pools.',
        'The slowness comes from one statement: the nightly reconciliation reads the table ledger_entry without an index for (merchant_id, booked_on) and holds its transaction open for 14 minutes. Before last week it took 40 seconds: the table passed the size up to which the planner chose the bitmap scan. Could you stop that job?',
        'Dana W.\nAWS Support',
      ),
      customer(
        'priya',
        '1h 34m',
        'Stopped. That is our job, and yes, we back-filled 18 months of bookings last Thursday. p95 is at 0.4 s.',
      ),
      aws(
        '2h 5m',
        'Good to hear. I lower nothing on my side and keep watching. Two suggestions for today, in this order:',
        '- create the index CONCURRENTLY, before the job runs again tonight\n- set idle_in_transaction_session_timeout to 60s in the cluster parameter group (dynamic, no restart needed)',
        'For later: a proxy in front of the cluster would have kept the 4,800 clients away from the writer during the failovers.',
        'Dana W.\nAWS Support',
      ),
      customer(
        'priya',
        '5h 50m',
        'The index is built (22 minutes, no locks to speak of), the timeout is set. The job ran by hand in 9 seconds.',
      ),
      customer(
        'ifeoma',
        '1d 3h',
        'The night was quiet. For our own review: can you say why the first failover happened at all? The job ran the two nights before as well.',
      ),
      aws(
        '1d 9h',
        'Yes. On the first two nights the job finished before the morning peak of the label service. On the third it started 50 minutes late, because the export before it was late, and the two met. The memory of both together is more than the instance has.',
        'The time line, with the metrics behind each step, is what we went through on the call; you may use it in your review.',
        'Dana W.\nAWS Support',
      ),
      customer(
        'ifeoma',
        '2d 1h',
        'That matches our logs. The proxy is planned for next month. Thank you, this was excellent help. You can close the case.',
      ),
      aws(
        '2d 2h',
        'Thank you, Ifeoma. I close the case now; a reply within the next days opens it again.',
        'Dana W.\nAWS Support',
      ),
    ],
  },
  {
    id: 'rmhw-2026-3d93a3c91b089f7f',
    displayId: '177204575117726',
    opened: '24d 5h 31m',
    subject: '503 from the checkout load balancer while all targets are healthy',
    service: 'elastic-load-balancing',
    category: 'health-check',
    severity: 'urgent',
    status: 'resolved',
    cc: [teams.incidents],
    thread: [
      attaching(
        customer(
          'maren',
          '0m',
          'Related to the Aurora incident we have open. checkout-alb-prod answers 503 for about a third of all requests, but the target group shows 24 of 24 healthy. The health check path is /healthz, which does not touch the database.',
          'The access log of the last hour is attached (one file, larger than 5 MB).',
        ),
        'albAccessLog',
      ),
      aws(
        '22m',
        'Hello Maren,',
        'In the access log the failing requests carry "-" as target and 503 as ELB status, and request_processing_time is -1. So the load balancer had no target to send them to. Please look at the second target group: the rule for /api/v2/* forwards 35 % to checkout-canary, and that group has been empty since {time -2h}.',
        'Marek S.\nAWS Support',
      ),
      customer(
        'maren',
        '29m',
        'You are right. The canary scaled to zero because its tasks could not start without the database, and the weights stayed. Set to 100/0 at {time 27m}, the 503s are gone.',
      ),
      aws(
        '48m',
        'I can confirm: no 503 since {time 28m}. Target group stickiness is off, so nothing else is needed. If you want to be protected from this: an alarm on HealthyHostCount below 1 for each group that has a weight above 0.',
        'Marek S.\nAWS Support',
      ),
      customer('maren', '1d 2h', 'Alarm is in place. Please close.'),
    ],
  },
  {
    id: 'njru-2026-fbe57a99669ea074',
    displayId: '179059654749149',
    opened: '24d 4h 55m',
    subject: 'Lambda order-events-consumer is throttled at 1,000 concurrent executions',
    service: 'aws-lambda',
    category: 'throttling',
    severity: 'urgent',
    status: 'resolved',
    cc: [teams.incidents, teams.platform],
    thread: [
      attaching(
        customer(
          'tomas',
          '0m',
          'Since {time -25m} most functions of the account in eu-central-1 are throttled. The account limit is 1,000 and order-events-consumer alone takes 870 of it: it works off the events that piled up while our database was down, and every invocation waits 25 seconds for a connection and then fails.',
          'Throttles per function and minute are attached. What is the quickest way to protect the others?',
        ),
        'lambdaThrottlesCsv',
      ),
      aws(
        '14m',
        'Hello Tomas,',
        'Set reserved concurrency of order-events-consumer to 200. This takes effect within seconds, caps this function and leaves 800 to the rest. The events stay in the queue; they are not lost as long as its retention is longer than the backlog.',
        'Nothing needs to be raised for that. I look at the rest meanwhile.',
        'Aiko T.\nAWS Support',
      ),
      customer(
        'tomas',
        '19m',
        'Done, the other functions recovered at once. Retention is 4 days, the backlog is 3 hours.',
      ),
      aws(
        '41m',
        'Very good. Two more things I noticed:',
        '1. The event source mapping has no maximum concurrency. With 200 there, the function is not invoked to be throttled, and no message uses up a receive for nothing.\n2. The function timeout is 30 s and the visibility timeout of the queue is 30 s as well. Six times the function timeout is a good start, otherwise messages are delivered twice while the first attempt still runs.',
        'Aiko T.\nAWS Support',
      ),
      attaching(
        customer(
          'tomas',
          '1h 12m',
          'Both changed. One question: 41 messages are in the dead letter queue. Were these really tried five times? An example invocation is attached.',
        ),
        'throttledInvocationJson',
      ),
      aws(
        '2h 30m',
        'They were received five times but run only once or not at all: every throttled poll counts as a receive. That is what the maximum concurrency avoids. It is safe to redrive them to the source queue now.',
        'Aiko T.\nAWS Support',
      ),
      customer('tomas', '5h', 'Redriven, all 41 went through. Thank you, please close.'),
    ],
  },
  {
    id: 'ksgi-2026-9c2e640e43c1a5fa',
    displayId: '164535787194470',
    opened: '24d 3h 40m',
    subject: 'DynamoDB: one hot partition in checkout-idempotency throttles all writes',
    service: 'amazon-dynamodb',
    category: 'throttling',
    severity: 'high',
    status: 'resolved',
    cc: [teams.payments],
    thread: [
      customer(
        'sofia',
        '0m',
        "Table checkout-idempotency (on-demand, eu-central-1): WriteThrottleEvents at 3,000 a minute since checkout came back, while consumed capacity is at a tenth of last week's peak. Reads are fine. Partition key is merchant_id, sort key the request id.",
        'After the outage our largest merchant replays 90,000 orders. Is this one partition?',
      ),
      aws(
        '35m',
        'Hello Sofia,',
        'Yes. 94 % of the throttled writes share one partition key value, the merchant whose id ends in 0417. One key value can take 1,000 write units a second; on-demand mode does not lift that, it only splits between keys.',
        'Ravi N.\nAWS Support',
      ),
      customer('sofia', '48m', 'Can the partition be split for us? We cannot change the key tonight.'),
      aws(
        '1h 2m',
        'Splitting along the sort key happens by itself when the heat lasts, but your sort key only grows (it starts with the time), so all writes go to the same end of it and a split does not help.',
        'Tonight: slow the replay to 800 writes a second. With 90,000 orders that is under two minutes of pure writing, so a limit of 200 a second costs you eight minutes and leaves room for everyone else.',
        'Ravi N.\nAWS Support',
      ),
      customer(
        'sofia',
        '1h 40m',
        'Limited to 200/s since {time 1h 31m}. No throttles any more. Replay done by {time 1h 39m}.',
      ),
      aws(
        '3h',
        'For the design: a suffix of a few shards on the partition key (merchant_id#0 to #7, chosen by a hash of the request id) spreads even one merchant, and because you always read by the full id you know the shard when you read.',
        'Ravi N.\nAWS Support',
      ),
      customer(
        'sofia',
        '6d',
        'We shipped the sharded key today behind a flag, both keys are written for 24 hours. Looks good.',
      ),
      aws(
        '6d 5h',
        'Thank you for telling us. The metrics show eight even partitions. I close the case.',
        'Ravi N.\nAWS Support',
      ),
    ],
  },
  {
    id: 'czpi-2026-897c0d4aed5f110c',
    displayId: '168099752388172',
    opened: '24d 1h 20m',
    subject: 'label-print-jobs: age of the oldest message above two hours after the backlog is gone',
    service: 'amazon-simple-queue-service',
    category: 'message-processing',
    severity: 'high',
    status: 'resolved',
    cc: [teams.platform],
    thread: [
      customer(
        'maren',
        '0m',
        'ApproximateAgeOfOldestMessage of the FIFO queue label-print-jobs.fifo stays at 2 h 10 min although only 12 messages are visible. Warehouse Leipzig prints, warehouse Gent does not.',
      ),
      aws(
        '50m',
        'Hello Maren,',
        'The 12 messages share the message group gent-line-2. Its first message has been in flight and failing again and again; in a FIFO queue nothing behind it in the same group can be delivered. There is no dead letter queue, so it blocks its group until its retention ends.',
        'Noah P.\nAWS Support',
      ),
      customer(
        'maren',
        '1h 15m',
        'Found: a label with an address of 300 characters, our printer driver rejects it. Deleted by hand, Gent prints. We add a dead letter queue with 5 receives.',
      ),
      aws(
        '1h 40m',
        'That is what I would have advised. Note that the dead letter queue of a FIFO queue must be FIFO too.',
        'Noah P.\nAWS Support',
      ),
      customer('maren', '2d', 'Works as expected, please close.'),
    ],
  },
]
