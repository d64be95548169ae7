import { names } from "../../contract/names.ts";
import type { ContainmentTarget, PrincipalTarget } from "../../domain/response/decision.ts";
import { trustDenyOf } from "../../domain/response/policies/deny-trust.ts";
import { pinInstanceLocation } from "../../domain/response/policies/pin-instance-location.ts";
import { policyDocument, policyText } from "../../domain/response/policies/policy-document.ts";
import { denyCertificate, denySession } from "../../domain/response/policies/session-policy.ts";
import { isResourceTarget, type ResourceTarget, resourceArn } from "../../domain/response/resource-target.ts";
import { instanceIdOf, refusedOf } from "../../domain/response/target-text.ts";
import { IamError } from "../account/iam-error.ts";
import { agentSessionArn, resourceAt } from "../account/service-resources.ts";
import type { SimulatedAccount } from "../account/simulated-account.ts";

/** What an account itself says of a containment. */
export interface Standing {
  readonly inEffect: boolean;
  /** For people. */
  readonly statement: string;
  /** Sessions from then on are new ones; milliseconds since 1970. */
  readonly cutOffMs?: number;
}

/** Asks the account whether what a playbook was to leave there is there. */
export function whatStands(account: SimulatedAccount, target: ContainmentTarget, nowMs: number): Standing {
  if (isResourceTarget(target)) return resourceStands(account, target);
  switch (target.playbook) {
    case "disable-access-key": {
      const { AccessKeyMetadata: keys } = account.iam("listAccessKeys", { UserName: target.userName }, nowMs) as {
        readonly AccessKeyMetadata: readonly { readonly AccessKeyId: string; readonly Status: string }[];
      };
      const status = keys.find(({ AccessKeyId }) => AccessKeyId === target.accessKeyId)?.Status ?? "gone";
      const statement = `access key ${target.accessKeyId} of user ${target.userName} is ${status}`;
      return { inEffect: status === "Inactive", statement };
    }
    case "disable-service-credential": {
      const { ServiceSpecificCredentials: held } = account.iam(
        "listServiceSpecificCredentials",
        { UserName: target.userName },
        nowMs,
      ) as { readonly ServiceSpecificCredentials: readonly Readonly<Record<string, string>>[] };
      const id = target.serviceSpecificCredentialId;
      const status = held.find((one) => one["ServiceSpecificCredentialId"] === id)?.["Status"] ?? "gone";
      const statement = `service-specific credential ${id} of user ${target.userName} is ${status}`;
      return { inEffect: status === "Inactive", statement };
    }
    case "pin-instance-location": {
      const instanceId = instanceIdOf(target.instanceArn);
      const document = rolePolicy(account, target.roleName, `${names.pinnedInstancePolicy}${instanceId}`, nowMs);
      const inEffect = document === policyText(pinInstanceLocation(target));
      const does = inEffect ? "denies everything to" : "has no policy that pins";
      const statement = `role ${target.roleName} ${does} the credentials of ${instanceId} away from it`;
      return { inEffect, statement };
    }
    case "deny-role-session": {
      const document = rolePolicy(account, target.roleName, names.deniedSessionsPolicy, nowMs);
      const inEffect = document?.includes(JSON.stringify(target.principalId)) === true;
      const does = inEffect ? "denies everything to" : "has no policy that denies";
      return { inEffect, statement: `role ${target.roleName} ${does} the session ${target.principalId}` };
    }
    case "revoke-role-sessions": {
      const document = rolePolicy(account, target.roleName, names.revokePolicy, nowMs);
      const cutOff = /"aws:TokenIssueTime":"([^"]+)"/.exec(document ?? "")?.[1];
      if (cutOff === undefined) {
        return { inEffect: false, statement: `role ${target.roleName} has no policy that revokes its sessions` };
      }
      const statement = `role ${target.roleName} denies everything to sessions issued before ${cutOff}`;
      return { inEffect: true, statement, cutOffMs: Date.parse(cutOff) };
    }
    case "revoke-user-sessions":
      return attached(account, target, names.denyTemporarySessionsPolicy, nowMs);
    case "quarantine-user":
    case "quarantine-role":
      return attached(account, target, names.denyAllPolicy, nowMs);
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal": {
      const { Role: role } = account.iam("getRole", { RoleName: target.roleName }, nowMs) as {
        readonly Role: { readonly AssumeRolePolicyDocument: string };
      };
      const { Sid: sid, Condition: condition = {} } = trustDenyOf(target);
      const wanted = Object.values(condition).flatMap((keys) => Object.values(keys).flat());
      const document = decodeURIComponent(role.AssumeRolePolicyDocument);
      const inEffect = document.includes(`"${sid}`) && wanted.every((value) => document.includes(`"${value}"`));
      const does = inEffect ? "denies" : "does not deny";
      return { inEffect, statement: `the trust of role ${target.roleName} ${does} ${refusedOf(target)}` };
    }
  }
}

function attached(account: SimulatedAccount, target: PrincipalTarget, policy: string, nowMs: number): Standing {
  const [principal, answer] =
    "roleName" in target
      ? [`role ${target.roleName}`, account.iam("listAttachedRolePolicies", { RoleName: target.roleName }, nowMs)]
      : [`user ${target.userName}`, account.iam("listAttachedUserPolicies", { UserName: target.userName }, nowMs)];
  const inEffect = JSON.stringify(answer).includes(`${names.rolePath}${policy}"`);
  return { inEffect, statement: `${policy} is ${inEffect ? "" : "not "}attached to ${principal}` };
}

function rolePolicy(
  account: SimulatedAccount,
  RoleName: string,
  PolicyName: string,
  nowMs: number,
): string | undefined {
  try {
    const { PolicyDocument: document } = account.iam("getRolePolicy", { RoleName, PolicyName }, nowMs);
    return decodeURIComponent(String(document));
  } catch (error) {
    if (error instanceof IamError && error.code === "NoSuchEntity") return undefined;
    throw error;
  }
}

function resourceStands(account: SimulatedAccount, target: ResourceTarget): Standing {
  const state = account.state();
  switch (target.playbook) {
    case "stop-function": {
      const reserved = resourceAt(state, "function", resourceArn(target))?.reserved;
      const statement = `function ${target.functionName} may run ${reserved ?? "any number of"} invocations at once`;
      return { inEffect: reserved === 0, statement };
    }
    case "recycle-function": {
      const description = resourceAt(state, "function", resourceArn(target))?.description ?? "";
      const inEffect = /\[NHI Warden [\w-]{1,16}\]$/.test(description);
      return { inEffect, statement: `function ${target.functionName} was ${inEffect ? "" : "not "}recycled` };
    }
    case "isolate-instance": {
      const { instanceId, securityGroupId } = target;
      const all = [...state.resources.values()].filter((one) => one.kind === "network-interface");
      const groups = all.filter((one) => one.instanceId === instanceId).flatMap((one) => one.groups);
      const statement = `instance ${instanceId} has the security groups ${groups.join(", ") || "of no interface"}`;
      return { inEffect: groups.length > 0 && groups.every((group) => group === securityGroupId), statement };
    }
    case "swap-instance-profile": {
      const profile = resourceAt(state, "profile-association", resourceArn(target))?.profileArn;
      const statement = `instance ${target.instanceId} has the profile ${profile ?? "of none"}`;
      return { inEffect: profile?.endsWith(`${names.rolePath}${names.quarantinedInstance}`) === true, statement };
    }
    case "disable-trust-profile": {
      const enabled = resourceAt(state, "trust-profile", resourceArn(target))?.enabled;
      const statement = `profile ${target.profileId} is ${enabled === undefined ? "gone" : enabled ? "enabled" : "disabled"}`;
      return { inEffect: enabled === false, statement };
    }
    case "restrict-trust-profile": {
      const policy = resourceAt(state, "trust-profile", resourceArn(target))?.sessionPolicy ?? "";
      const { Statement: denied } = denyCertificate(target.certificateName, policyDocument());
      const inEffect = denied.every(({ Condition }) => policy.includes(JSON.stringify(Condition)));
      const does = inEffect ? "denies everything to" : "does not deny";
      return { inEffect, statement: `profile ${target.profileId} ${does} certificate ${target.certificateName}` };
    }
    case "stop-agent-session": {
      const arn = agentSessionArn(resourceArn(target), target.endpointName, target.agentSessionId);
      const status = resourceAt(state, "agent-session", arn)?.status ?? "gone";
      return { inEffect: status !== "RUNNING", statement: `agent session ${target.agentSessionId} is ${status}` };
    }
    case "stop-task": {
      const status = resourceAt(state, "task", resourceArn(target))?.status ?? "gone";
      return { inEffect: status !== "RUNNING", statement: `task ${target.taskId} is ${status}` };
    }
    case "rotate-secret": {
      const versions = Object.entries(resourceAt(state, "secret", resourceArn(target))?.versions ?? {});
      const inEffect = versions.some(([, labels]) => labels.includes("AWSPREVIOUS"));
      const has = inEffect ? "has a version before the current one" : "was not rotated";
      return { inEffect, statement: `secret ${target.secretId} ${has}` };
    }
    case "restrict-pod-identity": {
      const policy = resourceAt(state, "pod-identity", resourceArn(target))?.policy;
      const inEffect = policy === policyText(denySession);
      const does = inEffect ? "denies everything to" : "does not deny everything to";
      return { inEffect, statement: `association ${target.associationId} ${does} its pods` };
    }
  }
}
