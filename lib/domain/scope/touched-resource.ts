/** Sorts of things that an activity can touch. Closed, because contracts and rules name them; the rest is `other`. */
export const resourceClasses = [
  "s3-bucket",
  "s3-object",
  "s3-access-point",
  "secret",
  "parameter",
  "ssm-document",
  "dynamodb-table",
  "lambda-function",
  "lambda-layer",
  "iam-role",
  "iam-user",
  "iam-group",
  "iam-policy",
  "iam-instance-profile",
  "iam-provider",
  "kms-key",
  "ec2-instance",
  "ec2-volume",
  "ec2-snapshot",
  "ec2-image",
  "ec2-security-group",
  "ec2-key-pair",
  "ec2-launch-template",
  "vpc",
  "subnet",
  "sqs-queue",
  "sns-topic",
  "state-machine",
  "bedrock-model",
  "bedrock-agent",
  "bedrock-knowledge-base",
  "bedrock-guardrail",
  "ecr-repository",
  "log-group",
  "rds-instance",
  "rds-cluster",
  "rds-snapshot",
  "redshift-cluster",
  "eks-cluster",
  "ecs-cluster",
  "ecs-service",
  "ecs-task",
  "trail",
  "detector",
  "build-project",
  "stack",
  "stream",
  "file-system",
  "event-rule",
  "glue-database",
  "glue-table",
  "search-domain",
  "certificate",
  "load-balancer",
  "other",
] as const;

export type ResourceClass = (typeof resourceClasses)[number];

/** One thing that an activity touches. Its texts are the caller's, bounded but not escaped. */
export interface TouchedResource {
  /** As people call it: `orders` for a table, `bucket/key` for an object, `prod/db` for a secret. */
  readonly name: string;
  /** Where the record gives it, or where the name, account and region leave no doubt about it. */
  readonly arn?: string;
  readonly class: ResourceClass;
  /** `key=value` each, where an inventory knows them; records do not. */
  readonly tags?: readonly string[];
}
