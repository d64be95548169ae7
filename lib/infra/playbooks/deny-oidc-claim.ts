import { claimsOf, denyOidcClaim, issuersWithClaims } from "../../domain/response/policies/deny-trust.ts";
import { isOfKind, releaseTrust, type TrustEdit, trustDefinition } from "./edit-trust.ts";
import { statementExpression } from "./policy-expression.ts";
import type { ReleaseSteps } from "./release.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

const target = "$request.target";
const example = denyOidcClaim("example.com", "sub", ["value"]);
const claims = JSON.stringify(Object.fromEntries(issuersWithClaims.map((issuer) => [issuer, claimsOf(issuer)])));

/** Refuses new sessions of a role to web identity tokens with one value of a claim; other tokens work on. */
const denyClaim: TrustEdit = {
  playbook: "deny-oidc-claim",
  comment: "Denies new sessions of a role to web identity tokens with one value of a claim.",
  sid: example.Sid,
  statement: statementExpression(example, {
    [example.Sid]: "$sid",
    "example.com:sub": `(${target}.provider & ':' & ${target}.claim)`,
    value: "$values",
  }),
  value: `${target}.claimValue`,
  isWorded: `${isOfKind("provider", "issuer")} and ${isOfKind("claimValue", "claimValue")} ? ${target}.claim in $append($lookup(${claims}, ${target}.provider), ${JSON.stringify(claimsOf(""))}) : false`,
  whom: "web identity tokens with this value of the claim",
};

export const denyOidcClaimDefinition = (resources: PlaybookResources): Definition =>
  trustDefinition(denyClaim, resources);

export const releaseOidcClaim = (resources: PlaybookResources): ReleaseSteps => releaseTrust(denyClaim, resources);
