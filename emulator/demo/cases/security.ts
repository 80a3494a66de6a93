/** Keys, identities, certificates, mail and web protection over the year. A data table of texts. */
import { teams } from '../company.js'
import { attaching, aws, customer, type Story } from './story.js'

export const security: readonly Story[] = [
  {
    id: 'dfjf-2026-23b5da8f272e4a4a',
    displayId: '175414589900935',
    opened: '131d 9h',
    subject: 'Locked out of our own KMS key: the key policy names only a deleted role',
    service: 'key-management-service',
    category: 'key-policy',
    severity: 'urgent',
    status: 'resolved',
    cc: [teams.security, teams.data],
    thread: [
      attaching(
        customer(
          'elise',
          '0m',
          'A clean-up removed the role DataLakeAdmin at {time -2h}. The policy of the customer managed key alias/data-lake-prod names only that role (policy attached, as we have it in our repository). Nobody, not even root, can use or change the key. All reads of the data lake fail with AccessDeniedException.',
          'Creating a role of the same name did not help.',
        ),
        'keyPolicyJson',
      ),
      aws(
        '18m',
        'Hello Élise,',
        'A new role of the same name has another internal id, and the policy keeps the id of the old one; that is why it does not match. The data is not lost: the key works, it just has no one who may use it.',
        'We can restore access to the policy after checking that the account is yours. I start this now; please open a case from the root user too, and I link the two.',
        'Rosa I.\nAWS Support',
      ),
      customer(
        'elise',
        '37m',
        'Done by our head of security, signed in as root with the hardware key. Which change will you make exactly?',
      ),
      aws(
        '52m',
        'Only this: one more statement in the key policy that allows the account (arn:aws:iam::111122223333:root) kms:*, so that your IAM policies count again. Nothing else is touched, and you will find it in CloudTrail.',
        'The key team needs two approvals. I expect 60 to 90 minutes.',
        'Rosa I.\nAWS Support',
      ),
      customer(
        'nadia',
        '1h 30m',
        'For the record: Nadia Feld, head of security, agrees to that change. You have my call-back.',
      ),
      aws(
        '2h 14m',
        'The statement is in place since {time 2h 11m}. Please try with an administrator role.',
        'Rosa I.\nAWS Support',
      ),
      customer(
        'elise',
        '2h 26m',
        'PutKeyPolicy works, the data lake can be read again. We replaced the policy with one that names three roles and the account.',
      ),
      aws(
        '1d',
        'Thank you. For the future: PutKeyPolicy refuses a policy that would lock you out, but it cannot foresee that a role is deleted later. A rule that denies deleting roles named in a key policy helps, and so does the statement for the account.',
        'Rosa I.\nAWS Support',
      ),
      customer('elise', '2d', 'Both are in our baseline now. Very well handled, thank you. Please close.'),
    ],
  },
  {
    id: 'qcnd-2026-001c9e8935478ce5',
    displayId: '176320362774621',
    opened: '46d 3h',
    subject: 'WAF blocks addresses with an apostrophe in the checkout form',
    service: 'aws-web-application-firewall',
    category: 'rules',
    severity: 'normal',
    status: 'resolved',
    cc: [teams.security],
    thread: [
      attaching(
        customer(
          'nadia',
          '0m',
          'Customers in streets such as "Chemin de l\'Église" get a 403 when they save their address. One sampled request is attached. We would rather not switch the whole rule group off.',
        ),
        'wafSampleJson',
      ),
      aws(
        '4h 40m',
        'Hello Nadia,',
        'The match comes from one rule of the SQL group that looks at the body. Set this one rule to count and add a rule of your own behind it: block if its label is present and the path is not /checkout/address.',
        'Otto N.\nAWS Support',
      ),
      customer('nadia', '1d', 'Works as described. 0 false positives in 24 hours.'),
      aws(
        '1d 2h',
        'Good. Please look at the count metric once more in a week before you trust it.',
        'Otto N.\nAWS Support',
      ),
    ],
  },
  {
    id: 'mpin-2026-5002b223faf529d8',
    displayId: '161390203921000',
    opened: '6d 5h',
    subject: 'Secrets Manager: rotation of the ledger password fails in testSecret',
    service: 'secrets-manager',
    category: 'rotation-issue',
    severity: 'normal',
    status: 'work-in-progress',
    cc: [teams.payments],
    thread: [
      attaching(
        customer(
          'sofia',
          '0m',
          'The single-user rotation of payments-ledger/app fails every night in the step testSecret with a timeout. createSecret and setSecret pass. The log of the function is attached. The application still has the old password, so nothing is down.',
        ),
        'rotationLog',
      ),
      aws(
        '6h',
        'Hello Sofia,',
        'setSecret and testSecret run in the same function, so the network path is fine. In testSecret the function connects to "host" of the pending version, and there it is the reader endpoint. Was the secret edited by hand?',
        'Dana W.\nAWS Support',
      ),
      customer(
        'sofia',
        '1d 2h',
        'Yes, someone put the reader there for a report. But the reader answers too, so why the timeout?',
      ),
      aws(
        '5d 1h',
        'The security group of the reader instance lets in the application only, not the rotation function. I am still checking why the first rotation after the edit succeeded, and will come back to you.',
        'Dana W.\nAWS Support',
      ),
    ],
  },
  {
    id: 'dsji-2026-03e154463474c8ad',
    displayId: '166294002877061',
    opened: '225d 7h',
    subject: 'SES: sending of order confirmations paused after a bounce rate of 11 %',
    service: 'amazon-simple-email-service',
    category: 'sending-issue',
    severity: 'high',
    status: 'resolved',
    cc: [teams.platform],
    thread: [
      customer(
        'tomas',
        '0m',
        'Sending in eu-west-1 was paused at {time -25m}. A partner imported 40,000 customers and each got a welcome mail; many addresses are old. Order confirmations are stuck as well.',
      ),
      aws(
        '55m',
        'Hello Tomas,',
        'The import is stopped, I can see that. To lift the pause I need to know how you keep such addresses from being mailed again.',
        'Vera D.\nAWS Support',
      ),
      customer(
        'tomas',
        '2h',
        'Imported addresses now get no mail before they sign in once, and account-level suppression is on for bounces and complaints. Welcome mails have a configuration set and a dedicated address of their own.',
      ),
      aws(
        '3h 30m',
        'Thank you, that is convincing. Sending is enabled again; the account stays under review for two weeks.',
        'Vera D.\nAWS Support',
      ),
      customer('tomas', '3h 45m', 'Confirmations are going out. Thank you.'),
      aws('15d', 'The review ended without findings. I close the case.', 'Vera D.\nAWS Support'),
    ],
  },
  {
    id: 'fizk-2026-f607e77585db70bf',
    displayId: '169012040080778',
    opened: '52d 8h',
    subject: 'Cognito: sign-in loop on iOS after the redirect to the app',
    service: 'amazon-cognito',
    category: 'login-issue',
    severity: 'normal',
    status: 'resolved',
    cc: [teams.mobile],
    thread: [
      customer(
        'jisoo',
        '0m',
        'Since app version 8.3 users on iOS come back from the hosted sign-in page and land on it again. Android works. The token endpoint says invalid_grant.',
      ),
      aws(
        '5h',
        'Hello Jisoo,',
        'The code is redeemed twice within 40 ms; the second call is refused and the app takes that answer. Version 8.3 registers the redirect both as a universal link and as a custom scheme, so both handlers run.',
        'Elif Y.\nAWS Support',
      ),
      customer('jisoo', '1d', 'Exactly. Fixed in 8.3.1, in review at the store.'),
    ],
  },
]
