import type { CompiledCorrelations } from "../../../../../lib/domain/detection/sigma/correlation/compile-correlations.ts";
import {
  type Correlated,
  type CorrelationState,
  correlate,
} from "../../../../../lib/domain/detection/sigma/correlation/correlate.ts";
import type { RuleMatch } from "../../../../../lib/domain/detection/sigma/correlation/correlation.ts";
import { correlating, loaded, match, ruleText, startMs, told } from "./correlation-rules.ts";

const none: CorrelationState = new Map();
const run = (compiled: CompiledCorrelations, matches: readonly RuleMatch[], state = none): Correlated<RuleMatch> =>
  correlate(compiled, matches, state, startMs);
/** What each of the batches, one after another, is told. */
const batches = (compiled: CompiledCorrelations, ...all: readonly (readonly RuleMatch[])[]): string[][] => {
  let state = none;
  return all.map((matches) => {
    const result = run(compiled, matches, state);
    state = result.state;
    return told(result.findings);
  });
};

const counting = (condition: string) =>
  correlating(`type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 1m\ncondition: { ${condition} }`);
const seconds = (...all: number[]): RuleMatch[] => all.map((second) => match(second));

describe("event_count", () => {
  test("is a finding with the correlation's name and level, and the newest event's id and time", () => {
    const { findings } = run(counting("gte: 3"), seconds(0, 10, 20));
    expect(findings).toEqual([
      {
        ruleId: "it",
        title: "It",
        level: "high",
        tags: ["attack.t1110"],
        eventId: match(20).eventId,
        timeMs: startMs + 20_000,
        observed: "3 events within 1m, user u",
        match: match(20),
        ownEvent: true,
      },
    ]);
  });

  test.each([
    ["gte: 3", [0, 10, 20], 1],
    ["gte: 3", [0, 30, 60], 1],
    ["gte: 3", [0, 30, 61], 0],
    ["gt: 3", [0, 10, 20], 0],
    ["gt: 2", [0, 10, 20], 1],
    ["eq: 3", [0, 10, 20, 30], 1],
    // Three of four within the same second are four.
    ["eq: 3", [0, 10, 10.1, 10.2], 1],
    ["eq: 3", [0, 20, 20, 20], 0],
    ["gte: 2, lt: 4", [0, 10, 20, 30], 1],
    ["gt: 3, lte: 5", [0, 10, 20], 0],
    ["lt: 2", [0], 1],
    ["lte: 0", [0], 0],
    ["neq: 1", [0], 0],
    ["neq: 1", [0, 1], 1],
  ])("of %s over events at %j is met %d times", (condition, times, findings) => {
    const matches = times.map((second, index) => match(second, { eventId: `e-${index}` }));
    expect(run(counting(condition), matches).findings).toHaveLength(findings);
  });

  test("counts each group by itself, and each event once, whichever rules matched it", () => {
    const compiled = correlating(
      "type: event_count\nrules: [a, b]\ngroup-by: [user]\ntimespan: 1m\ncondition: { gte: 2 }",
    );
    const others = [match(0, { user: "x" }), match(1, { user: "y" }), match(2, { ruleId: "b", user: "z" })];
    expect(run(compiled, others).findings).toEqual([]);
    const both = ["a", "b", "a"].map((ruleId) => match(5, { ruleId, eventId: "one" }));
    expect(run(compiled, both).findings).toEqual([]);
    expect(run(compiled, [...both, match(6, { ruleId: "b" })]).findings).toHaveLength(1);
  });

  test("that goes on is one finding each timespan, not one each event", () => {
    const minutes = Array.from({ length: 300 }, (_, second) => match(second));
    const [told] = batches(counting("gte: 3"), minutes);
    expect(told).toHaveLength(5);
    const each = batches(counting("gte: 3"), ...minutes.map((one) => [one])).flat();
    expect(each.sort()).toEqual(told);
  });

  test("asks for a fresh timespan after one that was quiet", () => {
    expect(batches(counting("gte: 3"), seconds(0, 1, 2), seconds(200, 201), seconds(202))).toEqual([
      [expect.stringContaining(match(2).eventId)],
      [],
      [expect.stringContaining(match(202).eventId)],
    ]);
  });
});

describe("late and repeated events", () => {
  test("one that comes late completes a finding, told with the event that completed it", () => {
    expect(batches(counting("gte: 3"), seconds(10, 30), seconds(300), seconds(20))).toEqual([
      [],
      [],
      [`it ${match(20).eventId}: 3 events within 1m, user u`],
    ]);
  });

  test("one older than the grace completes nothing, and one older than all that is kept is a counted loss", () => {
    const { state } = run(counting("gte: 3"), seconds(0, 4_000));
    const { losses, findings } = run(counting("gte: 3"), seconds(345, 350, 355), state);
    // Their timespan is still known, but whether it was told before is no longer sure.
    expect(findings).toEqual([]);
    expect(losses.late).toBe(0);
    expect(run(counting("gte: 3"), seconds(300), run(counting("gte: 3"), seconds(9_000)).state).losses.late).toBe(1);
  });

  test("the same events again change nothing, and give the finding that was made of them again", () => {
    const compiled = counting("gte: 3");
    const first = run(compiled, seconds(0, 10, 20));
    const again = run(compiled, seconds(0, 10, 20), first.state);
    expect(told(again.findings)).toEqual(told(first.findings));
    expect([...again.state]).toEqual([...first.state]);
    // A part of them comes again beside others: still the finding of before, still under its event.
    expect(told(run(compiled, seconds(0, 30), first.state).findings)).toEqual(told(first.findings));
    // Others alone are within the timespan that the finding covers.
    expect(run(compiled, seconds(25, 30, 35), first.state).findings).toEqual([]);
  });

  test("events again that no finding was made of give none", () => {
    expect(batches(counting("gte: 3"), seconds(0, 10), seconds(0, 10), seconds(10, 0))).toEqual([[], [], []]);
  });
});

describe("value correlations", () => {
  const over = (type: string, condition: string, field = "value") =>
    correlating(
      `type: ${type}\nrules: [a]\ngroup-by: [user]\ntimespan: 1m\ncondition: { field: ${field}, ${condition} }`,
    );
  const values = (...all: unknown[]): RuleMatch[] =>
    all.map((value, index) => match(index, { eventId: `e-${index}`, record: { user: "u", value, other: "o" } }));

  test.each([
    ["value_count", "gte: 3", ["x", "y", "x", "z"], "3 different values of value within 1m, user u"],
    [
      "value_count",
      "gte: 3",
      [
        ["x", "y"],
        ["y", "z"],
      ],
      "3 different values of value within 1m, user u",
    ],
    ["value_count", "gte: 2", [1, "1"], undefined],
    ["value_count", "gte: 2", [{ a: "x", b: "y" }], "2 different values of value within 1m, user u"],
    ["value_count", "gte: 2", ["x", null, undefined, []], undefined],
    ["value_sum", "gt: 6", [1, 2.5, "3.75"], "7.25 as the sum of value within 1m, user u"],
    ["value_sum", "gt: 6", [1, "many", Number.NaN, true, "", ["9"], 2], undefined],
    ["value_sum", "lt: 0", [1, -2], "-1 as the sum of value within 1m, user u"],
    ["value_avg", "gte: 2", [1, 1, 4], "2 as the average of value within 1m, user u"],
    ["value_min", "lte: 2", [5, 2, 7], "2 as the least of value within 1m, user u"],
    ["value_max", "gte: 7", [5, 2, 7], "7 as the most of value within 1m, user u"],
    ["value_median", "eq: 5", [9, 2, 5], "5 as the median of value within 1m, user u"],
    [
      "value_percentile",
      "percentile: 90, gte: 9",
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 9],
      "9 as percentile 90 of value within 1m, user u",
    ],
    ["value_percentile", "percentile: 50, gte: 9", [1, 2, 3, 9, 9], undefined],
  ])("%s with %s over %j", (type, condition, all, observed) => {
    expect(run(over(type, condition), values(...all)).findings.map((finding) => finding.observed)).toEqual(
      observed === undefined ? [] : [observed],
    );
  });

  test("several fields count as one value together", () => {
    const compiled = over("value_count", "gte: 3", "[value, other]");
    const pair = (value: string, other: string, index: number) =>
      match(index, { eventId: `e-${index}`, record: { user: "u", value, other } });
    expect(run(compiled, [pair("x", "p", 0), pair("x", "q", 1), pair("x", "p", 2)]).findings).toEqual([]);
    expect(run(compiled, [pair("x", "p", 0), pair("x", "q", 1), pair("y", "p", 2)]).findings).toHaveLength(1);
  });

  test("matches without a value are counted losses", () => {
    expect(run(over("value_sum", "gt: 6"), values("many", null, 1)).losses.valueless).toBe(2);
  });
});

describe("temporal correlations", () => {
  const of = (type: string, condition = "") =>
    correlating(`type: ${type}\nrules: [a, b, c]\ngroup-by: [user]\ntimespan: 1m\n${condition}`);
  const steps = (text: string): RuleMatch[] =>
    text.split(" ").map((step) => match(Number(step.slice(1)), { ruleId: step[0]! }));

  test.each([
    ["temporal", "a0 b10 c20", 1],
    ["temporal", "c0 b10 a20", 1],
    ["temporal", "a0 b10 b20", 0],
    ["temporal", "a0 b10 c61", 0],
    ["temporal_ordered", "a0 b10 c20", 1],
    ["temporal_ordered", "a0 c5 b10 a15 c20", 1],
    ["temporal_ordered", "a0 c10 b20", 0],
    ["temporal_ordered", "c0 b10 a20", 0],
    ["temporal_ordered", "a0 b10 c61", 0],
    // Of the same second, any order is possible.
    ["temporal_ordered", "c0 b0 a0", 1],
    ["temporal_ordered", "b0 a0 c1", 1],
  ])("%s over %s is met %d times", (type, text, findings) => {
    expect(run(of(type), steps(text)).findings).toHaveLength(findings);
  });

  test("one event can be seen by all rules, but is not two steps in a row", () => {
    const one = ["a", "b", "c"].map((ruleId) => match(0, { ruleId, eventId: "one" }));
    expect(run(of("temporal"), one).findings).toHaveLength(1);
    expect(run(of("temporal_ordered"), one).findings).toEqual([]);
    const two = [...one, match(0, { ruleId: "b", eventId: "two" })];
    expect(run(of("temporal_ordered"), two).findings).toHaveLength(1);
  });

  test("a number of rules suffices where the condition says so", () => {
    expect(run(of("temporal", "condition: { gte: 2 }"), steps("a0 c10")).findings[0]?.observed).toBe(
      "2 of 3 rules within 1m, user u",
    );
    expect(run(of("temporal_ordered", "condition: { gte: 2 }"), steps("a0 c10")).findings[0]?.observed).toBe(
      "2 of 3 rules in their order within 1m, user u",
    );
    expect(run(of("temporal_ordered", "condition: { gte: 2 }"), steps("c0 a10")).findings).toEqual([]);
  });

  test("an expression is judged over what came before", () => {
    const compiled = of("temporal", "condition: (a or b) and c");
    expect(run(compiled, steps("a0 b10")).findings).toEqual([]);
    expect(run(compiled, steps("b10 c20")).findings).toHaveLength(1);
    expect(run(of("temporal", "condition: c and not a"), steps("a0 c20")).findings).toEqual([]);
    expect(run(of("temporal", "condition: c and not a"), steps("a0 c61")).findings).toHaveLength(1);
  });
});

describe("groups", () => {
  test("aliases join fields that the rules call differently", () => {
    const compiled = correlating(`type: temporal
rules: [rule_a, b]
group-by: [address, nhi.account]
timespan: 1m
aliases:
  address: { rule_a: source.ip, b: destination }`);
    const at = (ruleId: string, record: Record<string, unknown>, account: string) =>
      match(0, { ruleId, eventId: `${ruleId}`, record, facts: { account } });
    const first = at("a", { source: { ip: "198.51.100.7" } }, "1");
    expect(run(compiled, [first, at("b", { destination: "198.51.100.7" }, "1")]).findings[0]?.observed).toBe(
      "2 of 2 rules within 1m, address 198.51.100.7, nhi.account 1",
    );
    expect(run(compiled, [first, at("b", { destination: "198.51.100.8" }, "1")]).findings).toEqual([]);
    expect(run(compiled, [first, at("b", { destination: "198.51.100.7" }, "2")]).findings).toEqual([]);
  });

  test("a match without a value of the group is not counted, and that is said", () => {
    const { findings, losses } = run(
      counting("gte: 2"),
      [0, 1, 2].map((second) => match(second, { record: second === 0 ? {} : { user: [null] } })),
    );
    expect(findings).toEqual([]);
    expect(losses.ungrouped).toBe(3);
  });

  test("without group-by all events are one group", () => {
    const compiled = correlating("type: event_count\nrules: [a]\ntimespan: 1m\ncondition: { gte: 2 }");
    expect(compiled.problems.map(({ found }) => found)).toContain("no group-by");
    const { findings } = run(compiled, [match(0, { user: "x" }), match(1, { user: "y" })]);
    expect(findings.map(({ observed }) => observed)).toEqual(["2 events within 1m"]);
  });

  test("a list is one group, whatever the order of its values", () => {
    const lists = [
      ["x", "y"],
      ["y", "x", "x"],
    ].map((user, second) => match(second, { record: { user } }));
    expect(run(counting("gte: 2"), lists).findings).toHaveLength(1);
  });

  test("hostile values are bounded and printable wherever they are shown", () => {
    const user = `\u202e\n${"x".repeat(100_000)}`;
    const { findings, state } = run(counting("gte: 2"), [
      match(0, { record: { user } }),
      match(1, { record: { user } }),
    ]);
    expect(findings[0]?.observed).toMatch(/^2 events within 1m, user \\u\{202e\}\\nx+\.\.\.$/);
    expect(findings[0]?.observed.length).toBeLessThan(320);
    expect([...state.keys()].every((key) => /^[ -~]{1,150}$/.test(key))).toBe(true);
  });

  test("a batch that touches too many loses the smallest, and counts them", () => {
    const crowd = Array.from({ length: 1_500 }, (_, index) => match(index / 100, { user: `u${index}` }));
    const { findings, losses, state } = run(counting("gte: 3"), [...crowd, ...seconds(1, 2, 3)]);
    expect(findings).toHaveLength(1);
    expect(state.size).toBe(1_000);
    expect(losses.crowded).toBe(501);
  });

  test("over time no more are kept than there is room for, nor any for longer than it can matter", () => {
    let state = none;
    let forgotten = 0;
    for (let batch = 0; batch < 8; batch++) {
      const crowd = Array.from({ length: 1_000 }, (_, index) => match(batch, { user: `${batch}-${index}` }));
      const result = run(counting("gte: 3"), crowd, state);
      state = result.state;
      forgotten += result.forgotten;
    }
    expect(state.size).toBe(5_000);
    expect(forgotten).toBe(3_000);
    expect(correlate(counting("gte: 3"), [], state, startMs + 7_200_000).state.size).toBe(0);
  });
});

describe("correlations of correlations", () => {
  const chain = (generate: string) =>
    loaded({
      chain: `title: Guessed, then in
level: critical
correlation: { type: temporal_ordered, rules: [guesses, in], group-by: [user], timespan: 10m${generate} }
---
title: Many guesses
name: guesses
correlation: { type: event_count, rules: [guess], group-by: [host], timespan: 1m, condition: { gte: 3 }, generate: true }
---
${ruleText("name: guess")}
---
${ruleText("name: in")}
`,
    });
  const guess = (second: number, user = "u") => match(second, { ruleId: "chain#3", user, record: { user, host: "h" } });
  const entered = (second: number, user = "u") => match(second, { ruleId: "chain#4", user });

  test("are told when the inner one and what follows it meet, by their own group", () => {
    expect(batches(chain(""), [guess(0), guess(1), guess(2), entered(30)])).toEqual([
      [`chain ${entered(30).eventId}: 2 of 2 rules in their order within 10m, user u`],
    ]);
    expect(batches(chain(""), [guess(0), guess(1), guess(2), entered(30, "x")])).toEqual([[]]);
    expect(batches(chain(""), [entered(0), guess(1), guess(2), guess(3)])).toEqual([[]]);
  });

  test("may come in different batches, late, and again", () => {
    const compiled = chain("");
    const told = [`chain ${guess(1).eventId}: 2 of 2 rules in their order within 10m, user u`];
    // The inner one is completed late, and is then told with the late event; so is the outer one.
    expect(batches(compiled, [guess(0), guess(2)], [entered(30)], [guess(1)], [guess(1), entered(30)])).toEqual([
      [],
      [],
      told,
      told,
    ]);
  });

  test("leave the inner one its own findings where they say so", () => {
    const [told] = batches(chain(", generate: true"), [guess(0), guess(1), guess(2), entered(30)]);
    expect(told?.map((text) => text.split(" ")[0])).toEqual(["chain", "chain#2"]);
  });
});

describe("a group that is full", () => {
  const flood = (count: number, change: (index: number) => Partial<RuleMatch>) =>
    Array.from({ length: count }, (_, index) => match(index / 100, { eventId: `f-${index}`, ...change(index) }));

  test("drops its oldest events, counts them, and says that there were more", () => {
    const compiled = correlating(
      "type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 1h\ncondition: { eq: 400 }",
    );
    const { state, losses, findings } = run(
      compiled,
      flood(500, () => ({})),
    );
    expect(findings).toHaveLength(1);
    expect(losses.dropped).toBe(100);
    const sum = correlating(
      "type: value_sum\nrules: [a]\ngroup-by: [user]\ntimespan: 1h\ncondition: { field: value, gt: 500 }",
    );
    const first = run(
      sum,
      flood(450, () => ({ record: { user: "u", value: 1 } })),
    );
    const next = run(sum, [match(10, { value: 200 })], first.state);
    expect(next.findings.map(({ observed }) => observed)).toEqual([
      "at least 600 as the sum of value within 1h, user u",
    ]);
    expect([...state.values()][0]?.state.events).toHaveLength(400);
  });

  test("keeps the other rules' events and the other values when one of them floods it", () => {
    const temporal = correlating("type: temporal\nrules: [a, b]\ngroup-by: [user]\ntimespan: 1h");
    const before = run(temporal, [match(0, { ruleId: "b" })]);
    const partial = correlating("type: temporal\nrules: [a, b, c]\ngroup-by: [user]\ntimespan: 1h");
    const early = run(partial, [match(0, { ruleId: "b" })]).state;
    const flooded = run(
      partial,
      flood(2_000, () => ({})),
      early,
    ).state;
    expect(run(partial, [match(30, { ruleId: "c" })], flooded).findings).toHaveLength(1);
    expect(before.findings).toEqual([]);
    const count = correlating(
      "type: value_count\nrules: [a]\ngroup-by: [user]\ntimespan: 1h\ncondition: { field: value, gte: 4 }",
    );
    const values = run(
      count,
      ["x", "y"].map((value, index) => match(index, { value })),
    ).state;
    const full = run(
      count,
      flood(2_000, () => ({ record: { user: "u", value: "same" } })),
      values,
    ).state;
    expect(run(count, [match(30, { value: "z" })], full).findings).toHaveLength(1);
  });
});
