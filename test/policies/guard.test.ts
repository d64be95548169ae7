import { names } from "../../lib/contract/names.ts";
import { denyRoleSessions } from "../../lib/domain/response/policies/deny-role-sessions.ts";
import { policyText } from "../../lib/domain/response/policies/policy-document.ts";
import { denyAll } from "../../lib/domain/response/policies/quarantine.ts";
import { guardPolicy } from "../../lib/infra/guard-policy.ts";
import { account, administrator, type Call, decide, type Policies } from "./simulate.ts";

const homeAccount = "999999999999";
const deployers = [`arn:aws:iam::${account}:role/cdk-hnb659fds-cfn-exec-role-${account}-eu-central-1`];
const guard = guardPolicy({ partition: "aws", homeAccount, deployers });

const arn = (resource: string, of = account) => `arn:aws:iam::${of}:${resource}`;
const as = (role: string, of = account) => ({
  principal: `arn:aws:sts::${of}:assumed-role/${role.split("/").at(-1)}/session`,
  principalArn: arn(`role/${role}`, of),
});
const intruder = as("admin");
const warden = as("nhi-warden/NhiWardenHand-restore");
const contained = { [`aws:ResourceTag/${names.incidentTag}`]: "containment-1" };

const call = (
  by: ReturnType<typeof as>,
  action: string,
  resource = arn("role/app"),
  context: Call["context"] = {},
): Call => ({
  principal: by.principal,
  action,
  resource,
  context: { "aws:PrincipalArn": by.principalArn, "aws:userid": "AROAEXAMPLEEXAMPLE123:session", ...context },
});
const under = (more: Policies = {}): Policies => ({ guard, ...more });

const ourPolicy = arn(`policy/nhi-warden/${names.denyAllPolicy}`);
const ourBoundary = arn(`policy/nhi-warden/${names.quarantineBoundary}`);

/** What an administrator would do to take a containment back; with the guard each is denied to all but the warden. */
const takingBack: readonly (readonly [
  says: string,
  action: string,
  resource?: string | undefined,
  context?: Call["context"],
])[] = [
  ["untag the principal", "iam:UntagRole", undefined, { "aws:TagKeys": [names.quarantineTag] }],
  ["untag it among other tags", "iam:UntagRole", undefined, { "aws:TagKeys": ["team", names.incidentTag] }],
  ["untag it in other letters", "iam:UntagRole", undefined, { "aws:TagKeys": ["NHI-Warden:Quarantine"] }],
  ["overwrite the tag", "iam:TagRole", undefined, { "aws:TagKeys": ["NHI-WARDEN:quarantine"] }],
  ["overwrite a user's tag", "iam:TagUser", arn("user/ci"), { "aws:TagKeys": [names.quarantineTag] }],
  ["exempt itself", "iam:TagRole", undefined, { "aws:TagKeys": [names.protectedTag] }],
  ["make a principal that is exempt", "iam:CreateRole", arn("role/new"), { "aws:TagKeys": [names.protectedTag] }],
  ["detach the policy of a role", "iam:DetachRolePolicy", undefined, { "iam:PolicyARN": ourPolicy }],
  ["detach the policy of a user", "iam:DetachUserPolicy", arn("user/ci"), { "iam:PolicyARN": ourPolicy }],
  ["empty the policy", "iam:CreatePolicyVersion", ourPolicy],
  ["switch the policy's version", "iam:SetDefaultPolicyVersion", ourPolicy],
  ["delete the policy", "iam:DeletePolicy", ourPolicy],
  ["delete the boundary", "iam:DeleteRolePermissionsBoundary", undefined, { "iam:PermissionsBoundary": ourBoundary }],
  [
    "put another boundary in its place",
    "iam:PutRolePermissionsBoundary",
    undefined,
    { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess", ...contained },
  ],
  ["delete an inline deny", "iam:DeleteRolePolicy", undefined, contained],
  ["overwrite an inline deny", "iam:PutRolePolicy", undefined, contained],
  ["change the trust back", "iam:UpdateAssumeRolePolicy", undefined, contained],
  ["delete the role, to make it again", "iam:DeleteRole", undefined, contained],
  ["activate the key again", "iam:UpdateAccessKey", arn("user/ci"), contained],
  ["activate the service credential again", "iam:UpdateServiceSpecificCredential", arn("user/ci"), contained],
  ["reset the service credential", "iam:ResetServiceSpecificCredential", arn("user/ci"), contained],
  ["make the user another key", "iam:CreateAccessKey", arn("user/ci"), contained],
  ["give the user a password", "iam:CreateLoginProfile", arn("user/ci"), contained],
  ["give the user a Bedrock key", "iam:CreateServiceSpecificCredential", arn("user/ci"), contained],
];

const withoutRights = `instance-profile/nhi-warden/${names.quarantinedInstance}`;

/** What would make an intruder the warden. Denied to everybody, the warden of that account too. */
const becomingWarden: readonly (readonly [string, string, string])[] = [
  ["change a responder's trust", "iam:UpdateAssumeRolePolicy", "role/nhi-warden/NhiWarden-revoke-role-sessions"],
  ["widen a responder", "iam:PutRolePolicy", "role/nhi-warden/NhiWardenHand-attach"],
  ["delete a responder", "iam:DeleteRole", "role/nhi-warden/NhiWardenHand-attach"],
  ["pass a responder to a function", "iam:PassRole", "role/nhi-warden/NhiWardenHand-attach"],
  ["take a responder", "sts:AssumeRole", "role/nhi-warden/NhiWardenHand-restore"],
  ["put another role into the profile without rights", "iam:AddRoleToInstanceProfile", withoutRights],
  ["take the role out of it", "iam:RemoveRoleFromInstanceProfile", withoutRights],
  ["delete it", "iam:DeleteInstanceProfile", withoutRights],
  ["give the role in it rights", "iam:PutRolePolicy", `role/nhi-warden/${names.quarantinedInstance}`],
  ["make a role on the warden's path", "iam:CreateRole", "role/nhi-warden/mine"],
  ["make a role that is called like StackSets'", "iam:CreateRole", "role/stacksets-exec-mine"],
  ["take StackSets' role", "sts:AssumeRole", "role/stacksets-exec-0123456789abcdef"],
];

/**
 * Most characters of a service control policy, white space included.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
const mostCharacters = 10_240;

describe("the guard policy", () => {
  it("fits into a service control policy", () => {
    expect(policyText(guard).length).toBeLessThanOrEqual(mostCharacters);
    // Half of it is left for the deployers that a user names.
    expect(policyText(guardPolicy({ partition: "aws-us-gov", homeAccount, deployers: [] })).length).toBeLessThan(5_120);
  });

  test.each(takingBack.map(([says, ...attempt]) => ({ says, attempt })))(
    "lets no administrator $says",
    async (given) => {
      const [action, resource, context] = given.attempt;
      const attempt = call(intruder, action, resource, context);
      expect(await decide(attempt)).toBe("Allowed");
      expect(await decide(attempt, under())).toBe("ExplicitlyDenied");
      // The text of a managed policy is not even the warden's to change.
      const wardens = /Policy(Version)?$/.test(action) && resource === ourPolicy ? "ExplicitlyDenied" : "Allowed";
      expect(await decide(call(warden, action, resource, context), under())).toBe(wardens);
    },
  );

  test.each(becomingWarden)("lets nobody of the account %s", async (_, action, resource) => {
    for (const by of [intruder, warden, as("nhi-warden/NhiWarden-disable-access-key")]) {
      expect(await decide(call(by, action, arn(resource)), under())).toBe("ExplicitlyDenied");
    }
  });

  it("lets the home account's machine take a responder, and a named deployer and StackSets bring it up to date", async () => {
    const machine = as("nhi-warden/NhiWardenMachine-revoke-role-sessions", homeAccount);
    const responder = arn("role/nhi-warden/NhiWarden-revoke-role-sessions");
    const trust = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${homeAccount}:root` }, Action: "sts:AssumeRole" },
    };
    expect(await decide(call(machine, "sts:AssumeRole", responder), under({ resource: trust }))).toBe("Allowed");
    for (const by of [
      as(`cdk-hnb659fds-cfn-exec-role-${account}-eu-central-1`),
      as("stacksets-exec-0123456789abcdef"),
    ]) {
      expect(await decide(call(by, "iam:PutRolePolicy", responder), under())).toBe("Allowed");
      expect(await decide(call(by, "iam:CreatePolicyVersion", ourPolicy), under())).toBe("Allowed");
    }
  });

  it("lets one responder pass the role without rights to instances, and nobody else", async () => {
    const pass = (by: ReturnType<typeof as>) =>
      call(by, "iam:PassRole", arn(`role/nhi-warden/${names.quarantinedInstance}`));
    expect(await decide(pass(as("nhi-warden/NhiWarden-swap-instance-profile")), under())).toBe("Allowed");
    for (const by of [intruder, warden, as("NhiWarden-swap-instance-profile")]) {
      expect(await decide(pass(by), under())).toBe("ExplicitlyDenied");
    }
  });

  it("denies an administrator nothing else", async () => {
    const others: readonly Call[] = [
      call(intruder, "iam:TagRole", undefined, { "aws:TagKeys": ["team"] }),
      call(intruder, "iam:DetachRolePolicy", undefined, { "iam:PolicyARN": arn("policy/other") }),
      call(intruder, "iam:DeleteRolePolicy"),
      call(intruder, "iam:UpdateAssumeRolePolicy"),
      call(intruder, "iam:CreatePolicyVersion", arn("policy/other")),
      call(intruder, "iam:PutRolePermissionsBoundary", undefined, { "iam:PermissionsBoundary": arn("policy/other") }),
      call(intruder, "iam:GetRole", arn("role/nhi-warden/NhiWardenHand-attach")),
      call(intruder, "iam:GetRole", undefined, contained),
      call(intruder, "iam:CreateRole", arn("role/new")),
      call(intruder, "sts:AssumeRole", arn("role/other")),
      call(intruder, "dynamodb:GetItem", `arn:aws:dynamodb:eu-central-1:${account}:table/orders`),
    ];
    for (const attempt of others)
      expect([attempt.action, await decide(attempt, under())]).toEqual([attempt.action, "Allowed"]);
  });
});

describe("a tag under the guard policy", () => {
  const table = `arn:aws:dynamodb:eu-central-1:${account}:table/orders`;
  const tagged = (tag: string, value: string, context: Call["context"] = {}) => ({
    [`aws:PrincipalTag/${tag}`]: value,
    ...context,
  });
  const work = (context: Call["context"]) => call(intruder, "dynamodb:GetItem", table, context);
  const lasting = (context: Call["context"]) => call(intruder, "iam:CreateAccessKey", arn("user/other"), context);

  it("full: denies everything, whatever else the principal has, and gives it back when it is gone", async () => {
    for (const attempt of [work, lasting]) {
      expect(await decide(attempt(tagged(names.quarantineTag, "full")), under())).toBe("ExplicitlyDenied");
      expect(await decide(attempt({}), under())).toBe("Allowed");
    }
  });

  it("nopersist: denies what would outlast the credential, and lets the work go on", async () => {
    expect(await decide(lasting(tagged(names.quarantineTag, "nopersist")), under())).toBe("ExplicitlyDenied");
    expect(await decide(work(tagged(names.quarantineTag, "nopersist")), under())).toBe("Allowed");
    expect(await decide(work(tagged(names.quarantineTag, "something-else")), under())).toBe("Allowed");
  });

  it("deny-session: denies that session of the role, and no other", async () => {
    const named = (session: string) => ({ "aws:userid": `AROAEXAMPLEEXAMPLE123:${session}` });
    const tag = (session: string) => work(tagged(names.denySessionTag, "build", named(session)));
    expect(await decide(tag("build"), under())).toBe("ExplicitlyDenied");
    expect(await decide(tag("build2"), under())).toBe("Allowed");
    expect(await decide(work(named("build")), under())).toBe("Allowed");
  });

  it("cannot be overridden by a session tag, in any letters", async () => {
    for (const key of [names.quarantineTag, names.denySessionTag, "Nhi-Warden:QUARANTINE"]) {
      const attempt = call(intruder, "sts:TagSession", arn("role/app"), { "aws:TagKeys": [key] });
      expect(await decide(attempt, under())).toBe("ExplicitlyDenied");
    }
    const other = call(intruder, "sts:TagSession", arn("role/app"), { "aws:TagKeys": ["team"] });
    expect(await decide(other, under())).toBe("Allowed");
  });
});

describe("a contained administrator", () => {
  const principalArn = intruder.principalArn;
  const own = (action: string, context: Call["context"] = {}) =>
    call(intruder, action, principalArn, { ...contained, ...context });
  const waysOut = [
    own("iam:DetachRolePolicy", { "iam:PolicyARN": ourPolicy }),
    own("iam:DeleteRolePolicy"),
    own("iam:PutRolePolicy"),
    own("iam:UntagRole", { "aws:TagKeys": [names.incidentTag] }),
    own("iam:UpdateAssumeRolePolicy"),
  ];

  it("without the guard gets out from under a session's deny by another session", async () => {
    const deny = denyRoleSessions({ principalIds: ["AROAEXAMPLEEXAMPLE123:denied"] });
    for (const way of waysOut) expect(await decide(way, { identity: [administrator, deny] })).toBe("Allowed");
  });

  it("with the guard has no way out, from this session or another, and after the release all is as before", async () => {
    const deny = denyRoleSessions({ principalIds: ["AROAEXAMPLEEXAMPLE123:denied"] });
    for (const identity of [[administrator, deny], [administrator, denyAll], [administrator]]) {
      for (const way of waysOut) expect(await decide(way, under({ identity }))).toBe("ExplicitlyDenied");
    }
    const released = waysOut
      .filter(({ action }) => !/^iam:(Detach|Untag)/.test(action))
      .map((way) => ({ ...way, context: { "aws:PrincipalArn": principalArn } }));
    for (const way of released) expect(await decide(way, under())).toBe("Allowed");
  });
});
