import { machine, run, work } from "./example-run.ts";

describe("variables", () => {
  test("are seen from the next state on, not by the Output beside their Assign", async () => {
    const { output } = await run(
      machine({
        First: { Type: "Pass", Assign: { count: 1 }, Next: "Second" },
        Second: { Type: "Pass", Assign: { count: "{% $count + 1 %}" }, Output: "{% $count %}", Next: "Third" },
        Third: { Type: "Pass", Output: "{% [$states.input, $count] %}", End: true },
      }),
    );
    expect(output).toEqual([1, 2]);
  });

  test("of outside are seen inside branches, and those of inside stay there", async () => {
    const branch = (value: number) =>
      machine({
        [`Set${value}`]: { Type: "Pass", Assign: { mine: value }, Next: `Read${value}` },
        [`Read${value}`]: { Type: "Pass", Output: "{% [$outer, $mine] %}", End: true },
      });
    const branches = [1, 2].map((value) => {
      const { QueryLanguage, ...block } = branch(value);
      return QueryLanguage === "JSONata" ? block : {};
    });
    const definition = machine({
      Outer: { Type: "Pass", Assign: { outer: 0, mine: "outer" }, Next: "Both" },
      Both: { Type: "Parallel", Branches: branches, Next: "After" },
      After: { Type: "Pass", Output: "{% {'results': $states.input, 'mine': $mine} %}", End: true },
    });
    expect((await run(definition)).output).toEqual({
      results: [
        [0, 1],
        [0, 2],
      ],
      mine: "outer",
    });
  });
});

describe("states", () => {
  test("a Choice takes the first rule that is true, with its own Output and Assign, and else the Default", async () => {
    const definition = machine({
      Decide: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.n > 10 %}", Next: "End", Output: "large", Assign: { size: 3 } },
          { Condition: "{% $states.input.n > 5 %}", Next: "End", Output: "middle", Assign: { size: 2 } },
        ],
        Default: "End",
        Assign: { size: 1 },
      },
      End: { Type: "Succeed", Output: "{% [$states.input, $size] %}" },
    });
    const decide = async (n: number) => (await run(definition, { input: { n } })).output;
    expect(await decide(11)).toEqual(["large", 3]);
    expect(await decide(6)).toEqual(["middle", 2]);
    expect(await decide(1)).toEqual([{ n: 1 }, 1]);
  });

  test("a Choice without a match and without Default fails, and so does a condition that is not true or false", async () => {
    const definition = (Condition: string) =>
      machine({ Decide: { Type: "Choice", Choices: [{ Condition, Next: "End" }] }, End: { Type: "Succeed" } });
    expect(await run(definition("{% false %}"))).toMatchObject({ status: "FAILED", error: "States.NoChoiceMatched" });
    expect(await run(definition("{% 'yes' %}"))).toMatchObject({ error: "States.QueryEvaluationError" });
  });

  test("Wait takes seconds, a timestamp or an expression, on the execution's clock", async () => {
    const seconds = "{% $states.input.seconds %}";
    const until = "{% $fromMillis($millis() + 60000) %}";
    const { history, status } = await run(
      machine({
        Fixed: { Type: "Wait", Seconds: 30, Next: "Given" },
        Given: { Type: "Wait", Seconds: seconds, Next: "Until" },
        Until: { Type: "Wait", Timestamp: until, Next: "Past" },
        Past: { Type: "Wait", Timestamp: "2020-01-01T00:00:00Z", End: true },
      }),
      { input: { seconds: 86_400 } },
    );
    expect(status).toBe("SUCCEEDED");
    const lasted = history.map(({ enteredAt, exitedAt }) => Date.parse(exitedAt ?? "") - Date.parse(enteredAt));
    expect(lasted).toEqual([30_000, 86_400_000, 60_000, 0]);
  });

  test("Wait refuses what is no number of seconds and no time", async () => {
    const wait = (fields: object) => run(machine({ Wait: { Type: "Wait", ...fields, End: true } }));
    expect(await wait({ Seconds: "{% -1 %}" })).toMatchObject({ error: "States.QueryEvaluationError" });
    expect(await wait({ Timestamp: "{% 'soon' %}" })).toMatchObject({ error: "States.QueryEvaluationError" });
  });

  test("Fail ends the execution with its error and cause, which may be expressions", async () => {
    const definition = machine({
      Fail: { Type: "Fail", Error: "Contained", Cause: "{% 'for ' & $states.input.who %}" },
    });
    expect(await run(definition, { input: { who: "x" } })).toMatchObject({
      status: "FAILED",
      error: "Contained",
      cause: "for x",
    });
  });

  test("a Task gives its arguments to the handler and its result to Output and Assign", async () => {
    const definition = machine({
      Call: {
        Type: "Task",
        Resource: "arn:aws-cn:states:::lambda:invoke",
        Arguments: { given: "{% $states.input.a %}" },
        Output: "{% {'result': $states.result, 'input': $states.input} %}",
        Assign: { kept: "{% $states.result.given %}" },
        Next: "Kept",
      },
      Kept: { Type: "Succeed", Output: "{% $merge([$states.input, {'kept': $kept}]) %}" },
    });
    expect((await run(definition, { input: { a: 5 } })).output).toEqual({
      result: { given: 5 },
      input: { a: 5 },
      kept: 5,
    });
  });

  test("a Task tells its handler the role of its Credentials", async () => {
    const RoleArn = "{% 'arn:aws:iam::' & $states.input.account & ':role/responder' %}";
    const call = { Type: "Task", Resource: work, Arguments: {}, Credentials: { RoleArn }, End: true };
    const integrations = { [work]: async (_: unknown, { roleArn }: { roleArn: string | undefined }) => roleArn };
    const { output } = await run(machine({ Call: call }), { integrations, input: { account: "111122223333" } });
    expect(output).toBe("arn:aws:iam::111122223333:role/responder");
    const bad = { ...call, Credentials: { RoleArn: "{% 1 %}" } };
    expect(await run(machine({ Call: bad }))).toMatchObject({ error: "States.QueryEvaluationError" });
  });

  test("a Map runs its items at most so many at once and keeps their order", async () => {
    let running = 0;
    let most = 0;
    const definition = machine({
      Each: {
        Type: "Map",
        Items: "{% [1..7] %}",
        ItemSelector: { item: "{% $states.context.Map.Item.Value %}", index: "{% $states.context.Map.Item.Index %}" },
        MaxConcurrency: 3,
        ItemProcessor: { StartAt: "Call", States: { Call: { Type: "Task", Resource: work, End: true } } },
        Output: "{% $states.result.(item * 10 + index) %}",
        End: true,
      },
    });
    const { output, history } = await run(definition, {
      integrations: {
        [work]: async (given) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          return given;
        },
      },
    });
    expect(output).toEqual([10, 21, 32, 43, 54, 65, 76]);
    expect(most).toBe(3);
    expect(history.filter(({ within }) => within === "Each[6]")).toHaveLength(1);
  });

  test("a failing branch stops the others and fails the Parallel, whose Catch sees the error", async () => {
    const block = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
    const definition = machine({
      Both: {
        Type: "Parallel",
        Branches: [
          block("Slow", { Type: "Wait", Seconds: 3_600, End: true }),
          block("Broken", { Type: "Fail", Error: "Broken", Cause: "on purpose" }),
        ],
        Catch: [{ ErrorEquals: ["Broken"], Next: "Told", Output: "{% $states.errorOutput %}" }],
        End: true,
      },
      Told: { Type: "Succeed" },
    });
    const { output, history } = await run(definition);
    expect(output).toEqual({ Error: "Broken", Cause: "on purpose" });
    expect(history.find(({ state }) => state === "Slow")?.exitedAt).toBe("2026-11-21T07:00:00.000Z");
    expect(history.find(({ state }) => state === "Both")?.error).toEqual({ error: "Broken", cause: "on purpose" });
  });
});

test("the same execution with the same clock and chance has the same history", async () => {
  const definition = machine({
    Call: { Type: "Task", Resource: work, Arguments: { id: "{% $uuid() %}" }, Next: "Wait" },
    Wait: { Type: "Wait", Seconds: 5, End: true },
  });
  expect(await run(definition)).toEqual(await run(definition));
});

test("a state that is left is reported, with how it went", async () => {
  const seen: unknown[] = [];
  const definition = machine({
    A: { Type: "Pass", Output: 1, Next: "B" },
    B: { Type: "Fail", Error: "E", Cause: "c" },
  });
  await run(definition, {
    onState: ({ state, type, output, error, next }) => seen.push({ state, type, output, error, next }),
  });
  expect(seen).toEqual([
    { state: "A", type: "Pass", output: 1, error: undefined, next: "B" },
    { state: "B", type: "Fail", output: undefined, error: { error: "E", cause: "c" }, next: undefined },
  ]);
});
