/** What an action is able to do, from the defender's side. */
export type ActionClass =
  | "read"
  | "reconnaissance"
  | "write"
  | "data"
  | "credential"
  | "privilege"
  | "persistence"
  | "defence"
  | "exfiltration"
  | "impact";

/** How much a class weighs when an action is unusual: plain reads least, what gives or hides power most. */
export const classWeight: Readonly<Record<ActionClass, number>> = {
  read: 0.5,
  reconnaissance: 0.8,
  write: 1,
  data: 1.2,
  impact: 1.6,
  exfiltration: 1.8,
  credential: 2,
  privilege: 2,
  persistence: 2,
  defence: 2,
};

/** Classes whose actions can harm by themselves. */
export const isSensitive = (actionClass: ActionClass): boolean => classWeight[actionClass] >= 1.2;

/**
 * By whole action, for those whose verb says too little. From the services' API references and ATT&CK's cloud matrix.
 */
const byAction: Readonly<Record<string, ActionClass>> = {
  "sts:GetCallerIdentity": "reconnaissance",
  "sts:AssumeRole": "write",
  "sts:GetSessionToken": "credential",
  "sts:GetFederationToken": "credential",
  "signin:ConsoleLogin": "credential",
  "signin:GetSigninToken": "credential",
  "secretsmanager:GetSecretValue": "credential",
  "secretsmanager:BatchGetSecretValue": "credential",
  "ssm:GetParameter": "credential",
  "ssm:GetParameters": "credential",
  "ssm:GetParametersByPath": "credential",
  "ec2:GetPasswordData": "credential",
  "rds:DownloadDBLogFilePortion": "data",
  "ec2:DescribeInstanceAttribute": "reconnaissance",
  "s3:ListBuckets": "reconnaissance",
  "s3:GetObject": "data",
  "s3:PutBucketPolicy": "exfiltration",
  "s3:PutBucketAcl": "exfiltration",
  "s3:PutBucketReplication": "exfiltration",
  "s3:DeleteBucket": "impact",
  "s3:DeleteObjects": "impact",
  "dynamodb:Scan": "data",
  "dynamodb:ExportTableToPointInTime": "exfiltration",
  "ec2:ModifySnapshotAttribute": "exfiltration",
  "ec2:ModifyImageAttribute": "exfiltration",
  "rds:ModifyDBSnapshotAttribute": "exfiltration",
  "ec2:AuthorizeSecurityGroupIngress": "persistence",
  "ec2:RunInstances": "impact",
  "ec2:TerminateInstances": "impact",
  "ec2:ImportKeyPair": "persistence",
  "ec2:CreateKeyPair": "persistence",
  "ec2:EnableSerialConsoleAccess": "persistence",
  "ssm:SendCommand": "privilege",
  "ssm:StartSession": "privilege",
  "ssm:DescribeInstanceInformation": "reconnaissance",
  "kms:ScheduleKeyDeletion": "impact",
  "kms:DisableKey": "impact",
  "kms:PutKeyPolicy": "privilege",
  "kms:CreateGrant": "write",
  "organizations:LeaveOrganization": "defence",
  "ecr:SetRepositoryPolicy": "exfiltration",
  "bedrock:InvokeModel": "data",
  "bedrock:InvokeModelWithResponseStream": "data",
  "codebuild:BatchGetProjects": "reconnaissance",
};

/** By service and the verb the action's name begins with; the first that fits counts. */
const byVerb: readonly (readonly [services: RegExp, verbs: RegExp, actionClass: ActionClass])[] = [
  [
    /^(cloudtrail|guardduty|config|securityhub|access-analyzer|inspector2|macie2)$/,
    /^(Delete|Stop|Disable|Update|Put|Disassociate|Archive)/,
    "defence",
  ],
  [/^(events|logs)$/, /^(Delete|Disable|Remove)/, "defence"],
  [
    /^iam$/,
    /^(CreateAccessKey|CreateLoginProfile|UpdateLoginProfile|CreateServiceSpecific|ResetServiceSpecific|UploadSSH|UploadSigning|ChangePassword|UpdateAccessKey)/,
    "credential",
  ],
  [
    /^iam$/,
    /^(Attach|Put|AddUserToGroup|CreatePolicyVersion|SetDefaultPolicyVersion|UpdateAssumeRolePolicy|Detach|Delete\w*(Policy|Boundary))/,
    "privilege",
  ],
  [
    /^(iam|sso|sso-admin|identitystore|rolesanywhere)$/,
    /^(Create|Update|Add|Enable|Upload|Import|Provision|Register)/,
    "persistence",
  ],
  [
    /^(iam|sts|organizations|sso|sso-admin|access-analyzer)$/,
    /^(List|Get|Describe|Generate|Simulate)/,
    "reconnaissance",
  ],
  [
    /^lambda$/,
    /^(CreateFunction|UpdateFunction|AddPermission|AddLayerVersionPermission|PublishLayerVersion|CreateEventSourceMapping)/,
    "persistence",
  ],
  [/^ec2-instance-connect$/, /^(SendSSH|SendSerial)/, "persistence"],
  [/^(ec2|s3|rds|dynamodb|kms|secretsmanager|lambda|ecs|eks)$/, /^(Delete|Terminate|Stop)/, "impact"],
];

const readVerb =
  /^(Get|List|Describe|Head|BatchGet|Lookup|Search|Query|Scan|Select|View|Check|Test|Validate|Preview|Estimate)/;

/** The class of an API call, by service (`iam`) and event name (`CreateAccessKey`). */
export function classifyAction(service: string, eventName: string): ActionClass {
  // CloudTrail records Lambda's calls with the API's date: UpdateFunctionCode20150331v2.
  const name = eventName.replace(/\d{8}(v\d)?$/, "");
  const exact = byAction[`${service}:${name}`];
  if (exact !== undefined) return exact;
  const found = byVerb.find(([services, verbs]) => services.test(service) && verbs.test(name));
  if (found !== undefined) return found[2];
  return readVerb.test(name) ? "read" : "write";
}
