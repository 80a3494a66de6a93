# The role that the gateway assumes in an account whose support cases it serves. Use the module once per account:
#
#   module "support_graph" {
#     source           = "./deploy/accounts/terraform"
#     providers        = { aws = aws.data_platform }
#     gateway_role_arn = "arn:aws:iam::111122223333:role/support-graph-gateway"
#     external_id      = "example-corp-support"
#   }

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "gateway_role_arn" {
  description = "The ARN of the role that the gateway runs as."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[-a-z]*:iam::[0-9]{12}:role/.+$", var.gateway_role_arn))
    error_message = "gateway_role_arn must be the ARN of an IAM role."
  }
}

variable "external_id" {
  description = "The externalId of the account in ACCOUNTS_FILE."
  type        = string

  validation {
    condition     = can(regex("^[\\w+=,.@:/-]{2,}$", var.external_id)) && length(var.external_id) <= 1224
    error_message = "external_id must have 2 to 1224 characters: letters, digits and _+=,.@:/-"
  }
}

variable "role_name" {
  description = "The name of the role, the same in all accounts."
  type        = string
  default     = "support-graph"
}

variable "read_only" {
  description = "Whether the gateway may only read."
  type        = bool
  default     = false
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "Gateway"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.gateway_role_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid = "Read"
    actions = [
      "support:DescribeAttachment",
      "support:DescribeAttachmentUploadStatus",
      "support:DescribeCases",
      "support:DescribeCommunications",
      "support:DescribeCreateCaseOptions",
      "support:DescribeServices",
      "support:DescribeSeverityLevels",
      "support:DescribeSupportedLanguages",
      "support:DescribeTrustedAdvisorCheckRefreshStatuses",
      "support:DescribeTrustedAdvisorCheckResult",
      "support:DescribeTrustedAdvisorCheckSummaries",
      "support:DescribeTrustedAdvisorChecks",
      "support:GetAttachmentDownloadLink",
    ]
    # AWS Support has no resource-level permissions.
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "write" {
  statement {
    sid = "Write"
    actions = [
      "support:AddAttachmentsToSet",
      "support:AddCommunicationToCase",
      "support:CompleteAttachmentUpload",
      "support:CreateCase",
      "support:GetAttachmentUploadLinks",
      "support:RefreshTrustedAdvisorCheck",
      "support:ResolveCase",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role" "gateway" {
  name               = var.role_name
  description        = "Lets the AWS Support gateway read and change support cases."
  assume_role_policy = data.aws_iam_policy_document.trust.json
  # The gateway asks for an hour, the most that AWS allows when one role assumes another.
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.gateway.id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policy" "write" {
  count = var.read_only ? 0 : 1

  name   = "write"
  role   = aws_iam_role.gateway.id
  policy = data.aws_iam_policy_document.write.json
}

output "role_arn" {
  description = "The roleArn of the account in ACCOUNTS_FILE."
  value       = aws_iam_role.gateway.arn
}
