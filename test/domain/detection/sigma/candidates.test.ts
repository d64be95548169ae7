import fc from "fast-check";
import { compileRules } from "../../../../lib/domain/detection/rules.ts";
import { demandsOf } from "../../../../lib/domain/detection/sigma/conjuncts.ts";
import { isNameless } from "../../../../lib/domain/detection/sigma/specialise.ts";
import { Verdicts } from "../../../../lib/domain/detection/sigma/verdicts.ts";
import { detecting } from "./rule-documents.ts";
import { activityOf } from "./sample-activity.ts";

const expressionOf = (selections: Record<string, unknown>, condition: string) => {
  const { rules, problems } = compileRules([detecting({ ...selections, condition })]);
  expect(problems).toEqual([]);
  return rules[0]!.expression;
};

test.each<readonly [Record<string, unknown>, string, readonly string[]]>([
  [{ s: { userAgent: "x", awsRegion: "y" } }, "s", ["userAgent", "awsRegion"]],
  [{ s: { "nhi.signal.network.band": "unseen" } }, "s", ["nhi.signal"]],
  [{ s: [{ userAgent: "x" }, { "userAgent|contains": "y" }] }, "s", ["userAgent"]],
  [{ s: [{ userAgent: "x" }, { awsRegion: "y" }] }, "s", []],
  [{ s: { userAgent: "x" } }, "not s", []],
  [{ s: { "userAgent|neq": "x" } }, "s", []],
  [{ s: { userAgent: null } }, "s", []],
  [{ s: { "userAgent|exists": false } }, "s", []],
  [{ s: { "a|fieldref": "b" } }, "s", []],
  [{ s: { "nhi.network.kind": "public" } }, "s", []],
  [{ k: ["word"] }, "k", []],
  [{ s: { userAgent: "x" }, t: { userAgent: "y" } }, "s and not t", ["userAgent"]],
])("%j under %s demands something of %j", (selections, condition, fields) => {
  expect(demandsOf(expressionOf(selections, condition)).map(({ field }) => field)).toEqual(fields);
});

test("what is demanded of one field is asked together, and the rest is left", () => {
  const [demand] = demandsOf(
    expressionOf({ s: { userAgent: "x" }, t: { "userAgent|contains": "y" }, u: { a: 1 } }, "s and not t and u"),
  );
  expect(demand).toMatchObject({
    field: "userAgent",
    guard: { kind: "and" },
    rest: { kind: "test", test: { field: "a" } },
  });
});

test("a rule is found by the call where it demands one, and by its fields otherwise", () => {
  expect(isNameless(expressionOf({ s: { userAgent: "x" } }, "s"))).toBe(true);
  expect(isNameless(expressionOf({ s: { userAgent: "x" }, t: { eventName: "Y" } }, "s and not t"))).toBe(true);
  expect(isNameless(expressionOf({ s: { userAgent: "x", eventSource: "y" } }, "s"))).toBe(false);
  expect(isNameless(expressionOf({ s: { userAgent: "x", "nhi.sensitive": true } }, "s"))).toBe(false);
  expect(isNameless(expressionOf({ s: { eventName: "Y" } }, "not s"))).toBe(false);
});

test("one record judged under other facts is another question", () => {
  const rules = compileRules([
    detecting({ s: { "nhi.kind": ["ec2", "lambda"], userAgent: ["x", "y"] }, condition: "s" }),
  ]);
  const activity = activityOf({ userAgent: "x" });
  const verdicts = ["ec2", "human", "lambda", ["human", "ec2"], undefined, "ec2"].map(
    (kind) => rules.match(activity, { kind }).length === 1,
  );
  expect(verdicts).toEqual([true, false, true, true, false, true]);
});

test("what is remembered of a field's values stays right, however many there are and whatever they are", () => {
  const texts = ["contains", "startswith", "endswith"];
  const rules = compileRules(
    texts.flatMap((position) => [
      detecting({ s: { [`userAgent|${position}`]: ["7", "12"] }, condition: "s" }, `rules/agent-${position}.yml`),
      detecting(
        { s: { eventName: "N", [`p|${position}`]: ["7", "12"] }, condition: "s" },
        `rules/named-${position}.yml`,
      ),
    ]),
  );
  const test = { contains: "includes", startswith: "startsWith", endswith: "endsWith" } as const;
  const value = fc.oneof(
    fc.nat(5_000),
    fc.nat(5_000).map(String),
    fc.constantFrom(true, null, [7], { z: "x12" }, "z".repeat(600)),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
      for (const one of values) {
        const scalars = typeof one === "object" ? Object.values(one ?? {}) : [one];
        const expected = texts.flatMap((position) => {
          const holds = scalars.some((scalar) =>
            ["7", "12"].some((wanted) => String(scalar)[test[position as keyof typeof test]](wanted)),
          );
          return holds ? [`agent-${position}`, `named-${position}`] : [];
        });
        const activity = activityOf({ eventSource: "s", eventName: "N", userAgent: one, p: one });
        expect(rules.match(activity).map(({ ruleId }) => ruleId)).toEqual(expected);
      }
    }),
    { numRuns: 400 },
  );
});

test("verdicts are remembered by number, newer instead of older where there are too many", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5_000), fc.boolean()), { maxLength: 3_000 }), (kept) => {
      const verdicts = new Verdicts();
      const latest = new Map<number, boolean>();
      for (const [number, verdict] of kept) {
        verdicts.keep(number, verdict);
        latest.set(number, verdict);
        expect(verdicts.of(number)).toBe(verdict);
      }
      for (const [number, verdict] of latest) expect([undefined, verdict]).toContain(verdicts.of(number));
    }),
    { numRuns: 50 },
  );
});
