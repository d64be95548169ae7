import type { CloudTrailRecord, Reading } from "./activity.ts";
import { firstTime } from "./event-time.ts";
import { hashRecord } from "./record-hash.ts";
import { unreadable } from "./unreadable.ts";

const longestText = 512;
const roleArn = /^arn:[^:]+:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/;

/**
 * On GuardDuty's scale: a role that everybody may assume is nearly an incident, one more account is to be looked at.
 */
const severityOfPublic = 8;
const severityOfOtherAccount = 5;

/**
 * Reads the EventBridge event of an external access finding: somebody outside may assume a role. It is told of the
 * role. Findings about what is no identity, and findings that are settled, are refused with the reason.
 * Shape: IAM user guide, "Monitoring IAM Access Analyzer with Amazon EventBridge".
 */
export function readAccessFinding(envelope: CloudTrailRecord): Reading[] {
  const detail = (envelope["detail"] ?? {}) as CloudTrailRecord;
  const { resource, status, resourceType, isPublic, id, region } = detail;
  if (resourceType !== "AWS::IAM::Role" || status !== "ACTIVE" || detail["isDeleted"] === true) {
    return [unreadable("not-an-event", "Only active findings of Access Analyzer about IAM roles are read.", envelope)];
  }
  const arn = typeof resource === "string" ? resource.slice(0, longestText) : "";
  const [, account, roleName] = roleArn.exec(arn) ?? [];
  const timeMs = firstTime(detail["updatedAt"], detail["createdAt"], envelope["time"]);
  if (account === undefined || timeMs === undefined) {
    const wanted = "A finding of Access Analyzer needs a role's ARN in detail.resource and a time in detail.updatedAt.";
    return [unreadable(account === undefined ? "not-an-event" : "bad-event-time", wanted, envelope)];
  }
  return [
    {
      kind: "notice",
      notice: {
        noticeId: typeof id === "string" && id !== "" ? id.slice(0, longestText) : `none-${hashRecord(envelope)}`,
        timeMs,
        accountId: account,
        region: typeof region === "string" ? region.slice(0, longestText) : "",
        source: "access-analyzer",
        type: isPublic === true ? "a role that everybody may assume" : "a role that somebody outside may assume",
        severity: isPublic === true ? severityOfPublic : severityOfOtherAccount,
        accessKeyId: undefined,
        principalId: undefined,
        userName: roleName,
        userType: "Role",
        principalArn: arn,
      },
    },
  ];
}
