import fc from "fast-check";
import {
  DefinitionError,
  loadDefinition,
  validateDefinition,
} from "../../../lib/local/state-machine/validate-definition.ts";
import { machine, run, work } from "./example-run.ts";

const good = {
  Type: "Task",
  Resource: work,
  Arguments: { a: "{% $states.input %}" },
  Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1 }],
  End: true,
};
const bent = (change: object) => validateDefinition(machine({ Call: { ...good, ...change } }));

test("a good state machine has no problems", () => {
  expect(bent({})).toEqual([]);
});

test.each<[string, object, RegExp]>([
  ["an unknown state type", { Type: "Loop" }, /state Call: Type "Loop" is not supported; Task, Parallel/],
  ["an unsupported field", { ResultSelectors: {} }, /state Call: ResultSelectors is not supported/],
  ["a JSONPath field", { ResultPath: "$.x" }, /state Call: ResultPath is JSONPath/],
  ["JSONPath as query language", { QueryLanguage: "JSONPath" }, /state Call: its QueryLanguage is JSONPath/],
  ["a JSONPath parameter", { Arguments: { "a.$": "$.x" } }, /state Call: Arguments.a.\$: .* is JSONPath/],
  [
    "a syntax error",
    { Arguments: { a: ["{% $states.input. %}"] } },
    /state Call: Arguments.a\[0\]: JSONata syntax error/,
  ],
  ["half an expression", { Output: "name: {% $x %}" }, /state Call: Output: an expression is the whole text/],
  ["$eval", { Output: "{% $eval('1') %}" }, /state Call: Output: \$eval is not in Step Functions/],
  ["a missing resource", { Resource: undefined }, /state Call: Resource undefined is not supported/],
  [
    "a resource of another kind",
    { Resource: "arn:aws:lambda:us-east-1:111122223333:function:x" },
    /Resource "arn:aws:lambda/,
  ],
  ["a .sync resource", { Resource: "arn:aws:states:::states:startExecution.sync:2" }, /is not supported/],
  ["neither Next nor End", { End: undefined }, /state Call: needs either Next/],
  ["both Next and End", { Next: "Call" }, /state Call: needs either Next/],
  ["a target that is no state", { End: undefined, Next: "Gone" }, /leads to "Gone", which is no state/],
  ["a catcher without Next", { Catch: [{ ErrorEquals: ["x"] }] }, /Catch\[0\]: Next must name a state/],
  ["a catcher to no state", { Catch: [{ ErrorEquals: ["x"], Next: "Gone" }] }, /leads to "Gone"/],
  ["no error names", { Retry: [{ ErrorEquals: [] }] }, /Retry\[0\]: ErrorEquals/],
  ["States.ALL beside others", { Retry: [{ ErrorEquals: ["States.ALL", "x"] }] }, /States.ALL must stand alone/],
  ["States.ALL before others", { Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["x"] }] }, /in the last/],
  [
    "a number that is too small",
    { Retry: [{ ErrorEquals: ["x"], BackoffRate: 0.5 }] },
    /BackoffRate is 0.5; at least 1/,
  ],
  ["an unknown jitter", { Retry: [{ ErrorEquals: ["x"], JitterStrategy: "SOME" }] }, /JitterStrategy/],
  ["an unknown retrier field", { Retry: [{ ErrorEquals: ["x"], Times: 3 }] }, /Retry\[0\]: Times is not supported/],
  ["credentials without a role", { Credentials: { Role: "x" } }, /Credentials must be one RoleArn/],
  ["an Assign that is no object", { Assign: "{% {'a': 1} %}" }, /Assign must be an object/],
  ["heartbeats without a token", { HeartbeatSeconds: 5 }, /HeartbeatSeconds needs/],
])("names the state for %s", (_, change, problem) => {
  expect(bent(JSON.parse(JSON.stringify(change, (_key, value) => value ?? null)))).toEqual(
    expect.arrayContaining([expect.stringMatching(new RegExp(problem.source.replace("undefined", "null")))]),
  );
});

test("names what is wrong with the whole", () => {
  expect(validateDefinition([])).toEqual(["the definition must be an object"]);
  expect(validateDefinition({ QueryLanguage: "JSONata" })).toEqual([
    expect.stringContaining("States must be an object"),
  ]);
  expect(validateDefinition(machine({ A: { Type: "Succeed" } }, { StartAt: "B" }))).toEqual(
    expect.arrayContaining([expect.stringContaining('StartAt is "B"')]),
  );
  expect(validateDefinition(machine({ A: { Type: "Succeed" }, B: { Type: "Succeed" } }))).toEqual([
    "state B: nothing leads to it",
  ]);
  expect(validateDefinition(machine({ A: { Type: "Succeed" } }, { TimeoutSeconds: 0 }))[0]).toMatch(/TimeoutSeconds/);
  expect(validateDefinition(machine({ A: { Type: "Pass", Comment: "x".repeat(1_100_000), End: true } }))[0]).toMatch(
    /1048576/,
  );
  expect(validateDefinition({ StartAt: "A", States: { A: { Type: "Succeed" } } })[0]).toMatch(/JSONPath/);
});

test("looks into branches and items, and takes no name twice", () => {
  const inner = { StartAt: "A", States: { A: { Type: "Loop" } } };
  const both = machine({ Both: { Type: "Parallel", Branches: [inner, { StartAt: "Z", States: {} }], End: true } });
  expect(validateDefinition(both)).toEqual([
    expect.stringMatching(/state A: Type/),
    expect.stringMatching(/Branches\[1\]: States/),
  ]);
  const each = machine({
    A: {
      Type: "Map",
      ItemProcessor: { ...inner, ProcessorConfig: { Mode: "DISTRIBUTED" } },
      ItemReader: {},
      End: true,
    },
  });
  expect(validateDefinition(each)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/ItemReader is not supported/),
      expect.stringMatching(/Mode "DISTRIBUTED" is not supported/),
      expect.stringMatching(/the name is used twice/),
    ]),
  );
});

test("a resource that nothing here carries out is refused before the first state runs", async () => {
  const definition = machine({ Call: { ...good, Resource: "arn:aws:states:::aws-sdk:ec2:terminateInstances" } });
  await expect(run(definition)).rejects.toThrow(
    /nothing here carries out arn:aws:states:::aws-sdk:ec2:terminateInstances/,
  );
  expect(() => loadDefinition(definition, {})).toThrow(DefinitionError);
});

test("an execution's name has 1 to 80 letters, digits, - and _", async () => {
  const definition = machine({ A: { Type: "Succeed" } });
  await expect(run(definition, { executionName: "a b" })).rejects.toThrow(/execution name "a b"/);
  await expect(run(definition, { executionName: "x".repeat(81) })).rejects.toThrow(/1 to 80/);
});

test("whatever JSON is given as a definition, the answer is problems and no exception", () => {
  const states = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        states.map((given) => machine(given as Record<string, object>)),
      ),
      (definition) => {
        expect(validateDefinition(definition).length).toBeGreaterThan(0);
      },
    ),
  );
});
