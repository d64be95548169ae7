import { refusedText, type TakeMemberRole, type TakeRole } from "../../app/take-role.ts";
import { memberStackName, names } from "../../contract/names.ts";

interface MemberRolesParts {
  readonly takeRole: TakeRole;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Of the deployment; the members' roles ask for it. */
  readonly externalId: string;
}

/** Longer than a function lives, so that no credentials have to be got anew. */
const seconds = 1_800;

/** STS takes 64 characters as a session's name and as a source identity. */
const longestName = 64;

/** Takes the roles that `MemberStack` makes in member accounts. */
export const memberRoles =
  ({ takeRole, partition, externalId }: MemberRolesParts): TakeMemberRole =>
  async ({ accountId, roleName, purpose }) => {
    const taken = await takeRole({
      roleArn: `arn:${partition}:iam::${accountId}:role${names.rolePath}${roleName}`,
      sessionName: `${names.sessionPrefix}${purpose}`.slice(0, longestName),
      sourceIdentity: purpose.slice(0, longestName),
      externalId,
      seconds,
    });
    if (!("refused" in taken)) return taken;
    return { why: refusedText(taken, { roleName, stackName: memberStackName, accountId }) };
  };
