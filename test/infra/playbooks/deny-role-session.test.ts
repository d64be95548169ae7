import { callOf, verdict } from "../../local/account/example-account.ts";
import { accountId, closeStages, stage, targetOf } from "./stage.ts";

afterAll(closeStages);

const policyName = "NhiWarden-DeniedSessions";

async function withSessions() {
  const place = await stage();
  const by = { service: "ec2.amazonaws.com" };
  const start = (sessionName: string) =>
    place.account.startSession({ roleName: "deploy", sessionName, by }, place.clock.nowMs()).accessKeyId;
  const document = () =>
    place.account
      .state()
      .roles.get("deploy")
      ?.inlinePolicies.find(({ name }) => name === policyName)?.document;
  const denied = () => JSON.parse(document() ?? "{}").Statement?.[0]?.Condition?.StringEquals?.["aws:userid"];
  const target = (name: string) =>
    ({ playbook: "deny-role-session", accountId, roleName: "deploy", principalId: `${place.roleId}:${name}` }) as const;
  return { place, start, denied, document, target };
}

describe("the playbook that denies one session of a role", () => {
  it("stops that session and leaves its siblings working", async () => {
    const { place, start, target } = await withSessions();
    const [stolen, sibling] = [start("stolen"), start("i-0123456789abcdef0")];
    await place.contain(place.request(target("stolen")));
    const now = place.clock.nowMs();
    expect(verdict(place.account, callOf(stolen), now)).toBe("explicit deny");
    expect(verdict(place.account, callOf(sibling), now)).toBe("allowed");
    expect(verdict(place.account, callOf(start("another")), now)).toBe("allowed");
  });

  it("puts further sessions on the same list, and takes each off by itself", async () => {
    const { place, denied, target } = await withSessions();
    const requests = ["one", "two", "three"].map((name) => place.request(target(name)));
    for (const request of requests) await place.contain(request);
    expect(denied()).toEqual(["one", "two", "three"].map((name) => `${place.roleId}:${name}`));
    const [first, second, third] = requests as [(typeof requests)[0], (typeof requests)[0], (typeof requests)[0]];
    expect((await place.release(second)).record).toMatchObject({ state: "released" });
    expect(denied()).toEqual([`${place.roleId}:one`, `${place.roleId}:three`]);
    await place.release(first);
    await place.release(third);
    expect(denied()).toBeUndefined();
    expect(place.account.state().roles.get("deploy")?.tags).toEqual([]);
  });

  it("changes nothing where the session is on the list, and for a session of another role or of no role", async () => {
    const { place, denied, target } = await withSessions();
    await place.contain(place.request(target("stolen")));
    const again = await place.contain(place.request(target("stolen")));
    expect(again.record).toMatchObject({ outcome: "already-contained" });
    for (const principalId of ["AROAEXAMPLEEXAMPLE999:stolen", `${place.roleId}:*`, `${place.roleId}`, ""]) {
      const request = place.request({ ...target("x"), principalId });
      expect((await place.contain(request)).record).toMatchObject({ outcome: "target-not-found" });
    }
    expect(denied()).toEqual([`${place.roleId}:stolen`]);
  });

  it("says so where the role's inline policies leave no room, and changes nothing", async () => {
    const { place, target, denied } = await withSessions();
    const filler = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "x".repeat(9_900), Effect: "Allow", Action: "s3:Get*", Resource: "*" }],
    });
    place.account.iam(
      "putRolePolicy",
      { RoleName: "deploy", PolicyName: "long", PolicyDocument: filler },
      place.clock.nowMs(),
    );
    const { record } = await place.contain(place.request(target("stolen")));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("Next stronger: revoke-role-sessions");
    expect(denied()).toBeUndefined();
  });

  it("takes the place of what somebody else put under its name", async () => {
    const { place, target, denied } = await withSessions();
    const planted = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
    const policy = { RoleName: "deploy", PolicyName: policyName, PolicyDocument: planted };
    place.account.iam("putRolePolicy", policy, place.clock.nowMs());
    const { record } = await place.contain(place.request(target("stolen")));
    expect(record).toMatchObject({ outcome: "contained", proof: "PROVEN" });
    expect(JSON.parse(record["beforeState"] ?? "").policyDocument).toBe(planted);
    expect(denied()).toEqual([`${place.roleId}:stolen`]);
  });

  it("is proven by the policy simulator for that session", async () => {
    const { place } = await withSessions();
    const { path, record } = await place.contain(place.request(targetOf("deny-role-session", place)));
    expect(path).toContain("Simulate");
    expect(record["detail"]).toContain("explicitly denied");
  });
});
