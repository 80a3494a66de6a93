/** Checks that follow a security standard; AWS refreshes them by itself. A data table. */
import type { CheckSpec } from '../check-spec.js'
import type { KindName } from '../kinds.js'
import { STANDARD } from './shapes.js'

const SECURITY: readonly (readonly [id: string, name: string, kind: KindName])[] = [
  ['Hs4Ma3G100', 'Amazon SageMaker notebook instances should not have direct internet access', 'sagemaker-notebook'],
  ['Hs4Ma3G102', 'Connections to Amazon Redshift clusters should be encrypted in transit', 'redshift'],
  ['Hs4Ma3G106', 'Amazon Redshift clusters should have audit logging enabled', 'redshift'],
  ['Hs4Ma3G108', 'CloudTrail trails should be integrated with Amazon CloudWatch Logs', 'trail'],
  ['Hs4Ma3G109', 'CloudTrail log file validation should be enabled', 'trail'],
  ['Hs4Ma3G111', 'CloudTrail should be enabled and configured with at least one multi-region trail', 'trail'],
  ['Hs4Ma3G113', 'Secrets Manager secrets configured with automatic rotation should rotate successfully', 'secret'],
  ['Hs4Ma3G114', 'Remove unused Secrets Manager secrets', 'secret'],
  [
    'Hs4Ma3G116',
    'EBS snapshots should not be public, determined by the ability to be restorable by anyone',
    'ebs-snapshot',
  ],
  ['Hs4Ma3G118', 'The VPC default security group should not allow inbound and outbound traffic', 'security-group'],
  ['Hs4Ma3G120', 'Stopped EC2 instances should be removed after a specified time period', 'ec2-instance'],
  ['Hs4Ma3G121', 'EBS default encryption should be enabled', 'account-region'],
  ['Hs4Ma3G122', 'VPC flow logging should be enabled in all VPCs', 'vpc'],
  ['Hs4Ma3G124', 'EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)', 'ec2-instance'],
  ['Hs4Ma3G125', 'API Gateway should be associated with a WAF Web ACL', 'api-stage'],
  ['Hs4Ma3G131', 'Lambda function policies should prohibit public access', 'function'],
  ['Hs4Ma3G135', 'AWS KMS keys should not be deleted unintentionally', 'kms-key'],
  ['Hs4Ma3G136', 'Amazon SQS queues should be encrypted at rest', 'sqs-queue'],
  ['Hs4Ma3G139', "IAM users' access keys should be rotated every 90 days or less", 'iam-user'],
  ['Hs4Ma3G140', 'IAM root user access key should not exist', 'account'],
  ['Hs4Ma3G141', 'MFA should be enabled for all IAM users that have a console password', 'iam-user'],
  ['Hs4Ma3G142', 'Hardware MFA should be enabled for the root user', 'account'],
  ['Hs4Ma3G144', 'Unused IAM user credentials should be removed', 'iam-user'],
  ['Hs4Ma3G146', 'ECS services should not have public IP addresses assigned to them automatically', 'ecs-service'],
  [
    'Hs4Ma3G152',
    'An RDS event notifications subscription should be configured for critical database instance events',
    'account-region',
  ],
  ['Hs4Ma3G159', 'Elastic File System should be configured to encrypt file data at-rest using AWS KMS', 'efs'],
  ['Hs4Ma3G162', 'RDS automatic minor version upgrades should be enabled', 'rds-instance'],
  ['Hs4Ma3G164', 'RDS DB instances should be configured to copy tags to snapshots', 'rds-instance'],
  ['Hs4Ma3G169', 'S3 permissions granted to other AWS accounts in bucket policies should be restricted', 'bucket'],
  ['Hs4Ma3G170', 'S3 Block Public Access setting should be enabled', 'bucket'],
  ['Hs4Ma3G171', 'S3 buckets should prohibit public read access', 'bucket'],
  ['Hs4Ma3G172', 'S3 buckets should prohibit public write access', 'bucket'],
  ['Hs4Ma3G175', 'CodeBuild project environment variables should not contain clear text credentials', 'codebuild'],
  [
    'Hs4Ma3G178',
    'Security groups should only allow unrestricted incoming traffic for authorized ports',
    'security-group',
  ],
  ['Hs4Ma3G179', 'SNS topics should be encrypted at-rest using AWS KMS', 'sns-topic'],
  ['Hs4Ma3G184', 'Application and Classic Load Balancers logging should be enabled', 'clb'],
  ['Hs4Ma3G188', 'GuardDuty should be enabled', 'account-region'],
  ['Hs4Ma3G190', 'RDS clusters should have deletion protection enabled', 'aurora-cluster'],
  [
    'Hs4Ma3G192',
    'RDS DB Instances should prohibit public access, determined by the PubliclyAccessible configuration',
    'rds-instance',
  ],
  ['Hs4Ma3G194', 'RDS snapshot should be private', 'rds-snapshot'],
  ['Hs4Ma3G196', 'AWS Config should be enabled', 'account-region'],
  ['Hs4Ma3G200', 'CloudFront distributions should have a default root object configured', 'cloudfront'],
  ['Hs4Ma3G204', 'Security groups should not allow unrestricted access to ports with high risk', 'security-group'],
  ['Hs4Ma3G207', 'EC2 subnets should not automatically assign public IP addresses', 'subnet'],
  ['Hs4Ma3G210', 'CloudFront distributions should have logging enabled', 'cloudfront'],
  ['Hs4Ma3G213', 'S3 access control lists (ACLs) should not be used to manage user access to buckets', 'bucket'],
  ['Hs4Ma3G214', 'Network ACLs should not allow ingress from 0.0.0.0/0 to port 22 or port 3389', 'nacl'],
  ['Hs4Ma3G216', 'ECR repositories should have at least one lifecycle policy configured', 'ecr-repository'],
  ['Hs4Ma3G220', 'Connections to OpenSearch domains should be encrypted using TLS 1.2', 'opensearch'],
  ['Hs4Ma3G221', 'OpenSearch domains should have audit logging enabled', 'opensearch'],
  ['Hs4Ma3G225', 'OpenSearch domains should have encryption at rest enabled', 'opensearch'],
  ['Hs4Ma3G229', 'CloudFront distributions should encrypt traffic to custom origins', 'cloudfront'],
  ['Hs4Ma3G230', 'S3 bucket server access logging should be enabled', 'bucket'],
  ['Hs4Ma3G235', 'Amazon ECR private repositories should have tag immutability enabled', 'ecr-repository'],
  ['Hs4Ma3G238', 'Amazon ECS Containers should only have read-only access to its root filesystems', 'account'],
  ['Hs4Ma3G241', 'Secrets should not be passed as container environment variable', 'secret'],
  ['Hs4Ma3G247', 'EC2 Transit Gateways should not automatically accept VPC attachment requests', 'transit-gateway'],
  ['Hs4Ma3G250', 'ECS clusters should use Container Insights', 'ecs-cluster'],
  ['Hs4Ma3G253', 'EKS clusters should run on a supported Kubernetes version', 'eks-cluster'],
  ['Hs4Ma3G256', 'Kinesis streams should be encrypted at rest', 'kinesis-stream'],
  ['Hs4Ma3G260', 'OpenSearch domains should have fine-grained access control enabled', 'opensearch'],
  ['Hs4Ma3G272', 'Users should not have root access to SageMaker notebook instances', 'sagemaker-notebook'],
  ['Hs4Ma3G274', 'SageMaker notebook instances should be launched in a custom VPC', 'sagemaker-notebook'],
  ['Hs4Ma3G275', 'CloudFront distributions should not point to non-existent S3 origins', 'cloudfront'],
  ['Hs4Ma3G283', 'AWS AppSync should have request-level and field-level logging turned on', 'appsync-api'],
  ['Hs4Ma3G285', 'EKS cluster endpoints should not be publicly accessible', 'eks-cluster'],
  ['Hs4Ma3G288', 'ElastiCache replication groups should have encryption-in-transit enabled', 'elasticache'],
  [
    'Hs4Ma3G289',
    'ElastiCache replication groups of earlier Redis versions should have Redis AUTH enabled',
    'elasticache',
  ],
  ['Hs4Ma3G293', 'Step Functions state machines should have logging turned on', 'state-machine'],
  ['Hs4Ma3G295', 'Amazon DocumentDB clusters should be encrypted at rest', 'docdb'],
  ['Hs4Ma3G296', 'Neptune DB clusters should be encrypted at rest', 'neptune'],
  ['Hs4Ma3G303', 'RDS DB clusters should be encrypted at rest', 'aurora-cluster'],
]

const FAULT_TOLERANCE: typeof SECURITY = [
  ['Hs4Ma3G270', 'EC2 Auto Scaling groups should use EC2 launch templates', 'launch-template'],
  ['Hs4Ma3G279', 'Amazon EC2 Auto Scaling group should cover multiple Availability Zones', 'asg'],
  ['Hs4Ma3G281', 'OpenSearch domains should have at least three data nodes.', 'opensearch'],
]

export const securityControls: readonly CheckSpec[] = [
  ...SECURITY.map((row) => control('security', row)),
  ...FAULT_TOLERANCE.map((row) => control('fault_tolerance', row)),
]

function control(category: string, [id, name, kind]: (typeof SECURITY)[number]): CheckSpec {
  return { id, name, category, kind, headings: STANDARD, refreshable: false }
}
