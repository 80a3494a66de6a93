/**
 * The sorts of resources that checks look at: what they are called, where their documentation is, and what their names look like.
 * A data table. In the patterns, {name} is application and environment, {hex} 17, {hex12} 12 and {hex8} 8 hexadecimal digits, {up} 13 capitals
 * and digits.
 */
interface Kind {
  noun: string
  plural: string
  /** A folder of https://docs.aws.amazon.com/ */
  docs: string
  id: string
  /** Absent where the id is an ARN or the resource has none. */
  arn?: string
  /** Belongs to no region. */
  global?: true
  /** How many the account has at most; 44 unless told. */
  count?: number
}

const ARN = 'arn:aws:{service}:{region}:111122223333:'

function kind(noun: string, docs: string, id: string, arn?: string, more: Partial<Kind> = {}): Kind {
  const plural = more.plural ?? (noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`)
  return { noun, plural, docs, id, ...(arn === undefined ? {} : { arn }), ...more }
}

function regional(service: string, path: string): string {
  return ARN.replace('{service}', service) + path
}

function everywhere(service: string, path: string): string {
  return `arn:aws:${service}::111122223333:${path}`
}

const GLOBAL = { global: true } as const

export const kinds = {
  account: kind('account', 'iam', '111122223333', everywhere('iam', 'root'), { ...GLOBAL, count: 1 }),
  'account-region': kind('region', 'config', '111122223333', 'AWS::::Account:111122223333', { count: 5 }),
  'acm-certificate': kind('certificate', 'acm', '{hex8}-1a2b-4c3d-9e8f-{hex12}', regional('acm', 'certificate/{id}'), {
    count: 14,
  }),
  alarm: kind('alarm', 'cloudwatch', '{name}-5xx', regional('cloudwatch', 'alarm:{id}')),
  alb: kind(
    'load balancer',
    'elasticloadbalancing',
    '{name}-alb',
    regional('elasticloadbalancing', 'loadbalancer/app/{id}/{hex}'),
    { count: 26 },
  ),
  'api-stage': kind(
    'API stage',
    'apigateway',
    '{name}',
    'arn:aws:apigateway:{region}::/restapis/{hex8}a1/stages/prod',
    { count: 18 },
  ),
  'appsync-api': kind('GraphQL API', 'appsync', '{name}', regional('appsync', 'apis/{hex}'), { count: 4 }),
  asg: kind(
    'Auto Scaling group',
    'autoscaling',
    '{name}-asg',
    regional('autoscaling', 'autoScalingGroup:{hex8}:autoScalingGroupName/{id}'),
    { count: 30 },
  ),
  'athena-workgroup': kind('workgroup', 'athena', '{name}', regional('athena', 'workgroup/{id}'), { count: 6 }),
  'aurora-cluster': kind('Aurora cluster', 'rds', '{name}-cluster', regional('rds', 'cluster:{id}'), { count: 16 }),
  'backup-vault': kind('backup vault', 'aws-backup', '{name}-vault', regional('backup', 'backup-vault:{id}'), {
    count: 5,
  }),
  beanstalk: kind(
    'environment',
    'elasticbeanstalk',
    'e-{hex8}x',
    regional('elasticbeanstalk', 'environment/{name}/{name}-env'),
    { count: 4 },
  ),
  bucket: kind('bucket', 's3', 'parcelwick-{name}', 'arn:aws:s3:::{id}'),
  cloudfront: kind('distribution', 'cloudfront', 'E{up}', everywhere('cloudfront', 'distribution/{id}'), {
    ...GLOBAL,
    count: 12,
  }),
  cloudhsm: kind('HSM cluster', 'cloudhsm', 'cluster-{hex8}', undefined, { count: 2 }),
  clb: kind(
    'Classic Load Balancer',
    'elasticloadbalancing',
    '{name}-elb',
    regional('elasticloadbalancing', 'loadbalancer/{id}'),
    { count: 9 },
  ),
  codebuild: kind('build project', 'codebuild', '{name}-build', regional('codebuild', 'project/{id}'), { count: 28 }),
  codedeploy: kind(
    'deployment group',
    'codedeploy',
    '{name}-deploy',
    regional('codedeploy', 'deploymentgroup:{name}/{id}'),
    { count: 8 },
  ),
  docdb: kind('DocumentDB cluster', 'documentdb', '{name}-docs', regional('rds', 'cluster:{id}'), { count: 3 }),
  'direct-connect': kind(
    'Direct Connect connection',
    'directconnect',
    'dxcon-f{hex8}',
    regional('directconnect', 'dxcon/{id}'),
    { count: 3 },
  ),
  'dms-instance': kind('replication instance', 'dms', '{name}-dms', regional('dms', 'rep:{up}'), { count: 4 }),
  'dynamodb-table': kind('table', 'dynamodb', '{name}', regional('dynamodb', 'table/{id}')),
  'ebs-snapshot': kind('snapshot', 'ebs', 'snap-{hex}', 'arn:aws:ec2:{region}::snapshot/{id}'),
  'ebs-volume': kind('volume', 'ebs', 'vol-{hex}', regional('ec2', 'volume/{id}')),
  'ec2-instance': kind('instance', 'ec2', 'i-{hex}', regional('ec2', 'instance/{id}')),
  'ecr-repository': kind('image repository', 'ecr', '{name}', regional('ecr', 'repository/{id}'), { count: 32 }),
  'ecs-cluster': kind('container cluster', 'ecs', '{name}', regional('ecs', 'cluster/{id}'), { count: 7 }),
  'ecs-service': kind('container service', 'ecs', '{name}-service', regional('ecs', 'service/{name}/{id}'), {
    count: 34,
  }),
  'ecs-task-definition': kind('task definition', 'ecs', '{name}', regional('ecs', 'task-definition/{id}:14'), {
    count: 34,
  }),
  efs: kind('file system', 'efs', 'fs-{hex}', regional('elasticfilesystem', 'file-system/{id}'), { count: 8 }),
  'eks-cluster': kind('Kubernetes cluster', 'eks', '{name}', regional('eks', 'cluster/{id}'), { count: 4 }),
  'elastic-ip': kind('Elastic IP address', 'ec2', 'eipalloc-{hex}', regional('ec2', 'elastic-ip/{id}'), {
    plural: 'Elastic IP addresses',
    count: 16,
  }),
  elasticache: kind('cache cluster', 'elasticache', '{name}-cache', regional('elasticache', 'replicationgroup:{id}'), {
    count: 11,
  }),
  function: kind('function', 'lambda', '{name}', regional('lambda', 'function:{id}')),
  'hosted-zone': kind('hosted zone', 'route53', 'Z{up}', 'arn:aws:route53:::hostedzone/{id}', { ...GLOBAL, count: 7 }),
  'iam-policy': kind('policy', 'iam', '{name}-policy', everywhere('iam', 'policy/{id}'), { ...GLOBAL, count: 30 }),
  'iam-user': kind('user', 'iam', 'svc-{name}', everywhere('iam', 'user/{id}'), { ...GLOBAL, count: 22 }),
  'kinesis-stream': kind('stream', 'kinesis', '{name}-events', regional('kinesis', 'stream/{id}'), { count: 9 }),
  'kms-key': kind('key', 'kms', '{hex8}-5d4c-4b3a-8f7e-{hex12}', regional('kms', 'key/{id}'), { count: 24 }),
  'launch-template': kind('launch template', 'autoscaling', 'lt-{hex}', regional('ec2', 'launch-template/{id}'), {
    count: 26,
  }),
  'log-group': kind('log group', 'cloudwatch', '/parcelwick/{name}', regional('logs', 'log-group:{id}')),
  memorydb: kind('MemoryDB cluster', 'memorydb', '{name}-memory', regional('memorydb', 'cluster/{id}'), { count: 3 }),
  'mq-broker': kind('broker', 'amazon-mq', 'b-{hex8}-9a8b-4c7d-8e6f-{hex12}', regional('mq', 'broker:{name}:{id}'), {
    count: 4,
  }),
  'msk-cluster': kind('Kafka cluster', 'msk', '{name}-kafka', regional('kafka', 'cluster/{id}/{hex8}-3'), { count: 3 }),
  nacl: kind('network ACL', 'vpc', 'acl-{hex}', regional('ec2', 'network-acl/{id}'), { count: 18 }),
  'nat-gateway': kind('NAT gateway', 'vpc', 'nat-{hex}', regional('ec2', 'natgateway/{id}'), { count: 9 }),
  neptune: kind('Neptune cluster', 'neptune', '{name}-graph', regional('rds', 'cluster:{id}'), { count: 2 }),
  'network-firewall': kind(
    'firewall policy',
    'network-firewall',
    '{name}-policy',
    regional('network-firewall', 'firewall-policy/{id}'),
    { count: 3 },
  ),
  nlb: kind(
    'Network Load Balancer',
    'elasticloadbalancing',
    '{name}-nlb',
    regional('elasticloadbalancing', 'loadbalancer/net/{id}/{hex}'),
    { count: 10 },
  ),
  opensearch: kind('search domain', 'opensearch-service', '{name}', regional('es', 'domain/{id}'), { count: 5 }),
  'rds-instance': kind('DB instance', 'rds', '{name}-db', regional('rds', 'db:{id}'), { count: 36 }),
  'rds-snapshot': kind('DB snapshot', 'rds', '{name}-db-weekly', regional('rds', 'snapshot:{id}'), { count: 36 }),
  redshift: kind('warehouse', 'redshift', '{name}-dwh', regional('redshift', 'cluster:{id}'), { count: 4 }),
  'reserved-instance': kind(
    'reserved instance',
    'ec2',
    '{hex8}-7b6a-4958-8475-{hex12}',
    regional('ec2', 'reserved-instances/{id}'),
    { count: 18 },
  ),
  'resilience-app': kind('application', 'resilience-hub', '{name}', regional('resiliencehub', 'app/{hex8}'), {
    count: 9,
  }),
  'sagemaker-notebook': kind(
    'notebook instance',
    'sagemaker',
    '{name}-nb',
    regional('sagemaker', 'notebook-instance/{id}'),
    { count: 5 },
  ),
  secret: kind('secret', 'secretsmanager', '{name}/app', regional('secretsmanager', 'secret:{id}-AbCdEf')),
  'security-group': kind('security group', 'vpc', 'sg-{hex}', regional('ec2', 'security-group/{id}')),
  'sns-topic': kind('topic', 'sns', '{name}-topic', regional('sns', '{id}')),
  'sqs-queue': kind('queue', 'sqs', '{name}-queue', regional('sqs', '{id}')),
  'ssm-instance': kind('managed instance', 'systems-manager', 'i-{hex}', regional('ssm', 'managed-instance/{id}')),
  stack: kind('stack', 'cloudformation', '{name}-stack', regional('cloudformation', 'stack/{id}/{hex8}-77aa')),
  'state-machine': kind('state machine', 'step-functions', '{name}-flow', regional('states', 'stateMachine:{id}'), {
    count: 12,
  }),
  subnet: kind('subnet', 'vpc', 'subnet-{hex}', regional('ec2', 'subnet/{id}'), { count: 36 }),
  trail: kind('trail', 'cloudtrail', '{name}-trail', regional('cloudtrail', 'trail/{id}'), { count: 3 }),
  'transit-gateway': kind('transit gateway', 'vpc', 'tgw-{hex}', regional('ec2', 'transit-gateway/{id}'), { count: 2 }),
  'virtual-interface': kind(
    'virtual interface',
    'directconnect',
    'dxvif-f{hex8}',
    regional('directconnect', 'dxvif/{id}'),
    { count: 4 },
  ),
  vpc: kind('VPC', 'vpc', 'vpc-{hex}', regional('ec2', 'vpc/{id}'), { plural: 'VPCs', count: 11 }),
  'vpc-endpoint': kind('interface endpoint', 'vpc', 'vpce-{hex}', regional('ec2', 'vpc-endpoint/{id}'), { count: 20 }),
  vpn: kind('VPN connection', 'vpn', 'vpn-{hex}', regional('ec2', 'vpn-connection/{id}'), { count: 5 }),
  'web-acl': kind('web ACL', 'waf', '{name}-acl', regional('wafv2', 'regional/webacl/{id}/{hex8}-4455'), { count: 6 }),
  workload: kind('workload', 'wellarchitected', '{name}', regional('wellarchitected', 'workload/{hex}'), { count: 6 }),
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds

export function kindOf(name: KindName): Kind {
  return kinds[name]
}
