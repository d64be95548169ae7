import fc from "fast-check";
import { fitsIamPattern } from "../../../lib/domain/inventory/iam-pattern.ts";
import { allowedBy, rightsReader } from "../../../lib/domain/inventory/rights.ts";
import { createSimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { account, allow, deny, listingWith, mfa, policyOf, userWith } from "./made-listing.ts";

test("a pattern fits as IAM says, and a hostile one costs no more than both lengths", () => {
  const alphabet = fc.constantFrom("a", "b", "*", "?");
  const text = fc.string({ unit: alphabet, maxLength: 8 });
  fc.assert(
    fc.property(text, text, (pattern, given) => {
      const regex = new RegExp(`^${pattern.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
      expect(fitsIamPattern(pattern, given)).toBe(regex.test(given));
    }),
  );
  expect(fitsIamPattern("*a".repeat(500), "a".repeat(5_000).concat("b"))).toBe(false);
});

const statement = fc
  .tuple(
    fc.constantFrom(allow, deny),
    fc.constantFrom("*", "s3:*", "s3:Get*", "s3:GetObject", "iam:PutUserPolicy", "iam:P?tUserPolicy"),
    fc.constantFrom("*", "arn:aws:s3:::b/*", `arn:aws:iam::${account}:user/*`, `arn:aws:iam::${account}:user/worker`),
    fc.boolean(),
  )
  .map(([of, action, resource, isBound]) => of(action, resource, isBound ? mfa : {}));
const statements = fc.array(statement, { minLength: 1, maxLength: 4 });

/** Policies of the simulated account's own evaluator: another reading of the same rules. */
function simulated(document: string, boundary: string | undefined, action: string, resource: string, hasMfa: boolean) {
  const made = createSimulatedAccount({ accountId: account });
  made.iam("createUser", { UserName: "worker" }, 0);
  made.iam("putUserPolicy", { UserName: "worker", PolicyName: "own", PolicyDocument: document }, 0);
  if (boundary !== undefined) {
    made.iam("createPolicy", { PolicyName: "edge", PolicyDocument: boundary }, 0);
    const arn = `arn:aws:iam::${account}:policy/edge`;
    made.iam("putUserPermissionsBoundary", { UserName: "worker", PermissionsBoundary: arn }, 0);
  }
  const answer = made.iam(
    "simulatePrincipalPolicy",
    {
      PolicySourceArn: `arn:aws:iam::${account}:user/worker`,
      ActionNames: [action],
      ResourceArns: [resource],
      ContextEntries: [
        { ContextKeyName: "aws:MultiFactorAuthPresent", ContextKeyValues: [String(hasMfa)], ContextKeyType: "boolean" },
      ],
    },
    0,
  );
  const [result] = answer["EvaluationResults"] as readonly { readonly EvalDecision: string }[];
  return result?.EvalDecision === "allowed";
}

test("yes and no are what IAM's evaluation says, whatever the conditions; perhaps is everything between", () => {
  const asked = fc.constantFrom(
    ["s3:GetObject", "arn:aws:s3:::b/k"] as const,
    ["iam:PutUserPolicy", `arn:aws:iam::${account}:user/worker`] as const,
    ["iam:PutUserPolicy", `arn:aws:iam::${account}:user/other`] as const,
  );
  fc.assert(
    fc.property(statements, fc.option(statements, { nil: undefined }), asked, (own, edge, [action, resource]) => {
      const boundaryArn = `arn:aws:iam::${account}:policy/edge`;
      const user = userWith("worker", own, edge === undefined ? {} : { boundaryArn });
      const boundary = edge && policyOf(...edge);
      const policies = boundary === undefined ? [] : [{ arn: boundaryArn, document: boundary }];
      const rights = rightsReader(listingWith({ users: [user], policies }))(user);
      const allowed = allowedBy(rights, action.toLowerCase(), resource);
      const both = [true, false].map((hasMfa) => simulated(policyOf(...own), boundary, action, resource, hasMfa));
      if (allowed === "yes") expect(both).toEqual([true, true]);
      if (allowed === "no") expect(both).toEqual([false, false]);
      if (both[0] !== both[1]) expect(allowed).toBe("perhaps");
    }),
  );
});
