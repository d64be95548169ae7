import { denyRoleSessions } from "../../lib/domain/response/policies/deny-role-sessions.ts";
import { denyTemporarySessions } from "../../lib/domain/response/policies/deny-temporary-sessions.ts";
import {
  denyForeignPrincipal,
  denyOidcClaim,
  denyServiceAccount,
} from "../../lib/domain/response/policies/deny-trust.ts";
import { pinInstanceLocation } from "../../lib/domain/response/policies/pin-instance-location.ts";
import { policyDocument } from "../../lib/domain/response/policies/policy-document.ts";
import { denyAll, quarantineBoundary } from "../../lib/domain/response/policies/quarantine.ts";
import { revokeOlderSessions } from "../../lib/domain/response/policies/revoke-older-sessions.ts";
import { denyCertificate, denySession } from "../../lib/domain/response/policies/session-policy.ts";
import { denyInTrust, restoreTrust } from "../../lib/domain/response/policies/trust-document.ts";
import { account, administrator, type Call, decide, type Policies, type Verdict } from "./simulate.ts";

const cutOff = "2026-01-31T07:00:30.000Z";
const [before, after] = ["2026-01-31T07:00:29Z", "2026-01-31T07:00:30Z"];

const roleId = "AROAEXAMPLEEXAMPLE123";
const session = (name: string, issued = before, context: Call["context"] = {}): Call => ({
  principal: `arn:aws:sts::${account}:assumed-role/app/${name}`,
  action: "dynamodb:GetItem",
  context: { "aws:userid": `${roleId}:${name}`, "aws:TokenIssueTime": issued, ...context },
});
const user: Call = {
  principal: `arn:aws:iam::${account}:user/ci`,
  action: "dynamodb:GetItem",
  context: { "aws:userid": "AIDAEXAMPLEEXAMPLE123" },
};
const userSession: Call = { ...user, context: { ...user.context, "aws:TokenIssueTime": before } };
const throughService = (call: Call): Call => ({
  ...call,
  context: { ...call.context, "aws:ViaAWSService": "true", "aws:CalledVia": ["athena.amazonaws.com"] },
});

/** The contained call is denied, each sibling is not, and after the release all decisions are those of before. */
async function contains(policy: Policies, contained: readonly Call[], siblings: readonly Call[]): Promise<void> {
  const all = [...contained, ...siblings];
  const vector = (policies: Policies) => Promise.all(all.map((call) => decide(call, policies)));
  const earlier = await vector({});
  expect(earlier).toEqual(all.map(() => "Allowed"));
  expect(await vector(policy)).toEqual([
    ...contained.map((): Verdict => "ExplicitlyDenied"),
    ...siblings.map((): Verdict => "Allowed"),
  ]);
  expect(await vector({})).toEqual(earlier);
}

const beside = (document: object): Policies => ({ identity: [administrator, document] });

describe("what a policy on a user or role stops, and what not", () => {
  test("revoking older sessions: those issued before the cut-off, and neither newer ones nor keys", () =>
    contains(
      beside(revokeOlderSessions(cutOff)),
      [session("a"), session("b"), userSession, throughService(session("a"))],
      [session("a", after), user],
    ));

  test("denying a session: that one, in services' calls too, and no other session of the role", () =>
    contains(
      beside(denyRoleSessions({ principalIds: [`${roleId}:build`] })),
      [session("build"), session("build", after), throughService(session("build"))],
      [session("build2"), session("uild"), session("i-0123456789abcdef0"), user],
    ));

  test("denying several sessions until a cut-off: new ones of the same names work", () =>
    contains(
      beside(denyRoleSessions({ principalIds: [`${roleId}:ab`, `${roleId}:i-01234567`], cutOff })),
      [session("ab"), session("i-01234567")],
      [session("ab", after), session("c")],
    ));

  test("denying a user's temporary sessions: not the user's keys, nor what services do for them", () =>
    contains(
      beside(denyTemporarySessions),
      [userSession, throughService(userSession)],
      [user, throughService({ ...user, action: "s3:ListAllMyBuckets", resource: "*" })],
    ));

  test("quarantine: everything, of whoever has it", () =>
    contains(beside(denyAll), [session("a"), session("a", after), user, throughService(user)], []));

  test("the boundary: everything as well, even what a resource grants to the user by itself", async () => {
    await contains({ boundary: quarantineBoundary }, [session("a"), user], []);
    const bucket = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: user.principal }, Action: "s3:GetObject", Resource: "*" },
    };
    const read = { ...user, action: "s3:GetObject", resource: "arn:aws:s3:::orders/a" };
    const merelyEmpty = { ...administrator, Statement: { ...administrator.Statement[0], Action: "ec2:*" } };
    expect(await decide(read, { identity: [], boundary: merelyEmpty, resource: bucket })).toBe("Allowed");
    expect(await decide(read, { identity: [], boundary: quarantineBoundary, resource: bucket })).toBe(
      "ExplicitlyDenied",
    );
  });

  test("pinning an instance's credentials: use from elsewhere, and not the instance nor its siblings", () => {
    const instance = `arn:aws:ec2:eu-central-1:${account}:instance/i-0123456789abcdef0`;
    const vpcId = "vpc-0123456789abcdef0";
    const from = (context: Call["context"], arn = instance) =>
      session("i-0123456789abcdef0", before, { "ec2:SourceInstanceARN": arn, ...context });
    return contains(
      beside(pinInstanceLocation({ instanceArn: instance, vpcId, addresses: ["192.0.2.10", "198.51.100.0/24"] })),
      [from({ "aws:SourceIp": "203.0.113.9" }), from({ "aws:SourceVpc": "vpc-0fffffffffffffff0" })],
      [
        from({ "aws:SourceIp": "192.0.2.10" }),
        from({ "aws:SourceIp": "198.51.100.77" }),
        from({ "aws:SourceVpc": vpcId }),
        from({ "aws:SourceIp": "203.0.113.9", "aws:ViaAWSService": "true" }),
        from({ "aws:SourceIp": "203.0.113.9" }, instance.replace("cdef0", "cdef1")),
        session("other", before, { "aws:SourceIp": "203.0.113.9" }),
      ],
    );
  });

  test("pinning an instance without a public address: its VPC's endpoints are all that is left", () => {
    const instanceArn = `arn:aws:ec2:eu-central-1:${account}:instance/i-0123456789abcdef0`;
    const vpcId = "vpc-0123456789abcdef0";
    const from = (context: Call["context"]) =>
      session("i-0123456789abcdef0", before, { "ec2:SourceInstanceARN": instanceArn, ...context });
    return contains(
      beside(pinInstanceLocation({ instanceArn, vpcId, addresses: [] })),
      [from({ "aws:SourceIp": "192.0.2.10" }), from({ "aws:SourceVpc": "vpc-0fffffffffffffff0" })],
      [from({ "aws:SourceVpc": vpcId }), from({ "aws:SourceIp": "192.0.2.10", "aws:ViaAWSService": "true" }), user],
    );
  });

  test("a session policy: every later session, or those of one certificate", async () => {
    const source = (name: string) => session("00ab", before, { "aws:SourceIdentity": name });
    const tagged = (name: string) => session("00ab", before, { "aws:PrincipalTag/x509Subject/CN": name });
    const both = (name: string) =>
      session("00ab", before, { "aws:SourceIdentity": name, "aws:PrincipalTag/x509Subject/CN": name });
    const forms = [source, tagged, both];
    const all = (name: string) => forms.map((form) => form(name));
    await contains({ session: denySession }, [session("a"), ...all("build")], []);
    await contains({ session: denyCertificate("build") }, all("build"), [...all("other"), ...all("build2")]);
    const two = denyCertificate("test", denyCertificate("build"));
    await contains({ session: two }, [...all("build"), ...all("test")], [...all("other"), session("a")]);
    // In front of a policy of the profile's own, which still allows no more than it did.
    const own = policyDocument({ Sid: "Own", Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" });
    const narrow = { session: denyCertificate("build", own) };
    await contains(narrow, all("build"), all("other"));
    expect(await decide({ ...source("other"), action: "dynamodb:PutItem" }, narrow)).toBe("ImplicitlyDenied");
  });
});

describe("what a deny in a role's trust stops, and what not", () => {
  const role = `arn:aws:iam::${account}:role/deploy`;
  const provider = (issuer: string) => `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  const github = "token.actions.githubusercontent.com";
  // The simulator knows the keys of no cluster's provider; Google's stands in for one.
  const cluster = "accounts.google.com";

  const cases = [
    {
      name: "a repository's tokens",
      deny: denyOidcClaim(github, "repository_id", ["123"]),
      allow: { Principal: { Federated: provider(github) }, Action: "sts:AssumeRoleWithWebIdentity" },
      ask: (value: string): Call => ({
        principal: provider(github),
        action: "sts:AssumeRoleWithWebIdentity",
        resource: role,
        context: { [`${github}:repository_id`]: value },
      }),
      contained: "123",
      siblings: ["124", "1234"],
    },
    {
      name: "one service account",
      deny: denyServiceAccount(cluster, "shop", "cart"),
      allow: { Principal: { Federated: provider(cluster) }, Action: "sts:AssumeRoleWithWebIdentity" },
      ask: (value: string): Call => ({
        principal: provider(cluster),
        action: "sts:AssumeRoleWithWebIdentity",
        resource: role,
        context: { [`${cluster}:sub`]: `system:serviceaccount:${value}` },
      }),
      contained: "shop:cart",
      siblings: ["shop:cart2", "other:cart"],
    },
    {
      name: "one principal of a foreign account",
      deny: denyForeignPrincipal("arn:aws:iam::999999999999:role/vendor", account),
      allow: { Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "sts:AssumeRole" },
      ask: (value: string): Call => ({
        principal: `arn:aws:iam::999999999999:role/${value}`,
        action: "sts:AssumeRole",
        resource: role,
        context: {
          "aws:PrincipalArn": `arn:aws:iam::999999999999:role/${value}`,
          "aws:PrincipalAccount": "999999999999",
        },
      }),
      contained: "vendor",
      siblings: ["other", "vendor2"],
    },
    {
      name: "a whole foreign account",
      deny: denyForeignPrincipal("arn:aws:iam::999999999999:root", account),
      allow: {
        Principal: { AWS: ["arn:aws:iam::999999999999:root", "arn:aws:iam::888888888888:root"] },
        Action: "sts:AssumeRole",
      },
      ask: (value: string): Call => ({
        principal: `arn:aws:iam::${value}:role/any`,
        action: "sts:AssumeRole",
        resource: role,
        context: { "aws:PrincipalArn": `arn:aws:iam::${value}:role/any`, "aws:PrincipalAccount": value },
      }),
      contained: "999999999999",
      siblings: ["888888888888"],
    },
  ];

  test.each(cases)("$name, and nobody else; the release gives the trust back as it was", async (given) => {
    const original = `{ "Version": "2012-10-17", "Statement": ${JSON.stringify({ Effect: "Allow", ...given.allow })} }`;
    const trust = denyInTrust(original, given.deny);
    const vector = (document: string) =>
      Promise.all(
        [given.contained, ...given.siblings].map((value) =>
          decide(given.ask(value), { resource: JSON.parse(document) }),
        ),
      );
    const earlier = await vector(original);
    expect(new Set(earlier)).toEqual(new Set(["Allowed"]));
    expect(await vector(trust.contained)).toEqual(["ExplicitlyDenied", ...given.siblings.map(() => "Allowed")]);
    const released = restoreTrust(trust.contained, trust);
    expect(released).toEqual({ restore: original });
  });
});
