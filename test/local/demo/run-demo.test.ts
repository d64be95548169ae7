import type { DemoEvent, DemoReport } from "../../../lib/local/demo/demo-report.ts";
import { attackCatalogue } from "../../../lib/local/organisation/attacks/catalogue.ts";
import { type SmallDemo, smallDemo } from "./small-demo.ts";

// A whole demo in each: a second or two, and several where other tests run beside it.
jest.setTimeout(60_000);

const names = Object.keys(attackCatalogue);

describe("the stolen access key, in mode enforce", () => {
  let demo: SmallDemo;
  let report: DemoReport;
  beforeAll(async () => {
    demo = await smallDemo();
    report = demo.report;
  });

  test("is Inactive in the simulated account at the end, and nobody else was touched", () => {
    const [containment] = report.proof.containments;
    const stolen = report.attack.calls[0]?.accessKeyId;
    expect(containment).toMatchObject({
      target: { playbook: "disable-access-key", userName: "nightly-backup", accessKeyId: stolen },
      inEffect: true,
      statement: `access key ${stolen} of user nightly-backup is Inactive`,
    });
    expect(report.proof).toMatchObject({ proven: true, why: undefined, stillWorking: [], collateral: [] });
    expect(report.proof.untouched.identities).toBeGreaterThan(3);
    expect(report.attack.changes).toEqual([
      expect.objectContaining({
        action: "iam:UpdateAccessKey",
        accountId: report.attack.alerts[0]?.accountId,
        parameters: { UserName: "nightly-backup", AccessKeyId: stolen, Status: "Inactive" },
      }),
      // The mark by which the guard policy lets nobody else change the user.
      expect.objectContaining({ action: "iam:TagUser" }),
    ]);
  });

  test("works until IAM enforces the change, and never after it", () => {
    const { calls, changes } = report.attack;
    const { enforcementDelayMs, firstRefusalOffsetMs } = report.summary;
    const inForceMs = (changes[0]?.offsetMs ?? 0) + enforcementDelayMs;
    expect(
      calls.filter(({ offsetMs, verdict }) => offsetMs < inForceMs && verdict === "refused-by-containment"),
    ).toEqual([]);
    const late = calls.filter(({ offsetMs }) => offsetMs >= inForceMs);
    expect(late.length).toBeGreaterThan(10);
    expect(late.filter(({ verdict }) => verdict === "allowed")).toEqual([]);
    expect(late[0]?.errorCode).toBe("InvalidClientTokenId");
    expect(firstRefusalOffsetMs).toBe(late[0]?.offsetMs);
  });

  test("no trail shows what a refused key tries, and every other call has its record", () => {
    for (const { verdict, eventId } of report.attack.calls) {
      expect(eventId === undefined).toBe(verdict === "refused-by-containment" || verdict === "impossible");
    }
  });

  test("calls are counted once: stopped, got through, or refused by the identity's own policies", () => {
    const { calls, gotThrough, stopped } = report.summary;
    const own = report.attack.calls.filter(({ verdict }) => verdict === "refused-by-own-policy").length;
    expect(gotThrough + stopped + own).toBe(calls);
    expect(gotThrough).toBeGreaterThan(0);
  });

  test("people are alerted with what deviated, and trust fell on the way", () => {
    const alert = report.attack.alerts.at(-1);
    expect(alert).toMatchObject({ action: "contain", identityKey: report.attack.identityKey });
    expect(alert?.body).toContain("network 203.0.113.0/24");
    const trust = report.attack.conclusions.map((conclusion) => conclusion.trust);
    expect(Math.min(...trust)).toBeLessThan(40);
    expect(trust[0]).toBeGreaterThan(Math.min(...trust));
    expect(report.attack.alertsOfOthers).toEqual([]);
    expect(report.learned.alerts).toEqual([]);
  });

  test("the playbook's history leads from the record over the kill switch to the change, its reading back and the notice", () => {
    const [run] = report.playbooks;
    const states = run?.states.map(({ state }) => state) ?? [];
    expect(run).toMatchObject({ status: "SUCCEEDED", recordState: "contained", outcome: "contained" });
    expect(run?.notice?.subject).toBe("NHI Warden: contained (disable-access-key)");
    const order = ["RecordStart", "RecordBefore", "ReadKillSwitch", "DisableKey", "ReadKeyBack", "Notify", "Done"];
    // It is read back over and over while an intruder might take it back: each state counts once here.
    expect([...new Set(states.filter((state) => order.includes(state)))]).toEqual(order);
    expect(run?.states.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(run?.states.find(({ type }) => type === "Wait")?.durationMs).toBeGreaterThanOrEqual(2_000);
  });

  test("events are told in the order of simulated time", () => {
    const kinds = demo.events.map(({ kind }) => kind);
    expect(kinds.indexOf("organisation")).toBe(0);
    expect(kinds.indexOf("learned")).toBeLessThan(kinds.indexOf("attack"));
    const offsets = demo.events.flatMap((event) => {
      if (event.kind === "call") return event.call.offsetMs;
      if (event.kind === "conclusion") return event.conclusion.offsetMs;
      if (event.kind === "change") return event.change.offsetMs;
      return "offsetMs" in event ? event.offsetMs : [];
    });
    expect(offsets.length).toBeGreaterThan(50);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });

  test("the same seed gives the same demo, however long whoever listens takes; another seed another organisation", async () => {
    const slow: DemoEvent[] = [];
    const again = await smallDemo(
      {},
      {
        tell: async (event) => {
          await new Promise((resolve) => setImmediate(resolve));
          slow.push(event);
        },
      },
    );
    expect(JSON.stringify(again.report)).toBe(JSON.stringify(report));
    expect(JSON.stringify(slow)).toBe(JSON.stringify(demo.events));
    const other = await smallDemo({ seed: 2, weeks: 1 });
    expect(other.report.attack.calls[0]?.accessKeyId).not.toBe(report.attack.calls[0]?.accessKeyId);
  });
});

test.each(["observe", "ask"] as const)("in mode %s people are told and nothing is contained", async (mode) => {
  const { report } = await smallDemo({ mode, weeks: 3 });
  expect(report.attack.changes).toEqual([]);
  // Nobody answers the question in a demo: it expires, and nothing is changed.
  const asked = { outcome: "refused-expired", recordState: "refused" };
  expect(report.playbooks).toEqual(mode === "ask" ? [expect.objectContaining(asked)] : []);
  expect(report.summary).toMatchObject({ stopped: 0, decidedOffsetMs: undefined });
  expect(report.proof).toMatchObject({ proven: false, containments: [], collateral: [], why: "nothing was contained" });
  expect(report.proof.stillWorking).toContain(report.attack.calls[0]?.accessKeyId);
  const decisions = report.attack.conclusions.map(({ decision }) => decision);
  expect(decisions).toContain(mode === "ask" ? "ask" : "alert");
  expect(decisions).not.toContain("contain");
  const because = report.attack.conclusions.flatMap((conclusion) => conclusion.because).join("; ");
  expect(because).toMatch(mode === "ask" ? /asks a person first/ : /only observes; it would have been contained/);
  expect(report.attack.alerts.length).toBeGreaterThan(0);
  expect(report.attack.calls.every(({ verdict }) => verdict !== "refused-by-containment")).toBe(true);
});

test("a stolen role session is refused with an explicit deny, and the workload's next session works", async () => {
  const { report } = await smallDemo({ attack: "stolen-instance-credentials", weeks: 2, density: 0.5 });
  expect(report.proof).toMatchObject({
    proven: true,
    stillWorking: [],
    containments: [
      {
        target: { playbook: "deny-role-session", roleName: "web-frontend-instance" },
        inEffect: true,
        newSessionsWork: true,
      },
    ],
  });
  const stopped = report.attack.calls.filter(({ verdict }) => verdict === "refused-by-containment");
  expect(stopped.length).toBeGreaterThan(20);
  // Unlike a disabled key, a denied session is known, and CloudTrail records what it tries.
  expect(stopped.every(({ errorCode, eventId }) => errorCode === "AccessDenied" && eventId !== undefined)).toBe(true);
});

test("what an intruder leaves behind is named: no playbook undoes it", async () => {
  const { report } = await smallDemo({ attack: "poisoned-pipeline", mode: "observe" });
  const text = report.proof.leftBehind.join("\n");
  expect(text).toMatch(/role\/catalogue-task was changed|user ci-metrics was made/);
  expect(text).toMatch(/access key AKIA\w+ of ci-metrics was made \(Active\)/);
  expect(text).toContain("AdministratorAccess was attached to ci-metrics");
  expect(report.proof.collateral).toEqual([]);
});

test.each(names)("the attack %s runs to its end among everybody else", async (attack) => {
  // The dormant key belongs to one of the last of the named identities.
  const settings = { attack, weeks: 2, density: 0.1, identities: attack === "dormant-key-wakes-up" ? 45 : 14 };
  const { report } = await smallDemo(settings);
  expect(report.attack.name).toBe(attack);
  expect(report.attack.calls.length).toBeGreaterThanOrEqual(10);
  expect(report.attack.recordsOfOthers).toBeGreaterThan(0);
  expect(report.learned).toMatchObject({ setAside: 0 });
  expect(report.proof.collateral).toEqual([]);
  // Proven or not, the answer is never left open.
  expect(report.proof.proven).toBe(report.proof.why === undefined);
});

test("what was read and made with a contained credential is swept, over the demo's own records", async () => {
  const { report: stolen } = await smallDemo();
  expect(stolen.swept).toMatchObject([{ containmentId: stolen.playbooks[0]?.containmentId, requested: [] }]);
  expect(stolen.swept[0]?.replace.filter((line) => line.startsWith("secret "))).toHaveLength(3);
  const { report } = await smallDemo({ attack: "poisoned-pipeline", weeks: 2, identities: 14 });
  const requested = report.swept.flatMap((one) => one.requested);
  // In a demo nobody says yes to a quarantine; what needs no question is contained, and proven.
  for (const target of requested.filter(({ playbook }) => playbook === "disable-access-key")) {
    expect(report.proof.containments).toContainEqual(expect.objectContaining({ target, inEffect: true }));
  }
  // The key was made and never used: that is no gap of the records.
  expect(report.swept.every(({ isTruncated }) => !isTruncated)).toBe(true);
}, 30_000);

test("a playbook that changes nothing is not believed", async () => {
  const { playbookDefinitions } = await import("../../../lib/infra/playbooks/definitions.ts");
  const { report } = await smallDemo(
    {},
    {
      playbookDefinitions: (resources) => {
        const definitions = playbookDefinitions(resources);
        const { States } = definitions["disable-access-key"];
        const { DisableKey } = States as unknown as { DisableKey: { Arguments: object } };
        const idle = {
          ...States,
          DisableKey: { ...DisableKey, Arguments: { ...DisableKey.Arguments, Status: "Active" } },
        };
        return { ...definitions, "disable-access-key": { ...definitions["disable-access-key"], States: idle } };
      },
    },
  );
  expect(report.playbooks[0]).toMatchObject({ status: "FAILED", recordState: "failed" });
  expect(report.proof).toMatchObject({ proven: false, why: "the playbook disable-access-key ended as failed" });
  expect(report.proof.containments[0]).toMatchObject({ inEffect: false });
  expect(report.proof.stillWorking).toContain(report.attack.calls[0]?.accessKeyId);
  expect(report.summary.gotThrough).toBeGreaterThan(40);
});

test("an organisation that is too young for an attack is an error that says what to do", async () => {
  const tooYoung = smallDemo({ attack: "poisoned-pipeline", weeks: 1, density: 0.05 });
  await expect(tooYoung).rejects.toThrow(/not possible here: .* has done nothing before .* \(with more weeks/);
  const tooSmall = smallDemo({ attack: "agent-beyond-scope", identities: 2 });
  await expect(tooSmall).rejects.toThrow(/not possible here: no identity is called/);
});

test("an unknown attack is refused with the names of those that there are", async () => {
  await expect(smallDemo({ attack: "toString" })).rejects.toThrow(/no attack "toString"; there are stolen-access-key,/);
});
