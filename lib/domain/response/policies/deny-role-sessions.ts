import { denyEverything, type PolicyDocument, policyDocument, policySize, policySizes } from "./policy-document.ts";
import { policyValue, policyValues, refuseBeyond } from "./policy-values.ts";

interface DeniedSessions {
  /** `userIdentity.principalId` of each session, all of the same role: `AROA…:name`. It is what `aws:userid` holds. */
  readonly principalIds: readonly string[];
  /** Sessions of these names that are issued at or after it work. Left out: the names stay blocked until released. */
  readonly cutOff?: string;
  /** Characters that the role's other inline policies leave over. */
  readonly room?: number;
}

/**
 * Denies everything to single sessions of a role, named by `aws:userid`; the role's other sessions work on. Some 190
 * characters, and some 45 for each further session; throws where the role has not that much room left.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-userid
 */
export function denyRoleSessions({
  principalIds,
  cutOff,
  room = policySizes.roleInline,
}: DeniedSessions): PolicyDocument {
  const sessions = policyValues("roleSession", principalIds);
  const roles = new Set(sessions.map((session) => session.slice(0, session.indexOf(":"))));
  if (roles.size > 1) {
    throw new Error(
      `The sessions are of ${roles.size} roles, and a role's policy reaches its own alone. Nothing was changed. Make one policy for each role.`,
    );
  }
  const document = policyDocument(
    denyEverything("NhiSession", {
      StringEquals: { "aws:userid": sessions },
      ...(cutOff === undefined ? {} : { DateLessThan: { "aws:TokenIssueTime": policyValue("instant", cutOff) } }),
    }),
  );
  refuseBeyond(policySize(document), room, `A policy that denies ${sessions.length} sessions`);
  return document;
}
