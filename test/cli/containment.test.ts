import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../lib/cli/main.ts";
import { playbookNames } from "../../lib/domain/response/decision.ts";
import { pinInstanceLocation } from "../../lib/domain/response/policies/pin-instance-location.ts";
import { otherDefinitions } from "../../lib/infra/playbooks/beside-definitions.ts";
import { playbookDefinitions } from "../infra/playbooks/definitions-once.ts";
import { smallDemo } from "../local/demo/small-demo.ts";
import { captured } from "./small-world.ts";

/** A finished demo, made once and copied for each test. */
let made: string;
let folder: string;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), "containment-made-"));
  await smallDemo({ mode: "enforce", dataFolder: join(made, "demo") });
}, 60_000);
afterAll(() => rm(made, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "containment-cli-"));
  await cp(join(made, "demo"), join(folder, "demo"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const user = "arn:aws:iam::111122223333:user/nightly-backup";
const call = async (...argv: readonly string[]) => {
  const { world, out, err } = await captured({
    cwd: folder,
    environment: { USER: "olga" },
    playbookDefinitions,
    releaseDefinitions: otherDefinitions,
  });
  const placed = argv.map((arg) => (arg === "demo" ? join(folder, "demo") : arg));
  return { code: await main(placed, world), out: out(), err: err() };
};
const onData = (...argv: readonly string[]) => call(...argv, "--data", "demo");
const json = async (...argv: readonly string[]) => JSON.parse((await onData(...argv, "--json")).out);
const narrow = (text: string) => expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
const first = async () => (await json("containments")).containments[0].containmentId as string;

test("containments are listed and told, and released once, with who and why", async () => {
  const list = await onData("containments");
  expect(list.out).toMatch(/^1 containment, 1 in force\n/);
  expect(list.out).toMatch(/contained +contained +\S+ +containment-[0-9a-f]{16}/);
  narrow(list.out);
  const id = await first();
  const { out } = await onData("containments", id);
  for (const said of [
    "playbook",
    "access key AKIA",
    "started by  the warden",
    '{"status":"Active"}',
    "does not stop",
  ]) {
    expect(out).toContain(said);
  }
  narrow(out);
  const released = await onData("release", id, "--why", "a drill", "--as", "ana");
  expect([released.code, released.err]).toEqual([0, ""]);
  expect(released.out).toMatch(/^Released\. .*ana: a drill/);
  expect(await json("containments", id)).toMatchObject({
    containment: { state: "released", releasedBy: expect.stringMatching(/:user\/ana$/) },
  });
  expect((await onData("release", id, "--why", "again")).out).toMatch(/^It was released before\. Nothing was started/);
});

test("a whole user is quarantined once two people say yes, and released", async () => {
  const id = await first();
  await onData("release", id, "--why", "to contain it anew");
  const contain = await json("contain", user, "--playbook", "quarantine-user", "--why", "stolen", "--as", "ana");
  for (const name of ["ben", "cem"]) await onData("approve", contain.request.containmentId, "--as", name);
  const [quarantined] = (await json("containments")).containments;
  expect(quarantined).toMatchObject({ state: "contained", request: { playbook: "quarantine-user" } });
  expect((await onData("release", quarantined.containmentId, "--why", "over")).out).toMatch(/^Released\./);
});

test("by hand a key is contained once another person says yes, and not who started it", async () => {
  const id = await first();
  const key = (await json("containments", id)).containment.request.target.accessKeyId;
  await onData("release", id, "--why", "a drill");
  const started = await onData("contain", key, "--of", user, "--why", "seen elsewhere", "--as", "ana");
  expect([started.code, started.err]).toEqual([0, ""]);
  expect(started.out).toContain("Another person has to say yes: nhi approvals shows the question.");
  const asked = await onData("approvals");
  expect(asked.out).toMatch(/^1 question\n/);
  for (const said of ["seen elsewhere", "user/ana, who does not say yes", "It needs one person", "1h 00m left"]) {
    expect(asked.out).toContain(said);
  }
  narrow(asked.out);
  const [{ containmentId }] = (await json("approvals")).approvals;
  const self = await onData("approve", containmentId, "--as", "ana");
  expect([self.code, self.out]).toEqual([2, ""]);
  expect(self.err).toMatch(/^nhi: not taken: you started it/);
  const yes = await onData("approve", containmentId, "--as", "ben", "--why", "so did I");
  expect([yes.code, yes.out]).toEqual([
    0,
    expect.stringMatching(/^approved; the playbook goes on\. You are .*:user\/ben\.\n$/),
  ]);
  expect((await json("containments", containmentId)).containment).toMatchObject({ state: "contained" });
  expect((await onData("approvals")).out).toBe("Nobody is asked anything.\n");
  expect((await onData("approve", containmentId, "--as", "cem")).err).toMatch(/it is approved already/);
});

test("one no is enough, of whoever started it too, and needs a reason", async () => {
  await onData("contain", user, "--playbook", "quarantine-user", "--why", "stolen", "--as", "ana");
  const [{ containmentId, people }] = (await json("approvals")).approvals;
  expect(people).toBe(2);
  expect((await onData("deny", containmentId)).err).toMatch(/^nhi: deny: why\?/);
  const no = await onData("deny", containmentId, "--why", "a mistake", "--as", "ana");
  expect([no.code, no.out]).toEqual([0, expect.stringMatching(/^denied; the playbook goes on/)]);
  expect((await json("containments", containmentId)).containment).toMatchObject({
    state: "refused",
    outcome: "refused-denied",
  });
});

test("two people are two: the first is noted, one person may choose the narrower measure instead", async () => {
  await onData("contain", user, "--playbook", "quarantine-user", "--why", "stolen", "--as", "ana");
  const [{ containmentId, narrower }] = (await json("approvals")).approvals;
  expect(narrower).toMatchObject([{ playbook: "revoke-user-sessions" }]);
  expect(await json("approve", containmentId, "--as", "ben")).toMatchObject({ outcome: "noted", status: "waiting" });
  expect((await onData("approve", containmentId, "--as", "ben")).err).toMatch(/count as one person/);
  expect((await onData("approvals")).out).toContain("so far approve by");
  expect((await onData("approve", containmentId, "--narrower", "2", "--as", "cem")).err).toMatch(
    /there is no narrower measure 2; choose 1/,
  );
  expect(await json("approve", containmentId, "--narrower", "1", "--as", "cem")).toMatchObject({ outcome: "taken" });
  const outcomes = (await json("containments")).containments.map(
    ({ request, outcome }: { request: { playbook: string }; outcome: string }) => `${request.playbook} ${outcome}`,
  );
  expect(outcomes).toEqual(expect.arrayContaining(["quarantine-user narrowed", "revoke-user-sessions contained"]));
});

describe("a workload", () => {
  const lambda = "arn:aws:lambda:us-east-1:111122223333:function:order-events";
  const instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0";

  test("is stopped once two others say yes, whatever the mode, and started again", async () => {
    await writeFile(join(folder, "warden.yaml"), "mode: enforce\n");
    const { request } = await json("contain", lambda, "--why", "it sends data away", "--as", "ana");
    expect(request).toMatchObject({ playbook: "stop-function", identityKey: lambda, approval: { people: 2 } });
    for (const name of ["ben", "cem"]) await onData("approve", request.containmentId, "--as", name);
    const stopped = await onData("containments", request.containmentId);
    for (const said of ["shows its reserved concurrency as", "The guard policy does not protect a"]) {
      expect(stopped.out).toContain(said);
    }
    narrow(stopped.out);
    expect((await onData("release", request.containmentId, "--why", "mended")).out).toMatch(/^Released\./);
  });

  test("that is a function is named by its whole ARN", async () => {
    expect((await onData("contain", lambda, "--dry-run")).out).toMatch(
      /change {2}lambda:PutFunctionConcurrency {2}as .*\n.*"FunctionName":"arn:aws:lambda:us-east-1:111122223333:function:order-events","ReservedConcurrentExecutions":0/,
    );
  });

  test("that is an instance is isolated by the group that is named", async () => {
    const { out } = await onData("contain", instance, "--security-group", "sg-0123456789abcdef0", "--dry-run");
    expect(out).toMatch(/change {2}ec2:ModifyNetworkInterfaceAttribute .*\n.*"Groups":\["sg-0123456789abcdef0"\]/);
    expect(out).toMatch(/read {4}ec2:DescribeNetworkInterfaces .*\n.*"Values":\["i-0123456789abcdef0"\]/);
  });

  const profile = "arn:aws:rolesanywhere:us-east-1:111122223333:profile/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";
  const agent = "arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/support_agent-a1B2c3D4e5";

  test("that is a function is recycled, and its settings are shown by nothing", async () => {
    const { out } = await onData("contain", lambda, "--playbook", "recycle-function", "--dry-run");
    expect(out).toMatch(
      /read {4}lambda:GetFunctionConfiguration {2}as arn:aws:iam::111122223333:role\/nhi-warden\/NhiWarden-recycle-function\n.*"FunctionName":"arn:aws:lambda:us-east-1:111122223333:function:order-events"/,
    );
    expect(out).toMatch(/change {2}lambda:UpdateFunctionConfiguration .*\n.*"Description":"\(known while it runs\)"/);
    const { request } = await json("contain", lambda, "--playbook", "recycle-function", "--why", "x", "--as", "ana");
    for (const name of ["ben", "cem"]) await onData("approve", request.containmentId, "--as", name);
    expect((await onData("containments", request.containmentId)).out).toContain("took the function's new description");
    expect((await onData("release", request.containmentId, "--why", "mended")).out).toMatch(/^Released\./);
  });

  test("that is an instance gets a profile without rights, where that is asked for", async () => {
    const { out } = await onData("contain", instance, "--playbook", "swap-instance-profile", "--dry-run");
    expect(out).toMatch(
      /^Nothing was started\. swap-instance-profile would stop instance profile of i-0123456789abcdef0/,
    );
    expect(out).toMatch(
      /change {2}ec2:ReplaceIamInstanceProfileAssociation .*\n.*"Arn":"arn:aws:iam::111122223333:instance-profile\/nhi-warden\/NhiWarden-quarantined-instance"/,
    );
    expect(out).toContain(
      "are valid until they expire, for hours. Revoke the role's sessions, or deny this instance's",
    );
  });

  test("of Roles Anywhere is disabled by its profile", async () => {
    const { out } = await onData("contain", profile, "--dry-run");
    expect(out).toMatch(
      /change {2}rolesanywhere:DisableProfile .*\n.*"ProfileId":"0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"/,
    );
  });

  test("in pods is restricted by its association, with the policy that stands there then", async () => {
    const association = "arn:aws:eks:us-east-1:111122223333:podidentityassociation/prod-1/a-9njjin9gfghecgocd";
    const { out } = await onData("contain", association, "--dry-run");
    expect(out).toMatch(
      /change {2}eks:UpdatePodIdentityAssociation .*\n.*"AssociationId":"a-9njjin9gfghecgocd","Policy":.*"DisableSessionTags":true/,
    );
    expect(out).toContain('"Sid":"NhiDenySession","Effect":"Deny"');
  });

  test("that is a secret is rotated, and that it cannot be undone is said before anything is started", async () => {
    const secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1B2c3";
    const { out } = await onData("contain", secret, "--dry-run");
    expect(out).toMatch(/change {2}secretsmanager:RotateSecret .*\n.*"SecretId":"arn:aws:secretsmanager:us-east-1:/);
    expect(out).toContain("- This cannot be undone: no release takes it back.");
    expect(out).toContain("Released by nhi release: not at all");
    expect(out.replaceAll(/\s+/g, " ")).toContain("Two other people would be asked first");
  });

  test("that is a task of ECS is stopped, whichever service it is of", async () => {
    const task = "arn:aws:ecs:us-east-1:111122223333:task/prod-1/0123456789abcdef0123456789abcdef";
    const { out } = await onData("contain", task, "--dry-run");
    expect(out).toMatch(/change {2}ecs:StopTask .*\n.*"Cluster":"prod-1","Task":"arn:aws:ecs:us-east-1:/);
    expect(out).toContain("- This cannot be undone: no release takes it back.");
  });

  test("with a certificate is restricted by its profile, and the others work on", async () => {
    const { out } = await onData("contain", profile, "--certificate", "build-7.plant.example", "--dry-run");
    expect(out).toMatch(/change {2}rolesanywhere:UpdateProfile .*\n.*"DurationSeconds":900/);
    expect(out).toContain('"Sid":"NhiDenyCertificate1","Effect":"Deny"');
    expect(out).toContain('{"StringEquals":{"aws:SourceIdentity":"build-7.plant.example"}}');
    expect(out).toContain('"Sid":"NhiAllElse","Effect":"Allow"');
  });

  test("that is an agent has one session stopped, which no release takes back", async () => {
    const session = "user-7-0123456789abcdef0123456789abcdef";
    const { out } = await onData("contain", agent, "--session", session, "--dry-run");
    expect(out).toMatch(
      /change {2}bedrock-agentcore:StopRuntimeSession .*\n.*"RuntimeSessionId":"user-7-.*","Qualifier":"DEFAULT"/,
    );
    expect(out).toContain("- This cannot be undone: no release takes it back.");
  });

  test("is its role's where that is named: the role's protection holds for it", async () => {
    const role = "arn:aws:iam::111122223333:role/service-role/order-events-role";
    expect(await json("contain", lambda, "--of", role, "--dry-run")).toMatchObject({ request: { identityKey: role } });
    await writeFile(join(folder, "warden.yaml"), `protected: ["${role}"]\n`);
    expect((await onData("contain", lambda, "--of", role, "--dry-run")).err).toMatch(/is protected by the policy/);
  });

  test.each<[readonly string[], RegExp]>([
    [[lambda, "--of", user], /is no role of account 111122223333/],
    [[lambda, "--of", "arn:aws:iam::444455556666:role/x"], /is no role of account 111122223333/],
    [[lambda, "--playbook", "quarantine-role"], /quarantine-role is about ROLE_ARN; .* --playbook stop-function/],
    [[user, "--playbook", "stop-function"], /stop-function is about FUNCTION_ARN, not arn:aws:iam/],
    [[lambda, "--security-group", "sg-0123456789abcdef0"], /--security-group is for isolate-instance, not for/],
    [[user, "--security-group", "sg-0123456789abcdef0"], /--security-group is for isolate-instance/],
    [[lambda, "--certificate", "build-7"], /--certificate is for restrict-trust-profile, not for/],
    [[user, "--session", "x"], /--session is for stop-agent-session, not for/],
    [[profile, "--certificate", "build-*"], /or --certificate build-\* is none/],
    [[profile, "--playbook", "restrict-trust-profile"], /which certificate\? name the common name/],
    [[agent], /which session\? name its id/],
    [[agent, "--session", "short"], /or --session short is none/],
    [
      [instance, "--playbook", "swap-instance-profile", "--security-group", "sg-0123456789abcdef0"],
      /--security-group is for isolate-instance, not for/,
    ],
    [[instance, "--playbook", "stop-function"], /there is --playbook isolate-instance, swap-instance-profile/],
    [[instance], /which group isolates it\? name one of its VPC/],
    [[instance, "--security-group", "default"], /or --security-group default is none/],
    [[`${lambda}:live`], /is neither the ARN of a user or a role/],
  ])("%j is refused", async (argv, error) => {
    const { code, err } = await onData("contain", ...argv, "--why", "x");
    expect([code, err]).toEqual([2, expect.stringMatching(error)]);
  });
});

test("a dry run prints every call and policy, asks nobody and starts nothing", async () => {
  const before = await json("containments");
  const { code, out } = await onData("contain", user, "--playbook", "revoke-user-sessions", "--dry-run");
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Nothing was started\. revoke-user-sessions would stop temporary sessions of user nightly-backup/,
  );
  expect(out).toMatch(/change {2}iam:AttachUserPolicy {2}as arn:aws:iam::111122223333:role\/nhi-warden\/NhiWarden-/);
  expect(out).toContain("arn:aws:iam::111122223333:policy/nhi-warden/NhiWarden-DenyTemporarySessions");
  expect(out).toContain('"Null":{"aws:TokenIssueTime":"false"}');
  expect(out).toContain("One other person would be asked first, for 1h 00m");
  expect(await json("containments")).toEqual(before);
  expect((await json("approvals")).approvals).toEqual([]);
});

const instance = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0";
const webRole = "arn:aws:iam::111122223333:role/web";

test("a dry run of an instance's pin shows the very policy, and one of a Bedrock API key the credential", async () => {
  const place = ["--vpc", "vpc-0123456789abcdef0", "--address", "203.0.113.10", "--address", "198.51.100.0/28"];
  const { code, out, err } = await onData("contain", instance, "--of", webRole, ...place, "--dry-run");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(
    /^Nothing was started\. pin-instance-location would stop credentials of instance i-0123456789abcd/,
  );
  const document = pinInstanceLocation({
    instanceArn: instance,
    vpcId: "vpc-0123456789abcdef0",
    addresses: ["203.0.113.10", "198.51.100.0/28"],
  });
  // As the state machine would put it, and as it is shown beside.
  expect(out.split(JSON.stringify(JSON.stringify(document)))).toHaveLength(2);
  expect(out).toContain(`\n  ${JSON.stringify(document)}\n`);
  expect(out).toContain('"PolicyName":"NhiWarden-PinnedInstance-i-0123456789abcdef0"');
  const none = await onData(
    "contain",
    instance,
    "--of",
    webRole,
    "--vpc",
    "vpc-01234567",
    "--address",
    "none",
    "--dry-run",
  );
  expect(none.out).not.toContain("NotIpAddress");
  const key = await onData("contain", "ACCAEXAMPLEEXAMPLE123", "--of", user, "--dry-run");
  expect(key.out).toMatch(
    /change {2}iam:UpdateServiceSpecificCredential {2}as arn:aws:iam::111122223333:role\/nhi-warden\//,
  );
  expect(key.out).toContain('"ServiceSpecificCredentialId":"ACCAEXAMPLEEXAMPLE123","Status":"Inactive"');
  expect(key.out).toContain("Short-term API keys of Bedrock");
});

const role = "arn:aws:iam::111122223333:role/github-storefront-deploy";
const github = "token.actions.githubusercontent.com";

test("a dry run of a trust's deny prints the statement, the one change, and what goes with it", async () => {
  const { code, out } = await onData(
    ...["contain", role, "--playbook", "deny-oidc-claim", "--from", `${github}:repository_id=123`, "--dry-run"],
  );
  expect(code).toBe(0);
  expect(out).toContain(`new sessions of role github-storefront-deploy for ${github}:repository_id = 123`);
  expect(out.match(/ change {2}iam:\w+/g)).toEqual([" change  iam:UpdateAssumeRolePolicy", " change  iam:TagRole"]);
  expect(out).toContain(`{"StringEquals":{"${github}:repository_id":["123"]}}`);
  expect(out).toContain(`To stop them: nhi contain ${role} --playbook revoke-role-sessions`);
});

test("a role's trust is closed to one token once another person says yes, and opened again", async () => {
  const from = `${github}:repository_id=123`;
  const wish = ["contain", role, "--playbook", "deny-oidc-claim", "--from", from, "--why", "stolen", "--as", "ana"];
  const started = await onData(...wish);
  expect([started.code, started.err]).toEqual([0, ""]);
  expect(started.out).toContain("Another person has to say yes");
  expect(started.out).toContain("Sessions that were issued before work on.");
  const asked = await onData("approvals");
  expect(asked.out).toContain("repository_id");
  narrow(asked.out);
  const [{ containmentId }] = (await json("approvals")).approvals;
  await onData("approve", containmentId, "--as", "ben");
  const { containment } = await json("containments", containmentId);
  expect(containment).toMatchObject({ state: "contained", proof: "READ-BACK" });
  expect(containment.beforeState).toContain("trustPolicy");
  const told = await onData("containments", containmentId);
  expect(told.out).toContain("Other roles that trust the same provider.");
  expect((await onData("release", containmentId, "--why", "over")).out).toMatch(/^Released\./);
});

test.each([
  ["deny-oidc-claim", `${github}:sub=repo:acme/shop:ref:refs/heads/main`, { claim: "sub", provider: github }],
  [
    "deny-service-account",
    "oidc.eks.eu-central-1.amazonaws.com/id/0123ABCD:system:serviceaccount:shop:cart",
    { provider: "oidc.eks.eu-central-1.amazonaws.com/id/0123ABCD", namespace: "shop", serviceAccount: "cart" },
  ],
  ["deny-foreign-principal", "999999999999", { principalArn: "arn:aws:iam::999999999999:root" }],
  [
    "deny-foreign-principal",
    "arn:aws:iam::999999999999:role/vendor",
    { principalArn: "arn:aws:iam::999999999999:role/vendor" },
  ],
])("%s is told whom to refuse with --from %s", async (playbook, from, fields) => {
  const { request } = await json("contain", role, "--playbook", playbook, "--from", from, "--dry-run");
  expect(request.target).toMatchObject({
    playbook,
    accountId: "111122223333",
    roleName: "github-storefront-deploy",
    ...fields,
  });
});

test("the policy decides: what is protected is refused, and what the warden may do alone asks nobody", async () => {
  await writeFile(join(folder, "protected.yaml"), `protected: ["${user}"]\n`);
  const wish = ["contain", user, "--playbook", "revoke-user-sessions", "--why", "stolen"] as const;
  expect(await onData(...wish, "--policy", "protected.yaml")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/is protected by the policy and is never contained/),
  });
  await writeFile(join(folder, "warden.yaml"), "mode: enforce\n");
  const alone = await onData(...wish);
  expect(alone.out).toMatch(/was started\.\ncontained: /);
  await writeFile(join(folder, "warden.yaml"), "mode: enfroce\n");
  expect((await onData(...wish)).err).toMatch(
    /warden\.yaml:1:7: mode is "enfroce"; allowed is one of observe, ask, enforce/,
  );
});

test("the kill switch is shown, engaged at once, and stops the next change", async () => {
  expect((await onData("kill-switch")).out).toMatch(/^The kill switch is released, and was never set: /);
  const on = await onData("kill-switch", "on", "--why", "a release", "--as", "dan");
  expect(on.out).toMatch(
    /is engaged: no playbook changes anything\.\n {2}set by arn:.*:user\/dan at 2026-.*: a release\n$/,
  );
  await writeFile(join(folder, "warden.yaml"), "mode: enforce\n");
  const stopped = await onData("contain", user, "--playbook", "revoke-user-sessions", "--why", "stolen");
  expect(stopped.out).toContain("refused-kill-switch: ");
  expect((await onData("kill-switch", "off")).err).toMatch(/^nhi: kill-switch off: why\?/);
  await onData("kill-switch", "off", "--why", "the release is done", "--as", "dan");
  expect(await json("kill-switch")).toMatchObject({ format: "nhi-kill-switch/1", state: "released" });
});

test.each<[string, readonly string[], RegExp]>([
  ["no place", ["containments"], /say where the warden keeps its containments/],
  ["two places", ["approvals", "--table", "t", "--data", "d"], /say where the warden keeps/],
  ["no demo", ["approvals", "--data", "nothing"], /holds no finished demo/],
  ["no id", ["approve", "--data", "demo"], /approve which one\?/],
  ["two ids", ["deny", "a", "b", "--why", "x", "--data", "demo"], /one at a time, not also b/],
  ["an id that is none", ["release", "a b", "--why", "x", "--data", "demo"], /a b is no containment's id/],
  ["an unknown id", ["containments", "containment-0", "--data", "demo"], /there is no containment containment-0/],
  ["an unknown question", ["approve", "containment-0", "--data", "demo"], /nobody is asked about containment-0/],
  ["no reason", ["release", "containment-0", "--data", "demo"], /release: why\? say it with --why TEXT/],
  ["no number", ["approve", "x", "--narrower", "zero", "--data", "demo"], /--narrower zero is no number/],
  ["no subject", ["contain", "--data", "demo"], /contain what\?/],
  ["a temporary key", ["contain", "ASIAIOSFODNN7EXAMPLE", "--data", "demo"], /cannot be disabled; contain its session/],
  ["a key of nobody", ["contain", "AKIAIOSFODNN7EXAMPLE", "--data", "demo"], /whose is it\? name the user with --of/],
  [
    "a user without a playbook",
    ["contain", user, "--data", "demo"],
    /which playbook\? .* revoke-user-sessions, quarantine-user/,
  ],
  [
    "another one's playbook",
    ["contain", user, "--playbook", "quarantine-role", "--data", "demo"],
    /quarantine-role is about/,
  ],
  [
    "a trust without whom",
    ["contain", role, "--playbook", "deny-oidc-claim"],
    /who is to be refused\? deny-oidc-claim/,
  ],
  ["whom without a trust", ["contain", user, "--playbook", "quarantine-user", "--from", "x"], /--from says whom/],
  [
    "a wildcard",
    ["contain", role, "--playbook", "deny-oidc-claim", "--from", `${github}:repository_id=*`],
    /has no value to deny; .* without wildcards/,
  ],
  [
    "a claim that many share",
    ["contain", role, "--playbook", "deny-oidc-claim", "--from", `${github}:ref=refs/heads/main`],
    /names no claim that STS tells apart for this provider \(sub, actor,/,
  ],
  [
    "a provider with its scheme",
    ["contain", role, "--playbook", "deny-oidc-claim", "--from", `https://${github}:sub=a`],
    /names no OIDC provider, which is written without https/,
  ],
  [
    "no service account",
    ["contain", role, "--playbook", "deny-service-account", "--from", "example.com:shop/cart"],
    /names no service account/,
  ],
  [
    "a foreign session",
    [
      ...["contain", role, "--playbook", "deny-foreign-principal"],
      ...["--from", "arn:aws:sts::999999999999:assumed-role/vendor/a"],
    ],
    /is neither an account's id nor the ARN of a user or a role/,
  ],
  [
    "the role's own account",
    ["contain", role, "--playbook", "deny-foreign-principal", "--from", "111122223333"],
    /is of the role's own account/,
  ],
  ["a misspelt playbook", ["contain", user, "--playbook", "quarantine-usr"], /did you mean quarantine-user\?/],
  ["a credential of a role", ["contain", "ACCAEXAMPLEEXAMPLE123", "--of", webRole, "--data", "demo"], /there is none/],
  [
    "an instance without a role",
    ["contain", instance, "--data", "demo"],
    /which group isolates it\?.*with --of ROLE_ARN/,
  ],
  ["an instance without a VPC", ["contain", instance, "--of", webRole], /which VPC is the instance in\?/],
  [
    "an instance without addresses",
    ["contain", instance, "--of", webRole, "--vpc", "vpc-01234567"],
    /where does the instance call from\?/,
  ],
  [
    "an instance of another account",
    ["contain", instance, "--of", webRole.replace("1111", "9999"), "--vpc", "vpc-01234567", "--address", "none"],
    /is not in account 999922223333, as the role is/,
  ],
  [
    "a private address",
    ["contain", instance, "--of", webRole, "--vpc", "vpc-01234567", "--address", "10.0.0.7"],
    /10\.0\.0\.7 is a private address/,
  ],
  [
    "no address beside others",
    ["contain", instance, "--of", webRole, "--vpc", "vpc-01234567", "--address", "none", "--address", "203.0.113.10"],
    /"none": allowed is an IPv4 address/,
  ],
  [
    "the whole internet",
    ["contain", instance, "--of", webRole, "--vpc", "vpc-01234567", "--address", "0.0.0.0/0"],
    /"0\.0\.0\.0\/0": allowed is an IPv4 address or a network of at most a \/24/,
  ],
  ["a VPC that is none", ["contain", instance, "--of", webRole, "--vpc", "v", "--address", "none"], /the id of a VPC/],
  [
    "a place of a user",
    ["contain", user, "--vpc", "vpc-01234567", "--playbook", "quarantine-user"],
    /--vpc and --address/,
  ],
  ["something else", ["contain", "arn:aws:s3:::bucket", "--data", "demo"], /is neither the ARN of a user or a role/],
  ["a switch that is no state", ["kill-switch", "maybe", "--data", "demo"], /takes on or off, not maybe/],
  [
    "a name of nobody",
    ["kill-switch", "off", "--why", "x", "--as", "a b", "--data", "demo"],
    /give one with --as NAME/,
  ],
])("%s is said in one line, with exit code 2", async (_, argv, error) => {
  const { code, out, err } = await call(...argv);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(error);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("playbooks say what they stop, and one of them what it does not stop", async () => {
  const all = await call("playbooks");
  expect(all.out.match(/^\S+ {2}\((credential|session|identity)\)$/gm)).toHaveLength(playbookNames.length);
  narrow(all.out);
  const one = await call("playbooks", "deny-role-session");
  expect(one.out).toContain("does not stop");
  narrow(one.out);
  expect(JSON.parse((await call("playbooks", "--json")).out).playbooks).toHaveLength(playbookNames.length);
  expect((await call("playbooks", "nothing")).err).toMatch(/^nhi: there is no playbook nothing; there are /);
});

test.each(["playbooks", "contain", "containments", "release", "approvals", "approve", "deny", "kill-switch"])(
  "nhi help %s says how it is called",
  async (name) => {
    const { code, out } = await call("help", name);
    expect([code, out.startsWith(`nhi ${name}`)]).toEqual([0, true]);
    expect((await call(name, "--help")).out).toBe(out);
  },
);
