import { denyForeignPrincipal } from "../../domain/response/policies/deny-trust.ts";
import { isOfKind, releaseTrust, type TrustEdit, trustDefinition } from "./edit-trust.ts";
import { statementExpression } from "./policy-expression.ts";
import type { ReleaseSteps } from "./release.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

const principal = "$request.target.principalArn";
const account = `$split(${principal}, ':')[4]`;
const isWhole = `$contains(${principal}, /:root$/)`;

const [own, foreign] = ["111111111111", "222222222222"];
const named = `arn:aws:iam::${foreign}:role/name`;
const one = denyForeignPrincipal(named, own);
const all = denyForeignPrincipal(`arn:aws:iam::${foreign}:root`, own);
const ofOne = statementExpression(one, { [one.Sid]: "$sid", [named]: "[$values]" });
const ofAll = statementExpression(all, { [all.Sid]: "$sid", [foreign]: "[$values]" });

/** Refuses new sessions of a role to a principal of another account, or to all of that account; others work on. */
const denyPrincipal: TrustEdit = {
  playbook: "deny-foreign-principal",
  comment: "Denies new sessions of a role to a principal of another account, or to all of that account.",
  sid: one.Sid,
  statement: `${isWhole} ? ${ofAll} : ${ofOne}`,
  value: `${isWhole} ? ${account} : ${principal}`,
  isWorded: `${isOfKind("principalArn", "principalArn")} ? ${account} != $request.target.accountId : false`,
  whom: "principal of another account",
};

export const denyForeignPrincipalDefinition = (resources: PlaybookResources): Definition =>
  trustDefinition(denyPrincipal, resources);

export const releaseForeignPrincipal = (resources: PlaybookResources): ReleaseSteps =>
  releaseTrust(denyPrincipal, resources);
