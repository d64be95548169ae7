import fc from "fast-check";
import { retryDelayMs } from "../../../lib/local/state-machine/recover.ts";
import { errorMatches } from "../../../lib/local/state-machine/state-error.ts";
import { failing, machine, run, startMs, work } from "./example-run.ts";
import { manualClock } from "./manual-clock.ts";

const task = (rest: object) =>
  machine({
    Call: { Type: "Task", Resource: work, End: true, ...rest },
    ...("Catch" in rest
      ? { Caught: { Type: "Succeed", Output: "{% {'caught': $states.input, 'seen': $seen} %}" } }
      : {}),
  });
const catching = (...ErrorEquals: string[]) => [
  {
    ErrorEquals,
    Next: "Caught",
    Output: "{% $states.errorOutput %}",
    Assign: { seen: "{% $states.errorOutput.Error %}" },
  },
];

describe("Retry", () => {
  test("waits longer each time, and counts", async () => {
    const { calls, integrations } = failing(["Iam.ServiceFailureException", "Iam.ServiceFailureException"]);
    const Retry = [
      { ErrorEquals: ["Iam.ServiceFailureException"], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 },
    ];
    const { status, history } = await run(task({ Retry }), { integrations });
    expect(status).toBe("SUCCEEDED");
    expect(calls).toEqual([0, 2_000, 8_000]);
    expect(history[0]).toMatchObject({ retries: 2 });
    expect(history[0]?.error).toBeUndefined();
  });

  test("without numbers tries three times, after 1, 2 and 4 seconds, and then fails with the error", async () => {
    const { calls, integrations } = failing(Array(9).fill("Broken"));
    const result = await run(task({ Retry: [{ ErrorEquals: ["States.ALL"] }] }), { integrations });
    expect(calls).toEqual([0, 1_000, 3_000, 7_000]);
    expect(result).toMatchObject({ status: "FAILED", error: "Broken", cause: "cause of Broken" });
    expect(result.history[0]?.retries).toBe(3);
  });

  test("counts for each retrier by itself", async () => {
    const { calls, integrations } = failing(["A", "B", "A", "B", "A"]);
    const Retry = ["A", "B"].map((name) => ({
      ErrorEquals: [name],
      MaxAttempts: 2,
      IntervalSeconds: 1,
      BackoffRate: 1,
    }));
    const result = await run(task({ Retry }), { integrations });
    expect(calls).toHaveLength(5);
    expect(result).toMatchObject({ status: "FAILED", error: "A" });
  });

  test("with MaxAttempts 0 never tries again", async () => {
    const { calls, integrations } = failing(["A"]);
    const Retry = [{ ErrorEquals: ["A"], MaxAttempts: 0 }, { ErrorEquals: ["States.ALL"] }];
    await run(task({ Retry }), { integrations });
    expect(calls).toHaveLength(1);
  });

  test("evaluates the arguments anew, with the count of retries", async () => {
    const seen: unknown[] = [];
    const handler = async (given: unknown) => {
      seen.push(given);
      if (seen.length < 3) throw new Error("busy");
    };
    const definition = task({
      Arguments: { attempt: "{% $states.context.State.RetryCount %}" },
      Retry: [{ ErrorEquals: ["States.TaskFailed"] }],
    });
    await run(definition, { integrations: { [work]: handler } });
    expect(seen).toEqual([{ attempt: 0 }, { attempt: 1 }, { attempt: 2 }]);
  });

  test("never waits longer than MaxDelaySeconds, and with full jitter never longer than without", () => {
    const interval = fc.integer({ min: 1, max: 100 });
    const rate = fc.double({ min: 1, max: 5, noNaN: true });
    const chance = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(
        interval,
        rate,
        fc.integer({ min: 1, max: 20 }),
        interval,
        chance,
        (IntervalSeconds, BackoffRate, attempt, MaxDelaySeconds, random) => {
          const retrier = { ErrorEquals: [], IntervalSeconds, BackoffRate, MaxDelaySeconds };
          const plain = retryDelayMs(retrier, attempt, () => random);
          expect(plain).toBeLessThanOrEqual(MaxDelaySeconds * 1_000);
          expect(plain).toBeGreaterThanOrEqual(Math.min(IntervalSeconds, MaxDelaySeconds) * 1_000);
          const jittered = retryDelayMs({ ...retrier, JitterStrategy: "FULL" }, attempt, () => random);
          expect(jittered).toBeCloseTo(plain * random, 6);
        },
      ),
    );
  });
});

describe("Catch", () => {
  test("takes an error that Retry could not heal, with error and cause, and assigns", async () => {
    const { calls, integrations } = failing(["A", "A"]);
    const definition = task({ Retry: [{ ErrorEquals: ["A"], MaxAttempts: 1 }], Catch: catching("A") });
    const { output, history } = await run(definition, { integrations });
    expect(output).toEqual({ caught: { Error: "A", Cause: "cause of A" }, seen: "A" });
    expect(calls).toHaveLength(2);
    expect(history[0]).toMatchObject({ error: { error: "A" }, next: "Caught", retries: 1 });
  });

  test("takes the first catcher that names the error", async () => {
    const { integrations } = failing(["Iam.NoSuchEntityException"]);
    const Catch = [
      { ErrorEquals: ["Iam.LimitExceededException"], Next: "Caught", Output: "limit" },
      { ErrorEquals: ["Iam.NoSuchEntityException"], Next: "Caught", Output: "gone", Assign: { seen: 1 } },
      { ErrorEquals: ["States.ALL"], Next: "Caught", Output: "all" },
    ];
    const { output } = await run(task({ Catch }), { integrations });
    expect(output).toEqual({ caught: "gone", seen: 1 });
  });

  test("takes an error of the state's own expressions too", async () => {
    const definition = task({
      Arguments: { a: "{% $states.input.absent %}" },
      Catch: catching("States.QueryEvaluationError"),
    });
    const { output } = await run(definition);
    expect(output).toMatchObject({ seen: "States.QueryEvaluationError" });
  });

  test("never takes States.Runtime, by whatever name", async () => {
    const { integrations } = failing(["States.Runtime"]);
    const Catch = catching("States.Runtime");
    expect(await run(task({ Catch }), { integrations })).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  test("an error that a handler throws by accident is States.TaskFailed with its message", async () => {
    const handler = async () => {
      throw new TypeError("x is not a function");
    };
    const { output } = await run(task({ Catch: catching("States.TaskFailed") }), { integrations: { [work]: handler } });
    expect(output).toMatchObject({ caught: { Error: "States.TaskFailed", Cause: "TypeError: x is not a function" } });
  });
});

describe("TimeoutSeconds", () => {
  test("ends a task that does not answer, tells its handler, and can be retried and caught", async () => {
    const clock = manualClock(startMs);
    const aborted: boolean[] = [];
    const never = (_: unknown, { signal }: { signal: AbortSignal }) => {
      signal.addEventListener("abort", () => aborted.push(true));
      return new Promise(() => undefined);
    };
    const definition = task({
      TimeoutSeconds: 30,
      Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1, IntervalSeconds: 5 }],
      Catch: catching("States.Timeout"),
    });
    const running = run(definition, { clock, integrations: { [work]: never } });
    await clock.advance(29_999);
    expect(aborted).toHaveLength(0);
    await clock.advance(35_001);
    const { output, history } = await running;
    expect(output).toMatchObject({ caught: { Error: "States.Timeout", Cause: expect.stringContaining("30 seconds") } });
    expect(history[0]).toMatchObject({ retries: 1, exitedAt: "2026-11-21T07:01:05.000Z" });
    expect(aborted).toHaveLength(2);
  });

  test("may be an expression, and leaves a task alone that answers in time", async () => {
    const { integrations } = failing([]);
    const definition = task({ TimeoutSeconds: "{% $states.input.limit %}" });
    const { status, history } = await run(definition, { integrations, input: { limit: 10 } });
    expect(status).toBe("SUCCEEDED");
    expect(history[0]?.exitedAt).toBe("2026-11-21T07:00:00.000Z");
  });
});

test.each([
  ["States.ALL", "Anything", true],
  ["States.ALL", "States.Timeout", true],
  ["States.ALL", "States.DataLimitExceeded", false],
  ["States.ALL", "States.Runtime", false],
  ["States.DataLimitExceeded", "States.DataLimitExceeded", true],
  ["States.TaskFailed", "Iam.NoSuchEntityException", true],
  ["States.TaskFailed", "States.Timeout", false],
  ["States.TaskFailed", "States.HeartbeatTimeout", false],
  ["States.Timeout", "States.HeartbeatTimeout", true],
  ["States.HeartbeatTimeout", "States.Timeout", false],
  ["Iam.NoSuchEntityException", "iam.NoSuchEntityException", false],
])("%s matches %s: %s", (name, error, expected) => {
  expect(errorMatches([name], error)).toBe(expected);
});
