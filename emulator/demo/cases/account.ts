/** Account and billing questions over the year. A data table of texts. */
import { teams } from '../company.js'
import { aws, customer, type Story } from './story.js'

export const account: readonly Story[] = [
  {
    id: 'yzkt-2026-796f0a423d6341c6',
    displayId: '175423944005788',
    opened: '155d 4h',
    subject: 'Data processing: which of your documents do we give to our auditor?',
    service: 'general-info',
    category: 'gdpr-queries',
    severity: 'low',
    status: 'resolved',
    issueType: 'customer-service',
    cc: [teams.security],
    thread: [
      customer(
        'elise',
        '0m',
        'Our auditor asks for the data processing terms, the list of sub-processors and a report on physical security for eu-central-1. Where do we find the current versions?',
      ),
      aws(
        '1d 3h',
        'Hello Élise,',
        'The terms are part of your agreement and need no signature. The list of sub-processors is public, and the reports are in Artifact; your auditor may receive them under its terms.',
        'Carla M.\nAWS Customer Service',
      ),
      customer('elise', '2d', 'Found everything, thank you.'),
    ],
  },
  {
    id: 'cbag-2026-800747fd66a43ef1',
    displayId: '169020779305412',
    opened: '284d 6h',
    subject: 'Root user: MFA device lost, the owner has left the company',
    service: 'customer-account',
    category: 'mfa-reset',
    severity: 'high',
    status: 'resolved',
    issueType: 'customer-service',
    cc: [teams.security],
    thread: [
      customer(
        'nadia',
        '0m',
        'The phone with the MFA of our root user was wiped when its owner left. We have access to the mailbox of the root address. What do you need?',
      ),
      aws(
        '2h',
        'Hello Nadia,',
        'Please start the recovery on the sign-in page with "Troubleshoot MFA"; you will be asked for a code by mail and by phone. The phone number on file ends in 0142. Is it still yours?',
        'Ben F.\nAWS Customer Service',
      ),
      customer('nadia', '3h', 'No, that was his. The number of our office is on the invoices.'),
      aws(
        '1d',
        'Then we need a form, signed by a person who may speak for the company, with a copy of the register entry. I have sent you the link.',
        'Ben F.\nAWS Customer Service',
      ),
      customer('nadia', '3d', 'Sent back with the signature of our managing director.'),
      aws(
        '5d',
        'Verified. The old device is removed and the number is changed. Please sign in and register two hardware keys.',
        'Ben F.\nAWS Customer Service',
      ),
      customer('nadia', '5d 2h', 'Two keys registered, one is in the safe. Thank you.'),
    ],
  },
  {
    id: 'dqsq-2026-f28ad442db86ff43',
    displayId: '179234067278454',
    opened: '19d 3h',
    subject: 'Which reserved instances run out before the peak season?',
    service: 'general-info',
    category: 'reserved-instances',
    severity: 'low',
    status: 'pending-customer-action',
    issueType: 'customer-service',
    cc: [teams.finance],
    thread: [
      customer(
        'greta',
        '0m',
        'We want to move from reserved instances to savings plans step by step. Which leases end in the next 90 days, and is the discount lost on the very day?',
      ),
      aws(
        '22h',
        'Hello Greta,',
        'Nine leases end in the next 90 days, all of family m5 in eu-central-1. From the hour they end on, usage is charged on demand. A savings plan bought before covers it from that hour without a gap.',
        'Do you want us to go through the recommendation with you? Please name two dates.',
        'Carla M.\nAWS Customer Service',
      ),
    ],
  },
  {
    id: 'papj-2025-178b68cd106ed38b',
    displayId: '161241276531898',
    opened: '403d 5h',
    subject: 'Close the two sandbox accounts of the old mobile team',
    service: 'account-management',
    category: 'account-structure',
    severity: 'low',
    status: 'resolved',
    issueType: 'customer-service',
    cc: [teams.mobile],
    thread: [
      customer(
        'bruno',
        '0m',
        'Accounts 777788889999 and 123456789012 are empty. Can they be closed from the organization, and how long do they stay visible?',
      ),
      aws(
        '1d',
        'Hello Bruno,',
        'Yes, by the management account, under Organizations. They are suspended for 90 days, during which they can be reopened, and disappear after that.',
        'Ben F.\nAWS Customer Service',
      ),
      customer('bruno', '6d', 'Both closed.'),
    ],
  },
]
