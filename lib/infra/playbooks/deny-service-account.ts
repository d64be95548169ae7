import { denyServiceAccount } from "../../domain/response/policies/deny-trust.ts";
import { isOfKind, releaseTrust, type TrustEdit, trustDefinition } from "./edit-trust.ts";
import { statementExpression } from "./policy-expression.ts";
import type { ReleaseSteps } from "./release.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

const target = "$request.target";
const example = denyServiceAccount("example.com", "namespace", "name");

/** Refuses new sessions of a role to one Kubernetes service account (IRSA); other service accounts work on. */
const denyAccount: TrustEdit = {
  playbook: "deny-service-account",
  comment: "Denies new sessions of a role to one Kubernetes service account.",
  sid: example.Sid,
  statement: statementExpression(example, {
    [example.Sid]: "$sid",
    "example.com:sub": `(${target}.provider & ':sub')`,
    "system:serviceaccount:namespace:name": "$values",
  }),
  value: `'system:serviceaccount:' & ${target}.namespace & ':' & ${target}.serviceAccount`,
  isWorded: `${isOfKind("provider", "issuer")} and ${isOfKind("namespace", "kubernetesName")} and ${isOfKind("serviceAccount", "kubernetesName")}`,
  whom: "Kubernetes service account",
};

export const denyServiceAccountDefinition = (resources: PlaybookResources): Definition =>
  trustDefinition(denyAccount, resources);

export const releaseServiceAccount = (resources: PlaybookResources): ReleaseSteps =>
  releaseTrust(denyAccount, resources);
