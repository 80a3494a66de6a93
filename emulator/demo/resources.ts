/**
 * The resources of an account, as data tables. Checks pick their findings from them, so an instance has the same name
 * in every check.
 */
import type { Random } from '../random.js'
import { UPPER_AND_DIGITS } from '../random.js'
import { NAMES, randomOf, REGIONS } from './company.js'

/**
 * A readable name, the documentation at docs.aws.amazon.com, patterns of ids and ARNs, and how many the account has
 * (default 44).
 */
type Kind = readonly [noun: string, docs: string, id: string, arn: string, count?: number]

/**
 * {name} is application and environment, {hex} is 0 and 16 hexadecimal digits, {hex8} is 8 of them, {up} is 13 capitals
 * and digits.
 */
// prettier-ignore
const kinds = {
  account: ['account', 'iam', '{account}', 'arn:aws:iam::{account}:root', 1],
  'account-region': ['region', 'config', '{account}', 'AWS::::Account:{account}', 5],
  alarm: ['alarm', 'cloudwatch', '{name}-5xx', 'arn:aws:cloudwatch:{region}:{account}:alarm:{id}'],
  alb: ['load balancer', 'elasticloadbalancing', '{name}-alb', 'arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{id}/{hex}', 26],
  'api-stage': ['API stage', 'apigateway', '{name}', 'arn:aws:apigateway:{region}::/restapis/{hex8}a1/stages/prod', 18],
  asg: ['Auto Scaling group', 'autoscaling', '{name}-asg', 'arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{hex8}:autoScalingGroupName/{id}', 30],
  'aurora-cluster': ['Aurora cluster', 'rds', '{name}-cluster', 'arn:aws:rds:{region}:{account}:cluster:{id}', 16],
  bucket: ['bucket', 's3', 'parcelwick-{name}', 'arn:aws:s3:::{id}'],
  clb: ['Classic Load Balancer', 'elasticloadbalancing', '{name}-elb', 'arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{id}', 9],
  cloudfront: ['distribution', 'cloudfront', 'E{up}', 'arn:aws:cloudfront::{account}:distribution/{id}', 12],
  cloudhsm: ['HSM cluster', 'cloudhsm', 'cluster-{hex8}', 'arn:aws:cloudhsm:{region}:{account}:cluster/{id}', 2],
  codebuild: ['build project', 'codebuild', '{name}-build', 'arn:aws:codebuild:{region}:{account}:project/{id}', 28],
  'direct-connect': ['Direct Connect connection', 'directconnect', 'dxcon-f{hex8}', 'arn:aws:directconnect:{region}:{account}:dxcon/{id}', 3],
  'dynamodb-table': ['table', 'dynamodb', '{name}', 'arn:aws:dynamodb:{region}:{account}:table/{id}'],
  'ebs-snapshot': ['snapshot', 'ebs', 'snap-{hex}', 'arn:aws:ec2:{region}::snapshot/{id}'],
  'ebs-volume': ['volume', 'ebs', 'vol-{hex}', 'arn:aws:ec2:{region}:{account}:volume/{id}'],
  'ec2-instance': ['instance', 'ec2', 'i-{hex}', 'arn:aws:ec2:{region}:{account}:instance/{id}'],
  'ecr-repository': ['image repository', 'ecr', '{name}', 'arn:aws:ecr:{region}:{account}:repository/{id}', 32],
  'ecs-service': ['container service', 'ecs', '{name}-service', 'arn:aws:ecs:{region}:{account}:service/{name}/{id}', 34],
  'eks-cluster': ['Kubernetes cluster', 'eks', '{name}', 'arn:aws:eks:{region}:{account}:cluster/{id}', 4],
  'elastic-ip': ['Elastic IP address', 'ec2', 'eipalloc-{hex}', 'arn:aws:ec2:{region}:{account}:elastic-ip/{id}', 16],
  elasticache: ['cache cluster', 'elasticache', '{name}-cache', 'arn:aws:elasticache:{region}:{account}:replicationgroup:{id}', 11],
  function: ['function', 'lambda', '{name}', 'arn:aws:lambda:{region}:{account}:function:{id}'],
  'hosted-zone': ['hosted zone', 'route53', 'Z{up}', 'arn:aws:route53:::hostedzone/{id}', 7],
  'iam-user': ['user', 'iam', 'svc-{name}', 'arn:aws:iam::{account}:user/{id}', 22],
  'kms-key': ['key', 'kms', '{hex8}-5d4c-4b3a-8f7e-{hex8}aa0f', 'arn:aws:kms:{region}:{account}:key/{id}', 24],
  'log-group': ['log group', 'cloudwatch', '/parcelwick/{name}', 'arn:aws:logs:{region}:{account}:log-group:{id}'],
  'nat-gateway': ['NAT gateway', 'vpc', 'nat-{hex}', 'arn:aws:ec2:{region}:{account}:natgateway/{id}', 9],
  opensearch: ['search domain', 'opensearch-service', '{name}', 'arn:aws:es:{region}:{account}:domain/{id}', 5],
  'rds-instance': ['DB instance', 'rds', '{name}-db', 'arn:aws:rds:{region}:{account}:db:{id}', 36],
  'rds-snapshot': ['DB snapshot', 'rds', '{name}-db-weekly', 'arn:aws:rds:{region}:{account}:snapshot:{id}', 36],
  redshift: ['warehouse', 'redshift', '{name}-dwh', 'arn:aws:redshift:{region}:{account}:cluster:{id}', 4],
  'reserved-instance': ['reserved instance', 'ec2', '{hex8}-7b6a-4958-8475-{hex8}bb0e', 'arn:aws:ec2:{region}:{account}:reserved-instances/{id}', 18],
  secret: ['secret', 'secretsmanager', '{name}/app', 'arn:aws:secretsmanager:{region}:{account}:secret:{id}-AbCdEf'],
  'security-group': ['security group', 'vpc', 'sg-{hex}', 'arn:aws:ec2:{region}:{account}:security-group/{id}'],
  'sns-topic': ['topic', 'sns', '{name}-topic', 'arn:aws:sns:{region}:{account}:{id}'],
  'sqs-queue': ['queue', 'sqs', '{name}-queue', 'arn:aws:sqs:{region}:{account}:{id}'],
  stack: ['stack', 'cloudformation', '{name}-stack', 'arn:aws:cloudformation:{region}:{account}:stack/{id}/{hex8}-77aa'],
  'state-machine': ['state machine', 'step-functions', '{name}-flow', 'arn:aws:states:{region}:{account}:stateMachine:{id}', 12],
  subnet: ['subnet', 'vpc', 'subnet-{hex}', 'arn:aws:ec2:{region}:{account}:subnet/{id}', 36],
  trail: ['trail', 'cloudtrail', '{name}-trail', 'arn:aws:cloudtrail:{region}:{account}:trail/{id}', 3],
  vpc: ['VPC', 'vpc', 'vpc-{hex}', 'arn:aws:ec2:{region}:{account}:vpc/{id}', 11],
  vpn: ['VPN connection', 'vpn', 'vpn-{hex}', 'arn:aws:ec2:{region}:{account}:vpn-connection/{id}', 5],
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds

const GLOBAL: ReadonlySet<KindName> = new Set(['account', 'cloudfront', 'hosted-zone', 'iam-user'])

export interface Resource {
  id: string
  arn: string
  /** Application and environment: `checkout-prod`. */
  name: string
  /** Undefined for resources without a region. */
  region: string | undefined
  zone: string
}

export function kindOf(name: KindName): { noun: string; docs: string; id: string; arn: string; count: number } {
  const [noun, docs, id, arn, count = 44]: Kind = kinds[name]
  return { noun, docs, id, arn, count }
}

/** Some of an account's resources of one kind. */
export function sampleResources(accountId: string, kind: KindName, count: number, random: Random): Resource[] {
  const names =
    kind === 'account-region'
      ? [...new Set(REGIONS)]
      : randomOf(accountId, `names:${kind}`).sample(NAMES, kindOf(kind).count)
  return random.sample(names, count).map((name) => createResource(accountId, kind, name))
}

/** Deterministic: in an account, a name always gives the same resource. */
function createResource(accountId: string, kindName: KindName, name: string): Resource {
  const { id: idPattern, arn } = kindOf(kindName)
  const random = randomOf(accountId, `${kindName}:${name}`)
  const region = kindName === 'account-region' ? name : random.pick(REGIONS)
  const fill = (pattern: string, id: string) =>
    pattern.replaceAll(/\{(\w+)\}/g, (placeholder, word: string) => {
      const made: Record<string, () => string> = {
        id: () => id,
        name: () => name,
        region: () => region,
        account: () => accountId,
        hex: () => `0${random.hex(16)}`,
        hex8: () => random.hex(8),
        up: () => random.word(UPPER_AND_DIGITS, 13),
      }
      return made[word]?.() ?? placeholder
    })
  const id = fill(idPattern, '')
  return {
    id,
    arn: fill(arn, id),
    name,
    region: GLOBAL.has(kindName) ? undefined : region,
    zone: `${region}${random.pick(['a', 'b', 'c'])}`,
  }
}
