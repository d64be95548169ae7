import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { closeStages, startMs } from "../playbooks/stage.ts";
import { drillStage } from "./drill-stage.ts";

afterAll(closeStages);

const containmentId = (playbook: string) => `drill-${startMs}-${playbook}`;

it("contains the canary with every playbook, sees that, releases it and sees that, and tells nobody", async () => {
  const { place, drill } = await drillStage();
  const before = place.standing();
  const { status, cause, record } = await drill();
  expect([status, cause]).toEqual(["SUCCEEDED", undefined]);
  expect(record).toMatchObject({ outcome: "passed" });
  for (const playbook of playbookNames) {
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
});
