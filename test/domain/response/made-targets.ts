import type { ContainmentTarget, PlaybookName } from "../../../lib/domain/response/decision.ts";

const accountId = "111122223333";
export const principalIds = [
  "AROAEXAMPLEEXAMPLE11:i-0123456789abcdef0",
  "AROAEXAMPLEEXAMPLE11:i-0fedcba9876543210",
] as const;
export const accessKeyId = "AKIAIOSFODNN7EXAMPLE";

/** A target of each playbook, on the role `worker` or the user `backup`. */
export function madeTarget(playbook: PlaybookName): ContainmentTarget {
  switch (playbook) {
    case "disable-access-key":
      return { playbook, accountId, userName: "backup", accessKeyId };
    case "revoke-user-sessions":
    case "quarantine-user":
      return { playbook, accountId, userName: "backup" };
    case "deny-role-session":
      return { playbook, accountId, roleName: "worker", principalId: principalIds[0] };
    case "revoke-role-sessions":
    case "quarantine-role":
      return { playbook, accountId, roleName: "worker" };
    case "stop-function":
      return { playbook, accountId, region: "eu-west-1", functionName: "orders" };
    case "disable-trust-profile":
      return { playbook, accountId, region: "eu-west-1", profileId: "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f" };
    case "stop-task": {
      const [clusterName, taskId] = ["prod-1", "0123456789abcdef0123456789abcdef"];
      return { playbook, accountId, region: "eu-west-1", clusterName, taskId };
    }
    case "rotate-secret":
      return { playbook, accountId, region: "eu-west-1", secretId: "prod/db-a1B2c3" };
    case "restrict-pod-identity": {
      const [clusterName, associationId] = ["prod-1", "a-9njjin9gfghecgocd"];
      return { playbook, accountId, region: "eu-west-1", clusterName, associationId };
    }
    case "isolate-instance": {
      const [instanceId, securityGroupId] = ["i-0123456789abcdef0", "sg-0123456789abcdef0"];
      return { playbook, accountId, region: "eu-west-1", instanceId, securityGroupId };
    }
  }
}
