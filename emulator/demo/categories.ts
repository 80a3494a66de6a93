/** The categories a case can be filed under: names by code, and the sets that services of one sort share. */

const NAMES: Readonly<Record<string, string>> = {
  'account-access': 'Account Access',
  'account-structure': 'Account Structure',
  'api-question': 'API Question',
  authentication: 'Authentication',
  autoscaling: 'Scaling',
  'backup-and-restore': 'Backup and Restore',
  billing: 'Billing',
  'build-failure': 'Build Failure',
  'bgp-routing': 'BGP and Routing',
  'cache-behavior': 'Caching and Invalidation',
  capacity: 'Insufficient Capacity',
  'certificate-issue': 'SSL/TLS Certificates',
  charges: 'How Will I Be Charged?',
  'charge-inquiry': 'Charge Inquiry',
  'client-issue': 'Client or SDK Issue',
  'close-account': 'Close or Reactivate an Account',
  'cluster-issue': 'Cluster Issue',
  configuration: 'Configuration',
  'connection-issue': 'Connection Issue',
  'connectivity-issue': 'Connectivity Issue',
  'contact-details': 'Contact Details',
  'cost-allocation': 'Cost Allocation Tags and Reports',
  'data-loading': 'Loading Data',
  'delivery-issue': 'Delivery Issue',
  'deployment-issue': 'Deployment Issue',
  'dns-resolution': 'DNS Resolution',
  errors: 'Errors and Exceptions',
  'feature-request': 'Feature Request',
  'free-tier': 'Free Tier',
  'gdpr-queries': 'Data Privacy Query',
  'general-guidance': 'General Guidance',
  'general-guidance-custom-algorithm': 'General Guidance (Custom Algorithm)',
  'health-check': 'Health Checks',
  'high-latency': 'High Latency',
  'instance-issue': 'Instance Issue',
  'invocation-issue': 'Invocation Issue',
  invoice: 'Invoices and Tax',
  'job-failure': 'Job Failure',
  'key-policy': 'Key Policies and Grants',
  'kubernetes-guidance': 'Kubernetes Guidance',
  'launch-failure': 'Launch Failure',
  lifecycle: 'Lifecycle and Retention',
  'login-issue': 'Sign-in Issue',
  'message-processing': 'Message Processing',
  'mfa-reset': 'Lost or Unusable MFA Device',
  'model-access': 'Model Access',
  monitoring: 'Monitoring and Logs',
  networking: 'Networking',
  'node-issue': 'Node Issue',
  other: 'Other',
  'other-account-issues': 'Other Account Issues',
  'other-billing-questions': 'Other Billing Questions',
  'payment-issue': 'Payment Issue',
  performance: 'Performance',
  permissions: 'Permissions',
  'policy-issue': 'Policy Issue',
  pricing: 'Pricing',
  'query-issue': 'Query Issue',
  quota: 'Quotas and Throttling',
  'refund-request': 'Refund Request',
  replication: 'Replication',
  'reserved-instances': 'Reserved Instances',
  resource: 'Where is my Resource?',
  'rotation-issue': 'Rotation Issue',
  rules: 'Rules and False Positives',
  'security-and-compliance': 'Security & Compliance',
  'security-finding': 'Security Finding',
  'sending-issue': 'Sending Issue',
  snapshot: 'Snapshots',
  throttling: 'Throttling',
  upgrade: 'Upgrade',
  'using-aws': 'Using AWS & Services',
  'volume-issue': 'Volume Issue',
}

/** Codes by sort of service, as one line of words. Every service also has guidance and "other", added by `categoriesOf`. */
export const SETS = {
  compute: 'instance-issue launch-failure capacity connectivity-issue performance networking',
  serverless: 'invocation-issue throttling performance permissions deployment-issue networking errors',
  container: 'cluster-issue node-issue deployment-issue networking autoscaling upgrade permissions',
  database: 'instance-issue connectivity-issue performance replication backup-and-restore upgrade',
  storage: 'permissions performance lifecycle replication connectivity-issue backup-and-restore',
  network: 'connectivity-issue configuration performance monitoring high-latency',
  security: 'configuration permissions security-finding policy-issue monitoring',
  analytics: 'job-failure query-issue performance data-loading permissions',
  messaging: 'message-processing delivery-issue throttling permissions performance',
  developer: 'build-failure deployment-issue permissions configuration errors',
  management: 'configuration permissions monitoring errors api-question',
  ai: 'model-access quota performance errors api-question',
  media: 'job-failure configuration performance delivery-issue',
  endUser: 'login-issue connectivity-issue performance configuration',
  device: 'connectivity-issue client-issue configuration message-processing',
  migration: 'job-failure configuration connectivity-issue replication',
} as const

export function categoriesOf(codes: string): { code: string; name: string }[] {
  const all = new Set(['general-guidance', ...codes.split(' '), 'other'])
  return [...all].map(namedCategory)
}

/** For account and billing services, which have a list of their own and neither guidance nor "other". */
export function exactCategories(codes: string): { code: string; name: string }[] {
  return codes.split(' ').map(namedCategory)
}

function namedCategory(code: string): { code: string; name: string } {
  const name = NAMES[code]
  if (name === undefined) throw new Error(`Category "${code}" has no name in demo/categories.ts`)
  return { code, name }
}
