import type { TrustTarget } from "../../lib/domain/response/decision.ts";
import { accountId, closeStages, stage } from "../infra/playbooks/stage.ts";
import { type Call, decide, type Verdict } from "./simulate.ts";

afterAll(closeStages);

const role = `arn:aws:iam::${accountId}:role/ci`;
const provider = (issuer: string) => `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
const github = "token.actions.githubusercontent.com";
// The simulator knows the keys of no cluster's provider; Google's stands in for one.
const cluster = "accounts.google.com";

/** Whoever the role trusts: two providers with all their tokens, two foreign accounts, a service. */
const trust = {
  Version: "2012-10-17",
  Statement: [
    ...[github, cluster].map((issuer) => ({
      Effect: "Allow",
      Principal: { Federated: provider(issuer) },
      Action: "sts:AssumeRoleWithWebIdentity",
    })),
    {
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::999999999999:root", "arn:aws:iam::888888888888:root"] },
      Action: "sts:AssumeRole",
    },
    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
};

const token = (issuer: string, claim: string, value: string): Call => ({
  principal: provider(issuer),
  action: "sts:AssumeRoleWithWebIdentity",
  resource: role,
  context: { [`${issuer}:${claim}`]: value },
});
const byRole = (account: string, name: string): Call => {
  const principal = `arn:aws:iam::${account}:role/${name}`;
  const context = { "aws:PrincipalArn": principal, "aws:PrincipalAccount": account };
  return { principal, action: "sts:AssumeRole", resource: role, context };
};
const service: Call = { principal: "ec2.amazonaws.com", action: "sts:AssumeRole", resource: role };

const everybody = {
  "repository 123": token(github, "repository_id", "123"),
  "repository 1234": token(github, "repository_id", "1234"),
  "actor ana": token(github, "actor", "ana"),
  "actor anabel": token(github, "actor", "anabel"),
  cart: token(cluster, "sub", "system:serviceaccount:shop:cart"),
  cart2: token(cluster, "sub", "system:serviceaccount:shop:cart2"),
  "cart of another namespace": token(cluster, "sub", "system:serviceaccount:other:cart"),
  vendor: byRole("999999999999", "vendor"),
  vendor2: byRole("999999999999", "vendor2"),
  "vendor of another account": byRole("888888888888", "vendor"),
  service,
} as const;
type Who = keyof typeof everybody;

const ofRole = { accountId, roleName: "ci" } as const;
const claim = (name: string, claimValue: string): TrustTarget => ({
  playbook: "deny-oidc-claim",
  ...ofRole,
  provider: github,
  claim: name,
  claimValue,
});
const principal = (principalArn: string): TrustTarget => ({
  playbook: "deny-foreign-principal",
  ...ofRole,
  principalArn,
});

const cases: readonly (readonly [string, TrustTarget, readonly Who[]])[] = [
  ["one repository", claim("repository_id", "123"), ["repository 123"]],
  ["one actor", claim("actor", "ana"), ["actor ana"]],
  [
    "one service account",
    { playbook: "deny-service-account", ...ofRole, provider: cluster, namespace: "shop", serviceAccount: "cart" },
    ["cart"],
  ],
  ["one foreign role", principal("arn:aws:iam::999999999999:role/vendor"), ["vendor"]],
  ["one foreign account", principal("arn:aws:iam::999999999999:root"), ["vendor", "vendor2"]],
];

const decisions = async (document: string): Promise<Record<string, Verdict>> => {
  const resource = JSON.parse(document);
  const all = Object.entries(everybody).map(async ([who, call]) => [who, await decide(call, { resource })] as const);
  return Object.fromEntries(await Promise.all(all));
};

test.each(cases)(
  "a trust that the playbook closed to %s refuses it alone, and after the release is as before",
  async (_, target, refused) => {
    const place = await stage({ only: target.playbook });
    const AssumeRolePolicyDocument = JSON.stringify(trust, undefined, 1);
    place.account.iam("createRole", { RoleName: "ci", AssumeRolePolicyDocument }, place.clock.nowMs());
    const text = () => place.account.state().roles.get("ci")?.trustPolicy ?? "";
    const before = await decisions(text());
    expect(new Set(Object.values(before))).toEqual(new Set(["Allowed"]));

    const request = place.request(target);
    expect((await place.contain(request)).record).toMatchObject({ outcome: "contained" });
    expect(await decisions(text())).toEqual({
      ...before,
      ...Object.fromEntries(refused.map((who) => [who, "ExplicitlyDenied"])),
    });

    await place.release(request);
    expect(text()).toBe(AssumeRolePolicyDocument);
    expect(await decisions(text())).toEqual(before);
  },
);
