import { type PlaybookName, playbookLadders, playbookNames } from "../../../lib/domain/response/decision.ts";
import { isResourcePlaybook, resourcePlaybooks } from "../../../lib/domain/response/resource-target.ts";
import { guardPolicy } from "../../../lib/infra/guard-policy.ts";
import { callOf, verdict } from "../../local/account/example-account.ts";
import { revertingAdversary } from "../../local/account/reverting-adversary.ts";
import { closeStages, isSimulated, stage, targetOf } from "./stage.ts";

afterAll(closeStages);

const guard = guardPolicy({ partition: "aws", homeAccount: "111111111111", deployers: [] });

const protectable = playbookNames.filter((name) => !isResourcePlaybook(name));

/** Nothing that the adversary may call starts a stopped task or session again. */
const reversible: readonly PlaybookName[] = playbookNames.filter(
  (name) => name !== "stop-task" && name !== "stop-agent-session",
);

describe.each(reversible)("somebody who takes back what the warden does, every half a second: %s", (playbook) => {
  it("is told as such where no guard policy holds the change, with the next stronger playbook", async () => {
    const place = await stage({ only: playbook });
    const adversary = revertingAdversary(place.account, place.clock, place.keys[0]);
    const { record, status, path } = await place.contain(place.request(targetOf(playbook, place)));
    adversary.stop();
    expect(adversary.done.length).toBeGreaterThan(1);
    expect(record).toMatchObject({ state: "failed", outcome: "reverted", proof: "FAILED", openKind: "containment" });
    expect(record["detail"]).toContain("An adversary reverts the containment");
    const ladder = playbookLadders.find((rungs) => rungs.includes(playbook)) ?? [];
    const stronger = ladder[ladder.indexOf(playbook) + 1];
    expect(record["detail"]).toContain(stronger === undefined ? "no stronger playbook" : `Next stronger: ${stronger}`);
    expect(status).toBe("FAILED");
    expect(place.notices.at(-1)?.subject).toBe(`NHI Warden: reverted (${playbook})`);
    // Put back once, each time after the kill switch was read.
    expect(path.filter((name) => name === "ReadKillSwitch")).toHaveLength(2);
  });
});

describe.each(protectable)("somebody who would do so under the guard policy: %s", (playbook) => {
  it("cannot", async () => {
    const place = await stage({ serviceControlPolicies: [guard], only: playbook });
    const adversary = revertingAdversary(place.account, place.clock, place.keys[0]);
    const { record, status } = await place.contain(place.request(targetOf(playbook, place)));
    adversary.stop();
    expect(record).toMatchObject({
      state: "contained",
      outcome: "contained",
      proof: isSimulated(playbook) ? "PROVEN" : "READ-BACK",
    });
    expect(status).toBe("SUCCEEDED");
    // What no tag and no policy of ours protects yet falls once, until the tag is in force.
    const attaches = ["revoke-user-sessions", "quarantine-user", "quarantine-role"].includes(playbook);
    expect(String(record["detail"]).includes("took it away once")).toBe(!attaches);
    if (playbook.endsWith("-user") || playbook === "disable-access-key") {
      expect(verdict(place.account, callOf(place.keys[0]), place.clock.nowMs())).not.toBe("allowed");
    }
  });
});

describe.each(resourcePlaybooks)("the guard policy and %s", (playbook) => {
  it("have nothing to do with each other, which the record says", async () => {
    const place = await stage({ serviceControlPolicies: [guard] });
    const quiet = await place.contain(place.request(targetOf(playbook, place)));
    expect(quiet.record).toMatchObject({ outcome: "contained" });
    const says = String(quiet.record["detail"]).includes("The guard policy does not protect");
    expect(says).toBe(reversible.includes(playbook));
    const other = await stage({ serviceControlPolicies: [guard] });
    const adversary = revertingAdversary(other.account, other.clock, other.keys[0]);
    const { record } = await other.contain(other.request(targetOf(playbook, other)));
    adversary.stop();
    expect(record).toMatchObject({ outcome: reversible.includes(playbook) ? "reverted" : "contained" });
  });
});

it("what is gone and may not be put back, because the kill switch was engaged meanwhile, is reverted and told", async () => {
  const failing: Record<string, "refused"> = {};
  const place = await stage({
    failing,
    onState: ({ state }) => {
      if (state === "Hold") failing["ReadKillSwitch"] = "refused";
    },
  });
  const adversary = revertingAdversary(place.account, place.clock, place.keys[1]);
  const { record } = await place.contain(place.request(targetOf("disable-access-key", place)));
  adversary.stop();
  expect(record).toMatchObject({ state: "failed", outcome: "reverted" });
  expect(record["detail"]).toContain("kill switch");
});
