import type {
  ContainmentTarget,
  PlaybookName,
  TrustPlaybook,
  TrustTarget,
} from "../../../lib/domain/response/decision.ts";

const accountId = "111122223333";
export const principalIds = [
  "AROAEXAMPLEEXAMPLE11:i-0123456789abcdef0",
  "AROAEXAMPLEEXAMPLE11:i-0fedcba9876543210",
] as const;
export const accessKeyId = "AKIAIOSFODNN7EXAMPLE";

export const serviceSpecificCredentialId = "ACCAEXAMPLEEXAMPLE123";
/** Of the instance that the first of `principalIds` is a session of. */
export const instancePlace = {
  instanceArn: `arn:aws:ec2:eu-west-1:${accountId}:instance/i-0123456789abcdef0`,
  vpcId: "vpc-0123456789abcdef0",
  addresses: ["203.0.113.10", "198.51.100.0/28", "2001:db8:1::/64"],
} as const;
const github = "token.actions.githubusercontent.com";
const cluster = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";

/** A target of each playbook on a role's trust: a repository, a service account, a vendor's role. */
export function madeTrustTarget(playbook: TrustPlaybook, accountId: string, roleName: string): TrustTarget {
  switch (playbook) {
    case "deny-oidc-claim":
      return { playbook, accountId, roleName, provider: github, claim: "repository_id", claimValue: "123" };
    case "deny-service-account":
      return { playbook, accountId, roleName, provider: cluster, namespace: "shop", serviceAccount: "cart" };
    case "deny-foreign-principal":
      return { playbook, accountId, roleName, principalArn: "arn:aws:iam::999999999999:role/vendor" };
  }
}

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
    case "pin-instance-location":
      return { playbook, accountId, roleName: "worker", ...instancePlace };
    case "disable-service-credential":
      return { playbook, accountId, userName: "backup", serviceSpecificCredentialId };
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal":
      return madeTrustTarget(playbook, accountId, "worker");
    case "stop-function":
    case "recycle-function":
      return { playbook, accountId, region: "eu-west-1", functionName: "orders" };
    case "disable-trust-profile":
      return { playbook, accountId, region: "eu-west-1", profileId: "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f" };
    case "restrict-trust-profile": {
      const [profileId, certificateName] = ["0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f", "build-7.plant.example"];
      return { playbook, accountId, region: "eu-west-1", profileId, certificateName };
    }
    case "stop-agent-session": {
      const [agentRuntimeId, endpointName] = ["support_agent-a1B2c3D4e5", "DEFAULT"];
      const agentSessionId = "user-7-0123456789abcdef0123456789abcdef";
      return { playbook, accountId, region: "eu-west-1", agentRuntimeId, endpointName, agentSessionId };
    }
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
    case "swap-instance-profile":
      return { playbook, accountId, region: "eu-west-1", instanceId: "i-0123456789abcdef0" };
    case "isolate-instance": {
      const [instanceId, securityGroupId] = ["i-0123456789abcdef0", "sg-0123456789abcdef0"];
      return { playbook, accountId, region: "eu-west-1", instanceId, securityGroupId };
    }
  }
}
