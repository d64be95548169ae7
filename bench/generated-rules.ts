import type { RuleDocument } from "../lib/domain/detection/rules.ts";
import { type Random, seededRandom } from "../lib/local/organisation/random.ts";

type Selection = Record<string, unknown>;

/** Calls that accounts make in masses, and that rules seldom name: 2 of the 802 that the comment below speaks of. */
const massCalls: Readonly<Record<string, string>> = {
  dynamodb: "GetItem PutItem Query UpdateItem",
  sqs: "SendMessage ReceiveMessage",
  s3: "PutObject GetObject",
  kms: "GenerateDataKey Decrypt",
};
/** Other calls, and what calls of the service carry. */
const services: Readonly<Record<string, readonly [events: string, parameters: string]>> = {
  dynamodb: [
    "DeleteItem Scan DeleteTable BatchGetItem DeleteBackup ExportTableToPointInTime UpdateTable " +
      "UpdateContinuousBackups DescribeTable ListTables RestoreTableFromBackup PutResourcePolicy CreateGlobalTable",
    "tableName",
  ],
  sqs: ["DeleteMessage PurgeQueue SetQueueAttributes DeleteQueue AddPermission CreateQueue", "queueUrl queueName"],
  s3: [
    "ListObjects DeleteObject PutBucketPolicy PutBucketAcl DeleteBucket PutBucketLogging " +
      "PutBucketReplication DeleteBucketEncryption PutBucketVersioning PutBucketCors GetBucketAcl ListBuckets " +
      "PutBucketLifecycle DeleteBucketPolicy PutPublicAccessBlock GetBucketPolicy PutBucketWebsite RestoreObject",
    "bucketName key x-amz-acl",
  ],
  sts: [
    "AssumeRole AssumeRoleWithWebIdentity AssumeRoleWithSAML GetCallerIdentity GetFederationToken GetSessionToken " +
      "AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo",
    "roleArn roleSessionName",
  ],
  ec2: [
    "DescribeInstances RunInstances StopInstances TerminateInstances CreateSnapshot ModifySnapshotAttribute CreateVpc " +
      "DeleteFlowLogs CreateKeyPair ImportKeyPair ModifyInstanceAttribute AuthorizeSecurityGroupIngress CopySnapshot " +
      "GetPasswordData CreateImage ModifyImageAttribute DisableEbsEncryptionByDefault CreateNetworkAclEntry " +
      "AttachVolume ReplaceIamInstanceProfileAssociation GetConsoleScreenshot CreateTrafficMirrorSession",
    "instanceType instancesSet.items.instanceId iamInstanceProfile.arn",
  ],
  iam: [
    "ListUsers CreateUser AttachRolePolicy PutRolePolicy UpdateAssumeRolePolicy DeleteRole CreateLoginProfile " +
      "CreateAccessKey UpdateLoginProfile AddUserToGroup DeactivateMFADevice CreateSAMLProvider AttachUserPolicy " +
      "PutUserPolicy CreatePolicyVersion SetDefaultPolicyVersion DeleteAccountPasswordPolicy UploadServerCertificate " +
      "CreateVirtualMFADevice DeleteUserPermissionsBoundary GetAccountAuthorizationDetails CreateInstanceProfile",
    "userName roleName policyArn policyDocument",
  ],
  kms: [
    "Encrypt DisableKey ScheduleKeyDeletion PutKeyPolicy CreateGrant ImportKeyMaterial " +
      "DisableKeyRotation ReplicateKey UpdateAlias DeleteImportedKeyMaterial",
    "keyId encryptionContext",
  ],
  secretsmanager: [
    "GetSecretValue DescribeSecret PutSecretValue DeleteSecret ListSecrets BatchGetSecretValue PutResourcePolicy " +
      "CancelRotateSecret UpdateSecret ReplicateSecretToRegions",
    "secretId versionStage",
  ],
  ssm: [
    "UpdateInstanceInformation GetParametersByPath GetParameter SendCommand StartSession PutParameter CreateDocument " +
      "ModifyDocumentPermission DescribeInstanceInformation CreateAssociation ResumeSession StartAutomationExecution",
    "path name documentName",
  ],
  lambda: [
    "Invoke UpdateFunctionCode20150331v2 CreateFunction20150331 AddPermission20150331v2 DeleteFunction20150331 " +
      "UpdateFunctionConfiguration20150331v2 CreateEventSourceMapping20150331 PublishLayerVersion20181031 " +
      "CreateFunctionUrlConfig GetFunction20150331v2",
    "functionName role",
  ],
  logs: [
    "CreateLogStream DescribeLogGroups DeleteLogGroup PutRetentionPolicy StartQuery DeleteLogStream " +
      "PutSubscriptionFilter DeleteMetricFilter PutDestinationPolicy DeleteSubscriptionFilter CreateExportTask",
    "logGroupName",
  ],
  monitoring: [
    "DescribeAlarms GetMetricStatistics ListMetrics DisableAlarmActions DeleteAlarms SetAlarmState PutMetricAlarm",
    "alarmName namespace",
  ],
  ecs: [
    "DescribeServices RunTask RegisterTaskDefinition ExecuteCommand UpdateService CreateCluster DeleteService " +
      "UpdateClusterSettings StartTask PutAccountSetting",
    "cluster taskDefinition",
  ],
  ecr: [
    "GetAuthorizationToken BatchGetImage PutImage SetRepositoryPolicy DeleteRepository BatchDeleteImage " +
      "PutImageScanningConfiguration PutReplicationConfiguration",
    "repositoryName registryId",
  ],
  rds: [
    "DescribeDBInstances ModifyDBInstance CreateDBSnapshot DeleteDBCluster ModifyDBSnapshotAttribute DeleteDBInstance " +
      "StartExportTask RestoreDBInstanceFromDBSnapshot CopyDBSnapshot ModifyDBClusterSnapshotAttribute",
    "dBInstanceIdentifier engine",
  ],
  bedrock: [
    "InvokeModel Converse PutModelInvocationLoggingConfiguration DeleteGuardrail ListFoundationModels CreateAgent " +
      "PutFoundationModelEntitlement InvokeModelWithResponseStream CreateModelCustomizationJob",
    "modelId",
  ],
  cloudtrail: [
    "LookupEvents UpdateTrail PutEventSelectors DeleteTrail StopLogging PutInsightSelectors DeleteEventDataStore",
    "name trailName",
  ],
  route53: [
    "ListHostedZones ChangeResourceRecordSets CreateHostedZone DisassociateVPCFromHostedZone DeleteHostedZone",
    "hostedZoneId",
  ],
};
const words =
  "admin prod payroll export backup shadow temp legacy vault customer ledger miner tunnel proxy scan dump stage probe";
const agents =
  "kali masscan nuclei python-urllib curl/7 Go-http-client okhttp aws-sdk-perl Boto3/0.9 PowerShell/5 wget";
const errors = "AccessDenied UnauthorizedOperation Client.UnauthorizedOperation ThrottlingException NoSuchBucket";
const kinds = "lambda ec2 ecs eks ci-oidc third-party access-key-user bedrock-agent human";
const classes = "reconnaissance credential privilege persistence defence exfiltration impact";
const signals = "network region user-agent action resource service caller";
const bands = "unseen rare";
const expressions = [
  String.raw`^arn:aws:iam::\d{12}:role/(.*[-_])?WORD`,
  String.raw`(?i)WORD[-_.]?\d{1,3}$`,
  String.raw`\b(WORD|root)\b.*\.(zip|sql|pem)$`,
  "^[a-z]+-WORD-[0-9a-f]{8}",
];

const one = (random: Random, list: string): string => random.pick(list.split(" "));
const some = (random: Random, list: string): string[] =>
  Array.from({ length: random.integer(1, 3) }, () => one(random, list));

/** What a rule asks of a request's parameter. */
function ofParameter(random: Random, parameter: string): Selection {
  const field = `requestParameters.${parameter}`;
  return random.pick([
    () => ({ [`${field}|contains`]: some(random, words) }),
    () => ({ [`${field}|endswith`]: some(random, words).map((word) => `-${word}`) }),
    () => ({ [`${field}|startswith`]: `${one(random, words)}/` }),
    () => ({ [`${field}|contains|all`]: ["2", one(random, words)] }),
    () => ({ [`${field}|re`]: random.pick(expressions).replace("WORD", one(random, words)) }),
    () => ({ [`${field}|fieldref|contains`]: "userIdentity.userName" }),
    () => ({ [field]: [`*${one(random, words)}?${one(random, words)}*`] }),
  ])();
}

/** What a rule asks of the caller, in the record or in what the warden knows. */
function ofCaller(random: Random): Selection {
  return random.pick([
    () => ({ "userAgent|contains": some(random, agents) }),
    () => ({ "userAgent|re|i": `^(${one(random, agents)}|${one(random, words)})[/ ]` }),
    () => ({ "sourceIPAddress|cidr": [`185.${random.integer(0, 255)}.0.0/16`, `45.9.${random.integer(0, 255)}.0/24`] }),
    () => ({ "userIdentity.arn|contains": `:role/${one(random, words)}-${one(random, words)}` }),
    () => ({ "userIdentity.sessionContext.sessionIssuer.userName|endswith": `-${one(random, words)}` }),
    () => ({ errorCode: some(random, errors), "nhi.actionClass": some(random, classes) }),
    () => ({ "nhi.kind": some(random, kinds), "nhi.signals": some(random, signals) }),
    () => ({ "nhi.signals": one(random, signals), "nhi.network.kind": "public" }),
    () => ({ [`nhi.signal.${one(random, signals)}.band`]: one(random, bands), "nhi.activeDays|gte": 7 }),
    () => ({ "nhi.kind": one(random, kinds), "nhi.actionClass": some(random, classes) }),
  ])();
}

const exceptions: readonly Selection[] = [
  { "userIdentity.invokedBy|exists": true },
  { sourceIPAddress: "AWS Internal" },
  { "nhi.contract": "kept" },
  { "nhi.kind": "ci-oidc" },
];

/**
 * In the proportions of the 802 rules for CloudTrail in the collections of SigmaHQ and Suzaku: one in a hundred names
 * no call (half of them a service or how a call's name begins, the others not even that), and one in a hundred a call
 * that is made in masses.
 */
function detectionOf(random: Random): Selection {
  const mass = random.chance(0.01);
  const service = random.pick(Object.keys(mass ? massCalls : services));
  const [events, parameters] = services[service] as readonly [string, string];
  const eventSource = `${service}.amazonaws.com`;
  const call = { eventSource, eventName: some(random, mass ? (massCalls[service] as string) : events) };
  const kind = random.unit();
  let selection = ofCaller(random);
  if (kind < 0.65) {
    const carrying = { ...call, ...ofParameter(random, one(random, parameters)) };
    selection = random.chance(0.3) ? { ...carrying, ...selection } : carrying;
  } else if (kind < 0.99) selection = { ...call, ...selection };
  else if (kind < 0.9925) selection = { eventSource, ...selection };
  else if (kind < 0.995) {
    selection = { eventSource, "eventName|startswith": random.pick(["Put", "Delete", "Create"]), ...selection };
  }
  if (random.chance(0.6)) return { selection, condition: "selection" };
  return { selection, exception: random.pick(exceptions), condition: "selection and not exception" };
}

/** Rules such as people write, the same on every machine. */
export function generatedRules(count: number): RuleDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const content = {
      title: `Generated rule ${index}`,
      logsource: { product: "aws", service: "cloudtrail" },
      detection: detectionOf(seededRandom(600, `rule ${index}`)),
      level: "low",
    };
    return { file: `generated/rule-${index}.yml`, content, line: () => undefined };
  });
}
