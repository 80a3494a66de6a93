import type { CodeAndName } from './account.js'

type NonEmpty<T> = [T, ...T[]]

export const SEVERITY_LEVELS: NonEmpty<CodeAndName> = [
  { code: 'low', name: 'General guidance' },
  { code: 'normal', name: 'System impaired' },
  { code: 'high', name: 'Production system impaired' },
  { code: 'urgent', name: 'Production system down' },
  { code: 'critical', name: 'Business-critical system down' },
]

/** The services and categories that generated cases are about: a few of those in the demo. */
export const GENERATED_SERVICES: NonEmpty<{ code: string; categories: NonEmpty<string> }> = [
  { code: 'general-info', categories: ['using-aws', 'resource', 'charges'] },
  { code: 'amazon-elastic-compute-cloud-linux', categories: ['general-guidance', 'performance', 'other'] },
  { code: 'amazon-simple-storage-service', categories: ['general-guidance', 'performance', 'other'] },
  { code: 'amazon-dynamodb', categories: ['general-guidance', 'performance', 'other'] },
  { code: 'aws-lambda', categories: ['general-guidance', 'performance', 'other'] },
  { code: 'amazon-cloudfront', categories: ['general-guidance', 'performance', 'other'] },
  { code: 'amazon-virtual-private-cloud', categories: ['general-guidance', 'performance', 'other'] },
  { code: 'aws-identity-and-access-management', categories: ['general-guidance', 'permissions', 'other'] },
]

export const SUBJECTS: NonEmpty<string> = [
  'Requests time out every few minutes',
  'How do we encrypt data that already exists',
  'Instances fail their status checks',
  'Unexpected charges on the last invoice',
  'Replication lags behind by minutes',
  'Access denied although the policy allows it',
  'Certificate was not renewed',
  'Queue depth grows but consumers idle',
]
