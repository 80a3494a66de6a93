/**
 * The Trusted Advisor checks of the account, with AWS's own ids, names and columns, and their outcomes. Data tables.
 */
import type { KindName } from './resources.js'

/**
 * The outcome of a check: `ok`, `never` (it has not run), or the worst status and the number of findings. In `hidden 2`
 * both findings are suppressed.
 */
export type Outcome = 'ok' | 'never' | `${'yellow' | 'red' | 'hidden'} ${number}`

/**
 * `about` describes the check in our own words, possibly with simple HTML. If absent, a description is derived from the
 * name.
 */
export type CheckRow = readonly [
  id: string,
  name: string,
  kind: KindName,
  outcome: Outcome,
  headings: string,
  about?: string,
]

const DAYS = Array.from({ length: 14 }, (_, index) => `Day ${index + 1}`).join(', ')

/** Checks that can be refreshed, by category. */
// prettier-ignore
export const CHECKS: Readonly<Record<string, readonly CheckRow[]>> = {
  cost_optimizing: [
    ['COr6dfpM05', 'AWS Lambda over-provisioned functions for memory size', 'function', 'yellow 12', 'Status, Region/AZ, Function Name, Function Version, Memory Size(MB), Recommended Memory Size(MB), Lookback Period (days), Savings Opportunity(%), Estimated Monthly Savings, Estimated Monthly Savings Currency, Last Updated Time'],
    ['1e93e4c0b5', 'Amazon EC2 Reserved Instance Lease Expiration', 'reserved-instance', 'yellow 9', 'Status, Zone, Instance Type, Platform, Instance Count, Current Monthly Cost, Estimated Monthly Savings, Expiration Date, Reserved Instance ID, Reason',
      'Finds reserved instances whose lease ends within 30 days, or ended in the last 30.'],
    ['hjLMh88uM8', 'Idle Load Balancers', 'clb', 'yellow 7', 'Region, Load Balancer Name, Reason, Estimated Monthly Savings',
      'Finds idle load balancers: without back ends, without healthy back ends, or with hardly any requests in a week.'],
    ['Ti39halfu8', 'Amazon RDS Idle DB Instances', 'rds-instance', 'yellow 5', 'Region, DB Instance Name, Multi-AZ, Instance Type, Storage Provisioned (GB), Days Since Last Connection, Estimated Monthly Savings (On Demand)',
      'Finds databases that nobody has connected to for a week or longer.'],
    ['Z4AUBRNSmz', 'Unassociated Elastic IP Addresses', 'elastic-ip', 'yellow 9', 'Region, IP Address',
      'Finds addresses that are reserved and not attached to a running instance; they are charged by the hour.'],
    ['Qch7DwouX1', 'Low Utilization Amazon EC2 Instances', 'ec2-instance', 'yellow 26', `Region/AZ, Instance ID, Instance Name, Instance Type, Estimated Monthly Savings, ${DAYS}, 14-Day Average CPU Utilization, 14-Day Average Network I/O, Number of Days Low Utilization`,
      'Finds instances that ran all day with <b>10 % CPU or less and 5 MB of network traffic or less</b> on four or more of the last 14 days. The saving is what the instance costs on demand in a month.'],
    ['G31sQ1E9U', 'Underutilized Amazon Redshift Clusters', 'redshift', 'never', 'Status, Region, Cluster, Instance Type, Reason, Estimated Monthly Savings',
      'Finds clusters without connections in the last week, or with very low load.'],
    ['L4dfs2Q3C2', 'AWS Lambda Functions with High Error Rates', 'function', 'ok', 'Status, Region, Function ARN, Max Daily Error Rate, Date for Max Error Rate, Average Daily Error Rate, Lost Daily Compute Cost, Current Day Invokes, Current Day Error Rate, Average Daily Invokes, Last Refresh Time'],
    ['DAvU99Dc4C', 'Underutilized Amazon EBS Volumes', 'ebs-volume', 'yellow 31', 'Region, Volume ID, Volume Name, Volume Type, Volume Size, Monthly Storage Cost, Snapshot ID, Snapshot Name, Snapshot Age',
      'Finds volumes that are not attached, or that had less than one operation a day in the last week. A snapshot keeps the data for a fraction of the price.'],
  ],
  security: [
    ['rSs93HQwa1', 'Amazon RDS Public Snapshots', 'rds-snapshot', 'ok', 'Status, Region, DB Instance or Cluster ID, Snapshot ID'],
    ['a2sEc6ILx', 'ELB Listener Security', 'clb', 'yellow 3', 'Region, Load Balancer Name, Load Balancer Port, Status, Reason'],
    ['ePs02jT06w', 'Amazon EBS Public Snapshots', 'ebs-snapshot', 'ok', 'Status, Region, Volume ID, Snapshot ID, Description'],
    ['vjafUGJ9H0', 'AWS CloudTrail Logging', 'trail', 'ok', 'Region, Trail Name, Logging Status, Bucket Name, Last Delivery Error, Status',
      'Checks whether the trails of the account are enabled and deliver their log files.'],
    ['7DAFEmoDos', 'MFA on Root Account', 'account', 'ok', '', 'Warns when the root user can sign in <b>without a second factor</b>.'],
    ['1iG5NDGVre', 'Security Groups - Unrestricted Access', 'security-group', 'red 22', 'Region, Security Group Name, Security Group ID, Protocol, Port, Status, IP Range',
      'Finds security groups with a rule for 0.0.0.0/0 on any port other than 25, 80 and 443.'],
    ['N430c450f2', 'CloudFront SSL Certificate on the Origin Server', 'cloudfront', 'ok', 'Status, Distribution ID, Distribution Domain Name, Origin, Reason'],
    ['zXCkfM1nI3', 'IAM Use', 'account', 'ok', '', 'Checks that people work with IAM identities at all, rather than as root.'],
    ['Yw2K9puPzl', 'IAM Password Policy', 'account', 'yellow 1', 'Password Policy, Uppercase, Lowercase, Number, Non-alphanumeric, Status, Reason',
      'Checks the password policy of the account for missing requirements.'],
    ['xSqX82fQu', 'ELB Security Groups', 'clb', 'ok', 'Region, Load Balancer Name, Status, Security Group IDs, Reason'],
    ['N425c450f2', 'CloudFront Custom SSL Certificates in the IAM Certificate Store', 'cloudfront', 'ok', 'Status, Distribution ID, Distribution Domain Name, Certificate Name, Reason'],
    ['L4dfs2Q4C5', 'AWS Lambda Functions Using Deprecated Runtimes', 'function', 'yellow 8', 'Status, Region, Function ARN, Runtime, Days to Deprecation, Deprecation Date, Average Daily Invokes, Last Refresh Time'],
    ['DqdJqYeRm5', 'IAM Access Key Rotation', 'iam-user', 'red 11', 'Status, IAM User, Access Key, Key Last Rotated, Reason',
      'Finds access keys that have not been changed for 90 days (yellow) or two years (red).'],
    ['HCP4007jGY', 'Security Groups - Specific Ports Unrestricted', 'security-group', 'red 14', 'Region, Security Group Name, Security Group ID, Protocol, Status, Ports',
      'Finds security groups that let <b>the whole internet</b> reach ports that are often attacked, such as 22, 3389 or database ports.'],
    ['Pfx0RwqBli', 'Amazon S3 Bucket Permissions', 'bucket', 'red 6', 'Region Name, Region API Parameter, Bucket Name, ACL Allows List, ACL Allows Upload/Delete, Status, Policy Allows Access, Ignored Bucket Name',
      'Finds buckets that are <b>open to everyone</b>, or to any signed-in AWS user, by ACL or by policy.<ul><li><b>Yellow</b>: everyone may list the bucket.</li><li><b>Red</b>: everyone may write, or a policy opens it.</li></ul>'],
    ['12Fnkpl8Y5', 'Exposed Access Keys', 'iam-user', 'ok', 'Access Key ID, User Name (IAM or Root), Fraud Type, Case ID, Time Updated, Location, Deadline, Usage (USD per Day)',
      'Looks for access keys of the account in public code repositories and for use that looks fraudulent.'],
    ['c9D319e7sG', 'Amazon Route 53 MX Resource Record Sets and Sender Policy Framework', 'hosted-zone', 'ok', 'Hosted Zone Name, Hosted Zone ID, Resource Record Set Name, Status'],
    ['Qsdfp3A4L4', 'Amazon EC2 instances with Microsoft Windows Server end of support', 'ec2-instance', 'never', 'Status, Region, Instance ID, Windows Server Version, Support Cycle, End of Support, Last Updated Time'],
    ['c1qf5bt003', 'Amazon RDS engine minor version upgrade is required', 'rds-instance', 'yellow 5', 'Status, Region, Resource, Engine Name, Engine Version Current, Recommended Value, Last Updated Time'],
    ['c1qf5bt006', 'Amazon RDS storage encryption is turned off', 'rds-instance', 'hidden 2', 'Status, Region, Resource, Engine Name, Last Updated Time'],
  ],
  fault_tolerance: [
    ['f2iK5R6Dep', 'Amazon RDS Multi-AZ', 'rds-instance', 'red 8', 'Region/AZ, DB Instance, VPC ID, Multi-AZ, Status',
      'Finds databases that run in a single Availability Zone and would fail with it.'],
    ['R365s2Qddf', 'Amazon S3 Bucket Versioning', 'bucket', 'yellow 15', 'Region, Bucket Name, Versioning, MFA Delete Enabled, Status',
      'Finds buckets in which overwritten or deleted objects cannot be restored.'],
    ['opQPADkZvH', 'Amazon RDS Backups', 'rds-instance', 'yellow 3', 'Region/AZ, DB Instance, VPC ID, Backup Retention Period, Status',
      'Finds databases without automatic backups, or with backups that are kept for only one day.'],
    ['0t121N1Ty3', 'AWS Direct Connect Connection Redundancy', 'direct-connect', 'red 2', 'Status, Region, Timestamp, Location, Connection ID',
      'Finds regions with only one Direct Connect connection.'],
    ['8M012Ph3U5', 'AWS Direct Connect Location Redundancy', 'direct-connect', 'ok', 'Status, Region, Timestamp, Location, Connection Details'],
    ['hc0dfs7601', 'AWS CloudHSM clusters running HSM instances in a single AZ', 'cloudhsm', 'never', 'Status, Region, Cluster ID, Number of HSM Instances, Last Updated Time'],
    ['c1dfptbg10', 'NAT Gateway AZ Independence', 'nat-gateway', 'ok', 'Status, Region, NAT Availability Zone, NAT ID, Subnet Availability Zone, Subnet ID, Route Table ID, NAT ARN, Last Updated Time'],
    ['CLOG40CDO8', 'Auto Scaling Group Health Check', 'asg', 'ok', 'Region, Auto Scaling Group Name, Load Balancer Associated, Health Check, Status'],
    ['Cmsvnj8db1', 'Amazon RDS ReplicaLag', 'rds-instance', 'red 1', 'Status, Region, DB Instance ARN, ReplicaLag Metric'],
    ['7qGXsKIUw', 'ELB Connection Draining', 'clb', 'ok', 'Region, Load Balancer Name, Status, Reason'],
    ['c1dfprch08', 'ALB Multi-AZ', 'alb', 'ok', 'Status, Region, ALB Name, ALB ARN, Number of AZs, Last Updated Time'],
    ['S45wrEXrLz', 'VPN Tunnel Redundancy', 'vpn', 'yellow 2', 'Region, VPN ID, VPC, Virtual Private Gateway, Customer Gateway, Active Tunnels, Status, Reason',
      'Counts the active tunnels of each VPN connection. There should be two.'],
    ['b73EEdD790', 'Amazon Route 53 Failover Resource Record Sets', 'hosted-zone', 'ok', 'Hosted Zone Name, Hosted Zone ID, Resource Record Set Name, Resource Record Set Type, Reason'],
    ['L4dfs2Q4C6', 'AWS Lambda VPC-enabled Functions without Multi-AZ Redundancy', 'function', 'yellow 4', 'Status, Region, Function ARN, VPC ID, Average Daily Invokes, Last Refresh Time'],
    ['xuy7H1avtl', 'Amazon Aurora DB Instance Accessibility', 'aurora-cluster', 'ok', 'Status, Region, Cluster, Public DB Instances, Private DB Instances, Reason'],
    ['wuy7G1zxql', 'Amazon EC2 Availability Zone Balance', 'account-region', 'ok', 'Region, Instances in Zone a, Instances in Zone b, Instances in Zone c, Status, Reason'],
    ['BueAdJ7NrP', 'Amazon S3 Bucket Logging', 'bucket', 'ok', 'Region, Bucket Name, Target Name, Target Exists, Same Owner, Write Enabled, Status, Reason'],
    ['H7IgTzjTYb', 'Amazon EBS Snapshots', 'ebs-volume', 'red 40', 'Region, Volume ID, Volume Name, Snapshot ID, Snapshot Name, Snapshot Age, Volume Attachment, Status, Reason',
      'Compares volumes with the age of their newest snapshot.<ul><li><b>Yellow</b>: 7 to 30 days old.</li><li><b>Red</b>: older, or none at all.</li></ul>'],
    ['ECHdfsQ402', 'Amazon ElastiCache Multi-AZ clusters', 'elasticache', 'ok', 'Status, Region, Cluster Name, Last Updated Time'],
    ['c1qf5bt026', 'Amazon RDS synchronous_commit parameter is turned off', 'rds-instance', 'ok', 'Status, Region, Resource, Parameter Name, Recommended Value, Last Updated Time'],
  ],
  performance: [
    ['COr6dfpM06', 'AWS Lambda under-provisioned functions for memory size', 'function', 'ok', 'Status, Region/AZ, Function Name, Function Version, Memory Size(MB), Recommended Memory Size(MB), Lookback Period (days), Performance Risk, Last Updated Time'],
    ['j3DFqYTe29', 'Large Number of EC2 Security Group Rules Applied to an Instance', 'ec2-instance', 'ok', 'Region, Instance ID, Instance Name, VPC ID, Total Inbound Rules, Total Outbound Rules'],
    ['796d6f3D83', 'CloudFront Content Delivery Optimization', 'bucket', 'ok', 'Region, Bucket Name, S3 Storage (GB), Data Transfer Out (GB), Ratio of Transfer to Storage, Status'],
    ['Bh2xRR2FGH', 'Amazon EC2 to EBS Throughput Optimization', 'ec2-instance', 'ok', 'Region, Instance ID, Instance Type, Status, Time Near Maximum'],
    ['tfg86AVHAZ', 'Large Number of Rules in an EC2 Security Group', 'security-group', 'ok', 'Region, Security Group Name, Group ID, Description, Instance Count, VPC ID, Total Inbound Rules, Total Outbound Rules'],
    ['k3J2hns32g', 'Overutilized Amazon EBS Magnetic Volumes', 'ebs-volume', 'never', `Region, Volume ID, Volume Name, ${DAYS}, Number of Days Over, Max Daily Median, Status`],
    ['N415c450f2', 'CloudFront Header Forwarding and Cache Hit Ratio', 'cloudfront', 'yellow 3', 'Status, Distribution ID, Distribution Domain Name, Cache Behavior Path Pattern, Headers'],
    ['ZRxQlPsb6c', 'High Utilization Amazon EC2 Instances', 'ec2-instance', 'yellow 4', `Region/AZ, Instance ID, Instance Name, Instance Type, ${DAYS}, 14-Day Average CPU Utilization, Number of Days over 90% CPU Utilization`,
      'Finds instances above <b>90 % CPU</b> on four or more of the last 14 days.'],
    ['c1qf5bt025', 'Amazon RDS autovacuum parameter is turned off', 'rds-instance', 'yellow 2', 'Status, Region, Resource, Parameter Name, Recommended Value, Last Updated Time'],
  ],
  operational_excellence: [
    ['c1qf5bt004', 'Amazon RDS Enhanced Monitoring is turned off', 'rds-instance', 'yellow 3', 'Status, Region, Resource, Recommended Value, Engine Name, Last Updated Time'],
    ['c1qf5bt010', 'Amazon RDS DB instances in the clusters with heterogeneous parameter groups', 'aurora-cluster', 'ok', 'Status, Region, Resource, Recommended Value, Engine Name, Last Updated Time'],
    ['c1qf5bt027', 'Amazon RDS track_counts parameter is turned off', 'rds-instance', 'ok', 'Status, Region, Resource, Parameter Name, Recommended Value, Last Updated Time'],
  ],
}

/**
 * Checks that AWS refreshes automatically, from configuration rules (`c18…`) and security standards. Each kind has the
 * same columns.
 */
// prettier-ignore
export const AUTOMATIC: Readonly<Record<string, readonly (readonly [id: string, name: string, kind: KindName, outcome: Outcome])[]>> = {
  cost_optimizing: [
    ['c18d2gz100', 'Amazon S3 Bucket Lifecycle Policy Configured', 'bucket', 'yellow 15'],
    ['c18d2gz150', 'Amazon EC2 Instances Stopped', 'ec2-instance', 'yellow 3'],
    ['c18d2gz171', 'Amazon S3 version-enabled buckets without lifecycle policies configured', 'bucket', 'ok'],
  ],
  security: [
    ['c18d2gz186', 'Amazon CloudWatch Log Group retention period', 'log-group', 'hidden 3'],
    ['Hs4Ma3G108', 'CloudTrail trails should be integrated with Amazon CloudWatch Logs', 'trail', 'ok'],
    ['Hs4Ma3G109', 'CloudTrail log file validation should be enabled', 'trail', 'ok'],
    ['Hs4Ma3G114', 'Remove unused Secrets Manager secrets', 'secret', 'yellow 8'],
    ['Hs4Ma3G121', 'EBS default encryption should be enabled', 'account-region', 'red 1'],
    ['Hs4Ma3G122', 'VPC flow logging should be enabled in all VPCs', 'vpc', 'yellow 2'],
    ['Hs4Ma3G124', 'EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)', 'ec2-instance', 'red 12'],
    ['Hs4Ma3G131', 'Lambda function policies should prohibit public access', 'function', 'ok'],
    ['Hs4Ma3G135', 'AWS KMS keys should not be deleted unintentionally', 'kms-key', 'ok'],
    ['Hs4Ma3G136', 'Amazon SQS queues should be encrypted at rest', 'sqs-queue', 'ok'],
    ['Hs4Ma3G140', 'IAM root user access key should not exist', 'account', 'ok'],
    ['Hs4Ma3G142', 'Hardware MFA should be enabled for the root user', 'account', 'ok'],
    ['Hs4Ma3G144', 'Unused IAM user credentials should be removed', 'iam-user', 'yellow 4'],
    ['Hs4Ma3G170', 'S3 Block Public Access setting should be enabled', 'bucket', 'ok'],
    ['Hs4Ma3G171', 'S3 buckets should prohibit public read access', 'bucket', 'ok'],
    ['Hs4Ma3G175', 'CodeBuild project environment variables should not contain clear text credentials', 'codebuild', 'ok'],
    ['Hs4Ma3G179', 'SNS topics should be encrypted at-rest using AWS KMS', 'sns-topic', 'hidden 1'],
    ['Hs4Ma3G188', 'GuardDuty should be enabled', 'account-region', 'ok'],
    ['Hs4Ma3G190', 'RDS clusters should have deletion protection enabled', 'aurora-cluster', 'ok'],
    ['Hs4Ma3G207', 'EC2 subnets should not automatically assign public IP addresses', 'subnet', 'ok'],
    ['Hs4Ma3G216', 'ECR repositories should have at least one lifecycle policy configured', 'ecr-repository', 'yellow 6'],
    ['Hs4Ma3G225', 'OpenSearch domains should have encryption at rest enabled', 'opensearch', 'ok'],
    ['Hs4Ma3G253', 'EKS clusters should run on a supported Kubernetes version', 'eks-cluster', 'ok'],
    ['Hs4Ma3G293', 'Step Functions state machines should have logging turned on', 'state-machine', 'ok'],
  ],
  fault_tolerance: [
    ['c18d2gz101', 'Amazon EC2 AutoScaling Group Multiple Availability Zone', 'asg', 'ok'],
    ['c18d2gz106', 'Amazon EBS Not Included in AWS Backup Plan', 'ebs-volume', 'yellow 8'],
    ['c18d2gz112', 'Amazon CloudFront Origin Failover', 'cloudfront', 'yellow 3'],
    ['c18d2gz119', 'Amazon S3 Bucket Replication Not Enabled', 'bucket', 'hidden 2'],
    ['c18d2gz138', 'Amazon DynamoDB Point-in-time Recovery', 'dynamodb-table', 'yellow 6'],
    ['c18d2gz178', 'Amazon ElastiCache Redis clusters Automatic Backup', 'elasticache', 'ok'],
    ['c18d2gz182', 'AWS Lambda Functions without a dead-letter queue configured', 'function', 'yellow 11'],
    ['c18d2gz183', 'Amazon OpenSearch Service domains with less than three data nodes', 'opensearch', 'ok'],
  ],
  performance: [
    ['c18d2gz136', 'Amazon DynamoDB Auto Scaling Not Enabled', 'dynamodb-table', 'ok'],
    ['c18d2gz142', 'Amazon EBS Optimization Not Enabled', 'ec2-instance', 'ok'],
  ],
  operational_excellence: [
    ['c18d2gz109', 'Amazon CloudWatch Alarm action is disabled', 'alarm', 'yellow 5'],
    ['c18d2gz110', 'Amazon CloudFront Access Log Configured', 'cloudfront', 'ok'],
    ['c18d2gz111', 'AWS CloudFormation Stack Notification', 'stack', 'ok'],
    ['c18d2gz113', 'AWS CodeBuild Project Logging', 'codebuild', 'ok'],
    ['c18d2gz122', 'Amazon VPC Without Flow Logs', 'vpc', 'yellow 2'],
    ['c18d2gz125', 'Amazon API Gateway Not Logging Execution Logs', 'api-stage', 'yellow 7'],
    ['c18d2gz155', 'RDS DB Instance Automatic Minor Version Upgrade Check', 'rds-instance', 'ok'],
    ['c18d2gz168', 'Elastic Load Balancing Deletion Protection Not Enabled for Load Balancers', 'alb', 'ok'],
    ['c18d2gz174', 'AWS Fargate platform version is not latest', 'ecs-service', 'ok'],
  ],
}

/** Service quotas and their usage. Most are far from being reached. */
// prettier-ignore
export const LIMITS: readonly (readonly [id: string, name: string, service: string, limit: string, amount: number, outcome: Outcome, perAccount?: true])[] = [
  ['fW7HH0l7J9', 'Auto Scaling Groups', 'AutoScaling', 'Auto Scaling groups', 500, 'ok'],
  ['gW7HH0l7J9', 'CloudFormation Stacks', 'CloudFormation', 'Stacks', 2000, 'ok'],
  ['6gtQddfEw6', 'DynamoDB Read Capacity', 'DynamoDB', 'Provisioned read capacity', 80_000, 'ok'],
  ['c5ftjdfkMr', 'DynamoDB Write Capacity', 'DynamoDB', 'Provisioned write capacity', 80_000, 'ok'],
  ['eI7KK0l7J9', 'EBS Active Snapshots', 'EBS', 'Active snapshots', 100_000, 'ok'],
  ['dH7RR0l6J3', 'EBS General Purpose SSD (gp3) Volume Storage', 'EBS', 'General Purpose SSD (gp3) volume storage (TiB)', 300, 'ok'],
  ['0Xc6LMYG8P', 'EC2 On-Demand Instances', 'EC2', 'On-Demand instances', 1280, 'yellow 1'],
  ['lN7RR0l7J9', 'EC2-VPC Elastic IP Address', 'VPC', 'Elastic IP addresses', 5, 'yellow 1'],
  ['EM8b3yLRTr', 'ELB Application Load Balancers', 'ELB', 'Application load balancers', 50, 'ok'],
  ['iK7OO0l7J9', 'ELB Classic Load Balancers', 'ELB', 'Classic load balancers', 20, 'yellow 1'],
  ['nO7SS0l7J9', 'IAM Instance Profiles', 'IAM', 'Instance profiles', 1000, 'ok', true],
  ['oQ7TT0l7J9', 'IAM Roles', 'IAM', 'Roles', 1000, 'yellow 1', true],
  ['rT7WW0l7J9', 'IAM Server Certificates', 'IAM', 'Server certificates', 20, 'red 1', true],
  ['bW7HH0l7J9', 'Kinesis Shards per Region', 'Kinesis', 'Shards per region', 500, 'ok'],
  ['gjqMBn6pjz', 'RDS Clusters', 'RDS', 'Clusters', 40, 'ok'],
  ['XG0aXHpIEt', 'RDS DB Instances', 'RDS', 'DB instances', 40, 'yellow 1'],
  ['dV84wpqRUs', 'RDS DB Manual Snapshots', 'RDS', 'Manual snapshots', 100, 'ok'],
  ['dx3xfcdfMr', 'Route 53 Hosted Zones', 'Route53', 'Hosted zones', 500, 'ok', true],
  ['hJ7NN0l7J9', 'SES Daily Sending Quota', 'SES', 'Daily sending quota', 200_000, 'ok'],
  ['jL7PP0l7J9', 'VPC', 'VPC', 'VPCs', 5, 'red 2'],
  ['kM7QQ0l7J9', 'VPC Internet Gateways', 'VPC', 'Internet gateways', 5, 'red 1'],
]
