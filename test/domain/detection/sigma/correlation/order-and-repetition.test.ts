import fc from "fast-check";
import type { CompiledCorrelations } from "../../../../../lib/domain/detection/sigma/correlation/compile-correlations.ts";
import { type CorrelationState, correlate } from "../../../../../lib/domain/detection/sigma/correlation/correlate.ts";
import type { RuleMatch } from "../../../../../lib/domain/detection/sigma/correlation/correlation.ts";
import { correlating, loaded, match, ruleText, startMs, told } from "./correlation-rules.ts";

const none: CorrelationState = new Map();
const group = "rules: [a, b]\ngroup-by: [user]\ntimespan: 1m";
const upwards: readonly CompiledCorrelations[] = [
  correlating(`type: event_count\n${group}\ncondition: { gte: 3 }`),
  correlating(`type: value_count\n${group}\ncondition: { field: value, gte: 3 }`),
  correlating(`type: value_sum\n${group}\ncondition: { field: value, gt: 6 }`),
  correlating(`type: temporal\n${group}`),
  correlating(`type: temporal_ordered\n${group}`),
];
const all: readonly CompiledCorrelations[] = [
  ...upwards,
  correlating(`type: event_count\n${group}\ncondition: { eq: 2 }`),
  correlating(`type: value_avg\n${group}\ncondition: { field: value, lt: 2 }`),
  correlating(`type: value_percentile\n${group}\ncondition: { field: value, percentile: 75, gte: 3 }`),
  correlating(`type: temporal\n${group}\ncondition: a and not b`),
  loaded({
    a: ruleText(),
    b: ruleText(),
    inner: `title: I\ncorrelation: { type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: { gte: 2 }, generate: true }`,
    outer: `title: O\ncorrelation: { type: temporal, rules: [inner, b], group-by: [user], timespan: 2m }`,
  }),
];

const someMatches = fc.uniqueArray(
  fc.record({
    second: fc.nat(400),
    ruleId: fc.constantFrom("a", "a", "b"),
    user: fc.constantFrom("u", "u", "v"),
    value: fc.nat(4),
    event: fc.nat(60),
  }),
  { maxLength: 40, selector: ({ event, ruleId }) => `${event} ${ruleId}` },
);
// One event has one time and one record, whichever rules match it.
const asMatches = fc.tuple(someMatches).map(([drawn]) => {
  const first = new Map(drawn.toReversed().map((one) => [one.event, one]));
  return drawn.map(({ event, ruleId }): RuleMatch => {
    const { second, user, value } = first.get(event)!;
    return match(second, { ruleId, user, value, eventId: `e-${event}` });
  });
});
const shuffled = (matches: readonly RuleMatch[]) =>
  fc.shuffledSubarray([...matches], { minLength: matches.length, maxLength: matches.length });

test("inside a batch neither order nor repetition matters, to the findings or to what is kept", () => {
  const cases = asMatches.chain((matches) =>
    fc.tuple(fc.constant(matches), shuffled(matches), fc.subarray([...matches]), fc.constantFrom(...all)),
  );
  fc.assert(
    fc.property(cases, ([matches, mixed, repeated, compiled]) => {
      const one = correlate(compiled, matches, none, startMs);
      const other = correlate(compiled, [...repeated, ...mixed, ...repeated], none, startMs);
      expect(told(other.findings)).toEqual(told(one.findings));
      expect(new Map(other.state)).toEqual(new Map(one.state));
    }),
    { numRuns: 300 },
  );
});

test("in order of time, batches of any size give the findings and the groups of one batch", () => {
  const cases = asMatches.chain((matches) =>
    fc.tuple(fc.constant(matches), fc.array(fc.nat(400), { maxLength: 6 }), fc.constantFrom(...all)),
  );
  fc.assert(
    fc.property(cases, ([matches, cuts, compiled]) => {
      const whole = correlate(compiled, matches, none, startMs);
      const findings: string[] = [];
      let state = none;
      const bounds = [0, ...cuts.sort((a, b) => a - b), 401].map((second) => startMs + second * 1_000);
      for (let part = 1; part < bounds.length; part++) {
        const batch = matches.filter(({ timeMs }) => timeMs >= bounds[part - 1]! && timeMs < bounds[part]!);
        const result = correlate(compiled, batch, state, startMs);
        findings.push(...told(result.findings));
        state = result.state;
      }
      expect(findings.sort()).toEqual(told(whole.findings));
      expect(new Map(state)).toEqual(new Map(whole.state));
    }),
    { numRuns: 300 },
  );
});

test("however batches are cut and mixed, a timespan that meets a condition upwards is told, near it and once", () => {
  const spanMs = 60_000;
  const cases = asMatches.chain((matches) =>
    fc.tuple(
      shuffled(matches),
      fc.nat(12).map((size) => size + 1),
      fc.constantFrom(...upwards),
    ),
  );
  fc.assert(
    fc.property(cases, ([mixed, size, compiled]) => {
      const ends = new Map<string, number[]>();
      let state = none;
      for (let from = 0; from < mixed.length; from += size) {
        const { findings, state: next } = correlate(compiled, mixed.slice(from, from + size), state, startMs);
        for (const { match: found } of findings) ends.set(String(found.record["user"]), []);
        state = next;
      }
      for (const { state: kept } of state.values()) {
        const times = kept.reported.map(({ timeMs }) => timeMs);
        for (let later = 1; later < times.length; later++)
          expect(times[later]! - times[later - 1]!).toBeGreaterThan(spanMs);
      }
      // All of a group at once, judged anew at every end: each end that is met lies near a reported one.
      for (const user of new Set(mixed.map(({ record }) => record["user"]))) {
        const mine = mixed.filter(({ record }) => record["user"] === user);
        for (const { timeMs: endMs } of mine) {
          const window = mine.filter(({ timeMs }) => timeMs <= endMs && timeMs >= endMs - spanMs);
          const alone = correlate(compiled, window, none, startMs).findings;
          if (alone.length === 0) continue;
          const reported = [...state.values()].flatMap(({ state: kept }) => kept.reported);
          expect(ends.has(String(user))).toBe(true);
          expect(reported.some(({ timeMs }) => Math.abs(timeMs - endMs) <= 2 * spanMs)).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("what was kept as plain data serves as well as what it was made from", () => {
  fc.assert(
    fc.property(asMatches, fc.nat(40), fc.constantFrom(...all), (matches, cut, compiled) => {
      const { state } = correlate(compiled, matches.slice(0, cut), none, startMs);
      const copied: CorrelationState = new Map(JSON.parse(JSON.stringify([...state])));
      const rest = matches.slice(cut);
      expect(correlate(compiled, rest, copied, startMs)).toEqual(correlate(compiled, rest, state, startMs));
    }),
    { numRuns: 100 },
  );
});
