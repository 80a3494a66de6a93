import type { CodeAndName, Service } from './account.js'

type NonEmpty<T> = [T, ...T[]]

export const SEVERITY_LEVELS: NonEmpty<CodeAndName> = [
  { code: 'low', name: 'General guidance' },
  { code: 'normal', name: 'System impaired' },
  { code: 'high', name: 'Production system impaired' },
  { code: 'urgent', name: 'Production system down' },
  { code: 'critical', name: 'Business-critical system down' },
]

const CATEGORIES: NonEmpty<CodeAndName> = [
  { code: 'general-guidance', name: 'General Guidance' },
  { code: 'performance', name: 'Performance' },
  { code: 'other', name: 'Other' },
]

function service(code: string, name: string): Service & { categories: NonEmpty<CodeAndName> } {
  return { code, name, categories: CATEGORIES }
}

/** The services of generated data: a few, with real codes. */
export const GENERATED_SERVICES: NonEmpty<Service & { categories: NonEmpty<CodeAndName> }> = [
  service('general-info', 'General Info and Getting Started'),
  service('amazon-elastic-compute-cloud-linux', 'Elastic Compute Cloud (EC2 - Linux)'),
  service('amazon-simple-storage-service', 'Simple Storage Service (S3)'),
  service('amazon-dynamodb', 'DynamoDB'),
  service('aws-lambda', 'Lambda'),
  service('amazon-cloudfront', 'CloudFront'),
  service('amazon-virtual-private-cloud', 'Virtual Private Cloud'),
  service('aws-identity-and-access-management', 'Identity and Access Management'),
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
