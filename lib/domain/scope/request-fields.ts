import type { ResourceClass } from "./touched-resource.ts";

/** A request parameter that names things: a text, a list of texts, or `{ items: [{ item: text }] }`. */
export interface RequestField {
  readonly name: string;
  readonly class: ResourceClass;
  /** Under which key each entry of a set holds the name. */
  readonly item?: string;
}

const field = (name: string, ofClass: ResourceClass, item?: string): RequestField =>
  item === undefined ? { name, class: ofClass } : { name, class: ofClass, item };

const roles = ["roleArn", "iamRoleArn", "executionRoleArn"].map((name) => field(name, "iam-role"));
const byArn = ["resourceArn", "resourceARN"].map((name) => field(name, "other"));
const s3 = [field("bucketName", "s3-bucket")];
const bedrock = [
  field("modelId", "bedrock-model"),
  field("agentId", "bedrock-agent"),
  field("knowledgeBaseId", "bedrock-knowledge-base"),
  field("guardrailIdentifier", "bedrock-guardrail"),
  ...roles,
];
const dynamodb = [field("tableName", "dynamodb-table"), field("tableArn", "dynamodb-table"), ...byArn];
const search = [field("domainName", "search-domain")];
/** EC2's ids tell their own sort; what is written here holds for ids that do not. */
const ec2 = [
  field("instancesSet", "ec2-instance", "instanceId"),
  field("instancesSet", "ec2-image", "imageId"),
  field("instanceId", "ec2-instance"),
  field("volumeSet", "ec2-volume", "volumeId"),
  field("volumeId", "ec2-volume"),
  field("snapshotSet", "ec2-snapshot", "snapshotId"),
  field("snapshotId", "ec2-snapshot"),
  field("sourceSnapshotId", "ec2-snapshot"),
  field("imagesSet", "ec2-image", "imageId"),
  field("imageId", "ec2-image"),
  field("groupId", "ec2-security-group"),
  field("securityGroupIdSet", "ec2-security-group", "groupId"),
  field("keyName", "ec2-key-pair"),
  field("launchTemplateId", "ec2-launch-template"),
  field("vpcId", "vpc"),
  field("subnetId", "subnet"),
];

/** By service, which parameters name what is touched; from the services' API references, as CloudTrail writes them. */
const byService: ReadonlyMap<string, readonly RequestField[]> = new Map([
  ["s3", s3],
  ["s3express", s3],
  ["s3control", [field("bucket", "s3-bucket"), field("name", "s3-access-point")]],
  ["secretsmanager", [field("secretId", "secret"), field("name", "secret"), field("secretIdList", "secret")]],
  [
    "ssm",
    [
      field("instanceId", "ec2-instance"),
      field("instanceIds", "ec2-instance"),
      field("target", "ec2-instance"),
      field("documentName", "ssm-document"),
      field("names", "parameter"),
      field("path", "parameter"),
    ],
  ],
  ["dynamodb", dynamodb],
  ["dax", dynamodb],
  [
    "lambda",
    [
      field("functionName", "lambda-function"),
      field("layerName", "lambda-layer"),
      field("role", "iam-role"),
      field("eventSourceArn", "other"),
    ],
  ],
  [
    "iam",
    [
      field("roleName", "iam-role"),
      field("userName", "iam-user"),
      field("groupName", "iam-group"),
      field("policyArn", "iam-policy"),
      field("instanceProfileName", "iam-instance-profile"),
      field("openIDConnectProviderArn", "iam-provider"),
      field("sAMLProviderArn", "iam-provider"),
    ],
  ],
  ["sts", [field("roleArn", "iam-role")]],
  [
    "kms",
    [
      field("keyId", "kms-key"),
      field("targetKeyId", "kms-key"),
      field("sourceKeyId", "kms-key"),
      field("destinationKeyId", "kms-key"),
    ],
  ],
  ["ec2", ec2],
  ["ec2-instance-connect", [field("instanceId", "ec2-instance")]],
  ["sqs", [field("queueUrl", "sqs-queue"), field("queueName", "sqs-queue")]],
  ["sns", [field("topicArn", "sns-topic"), field("targetArn", "sns-topic"), ...byArn]],
  ["states", [field("stateMachineArn", "state-machine"), field("executionArn", "state-machine"), ...roles]],
  ["bedrock", bedrock],
  ["bedrock-runtime", bedrock],
  ["bedrock-agent", bedrock],
  ["bedrock-agent-runtime", bedrock],
  ["ecr", [field("repositoryName", "ecr-repository")]],
  [
    "logs",
    [field("logGroupName", "log-group"), field("logGroupIdentifier", "log-group"), field("logGroupNames", "log-group")],
  ],
  [
    "rds",
    [
      field("dBInstanceIdentifier", "rds-instance"),
      field("dBClusterIdentifier", "rds-cluster"),
      field("dBSnapshotIdentifier", "rds-snapshot"),
      field("dBClusterSnapshotIdentifier", "rds-snapshot"),
      field("sourceDBSnapshotIdentifier", "rds-snapshot"),
      field("resourceName", "other"),
    ],
  ],
  ["rds-data", [field("resourceArn", "rds-cluster"), field("secretArn", "secret")]],
  ["rdsdata", [field("resourceArn", "rds-cluster"), field("secretArn", "secret")]],
  ["redshift", [field("clusterIdentifier", "redshift-cluster")]],
  ["eks", [field("name", "eks-cluster"), field("clusterName", "eks-cluster"), ...roles]],
  [
    "ecs",
    [
      field("cluster", "ecs-cluster"),
      field("clusterName", "ecs-cluster"),
      field("service", "ecs-service"),
      field("serviceName", "ecs-service"),
      field("task", "ecs-task"),
      field("taskDefinition", "ecs-task"),
      field("taskRoleArn", "iam-role"),
      ...roles,
    ],
  ],
  ["cloudtrail", [field("name", "trail"), field("trailName", "trail"), field("s3BucketName", "s3-bucket")]],
  ["guardduty", [field("detectorId", "detector")]],
  [
    "codebuild",
    [field("projectName", "build-project"), field("project", "build-project"), field("serviceRole", "iam-role")],
  ],
  ["cloudformation", [field("stackName", "stack"), field("roleARN", "iam-role")]],
  ["kinesis", [field("streamName", "stream"), field("streamARN", "stream")]],
  ["firehose", [field("deliveryStreamName", "stream")]],
  ["elasticfilesystem", [field("fileSystemId", "file-system")]],
  ["events", [field("name", "event-rule"), field("rule", "event-rule"), ...roles]],
  ["glue", [field("databaseName", "glue-database"), field("tableName", "glue-table")]],
  ["es", search],
  ["opensearch", search],
  ["acm", [field("certificateArn", "certificate")]],
  ["elasticloadbalancing", [field("loadBalancerArn", "load-balancer"), field("loadBalancerName", "load-balancer")]],
]);

const elsewhere: readonly RequestField[] = [
  ...roles,
  ...byArn,
  field("bucketName", "s3-bucket"),
  field("tableName", "dynamodb-table"),
  field("functionName", "lambda-function"),
  field("secretArn", "secret"),
  field("kmsKeyId", "kms-key"),
];

export const requestFieldsOf = (service: string): readonly RequestField[] => byService.get(service) ?? elsewhere;
