import fc from "fast-check";
import { correlate } from "../../../../../lib/domain/detection/sigma/correlation/correlate.ts";
import { correlationTypes } from "../../../../../lib/domain/detection/sigma/correlation/correlation.ts";
import type { GroupState } from "../../../../../lib/domain/detection/sigma/correlation/group-state.ts";
import {
  decodeGroupState,
  encodeGroupState,
} from "../../../../../lib/domain/detection/sigma/correlation/group-state-codec.ts";
import { anyCharacter } from "../../../../any-character.ts";
import { correlating, match, startMs } from "./correlation-rules.ts";

const correlationOf = (type: string) =>
  correlating(
    `type: ${type}\nrules: [a]\ngroup-by: [user]\ntimespan: 90d\n${
      {
        event_count: "condition: { gte: 2 }",
        temporal: "condition: { gte: 1 }",
        temporal_ordered: "condition: { gte: 1 }",
        value_percentile: "condition: { field: value, percentile: 50, gte: 2 }",
      }[type] ?? "condition: { field: value, gte: 2 }"
    }`,
  );

const moment = fc.integer({ min: 0, max: 2 ** 42 });
const states = (withValue: boolean, whole: boolean, ranked: boolean): fc.Arbitrary<GroupState> =>
  fc.record({
    events: fc
      .array(
        fc.record({
          timeMs: moment,
          id: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
          rule: withValue || !ranked ? fc.constant(0) : fc.nat(49),
          value: !withValue
            ? fc.constant(0)
            : whole
              ? fc.integer({ min: 0, max: 2 ** 48 - 1 })
              : fc.double({ noNaN: true, noDefaultInfinity: true }),
        }),
        { maxLength: 40 },
      )
      .map((events) => events.sort((a, b) => a.timeMs - b.timeMs)),
    reported: fc.array(
      fc.record({
        timeMs: moment,
        eventMs: moment,
        observed: fc.double({ noNaN: true }),
        atLeast: fc.boolean(),
        eventId: fc.string({ unit: anyCharacter, maxLength: 64 }),
      }),
      { maxLength: 10 },
    ),
    dropped: fc.nat(),
    droppedToMs: moment,
  });

test.each(correlationTypes)("a group of %s comes back as it was, and from no part of its bytes", (type) => {
  const { it } = correlationOf(type);
  fc.assert(
    fc.property(
      states(type.startsWith("value_"), type === "value_count", type.startsWith("temporal")),
      fc.nat(),
      (state, cut) => {
        const bytes = encodeGroupState(it, state);
        expect(decodeGroupState(it, bytes)).toEqual(state);
        expect(() => decodeGroupState(it, bytes.slice(0, cut % bytes.length))).toThrow(RangeError);
        expect(() => decodeGroupState(it, Uint8Array.of(...bytes, 0))).toThrow(RangeError);
      },
    ),
    { numRuns: 15 },
  );
});

test("bytes of another layout are refused", () => {
  expect(() => decodeGroupState(correlationOf("temporal").it, Uint8Array.of(9))).toThrow("layout 9");
});

test.each(correlationTypes)("the fullest group of %s stays below 8 KB", (type) => {
  const compiled = correlationOf(type);
  // Months apart rather than seconds, so that times take the most bytes, and ids as long as are kept.
  const matches = Array.from({ length: 1_000 }, (_, index) =>
    match(index * 25_000, { eventId: `${"鍵".repeat(130)}${index}`, record: { user: "u", value: index + 0.1 } }),
  );
  const [kept] = [...correlate(compiled, matches, new Map(), startMs).state.values()];
  const { state } = kept!;
  const reported = Array.from({ length: 10 }, (_, index) => ({
    ...state.reported[0]!,
    timeMs: startMs + index,
    eventId: "x".repeat(64),
  }));
  expect(state.events).toHaveLength(400);
  expect(state.reported[0]?.eventId).toMatch(/^\?{64}$/);
  const bytes = encodeGroupState(compiled.it, { ...state, reported });
  expect(bytes.length).toBeLessThan(8 * 1_024);
});
