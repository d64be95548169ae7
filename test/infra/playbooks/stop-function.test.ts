import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import type { Failure } from "./inject-failures.ts";
import { accountId, closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { region } from "./stage-resources.ts";

afterAll(closeStages);

const arn = `arn:aws:lambda:${region}:${accountId}:function:orders`;
const reserve = (place: Stage, reserved: number | null) =>
  place.account.provide({ kind: "function", arn, reserved }, place.clock.nowMs());
const reservedOf = ({ account }: Stage) => (account.state().resources.get(arn) as { reserved: number | null }).reserved;
const only = "stop-function";

describe("stop-function", () => {
  it.each([7, null])("sets the reserved concurrency from %s to 0, and back", async (before) => {
    const place = await stage({ only });
    reserve(place, before);
    const request = place.request(targetOf(only, place));
    const { record } = await place.contain(request);
    expect(reservedOf(place)).toBe(0);
    expect(record).toMatchObject({
      outcome: "contained",
      beforeState: JSON.stringify({ reserved: before }),
      principalId: arn,
    });
    expect(record["detail"]).toContain("credentials of its role that it already got live on");
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(reservedOf(place)).toBe(before);
  });

  it("finds a function that was stopped before, and its release has nothing to undo", async () => {
    const place = await stage({ only });
    reserve(place, 0);
    const request = place.request(targetOf(only, place));
    expect((await place.contain(request)).record).toMatchObject({ outcome: "already-contained" });
    expect((await place.release(request)).path).toContain("NothingToRelease");
    expect(reservedOf(place)).toBe(0);
  });

  it("says that a function is not there", async () => {
    const place = await stage({ only });
    const target = { ...targetOf(only, place), functionName: "other" } as ReturnType<typeof targetOf>;
    expect((await place.contain(place.request(target))).record).toMatchObject({ outcome: "target-not-found" });
  });

  it("reaches no function of another Region, though one of the same name is here", async () => {
    const place = await stage({ only });
    const target = { ...targetOf(only, place), region: "eu-west-1" } as ReturnType<typeof targetOf>;
    const { record, path, status } = await place.contain(place.request(target));
    expect(path).not.toContain("ReadPrincipal");
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toBe(
      "The function is in eu-west-1, and this playbook reaches Lambda in us-east-1 alone. Nothing was changed. Contain the role of the function instead.",
    );
    expect(status).toBe("FAILED");
    expect(reservedOf(place)).toBe(7);
  });

  it("asks Lambda for the one function by its whole ARN, in whichever partition", async () => {
    const { stopFunctionDefinition } = await import("../../../lib/infra/playbooks/stop-function.ts");
    const text = JSON.stringify(stopFunctionDefinition({ tableName: "t", topicArn: "a", partition: "aws-us-gov" }));
    expect(text).toContain("'arn:aws-us-gov:lambda:' & $request.target.region");
    expect(text).not.toContain("getFunctionConfiguration");
  });

  it("is not released where somebody reserved something else meanwhile, and says what", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    reserve(place, 3);
    const { record } = await place.release(request);
    expect(record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(record["drift"]).toContain("is 3 now");
    reserve(place, null);
    const made = await place.release(request, { name: "release-made-again" });
    expect(made.record["drift"]).toContain("is not set now");
    expect(reservedOf(place)).toBeNull();
  });

  it("stands, and says why, where the account has given away what was reserved", async () => {
    const failing: Record<string, Failure> = {};
    const place = await stage({ only, failing });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    failing["ReserveAsBefore"] = new StateError("Lambda.InvalidParameterValueException", "below its minimum value");
    const { record, status } = await place.release(request);
    expect(record).toMatchObject({ state: "contained" });
    expect(record["detail"]).toContain("may have reserved it for other functions meanwhile");
    expect(record["detail"]).toContain("The containment stands.");
    expect(status).toBe("FAILED");
    expect(reservedOf(place)).toBe(0);
  });
});
