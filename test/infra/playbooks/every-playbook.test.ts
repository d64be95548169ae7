import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { isFinal } from "../../../lib/domain/response/final-playbook.ts";
import { closeStages, isSimulated, stage, targetOf } from "./stage.ts";

afterAll(closeStages);

describe.each(playbookNames)("%s", (playbook) => {
  it("contains, holds for a minute, proves it, records and tells; its release puts back what stood", async () => {
    // No call shows a session of an agent.
    const isShown = playbook !== "stop-agent-session";
    const place = await stage({ only: playbook });
    const before = place.standing();
    const request = place.request(targetOf(playbook, place));
    const contained = await place.contain(request);
    expect(contained.record).toMatchObject({
      state: "contained",
      outcome: "contained",
      proof: isSimulated(playbook) ? "PROVEN" : isShown ? "READ-BACK" : "UNPROVEN",
    });
    expect(contained.status).toBe("SUCCEEDED");
    expect(contained.path.filter((name) => name === "Hold")).toHaveLength(isShown ? 12 : 0);
    expect(contained.record).not.toHaveProperty("openKind");
    expect(place.notices.map(({ subject }) => subject)).toEqual([`NHI Warden: contained (${playbook})`]);
    expect(place.standing()).not.toEqual(before);

    const stands = place.standing();
    const released = await place.release(request);
    if (isFinal(playbook)) {
      expect(released.record).toMatchObject({ state: "contained", outcome: "contained" });
      expect(released.record["drift"]).toContain("cannot be undone");
      expect(released.status).toBe("SUCCEEDED");
      expect(place.standing()).toEqual(stands);
      expect(place.notices.at(-1)?.subject).toBe(`NHI Warden: release refused (${playbook})`);
      return;
    }
    expect(released.record).toMatchObject({ state: "released", outcome: "released" });
    expect(released.status).toBe("SUCCEEDED");
    expect(place.standing()).toEqual(before);
    expect(place.notices.map(({ subject }) => subject).at(-1)).toBe(`NHI Warden: released (${playbook})`);
  });
});
