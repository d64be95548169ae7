import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { isFinal } from "../../../lib/domain/response/final-playbook.ts";
import { releaseDefinitions, releaseName } from "../../../lib/infra/playbooks/definitions.ts";
import { effect, failuresOf, wholeOf } from "./effects.ts";
import type { Failure } from "./inject-failures.ts";
import { closeStages, stage, targetOf } from "./stage.ts";
import { tasksOf } from "./walk.ts";

afterAll(closeStages);

const releases = releaseDefinitions({ tableName: "warden", topicArn: "topic" });
const releaseRows = playbookNames.flatMap((playbook) =>
  tasksOf(releases[releaseName(playbook)]).flatMap(([name, task]) =>
    failuresOf(playbook, task).map((failure) => [playbook, name, failure] as const),
  ),
);

describe("no single failure leaves an identity half-released, nor anybody untold", () => {
  test.each(releaseRows)("release of %s: %s is %s", async (playbook, name, failure) => {
    const { before, contained } = await wholeOf(playbook);
    const failing: Record<string, Failure> = {};
    const place = await stage({ failing, only: playbook });
    const request = place.request(targetOf(playbook, place));
    await place.contain(request);
    failing[name] = failure;
    const { record, status, path } = await place.release(request);
    const left = effect(place);
    if (!isFinal(playbook)) expect(record["drift"] ?? "").toBe("");
    expect([before, contained]).toContain(left);
    if (!path.includes(name)) return;
    if (name !== "RecordReleased" && name !== "ReadContainment") {
      expect(record["state"]).toBe(left === before && name !== "ReadRestored" ? "released" : "contained");
    }
    if (name !== "TellRelease") expect(place.notices).toHaveLength(2);
    else expect([record["notice"], status]).toEqual(["failed", "FAILED"]);
  });
});
