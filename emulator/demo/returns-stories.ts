/**
 * The cases of the returns team, which has an account of its own: what customers send back, its inspection and the
 * refunds. A data table of texts.
 */
import type { Story } from './stories.js'

// prettier-ignore
export const returnsStories: readonly Story[] = [
  {
    id: 'kdoe-2026-51f0c9a7e2b84d63', displayId: '166801547392248', opened: '32m', status: 'unassigned', severity: 'normal',
    service: 'amazon-simple-email-service', category: 'delivery-issue', cc: ['returns-team@example.com'],
    subject: 'Refund confirmations land in spam at one mailbox provider',
    thread: `
@amara 0m
Since Tuesday customers at one large provider find our refund confirmations in their spam folder. SPF, DKIM and DMARC pass in the headers that they sent us. Same sending domain, same template, 9,000 messages a day from eu-west-1.
Can you see whether the reputation of our dedicated addresses has changed?`,
  },
  {
    id: 'vbnu-2026-0c7d18e5f43a92b6', displayId: '169247085613794', opened: '6h 25m', status: 'unassigned', severity: 'high',
    service: 'aws-step-functions', category: 'errors', cc: ['returns-team@example.com', 'payments-team@example.com'],
    subject: 'Refund workflow: 412 executions stay in RUNNING after their last state has succeeded',
    thread: `
@jonas 0m
State machine refund-approval (standard, eu-west-1): since {time -2h} executions that ran through BookRefund stay in RUNNING. The history ends with TaskStateExited, nothing follows. 412 so far. The money has been paid out, but our ledger waits for the event that the execution has ended.
@jonas 3h40m
Now 655. New executions are fine again since {time 2h 55m}; the old ones do not move. We would rather not stop them by hand, as that counts as aborted in our ledger.`,
  },
  {
    id: 'qplm-2026-e94b7206da31f58c', displayId: '172590316804457', opened: '1h 50m', status: 'work-in-progress', severity: 'urgent',
    service: 'service-opensearch-successor-to-amazon-elasticsearch', category: 'cluster-issue', cc: ['returns-team@example.com'],
    subject: 'OpenSearch domain returns-search is red, warehouse staff cannot look up parcels',
    thread: `
@amara 0m +clusterHealthJson
Domain returns-search (eu-west-1, 3 data nodes) went red at {time -14m}. Staff in Gent scan returned parcels and get no result, so parcels pile up at the gates. Cluster health is attached: one primary shard of returns-current is unassigned.
@aws 11m Oscar V.
Hello Amara,
I see it. One data node was replaced at {time -16m}, and the shard had no replica because the index setting number_of_replicas is 0. The data is safe on the volume of the old node, and we are attaching that volume now. Please do not reroute or delete the index meanwhile.
@amara 15m
Understood, hands off. The setting is ours: it was lowered for the re-index last week and never raised again.
@aws 1h20m Oscar V.
The shard is recovering, 61 % at {time 1h 18m}. Expect yellow in about half an hour, then raise the replicas to 1 and it turns green.`,
  },
  {
    id: 'tzra-2026-3a86f5d01c9be742', displayId: '175003628491176', opened: '3d 4h', status: 'pending-customer-action', severity: 'normal',
    service: 'amazon-cognito', category: 'login-issue',
    subject: 'Returns portal: sign-in loops for customers with an apostrophe in their address',
    thread: `
@jonas 0m
Customers whose email address has an apostrophe (as in o'hara@example.com) come back from the hosted sign-in page to our portal and are sent to sign in again. 31 customers this week. App client returns-portal-web, user pool in eu-west-1.
@aws 5h Mina K.
Hello Jonas,
The tokens are issued, so the sign-in itself works. Your callback at /session answers with a redirect to the sign-in page within 4 ms, so I assume that it rejects the token. Does it parse the claim "email" with a pattern of its own? Please send the log of that function for one such request.`,
  },
  {
    id: 'hwco-2026-9d2e64b8170fa35c', displayId: '177418960253081', opened: '8h 15m', status: 'opened', severity: 'low',
    service: 'amazon-simple-storage-service', category: 'lifecycle',
    subject: 'How do we keep inspection photos for two years, at the lowest cost?',
    thread: `
@amara 0m
We store 14 million photos of returned goods, 180 KB on average, growing by 40,000 a day. After 60 days about one in a thousand is looked at again, within a minute of a customer's call. After two years they must be gone. Which storage class do you recommend, given that the objects are small?
@aws 6h Elias B.
Hello Amara,
Thank you for the numbers. Small objects make the request and overhead charges matter more than the price per GB. I am preparing a comparison of three variants with your sizes and will send it tomorrow.`,
  },
  {
    id: 'nxji-2026-b5107c3e8f2d4a96', displayId: '163775290148865', opened: '2d 9h', status: 'customer-action-completed', severity: 'high',
    service: 'service-eventbridge', category: 'rules', cc: ['payments-team@example.com'],
    subject: 'Events between our account and the payments account arrive twice, 38 refunds were paid twice',
    thread: `
@jonas 0m
Events "refund.approved" go from our bus to the bus of the account 111122223333. Since the deployment at {time -1h} its consumer gets each of them twice, with the same detail and different ids. 38 refunds were paid twice before we stopped the consumer.
@aws 45m Farid A.
Hello Jonas,
On your bus two rules match these events: refund-approved-to-payments, and all-to-archive, which was changed at {time -1h 2m} to target the same bus besides the archive. Each rule delivers once, which makes two.
@jonas 1h10m
Confirmed, a copied target in our template. It is removed. Is there anything to keep this from paying twice if it happens again?
@aws 3h Farid A.
Delivery is at least once, even with one rule. Let the consumer keep the refund id for a day and drop what it has seen; the event id will not do, because two deliveries may have different ones.
@jonas 2d2h
The consumer now checks the refund id. It ran through the day without a duplicate. We will watch one more night.`,
  },
  {
    id: 'ysfe-2026-68c4e1f7a09d53b2', displayId: '178162047735912', opened: '12d 3h', status: 'reopened', severity: 'normal',
    service: 'amazon-cloudfront', category: 'cache-behavior', language: 'fr', cc: ['returns-team@example.com'],
    subject: 'Les étiquettes de retour s’affichent dans la mauvaise langue',
    thread: `
@amara 0m
Bonjour, depuis la mise en cache des étiquettes, des clients belges reçoivent l’étiquette en allemand. La langue est choisie d’après l’en-tête Accept-Language.
@aws 7h Lucie R.
Bonjour Amara,
Cet en-tête ne fait pas partie de la clé de cache : la première langue demandée est servie à tous. Ajoutez-le à la politique de cache ou, mieux, mettez la langue dans le chemin.
@amara 1d
L’en-tête est ajouté, tout est correct. Merci !
@amara 11d20h
Nous rouvrons : l’affichage est juste, mais le taux de succès du cache est passé de 94 % à 11 %. Les navigateurs envoient des centaines de variantes de l’en-tête. Comment mettre la langue dans le chemin sans changer les liens déjà imprimés ?`,
  },
  {
    id: 'lgbp-2026-27a9d5c0e6138f4b', displayId: '164012873956620', opened: '39d 2h', status: 'resolved', severity: 'critical',
    service: 'amazon-relational-database-service-mysql', category: 'instance-issue', cc: ['incident-room@example.com', 'returns-team@example.com'],
    subject: 'MySQL returns-prod is in storage-full, no return can be registered',
    thread: `
@amara 0m
returns-prod (eu-west-1) went to storage-full at {time -6m}. Every write fails. The portal is down and three warehouses cannot register parcels.
@aws 7m Dana W.
Hello Amara,
Please start a storage modification from 500 to 700 GiB and choose to apply it immediately; in this state it needs no restart. I am looking for what has filled the volume.
@amara 12m
Started.
@aws 26m Dana W.
The instance is available again. 310 GiB are binary logs: the replica for reporting was stopped nine days ago, and the retention of the logs is set to 240 hours.
@amara 1h30m
The replica is deleted and the retention is back at 24 hours. Writes are fine, the backlog of parcels is booked. Thank you for the speed!
@aws 2d
You are welcome. An alarm on FreeStorageSpace and storage autoscaling would have caught this; both are off. I am closing the case.`,
  },
  {
    id: 'cmhk-2026-f03b92e7d54a1c86', displayId: '171356904287733', opened: '21d 5h', status: 'resolved', severity: 'low',
    service: 'billing', category: 'cost-allocation', issueType: 'customer-service', cc: ['finance@example.com'],
    subject: 'The tag "team" is missing from our costs since the move to our own account',
    thread: `
@greta 0m
Since the returns team has an account of its own, Cost Explorer of the organization shows its costs without the tag "team", although its resources have it. Why?
@aws 8h Carla M.
Hello Greta,
The tag is active in the management account, but this account joined the organization only on the 3rd. Activate the tag once more, and ask for a backfill of up to twelve months.
@greta 2d
Activated and backfilled, the numbers add up now. Please close.`,
  },
  {
    id: 'odvy-2026-8e51c7a4b0f2693d', displayId: '167629415038297', opened: '73d 6h', status: 'resolved', severity: 'normal',
    service: 'amazon-rekognition', category: 'quota',
    subject: 'DetectLabels is throttled at 50 a second during the morning shift',
    thread: `
@jonas 0m
We inspect photos of returned goods with DetectLabels in eu-west-1. Between six and nine in the morning a third of the calls ends with ThrottlingException. Our quota is 50 a second and our peak 70.
@aws 4h Mina K.
Hello Jonas,
For peaks of this kind a queue in front of the calls is enough: at 50 a second your morning backlog is done 40 minutes after the peak. A higher quota can be requested in Service Quotas, if that is too late.
@jonas 6d
The queue is in place and nothing is lost any more. We do not need the higher quota. Thanks!`,
  },
]
