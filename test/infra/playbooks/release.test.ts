import { playbookNames, trustPlaybooks } from "../../../lib/domain/response/decision.ts";
import { isFinal } from "../../../lib/domain/response/final-playbook.ts";
import { closeStages, type Stage, stage, targetOf } from "./stage.ts";

afterAll(closeStages);

/** What somebody does to the contained principal behind the warden's back. */
const drifts: readonly (readonly [(typeof playbookNames)[number], string, (place: Stage) => void, string])[] = [
  [
    "disable-access-key",
    "the key is deleted",
    ({ account, clock, keys }) =>
      account.iam("deleteAccessKey", { UserName: "backup", AccessKeyId: keys[0] }, clock.nowMs()),
    "deleted",
  ],
  [
    "revoke-role-sessions",
    "the cut-off is moved",
    ({ account, clock }) => {
      const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
      const policy = { RoleName: "deploy", PolicyName: "NhiWarden-RevokeOlderSessions", PolicyDocument };
      account.iam("putRolePolicy", policy, clock.nowMs());
    },
    "NhiWarden-RevokeOlderSessions",
  ],
  [
    "deny-role-session",
    "the list becomes something else",
    ({ account, clock }) => {
      const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
      const policy = { RoleName: "deploy", PolicyName: "NhiWarden-DeniedSessions", PolicyDocument };
      account.iam("putRolePolicy", policy, clock.nowMs());
    },
    "no list of denied sessions",
  ],
  ...trustPlaybooks.map(
    (playbook) =>
      [
        playbook,
        "the trust is opened further",
        ({ account, clock }: Stage) => {
          const trust = JSON.parse(account.state().roles.get("deploy")?.trustPolicy ?? "");
          trust.Statement[1].Principal = { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] };
          const changed = { RoleName: "deploy", PolicyDocument: JSON.stringify(trust) };
          account.iam("updateAssumeRolePolicy", changed, clock.nowMs());
        },
        "drifted at Statement[0].Principal.Service",
      ] as const,
  ),
  [
    "pin-instance-location",
    "the pin is written anew",
    ({ account, clock }) => {
      const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
      const PolicyName = "NhiWarden-PinnedInstance-i-0123456789abcdef0";
      account.iam("putRolePolicy", { RoleName: "deploy", PolicyName, PolicyDocument }, clock.nowMs());
    },
    "NhiWarden-PinnedInstance-",
  ],
  [
    "disable-service-credential",
    "the credential is deleted",
    ({ account, clock, serviceCredential: ServiceSpecificCredentialId }) =>
      account.iam(
        "deleteServiceSpecificCredential",
        { UserName: "backup", ServiceSpecificCredentialId },
        clock.nowMs(),
      ),
    "deleted",
  ],
  [
    "quarantine-role",
    "the role is made again",
    ({ account, clock }) => {
      const now = clock.nowMs();
      const trust = account.state().roles.get("deploy")?.trustPolicy;
      for (const PolicyArn of account.state().roles.get("deploy")?.attachedPolicyArns ?? []) {
        account.iam("detachRolePolicy", { RoleName: "deploy", PolicyArn }, now);
      }
      account.iam("deleteRolePolicy", { RoleName: "deploy", PolicyName: "all" }, now);
      account.iam("deleteRole", { RoleName: "deploy" }, now);
      account.iam("createRole", { RoleName: "deploy", AssumeRolePolicyDocument: trust }, now);
    },
    "made again",
  ],
];

describe("a release", () => {
  it.each(drifts)("of %s refuses where %s, and says where", async (playbook, _, drift, where) => {
    const place = await stage({ only: playbook });
    const request = place.request(targetOf(playbook, place));
    await place.contain(request);
    drift(place);
    const before = place.standing();
    const { record, status } = await place.release(request);
    expect(record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(record["drift"]).toContain(where);
    expect(status).toBe("SUCCEEDED");
    expect(place.standing()).toEqual(before);
    expect(place.notices.at(-1)?.subject).toBe(`NHI Warden: release-refused-drift (${playbook})`);
    expect(place.notices.at(-1)?.message).toContain(where);
  });

  it.each(playbookNames.filter((name) => !isFinal(name)))(
    "of %s is done once, however often it is asked for",
    async (playbook) => {
      const place = await stage({ only: playbook });
      const request = place.request(targetOf(playbook, place));
      await place.contain(request);
      const by = "arn:aws:iam::111111111111:role/oncall";
      const { record } = await place.release(request, { by });
      expect(record).toMatchObject({ state: "released", releasedBy: by, releasedAt: expect.any(String) });
      expect(record["detail"]).toContain("a false alarm");
      const [told, standing] = [place.notices.length, place.standing()];
      await place.release(request);
      const again = await place.release(request, { name: "release-again" });
      expect(again.status).toBe("SUCCEEDED");
      expect(place.standing()).toEqual(standing);
      expect(place.notices).toHaveLength(told);
    },
  );

  it("puts back an earlier revocation, not nothing", async () => {
    const place = await stage();
    const first = place.request(targetOf("revoke-role-sessions", place));
    await place.contain(first);
    const before = place.account.state().roles.get("deploy")?.inlinePolicies;
    const second = { ...place.request(first.target), caseId: "case-2" };
    await place.contain(second);
    expect(place.account.state().roles.get("deploy")?.inlinePolicies).not.toEqual(before);
    const early = await place.release(first);
    expect(early.record).toMatchObject({ outcome: "release-refused-drift" });
    await place.release(second);
    expect(place.account.state().roles.get("deploy")?.inlinePolicies).toEqual(before);
    // Now what the first one left stands again.
    const { record } = await place.release(first, { name: "release-first-again" });
    expect(record).toMatchObject({ state: "released" });
    expect(
      place.account
        .state()
        .roles.get("deploy")
        ?.inlinePolicies.map(({ name }) => name),
    ).toEqual(["all"]);
    expect(place.account.state().roles.get("deploy")?.tags).toEqual([]);
  });

  it("keeps the protection of another containment of the same principal", async () => {
    const place = await stage();
    const key = place.request(targetOf("disable-access-key", place));
    const sessions = place.request(targetOf("revoke-user-sessions", place));
    await place.contain(key);
    await place.contain(sessions);
    const tags = () => place.account.state().users.get("backup")?.tags;
    const mark = (value: string) => [{ key: "nhi-warden:incident", value }];
    expect(tags()).toEqual(mark(`${key.containmentId} ${sessions.containmentId}`));
    await place.release(key);
    expect(tags()).toEqual(mark(sessions.containmentId));
    await place.release(sessions);
    expect(tags()).toEqual([]);
  });

  it("finds its work done where somebody undid the containment by hand", async () => {
    const place = await stage();
    const request = place.request(targetOf("disable-access-key", place));
    await place.contain(request);
    const key = { UserName: "backup", AccessKeyId: place.keys[0], Status: "Active" };
    place.account.iam("updateAccessKey", key, place.clock.nowMs());
    const { record } = await place.release(request);
    expect(record).toMatchObject({ state: "released" });
    expect(record["detail"]).toContain("undone before");
  });

  it.each([
    ["a containment that changed nothing", { killSwitch: { engaged: { BOOL: true } } }],
    ["one whose target was contained before", {}],
  ])("refuses %s", async (_, options) => {
    const place = await stage(options);
    const first = place.request(targetOf("disable-access-key", place));
    const request = place.request(first.target);
    await place.contain(first);
    await place.contain(request);
    const before = place.standing();
    const { path, status } = await place.release(request);
    expect(path).toContain("NothingToRelease");
    expect(status).toBe("SUCCEEDED");
    expect(place.standing()).toEqual(before);
    expect(place.notices.at(-1)?.subject).toBe("NHI Warden: release refused (disable-access-key)");
  });

  it("refuses one that is still running", async () => {
    const place = await stage();
    const approval = { people: 1, seconds: 600, onExpiry: "leave" } as const;
    const request = { ...place.request(targetOf("disable-access-key", place)), approval };
    const running = place.contain(request);
    await place.clock.sleep(60_000);
    const { path } = await place.release(request);
    expect(path).toContain("StillRunning");
    await running;
  });

  it.each([
    ["names no containment", { containmentId: "c-none", by: "someone", why: "" }],
    ["is no release", { containmentId: 5 }],
  ])("of what %s changes and records nothing", async (_, input) => {
    const place = await stage();
    const before = place.standing();
    const { execution } = place.runner.stateMachines.start("release-disable-access-key", "x", input);
    expect((await execution.completion).status).toBe("FAILED");
    expect(place.standing()).toEqual(before);
  });

  it("of another playbook's containment changes nothing", async () => {
    const place = await stage();
    const request = place.request(targetOf("quarantine-user", place));
    await place.contain(request);
    const before = place.standing();
    const { status } = await place.release({ ...request, playbook: "disable-access-key" });
    expect(status).toBe("FAILED");
    expect(place.standing()).toEqual(before);
  });

  it("by a person goes on under the kill switch, whether it is engaged or cannot be read", async () => {
    const failing: Record<string, "refused"> = {};
    const place = await stage({ failing });
    const [key, role] = [targetOf("disable-access-key", place), targetOf("quarantine-role", place)].map((target) =>
      place.request(target),
    );
    if (key === undefined || role === undefined) throw new Error("two requests");
    await place.contain(key);
    await place.contain(role);
    await place.put({ pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" }, engaged: { BOOL: true } });
    expect((await place.release(key)).record).toMatchObject({ state: "released" });
    failing["ReadKillSwitch"] = "refused";
    expect((await place.release(role)).record).toMatchObject({ state: "released" });
  });
});

describe("a containment whose time is limited", () => {
  it("is released by itself when its time is over", async () => {
    const place = await stage();
    const before = place.standing();
    const request = { ...place.request(targetOf("deny-role-session", place)), releaseAfterSeconds: 14_400 };
    const contained = await place.contain(request);
    expect(contained.record["releaseAt"]).toMatch(/^2026-11-21T11:01:/);
    await place.runner.whenIdle();
    expect(await place.item(`CONTAINMENT#${request.containmentId}`, "CONTAINMENT")).toMatchObject({
      state: "released",
      releasedBy: "expiry",
    });
    expect(place.standing()).toEqual(before);
  });

  it("stands until a person releases it where the kill switch is engaged by then", async () => {
    const place = await stage();
    const request = { ...place.request(targetOf("revoke-user-sessions", place)), releaseAfterSeconds: 60 };
    const running = place.contain(request);
    await place.clock.sleep(30_000);
    await place.put({ pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" }, engaged: { BOOL: true } });
    await running;
    await place.runner.whenIdle();
    const record = await place.item(`CONTAINMENT#${request.containmentId}`, "CONTAINMENT");
    expect(record).toMatchObject({ state: "contained" });
    expect(place.notices.at(-1)?.message).toContain("stands until a person releases it");
  });

  it("is told where its release cannot be started", async () => {
    const place = await stage({ failing: { ReadContainment: "refused" } });
    const request = { ...place.request(targetOf("deny-role-session", place)), releaseAfterSeconds: 60 };
    await place.contain(request);
    await place.runner.whenIdle();
    expect(place.notices.at(-1)?.subject).toContain("release failed");
  });

  it("is not, where it stops a whole identity", async () => {
    const place = await stage();
    const request = { ...place.request(targetOf("quarantine-role", place)), releaseAfterSeconds: 60 };
    const { path } = await place.contain(request);
    expect(path.at(-1)).toBe("Done");
    expect(path).not.toContain("WaitForRelease");
  });
});
