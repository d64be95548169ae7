import { machine, run, work } from "./example-run.ts";

describe("limits", () => {
  test("a loop that never ends fails at 25,000 history events", async () => {
    const definition = machine({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Condition: true, Next: "A" }] },
    });
    const { status, error, cause, history } = await run(definition);
    expect([status, error]).toEqual(["FAILED", "States.Runtime"]);
    expect(cause).toContain("25000");
    expect(history.length).toBeLessThanOrEqual(12_500);
  });

  test("a payload above 256 KiB fails, and States.ALL does not catch it", async () => {
    const definition = machine({
      Call: { Type: "Task", Resource: work, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }], End: true },
      Caught: { Type: "Succeed" },
    });
    const large = async () => ({ text: "x".repeat(262_144) });
    expect(await run(definition, { integrations: { [work]: large } })).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
    });
    const inside = async () => ({ text: "x".repeat(262_000) });
    expect(await run(definition, { integrations: { [work]: inside } })).toMatchObject({ status: "SUCCEEDED" });
  });

  test("an execution's own TimeoutSeconds ends it, wherever it waits", async () => {
    const definition = machine({ Wait: { Type: "Wait", Seconds: 3_600, End: true } }, { TimeoutSeconds: 60 });
    const result = await run(definition);
    expect(result).toMatchObject({ status: "TIMED_OUT", error: "States.Timeout" });
  });

  test("an aborted execution says so and leaves no state running", async () => {
    const abort = new AbortController();
    const definition = machine({
      Call: { Type: "Task", Resource: work, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }], End: true },
      Caught: { Type: "Succeed" },
    });
    const never = () => {
      abort.abort();
      return new Promise(() => undefined);
    };
    const result = await run(definition, { signal: abort.signal, integrations: { [work]: never } });
    expect(result.status).toBe("ABORTED");
    expect(result.history.map(({ state }) => state)).toEqual(["Call"]);
  });
});
