import { type EventPattern, RuleTargetInput } from "aws-cdk-lib/aws-events";

/** Only AWS may use a source that begins so: without it, whoever may put events could accuse any identity. */
const fromAws = { source: [{ prefix: "aws." }] as unknown as string[] };

/**
 * CloudTrail's own events on a bus. `Service Event` covers what AWS does on its own, such as deleting a key it expired.
 */
export const cloudTrailEvents: EventPattern = {
  ...fromAws,
  detailType: ["AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail", "AWS Service Event via CloudTrail"],
};

/**
 * What a target gets of a CloudTrail event: the record without EventBridge's envelope, a seventh less to send and
 * parse.
 */
export const theRecordAlone = RuleTargetInput.fromEventPath("$.detail");

export const guardDutyFindings: EventPattern = { source: ["aws.guardduty"], detailType: ["GuardDuty Finding"] };

/** Somebody outside may assume a role, as Access Analyzer found; it needs an analyzer in the account. */
export const roleAccessFindings: EventPattern = {
  source: ["aws.access-analyzer"],
  detailType: ["Access Analyzer Finding"],
  detail: { resourceType: ["AWS::IAM::Role"], status: ["ACTIVE"] },
};

/** AWS found a credential in public or thinks so, or quarantined it: AWS_RISK_CREDENTIALS_EXPOSED and its kin. */
export const exposedCredentials: EventPattern = {
  source: ["aws.health"],
  detailType: ["AWS Health Event"],
  detail: {
    service: ["RISK"],
    eventTypeCode: [{ prefix: "AWS_RISK_CREDENTIALS" }, { prefix: "AWS_RISK_IAM_QUARANTINE" }],
  },
};

const exists = [{ exists: true }];
const absent = [{ exists: false }];
const issuer = (present: object[]) => ({ sessionContext: { sessionIssuer: { principalId: present } } });

/**
 * CloudTrail's events in three disjoint parts, each with the path of its partition key, so that all events of a role
 * come in order from one shard. A path that an event lacks is undocumented, hence the parts. The role's id is in the
 * session issuer: the `principalId` of a session holds the session's name and would spread one role over the shards.
 */
export const partitionedCloudTrailEvents = [
  {
    id: "OfRoles",
    pattern: { ...cloudTrailEvents, detail: { userIdentity: issuer(exists) } },
    partitionKeyPath: "$.detail.userIdentity.sessionContext.sessionIssuer.principalId",
  },
  {
    id: "OfOtherPrincipals",
    pattern: { ...cloudTrailEvents, detail: { userIdentity: { ...issuer(absent), principalId: exists } } },
    partitionKeyPath: "$.detail.userIdentity.principalId",
  },
  {
    id: "OfNobody",
    pattern: { ...cloudTrailEvents, detail: { userIdentity: { ...issuer(absent), principalId: absent } } },
    partitionKeyPath: "$.id",
  },
] as const satisfies readonly { id: string; pattern: EventPattern; partitionKeyPath: string }[];
