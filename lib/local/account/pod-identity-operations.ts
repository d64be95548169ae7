import type { AccountState } from "./account-state.ts";
import type { Operations, Parameters } from "./operation.ts";
import { type PodIdentity, ServiceError, withResource } from "./service-resources.ts";

function associationOf(state: AccountState, { ClusterName: cluster, AssociationId: id }: Parameters): PodIdentity {
  for (const one of state.resources.values()) {
    if (one.kind !== "pod-identity") continue;
    if (one.arn.endsWith(`:podidentityassociation/${String(cluster)}/${String(id)}`)) return one;
  }
  throw new ServiceError("Eks.ResourceNotFoundException", 404, `The association ${String(id)} is not found`);
}

const response = ({ arn, roleArn, policy, disableSessionTags }: PodIdentity) => ({
  Association: {
    AssociationArn: arn,
    AssociationId: arn.slice(arn.lastIndexOf("/") + 1),
    RoleArn: roleArn,
    DisableSessionTags: disableSessionTags,
    ...(policy === null ? {} : { Policy: policy }),
  },
});

/**
 * EKS Pod Identity associations. An empty policy takes the policy away.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdatePodIdentityAssociation.html
 */
export const podIdentityOperations: Operations = {
  "eks:describePodIdentityAssociation": {
    required: ["ClusterName", "AssociationId"],
    optional: [],
    run: (state, parameters) => ({ response: response(associationOf(state, parameters)) }),
  },
  "eks:updatePodIdentityAssociation": {
    required: ["ClusterName", "AssociationId"],
    optional: ["RoleArn", "Policy", "DisableSessionTags"],
    run(state, parameters) {
      const before = associationOf(state, parameters);
      const { RoleArn: roleArn, Policy: policy, DisableSessionTags: tagsOff } = parameters;
      const after: PodIdentity = {
        ...before,
        ...(typeof roleArn === "string" && { roleArn }),
        ...(typeof policy === "string" && { policy: policy === "" ? null : policy }),
        ...(typeof tagsOff === "boolean" && { disableSessionTags: tagsOff }),
      };
      if (after.policy !== null && !after.disableSessionTags) {
        const message = "disableSessionTags must be true when policy is specified";
        throw new ServiceError("Eks.InvalidParameterException", 400, message);
      }
      return { state: withResource(state, after), response: response(after) };
    },
  },
};
