import { type LambdaFunction, resourceAt } from "../../../lib/local/account/service-resources.ts";
import type { JsonValue } from "../../../lib/local/state-machine/json-value.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import type { Failure } from "./inject-failures.ts";
import { accountId, closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { functionArn } from "./stage-resources.ts";

afterAll(closeStages);

const only = "recycle-function";
const standing = ({ account }: Stage) => resourceAt(account.state(), "function", functionArn) as LambdaFunction;
const provide = (place: Stage, bent: Partial<LambdaFunction>) =>
  place.account.provide({ ...standing(place), ...bent }, place.clock.nowMs());
const markedOf = (containmentId: string, before = "Takes orders") =>
  `${before} [NHI Warden ${containmentId.slice(0, 16)}]`;

describe("recycle-function", () => {
  it("marks the description, with the revision that was read, and gives the owners' own back", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    const { record } = await place.contain(request);
    const marked = markedOf(request.containmentId);
    expect(standing(place)).toMatchObject({ description: marked, revision: 2, reserved: 7 });
    expect(record).toMatchObject({
      outcome: "contained",
      proof: "READ-BACK",
      beforeState: JSON.stringify({ description: "Takes orders" }),
      afterState: JSON.stringify({ description: marked }),
      principalId: functionArn,
    });
    expect(record["detail"]).toContain(
      "That denies the old credentials nothing: revoke the sessions of its role first",
    );
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(standing(place)).toMatchObject({ description: "Takes orders", revision: 3 });
  });

  it("keeps the function's environment out of its record, its history and its notices", async () => {
    const entries: unknown[] = [];
    const place = await stage({ only, onState: (entry) => void entries.push(entry) });
    const request = place.request(targetOf(only, place));
    const contained = await place.contain(request);
    const released = await place.release(request);
    expect(entries.length).toBeGreaterThan(50);
    const kept = JSON.stringify([entries, contained, released, place.notices, place.runner.executions()]);
    expect(kept).toContain("Takes orders");
    expect(kept).not.toMatch(/hunter2|DATABASE_PASSWORD/);
    // Nor does the state machine that sees it tell it to anybody who asks.
    const asked = await place.runner.stateMachines.runExpress("recycle-function-settings", "asked", {
      call: "lambda:GetFunctionConfiguration",
      roleArn: `arn:aws:iam::${accountId}:role/nhi-warden/NhiWarden-recycle-function`,
      parameters: { FunctionName: functionArn },
    });
    expect(asked.output).toEqual({
      there: true,
      description: "Takes orders",
      revisionId: expect.stringMatching(/^revision-/),
      updateStatus: "Successful",
    });
  });

  it("changes the description alone, whatever its state machine is asked", async () => {
    const place = await stage({ only });
    const ask = (input: JsonValue) =>
      place.runner.stateMachines.runExpress("recycle-function-settings", "asked", input);
    const roleArn = `arn:aws:iam::${accountId}:role/nhi-warden/NhiWarden-recycle-function`;
    const parameters = {
      FunctionName: functionArn,
      Description: "x",
      RevisionId: "revision-1",
      Environment: { Variables: { NODE_OPTIONS: "--import data:," } },
    };
    expect((await ask({ call: "lambda:UpdateFunctionConfiguration", roleArn, parameters })).status).toBe("SUCCEEDED");
    expect(standing(place)).toMatchObject({ description: "x", environment: { DATABASE_PASSWORD: "hunter2" } });
    for (const call of ["lambda:UpdateFunctionCode", "lambda:InvokeFunction", ""]) {
      expect(await ask({ call, roleArn, parameters })).toMatchObject({ status: "FAILED" });
    }
  });

  it.each([
    ["empty", ""],
    ["as long as Lambda takes it", "a".repeat(256)],
    ["in quotes, as an expression", `"{% $request %}' & '`],
  ])("marks a description that is %s, and gives all of it back", async (_, description) => {
    const place = await stage({ only });
    provide(place, { description });
    const request = place.request(targetOf(only, place));
    expect((await place.contain(request)).record).toMatchObject({ outcome: "contained" });
    expect(standing(place).description).toBe(markedOf(request.containmentId, description.slice(0, 200)));
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(standing(place).description).toBe(description);
  });

  it("does not overwrite what somebody changed after it was read", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "ReadKillSwitch") provide(place, { revision: 9, description: "Takes orders, and gives change" });
      },
    });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("where somebody changed the function meanwhile, start it again");
    expect(record["detail"]).toContain("The Revision Id provided does not match");
    expect(standing(place)).toMatchObject({ revision: 9, description: "Takes orders, and gives change" });
  });

  it("says so where there is no such function, or it goes while it is looked at", async () => {
    const place = await stage({ only });
    const target = { ...targetOf(only, place), functionName: "other" } as ReturnType<typeof targetOf>;
    const none = await place.contain(place.request(target));
    expect(none.record).toMatchObject({ outcome: "target-not-found" });
    expect(none.record["detail"]).toContain("The function does not exist. Nothing was changed.");
    const gone = new StateError("Lambda.ResourceNotFoundException", "Function not found");
    const failing: Record<string, Failure> = {};
    const other = await stage({
      only,
      failing,
      onState: ({ state }) => {
        if (state === "Hold") failing["ReadSettings"] = gone;
      },
    });
    const { record } = await other.contain(other.request(targetOf(only, other)));
    expect(record).toMatchObject({ state: "failed", outcome: "reverted" });
    expect(record["detail"]).toContain("The function is gone.");
  });

  it.each([
    ["Lambda.LambdaException", "not authorized with an explicit deny in an identity-based policy", "refused-protected"],
    ["Lambda.ResourceConflictException", "An update is in progress for resource", "failed"],
    ["Lambda.TooManyRequestsException", "Rate exceeded", "failed"],
  ])("says why Lambda refused the change: %s", async (name, message, outcome) => {
    const place = await stage({ only, failing: { ChangeSettings: new StateError(name, message) } });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ outcome });
    expect(record["detail"]).toContain(message);
    expect(standing(place)).toMatchObject({ description: "Takes orders", revision: 1 });
  });

  it("knows by a second look that it was done where Lambda's answer was lost", async () => {
    const place = await stage({ only, failing: { ChangeSettings: "lost" } });
    const request = place.request(targetOf(only, place));
    expect((await place.contain(request)).record).toMatchObject({ state: "contained", outcome: "contained" });
    expect(standing(place)).toMatchObject({ description: markedOf(request.containmentId) });
  });

  it("says why Lambda could not be read", async () => {
    const refused = new StateError("Lambda.LambdaException", "The security token included in the request is invalid");
    const place = await stage({ only, failing: { ReadSettings: refused } });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("The function could not be read.");
    expect(record["detail"]).toContain("The security token included in the request is invalid");
  });

  it("reaches no function of another Region", async () => {
    const place = await stage({ only });
    const target = { ...targetOf(only, place), region: "eu-west-1" } as ReturnType<typeof targetOf>;
    const { record } = await place.contain(place.request(target));
    expect(record["detail"]).toContain("this playbook reaches Lambda in us-east-1 alone");
  });

  it("waits until Lambda has the update done, and leaves a function alone that is being updated", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "RecycleFunction") provide(place, { updateStatus: "InProgress" });
        if (state === "WaitForUpdate") provide(place, { updateStatus: "Successful" });
      },
    });
    const { record, path } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ outcome: "contained" });
    expect(path.filter((name) => name === "WaitForUpdate")).toHaveLength(1);
    provide(place, { updateStatus: "InProgress" });
    const busy = await place.contain(place.request(targetOf(only, place)));
    expect(busy.record["detail"]).toContain("is being updated at this moment. Nothing was changed.");
  });

  it("fails where Lambda cannot apply the update", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "RecycleFunction") provide(place, { updateStatus: "Failed" });
      },
    });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("Lambda accepted the change but does not show it.");
  });

  it("is not released where the description is another, or the function is gone", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    provide(place, { description: "New" });
    const drifted = await place.release(request);
    expect(drifted.record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(drifted.record["drift"]).toContain("The function has another description now");
    expect(standing(place)).toMatchObject({ description: "New" });
  });

  it("is not released over what somebody changed after it was looked at", async () => {
    let isRelease = false;
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (isRelease && state === "ReadKillSwitch") provide(place, { revision: 9, description: "New" });
      },
    });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    isRelease = true;
    const { record, status } = await place.release(request);
    expect([record["state"], status]).toEqual(["contained", "FAILED"]);
    expect(record["detail"]).toContain("The Revision Id provided does not match");
    expect(standing(place)).toMatchObject({ description: "New" });
  });
});
