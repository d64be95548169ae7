import { names } from "../../../lib/contract/names.ts";
import type { PlaybookName } from "../../../lib/domain/response/decision.ts";
import { canaryDrillDefinition } from "../../../lib/infra/drill/canary-drill.ts";
import { drilledPlaybooks } from "../../../lib/infra/drill/drilled-playbooks.ts";
import { playbookDefinitions, releaseDefinitions, releaseName } from "../../../lib/infra/playbooks/definitions.ts";
import { closeStages, type Stage, startMs } from "../playbooks/stage.ts";
import { mutating, tasksOf } from "../playbooks/walk.ts";
import { drillStage } from "./drill-stage.ts";

afterAll(closeStages);

const containmentId = (playbook: string) => `drill-${startMs}-${playbook}`;
const drill = canaryDrillDefinition({ tableName: "warden" });
const playbooks = drilledPlaybooks.map(({ playbook }) => playbook);
const resources = { tableName: "warden", topicArn: "topic" };

it("contains the canary with every playbook, sees that, releases it and sees that, and tells nobody", async () => {
  const stage = await drillStage();
  const { place } = stage;
  const before = place.standing();
  const { status, cause, record } = await stage.drill();
  expect([status, cause]).toEqual(["SUCCEEDED", undefined]);
  expect(record).toMatchObject({ outcome: "passed" });
  for (const playbook of playbooks) {
    expect(record["detail"]).toContain(playbook);
    expect(await place.item(`CONTAINMENT#${containmentId(playbook)}`, "CONTAINMENT")).toMatchObject({
      state: "released",
      releasedBy: "drill",
      expires: String(startMs / 1000 + 90 * 86_400),
    });
  }
  expect(place.standing()).toEqual(before);
  expect(place.notices).toEqual([]);
  expect(await place.item("BUDGET#all", new Date(startMs).toISOString().slice(0, 13))).toBeUndefined();
}, 60_000);

it("runs the day after as well", async () => {
  const stage = await drillStage({ only: "deny-role-session" });
  expect(await stage.drill("first")).toMatchObject({ status: "SUCCEEDED", record: { outcome: "passed" } });
  await stage.place.clock.sleep(86_400_000);
  expect(await stage.drill("second")).toMatchObject({ status: "SUCCEEDED", record: { outcome: "passed" } });
});

describe("a drill whose own call fails", () => {
  const needsUser = ["ReadCanaryUser", "ReadCanaryKeys", "ReadCanaryUserAttached", "ReadCanaryUserInline"];
  // The one that is only made when another failed has a test of its own.
  const tasks = tasksOf(drill)
    .map(([name]) => name)
    .filter((name) => name !== "ReadContainedAtLast");

  it.each(tasks)("fails for %s, says so, and never leaves the canary contained in silence", async (name) => {
    const only = needsUser.includes(name) ? "disable-access-key" : "quarantine-role";
    const stage = await drillStage({ only, failing: { [name]: "refused" } });
    const before = stage.place.standing();
    const { status, cause, record } = await stage.drill();
    expect(status).toBe("FAILED");
    expect(cause).toContain(`${name} failed (refused)`);
    if (!["RecordDrillStart", "RecordDrill"].includes(name)) expect(record).toMatchObject({ outcome: "failed" });
    // What cannot be released stays, and the cause says so.
    if (name === "StartRelease") expect(cause).toContain("the canary may stay contained");
    else expect(stage.place.standing()).toEqual(before);
    expect(stage.place.notices).toEqual([]);
  });

  it("releases a playbook that runs although the answer to its start was lost", async () => {
    const stage = await drillStage({ only: "quarantine-role", failing: { StartPlaybook: "lost" } });
    const before = stage.place.standing();
    const { status, cause, path } = await stage.drill();
    expect(status).toBe("FAILED");
    expect(cause).toContain("StartPlaybook failed (lost)");
    expect(path).toContain("StartRelease");
    expect(stage.place.standing()).toEqual(before);
  });

  it("fails where it cannot be known whether anything was contained", async () => {
    const failing = { ReadContained: "refused", ReadContainedAtLast: "refused" } as const;
    const stage = await drillStage({ only: "quarantine-role", failing });
    expect(await stage.drill()).toMatchObject({ status: "FAILED", record: { outcome: "failed" } });
  });
});

describe("a playbook or release that fails in one of its changes", () => {
  const rows = playbooks.flatMap((playbook) => {
    const both = [
      playbookDefinitions(resources)[playbook],
      releaseDefinitions(resources)[releaseName(playbook)],
    ] as const;
    const names = both.flatMap((definition) =>
      tasksOf(definition)
        .filter(([, task]) => mutating(task))
        .map(([name]) => name),
    );
    // Nothing stood before on the canary, and no other containment has a tag on it.
    return names
      .filter((name) => !["MarkOthers", "PutEarlierPolicy", "PutShorterPolicy"].includes(name))
      .map((name) => [playbook, name] as const);
  });

  it.each(rows)("%s: where %s is refused the drill fails and says what stands", async (playbook, name) => {
    const stage = await drillStage({ only: playbook, failing: { [name]: "refused" } });
    const { status, cause, record } = await stage.drill();
    expect([name, status]).toEqual([name, "FAILED"]);
    expect(cause).toContain(`${playbook}: `);
    expect(record).toMatchObject({ outcome: "failed", detail: cause });
    expect(stage.place.notices).toEqual([]);
  });
});

describe("what IAM shows is believed, not what the playbook recorded", () => {
  const role = { RoleName: names.canary };
  const denyAll = "arn:aws:iam::222222222222:policy/nhi-warden/NhiWarden-DenyAll";
  const act = (place: Stage, operation: string, parameters: Record<string, unknown>) =>
    void place.account.iam(operation, parameters, place.clock.nowMs());

  it("fails where the deny is gone when the item says contained", async () => {
    const stage = await drillStage({
      only: "quarantine-role",
      onState: ({ state }, place) => {
        if (state === "RecordOutcome") act(place, "detachRolePolicy", { ...role, PolicyArn: denyAll });
      },
    });
    const { status, cause } = await stage.drill();
    expect(status).toBe("FAILED");
    expect(cause).toContain("IAM shows something else");
  });

  it("fails where something is left after the release", async () => {
    const stage = await drillStage({
      only: "quarantine-role",
      onState: ({ state }, place) => {
        if (state === "RecordReleased") act(place, "attachRolePolicy", { ...role, PolicyArn: denyAll });
      },
    });
    const { status, cause } = await stage.drill();
    expect(status).toBe("FAILED");
    expect(cause).toContain("After the release the canary is not as before");
  });

  it.each([
    ["a second key", "createAccessKey", { UserName: names.canary }],
    ["a right", "attachUserPolicy", { UserName: names.canary, PolicyArn: denyAll }],
    ["no key", "deleteAccessKey", undefined],
  ])("fails, and changes nothing, where the canary has %s", async (_, operation, parameters) => {
    const stage = await drillStage({ only: "disable-access-key" });
    const keys = stage.place.account.iam("listAccessKeys", { UserName: names.canary }, startMs);
    const [key] = keys["AccessKeyMetadata"] as { AccessKeyId: string }[];
    act(stage.place, operation, parameters ?? { UserName: names.canary, AccessKeyId: key?.AccessKeyId });
    const before = stage.place.standing();
    const { status, cause, path } = await stage.drill();
    expect(status).toBe("FAILED");
    expect(cause).toContain("The canary is not as it was made");
    expect(path).not.toContain("StartPlaybook");
    expect(stage.place.standing()).toEqual(before);
  });

  it("fails where the canary is gone", async () => {
    const stage = await drillStage({ only: "quarantine-role" });
    act(stage.place, "deleteRole", role);
    expect(await stage.drill()).toMatchObject({
      status: "FAILED",
      cause: expect.stringContaining("Iam.NoSuchEntityException"),
    });
  });
});

describe("the kill switch", () => {
  const engaged = { engaged: { BOOL: true } };
  const item = { pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" }, ...engaged };

  it("skips the drill, which says so and is no failure", async () => {
    const stage = await drillStage({ killSwitch: engaged });
    const before = stage.place.standing();
    const { status, record, path } = await stage.drill();
    expect(status).toBe("SUCCEEDED");
    expect(record).toMatchObject({ outcome: "skipped", detail: expect.stringContaining("kill switch is engaged") });
    expect(path).not.toContain("LookAtCanary");
    expect(stage.place.standing()).toEqual(before);
  });

  it("that is engaged on the way ends the drill there, and nothing was changed", async () => {
    const stage = await drillStage({ only: "quarantine-role" });
    const before = stage.place.standing();
    const { execution } = stage.place.runner.stateMachines.start(names.drill, "daily", {});
    await stage.place.put(item);
    const { status } = await execution.completion;
    expect(status).toBe("SUCCEEDED");
    expect(stage.place.standing()).toEqual(before);
    const record = await stage.place.item("DRILL", new Date(startMs).toISOString().slice(0, 16));
    expect(record).toMatchObject({ outcome: "skipped" });
  });

  it("that is engaged before the release keeps the canary contained: the drill fails and names what to release", async () => {
    let engaging: Promise<void> | undefined;
    const stage = await drillStage({
      only: "quarantine-role",
      onState: ({ state }, place) => {
        if (state === "RecordOutcome") engaging = place.clock.during(place.put(item));
      },
    });
    const { status, cause } = await stage.drill();
    await engaging;
    expect(status).toBe("FAILED");
    expect(cause).toContain(`the canary stays contained by ${containmentId("quarantine-role")}`);
    expect(cause).toContain("kill switch is engaged");
    expect(stage.place.notices).toEqual([]);

    // A person's release is not held up by the switch.
    const input = { containmentId: containmentId("quarantine-role"), by: "arn:aws:iam::111111111111:role/a", why: "b" };
    const { execution } = stage.place.runner.stateMachines.start("release-quarantine-role", "by-hand", input);
    expect((await execution.completion).status).toBe("SUCCEEDED");
    expect(stage.place.notices.map(({ subject }) => subject)).toEqual(["NHI Warden: released (quarantine-role)"]);
  });

  it("that cannot be understood skips as well", async () => {
    const stage = await drillStage({ killSwitch: { engaged: { S: "no" } } });
    expect(await stage.drill()).toMatchObject({ status: "SUCCEEDED", record: { outcome: "skipped" } });
  });
});

it("does nothing where another drill began in the same minute", async () => {
  const stage = await drillStage({ only: "disable-access-key" });
  const { stateMachines } = stage.place.runner;
  const both = ["one", "two"].map((name) => stateMachines.start(names.drill, name, {}).execution);
  const results = await Promise.all(both.map(({ completion }) => completion));
  expect(results.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  const lengths = results.map(({ history }) => history.length).sort((a, b) => a - b);
  expect(lengths[0]).toBe(3);
  expect(lengths[1]).toBeGreaterThan(10);
});

describe("the definition of the drill", () => {
  it("changes nothing of an identity itself, and reads the canary alone", () => {
    for (const [, task] of tasksOf(drill)) {
      expect(mutating(task)).toBe(false);
      expect(task).not.toHaveProperty("Credentials");
      if (!String(task["Resource"]).includes(":iam:")) continue;
      const [[, name] = []] = Object.entries(task["Arguments"] as object);
      expect(name).toBe(names.canary);
    }
  });

  it("drills every playbook that acts on a user or a role by its policies or its key", () => {
    const drilledByNow: readonly PlaybookName[] = [
      "disable-access-key",
      "revoke-user-sessions",
      "quarantine-user",
      "deny-role-session",
      "revoke-role-sessions",
      "quarantine-role",
    ];
    expect(playbooks).toEqual(expect.arrayContaining([...drilledByNow]));
    expect(drill.States["BeginDrill"]).toMatchObject({ Assign: { steps: drilledPlaybooks } });
  });
});
