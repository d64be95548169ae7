import type { ServiceResource } from "../../../lib/local/account/service-resources.ts";

type Calls = readonly (readonly [action: string, parameters: Readonly<Record<string, unknown>>])[];

/** The calls by which somebody gives a resource back what it had; `now` is what it is. */
export function puttingBack(before: ServiceResource, now: ServiceResource): Calls {
  switch (before.kind) {
    case "function": {
      const { arn: FunctionName, reserved, description: Description = "" } = before;
      if (now.kind === "function" && now.description !== before.description) {
        return [["lambda:UpdateFunctionConfiguration", { FunctionName, Description }]];
      }
      return reserved === null
        ? [["lambda:DeleteFunctionConcurrency", { FunctionName }]]
        : [["lambda:PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: reserved }]];
    }
    case "trust-profile": {
      const ProfileId = before.arn.slice(before.arn.lastIndexOf("/") + 1);
      const { enabled, sessionPolicy: SessionPolicy, durationSeconds: DurationSeconds } = before;
      return [
        ["rolesanywhere:UpdateProfile", { ProfileId, SessionPolicy, DurationSeconds }],
        [`rolesanywhere:${enabled ? "Enable" : "Disable"}Profile`, { ProfileId }],
      ];
    }
    // Whoever invokes the agent again gets another session, under the same id or another.
    case "agent-session":
      return [];
    // Nobody can start a stopped task again.
    case "task":
      return [];
    case "secret": {
      const [current] = Object.entries(before.versions).find(([, labels]) => labels.includes("AWSCURRENT")) ?? [];
      const move = { SecretId: before.arn, VersionStage: "AWSCURRENT", MoveToVersionId: current };
      return [["secretsmanager:UpdateSecretVersionStage", move]];
    }
    case "pod-identity": {
      const [, ClusterName, AssociationId] = before.arn.split("/");
      const { policy, disableSessionTags: DisableSessionTags } = before;
      const Policy = policy ?? "";
      return [["eks:UpdatePodIdentityAssociation", { ClusterName, AssociationId, Policy, DisableSessionTags }]];
    }
    case "profile-association": {
      // Each change gives the association another id.
      const AssociationId = now.kind === before.kind ? now.id : before.id;
      const IamInstanceProfile = { Arn: before.profileArn };
      return [["ec2:ReplaceIamInstanceProfileAssociation", { AssociationId, IamInstanceProfile }]];
    }
    case "network-interface":
      return [["ec2:ModifyNetworkInterfaceAttribute", { NetworkInterfaceId: before.id, Groups: before.groups }]];
  }
}
