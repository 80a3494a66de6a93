/** Checks that are fed by configuration rules; AWS refreshes them by itself. A data table. */
import type { CheckSpec } from '../check-spec.js'
import type { KindName } from '../kinds.js'
import { CONFIG_RULE } from './shapes.js'

const BY_CATEGORY: Readonly<Record<string, readonly (readonly [id: string, name: string, kind: KindName])[]>> = {
  cost_optimizing: [
    ['c18d2gz100', 'Amazon S3 Bucket Lifecycle Policy Configured', 'bucket'],
    ['c18d2gz150', 'Amazon EC2 Instances Stopped', 'ec2-instance'],
    ['c18d2gz171', 'Amazon S3 version-enabled buckets without lifecycle policies configured', 'bucket'],
  ],
  performance: [
    ['c18d2gz102', 'Amazon EC2 Auto Scaling Group is not Associated with a Launch Template', 'launch-template'],
    ['c18d2gz136', 'Amazon DynamoDB Auto Scaling Not Enabled', 'asg'],
    ['c18d2gz142', 'Amazon EBS Optimization Not Enabled', 'ec2-instance'],
    ['c18d2gz176', 'Amazon ECS Memory Hard Limit', 'ecs-task-definition'],
  ],
  security: [
    ['c18d2gz124', 'Amazon VPC Peering Connections With DNS Resolution Disabled', 'vpc'],
    [
      'c18d2gz152',
      'AWS Backup Vault Without Resource-Based Policy to Prevent Deletion of Recovery Points',
      'backup-vault',
    ],
    ['c18d2gz186', 'Amazon CloudWatch Log Group retention period', 'log-group'],
  ],
  fault_tolerance: [
    ['c18d2gz101', 'Amazon EC2 AutoScaling Group Multiple Availability Zone', 'asg'],
    ['c18d2gz103', 'Amazon EC2 Auto Scaling Group has Capacity Rebalancing Enabled', 'asg'],
    ['c18d2gz104', 'Amazon EC2 Auto Scaling Group does not have ELB Health Check Enabled', 'asg'],
    ['c18d2gz106', 'Amazon EBS Not Included in AWS Backup Plan', 'ebs-volume'],
    ['c18d2gz107', 'Amazon DynamoDB Table Not Included in Backup Plan', 'dynamodb-table'],
    ['c18d2gz112', 'Amazon CloudFront Origin Failover', 'cloudfront'],
    ['c18d2gz119', 'Amazon S3 Bucket Replication Not Enabled', 'bucket'],
    ['c18d2gz123', 'AWS Site-to-Site VPN has at least one Tunnel in DOWN Status', 'vpn'],
    ['c18d2gz138', 'Amazon DynamoDB Point-in-time Recovery', 'dynamodb-table'],
    ['c18d2gz144', 'Amazon EC2 Detailed Monitoring Not Enabled', 'ec2-instance'],
    ['c18d2gz156', 'RDS Multi-AZ Standby Instance Not Enabled', 'rds-instance'],
    ['c18d2gz158', 'Amazon RDS DB Instance Enhanced monitoring not enabled', 'rds-instance'],
    ['c18d2gz159', 'Amazon RDS not in AWS Backup plan', 'rds-instance'],
    ['c18d2gz169', 'Application, Network and Gateway Load Balancers Not Spanning Multiple Availability Zones', 'alb'],
    ['c18d2gz178', 'Amazon ElastiCache Redis clusters Automatic Backup', 'elasticache'],
    ['c18d2gz182', 'AWS Lambda Functions without a dead-letter queue configured', 'function'],
    ['c18d2gz183', 'Amazon OpenSearch Service domains with less than three data nodes', 'opensearch'],
  ],
  operational_excellence: [
    ['c18d2gz108', 'AWS Elastic Beanstalk Enhanced Health Reporting Is Not Configured', 'beanstalk'],
    ['c18d2gz109', 'Amazon CloudWatch Alarm action is disabled', 'alarm'],
    ['c18d2gz110', 'Amazon CloudFront Access Log Configured', 'cloudfront'],
    ['c18d2gz111', 'AWS CloudFormation Stack Notification', 'stack'],
    ['c18d2gz113', 'AWS CodeBuild Project Logging', 'codebuild'],
    ['c18d2gz114', 'AWS CodeDeploy Auto Rollback and Monitor Enabled', 'codedeploy'],
    ['c18d2gz121', 'Amazon SNS Topics Not Logging Message Delivery Status', 'sns-topic'],
    ['c18d2gz122', 'Amazon VPC Without Flow Logs', 'vpc'],
    ['c18d2gz125', 'Amazon API Gateway Not Logging Execution Logs', 'api-stage'],
    ['c18d2gz126', 'Amazon API Gateway REST APIs Without X-Ray Tracing Enabled', 'api-stage'],
    ['c18d2gz129', 'Amazon ECR Repository With Tag Immutability Disabled', 'ecr-repository'],
    ['c18d2gz134', 'Amazon Redshift cluster audit logging', 'redshift'],
    ['c18d2gz147', 'AWS Systems Manager State Manager Association in Non-compliant Status', 'ssm-instance'],
    ['c18d2gz155', 'RDS DB Instance Automatic Minor Version Upgrade Check', 'rds-instance'],
    ['c18d2gz160', 'RDS DB Cluster Deletion Protection Check', 'aurora-cluster'],
    ['c18d2gz163', 'Amazon S3 does not have Event Notifications enabled', 'bucket'],
    ['c18d2gz164', 'CloudTrail trails are not configured with Amazon CloudWatch Logs', 'trail'],
    ['c18d2gz166', 'AWS CloudTrail data events logging for objects in an S3 bucket', 'trail'],
    ['c18d2gz168', 'Elastic Load Balancing Deletion Protection Not Enabled for Load Balancers', 'alb'],
    ['c18d2gz174', 'AWS Fargate platform version is not latest', 'ecs-service'],
    ['c18d2gz175', 'Amazon ECS task Logging not enabled', 'ecs-task-definition'],
    ['c18d2gz177', 'AWS Elastic Beanstalk with Managed Platform Updates disabled', 'beanstalk'],
  ],
}

export const configRules: readonly CheckSpec[] = Object.entries(BY_CATEGORY).flatMap(([category, rows]) =>
  rows.map(([id, name, kind]) => ({
    id,
    name,
    category,
    kind,
    headings: CONFIG_RULE,
    refreshable: false,
    cells: { 'AWS Config Rule': [ruleName(name)] },
  })),
)

/** "Amazon EC2 Instances Stopped" → `ec2-instances-stopped` */
function ruleName(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.filter((word) => !['amazon', 'aws', 'is', 'has', 'not', 'the'].includes(word)).join('-')
}
