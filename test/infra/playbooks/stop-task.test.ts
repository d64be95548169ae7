import type { EcsTask } from "../../../lib/local/account/service-resources.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { revertingAdversary } from "../../local/account/reverting-adversary.ts";
import { closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { taskArn } from "./stage-resources.ts";

afterAll(closeStages);

const only = "stop-task";
const standing = ({ account }: Stage) => account.state().resources.get(taskArn) as EcsTask;
const provide = (place: Stage, given: Partial<EcsTask>) =>
  place.account.provide({ ...standing(place), ...given }, place.clock.nowMs());

describe("stop-task", () => {
  it("stops a task, and records whose it was", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    const { record } = await place.contain(request);
    expect(standing(place).status).toBe("STOPPED");
    expect(record).toMatchObject({
      outcome: "contained",
      proof: "READ-BACK",
      principalId: taskArn,
      beforeState: '{"status":"RUNNING","group":"service:orders","startedBy":""}',
      afterState: '{"status":"STOPPED"}',
    });
    expect(record["detail"]).toContain("revoke the role's sessions as well");
    const { record: after } = await place.release(request);
    expect(after).toMatchObject({ state: "contained" });
    expect(after["drift"]).toContain("Stopping a task cannot be undone");
  });

  it("waits for a container that takes its time to stop", async () => {
    let waited = 0;
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "StopTask") provide(place, { status: "RUNNING", order: "STOPPED" });
        if (state === "WaitForStop" && ++waited === 4) provide(place, { status: "STOPPED" });
      },
    });
    const { record, path } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ outcome: "contained" });
    expect(path.filter((name) => name === "WaitForStop")).toHaveLength(4);
  });

  it("fails aloud where a task does not stop", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "StopTask") provide(place, { status: "RUNNING", order: "STOPPED" });
      },
    });
    const { record, path, status } = await place.contain(place.request(targetOf(only, place)));
    expect([record["outcome"], status]).toEqual(["failed", "FAILED"]);
    expect(path.filter((name) => name === "WaitForStop")).toHaveLength(15);
  });

  it("finds a task that is stopped, and none that ECS does not know", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    provide(place, { status: "STOPPED", order: "STOPPED" });
    expect((await place.contain(request)).record).toMatchObject({ outcome: "already-contained" });
    const target = { ...request.target, taskId: "f".repeat(32) } as typeof request.target;
    expect((await place.contain(place.request(target))).record).toMatchObject({ outcome: "target-not-found" });
  });

  it("counts a task that ends by itself meanwhile as stopped", async () => {
    const refused = new StateError("Ecs.InvalidParameterException", "The referenced task was not found.");
    const place = await stage({
      only,
      failing: { StopTask: refused },
      onState: ({ state }) => {
        if (state === "StopTask") provide(place, { status: "STOPPED", order: "STOPPED" });
      },
    });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ outcome: "contained" });
  });

  it("reaches no task of another Region, and no cluster that is not there", async () => {
    const place = await stage({ only });
    const elsewhere = { ...targetOf(only, place), region: "eu-west-1" } as ReturnType<typeof targetOf>;
    const { record } = await place.contain(place.request(elsewhere));
    expect(record["detail"]).toContain("reaches ECS in us-east-1 alone");
    const gone = new StateError("Ecs.ClusterNotFoundException", "Cluster not found.");
    const other = await stage({ only, failing: { ReadPrincipal: gone } });
    const { record: none } = await other.contain(other.request(targetOf(only, other)));
    expect(none).toMatchObject({ outcome: "target-not-found" });
  });

  it("holds against somebody who takes back whatever can be taken back", async () => {
    const place = await stage({ only });
    const adversary = revertingAdversary(place.account, place.clock, place.keys[0]);
    const { record } = await place.contain(place.request(targetOf(only, place)));
    adversary.stop();
    expect(record).toMatchObject({ outcome: "contained" });
    expect(standing(place).status).toBe("STOPPED");
  });
});
