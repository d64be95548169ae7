import { createHash } from "node:crypto";
import fc from "fast-check";
import type { JsonValue } from "../../../lib/local/state-machine/json-value.ts";
import { machine, run, startMs } from "./example-run.ts";

const outputOf = async (expression: string, input: JsonValue = {}) => {
  const result = await run(machine({ Only: { Type: "Pass", Output: expression, End: true } }), { input });
  return result.status === "SUCCEEDED" ? result.output : `${result.error}: ${result.cause}`;
};

describe("expressions", () => {
  test.each<[string, JsonValue]>([
    ["{% $states.input.name %}", "x"],
    ["{% $states.context.Execution.Name %}", "execution-1"],
    ["{% $states.context.Execution.Id %}", "arn:aws:states:us-east-1:000000000000:execution:local:execution-1"],
    ["{% $states.context.Execution.StartTime %}", "2026-11-21T07:00:00.000Z"],
    ["{% $states.context.Execution.Input.name %}", "x"],
    ["{% $states.context.State.Name %}", "Only"],
    ["{% $fromMillis($toMillis($states.context.State.EnteredTime) + 30000) %}", "2026-11-21T07:00:30.000Z"],
    ["{% $now() %}", "2026-11-21T07:00:00.000Z"],
    ["{% $millis() %}", startMs],
    ["{% $partition([1..5], 2) %}", [[1, 2], [3, 4], [5]]],
    ["{% $range(1, 9, 3) %}", [1, 4, 7]],
    ["{% $range(3, 1, -1) %}", [3, 2, 1]],
    ["{% $hash('text', 'SHA-256') %}", createHash("sha256").update("text").digest("hex")],
    ["{% $parse('{\"a\": [1]}').a[0] %}", 1],
    ["{% $random() %}", 0.5],
    ["{% $random(7) = $random(7) %}", true],
    ["{% $string({'a': $states.input.list}) %}", '{"a":[3,1,2]}'],
    ["{% $states.input.list[$ > 1] %}", [3, 2]],
    ["{% $states.input.list^(>$) %}", [3, 2, 1]],
    ["plain text with $states.input.name", "plain text with $states.input.name"],
  ])("%s", async (expression, expected) => {
    expect(await outputOf(expression, { name: "x", list: [3, 1, 2] })).toEqual(expected);
  });

  test("$uuid makes version 4 identifiers out of the execution's own chance", async () => {
    expect(await outputOf("{% $uuid() %}")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each([
    ["nothing is there", "{% $states.input.absent %}", /returned nothing \(undefined\)/],
    ["a type is wrong", "{% 1 + 'a' %}", /threw an error/],
    ["a function is the value", "{% $sum %}", /function/],
    ["a hash is unknown", "{% $hash('x', 'CRC') %}", /SHA-256/],
    ["a range is too long", "{% $range(1, 5000, 1) %}", /1000 are allowed/],
    ["recursion does not end", "{% ($f := function($n) { 1 + $f($n + 1) }; $f(1)) %}", /threw an error/],
  ])("States.QueryEvaluationError names state and field when %s", async (_, expression, why) => {
    const output = await outputOf(expression);
    expect(output).toMatch(/^States.QueryEvaluationError: .*Output of state Only/);
    expect(output).toMatch(why);
  });

  test("templates are evaluated at any depth, and JSON without expressions stays as it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (value) => {
        // JSON itself writes -0 as 0.
        const json = JSON.parse(JSON.stringify(value));
        const Output = { given: "{% $states.input %}", inside: [{ same: "{% $states.input %}" }], fixed: 1 };
        const definition = machine({ Only: { Type: "Pass", Output, End: true } });
        const { output } = await run(definition, { input: json });
        expect(output).toEqual({ given: json, inside: [{ same: json }], fixed: 1 });
      }),
      { numRuns: 50 },
    );
  });
});
