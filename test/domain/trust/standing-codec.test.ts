import fc from "fast-check";
import { standingItem } from "../../../lib/adapters/dynamodb/standing-item.ts";
import {
  finish,
  reader,
  readText,
  readVarint,
  writer,
  writeText,
  writeVarint,
} from "../../../lib/domain/behaviour/binary.ts";
import { namesOf } from "../../../lib/domain/behaviour/marks.ts";
import { contribute, contributionsOf, emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { decodeStanding, encodeStanding, smallTierBytes, tierOf } from "../../../lib/domain/trust/standing-codec.ts";
import { assessAll, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";
import { anyContribution, anyText, contribution } from "./contributions.ts";

/** Everything a standing holds, as plain values. */
function shown({ baseline, settled, recent }: Standing) {
  const { marks, volume, packedHours: _, last: __, ...rest } = baseline;
  const { size } = marks;
  return {
    ...rest,
    openVolume: volume.openHours,
    callPeaks: volume.callPeaks,
    errorPeaks: volume.errorPeaks,
    marks: size,
    keys: marks.keys.slice(0, size),
    days: marks.days.slice(0, size),
    weeks: marks.weeks.slice(0, size),
    names: [...namesOf(marks)],
    settled,
    recent,
  };
}

/** A standing after some random weeks, with sessions, errors, held-back days and foreign names. */
const standings = fc
  .tuple(
    fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 80 }),
        minute: fc.integer({ min: 0, max: 1_439 }),
        eventName: fc.oneof(fc.constantFrom("GetObject", "StopLogging"), anyText(80)),
        region: fc.oneof(fc.constant("eu-west-1"), anyText(30)),
        errorCode: fc.option(anyText(40), { nil: undefined }),
        network: fc.integer({ min: 0, max: 255 }),
        session: fc.integer({ min: 0, max: 50 }),
      }),
      { maxLength: 60 },
    ),
    fc.array(anyContribution, { maxLength: 20 }),
  )
  .map(([steps, contributions]) => {
    const standing = emptyStanding();
    for (const [index, { day, minute, network, session, ...bent }] of steps.entries()) {
      const timeMs = nightOf(day) + minute * 60_000;
      assessAll(
        standing,
        [madeActivity({ ...bent, eventId: eventIdOf(index), timeMs, sourceAddress: `8.8.${network}.1` })],
        {
          actor: madeActor("ec2", { accessKeyId: `ASIA${session}`, sessionStartedMs: nightOf(day) }),
        },
      );
    }
    for (const one of contributions) contribute(standing, one);
    return standing;
  });

test("a standing comes back from its bytes exactly, and gives the same bytes again", () => {
  fc.assert(
    fc.property(standings, (standing) => {
      const bytes = encodeStanding(standing);
      const back = decodeStanding(bytes);
      expect(encodeStanding(back)).toEqual(bytes);
      expect(shown(decodeStanding(bytes))).toEqual(shown(standing));
    }),
    { numRuns: 60 },
  );
});

test("any text comes back unit for unit, lone surrogates and all", () => {
  fc.assert(
    fc.property(fc.array(anyText(200), { maxLength: 5 }), (texts) => {
      const to = writer(1);
      for (const text of texts) writeText(to, text);
      const from = reader(finish(to));
      expect(texts.map(() => readText(from))).toEqual(texts);
    }),
  );
  const one = contribution({ observed: "\ud800", expected: "key \u{1f511}\udc00\u0000", eventId: "\uffff" });
  const standing = emptyStanding();
  contribute(standing, one);
  expect(contributionsOf(decodeStanding(encodeStanding(standing)))).toEqual([one]);
});

test("any whole number below 2^53 comes back", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (number) => {
      const to = writer(1);
      writeVarint(to, number);
      expect(readVarint(reader(finish(to)))).toBe(number);
    }),
  );
  expect(() => readVarint(reader(new Uint8Array(20).fill(0xff)))).toThrow(RangeError);
});

test("bytes that end early, anywhere, are refused with a RangeError", () => {
  const standing = learned([...nightlyBackup(3), madeActivity({ timeMs: nightOf(3), eventName: "DeleteBucket" })]);
  contribute(standing, contribution({ timeMs: nightOf(3) }));
  const bytes = encodeStanding(standing);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeStanding(bytes.slice(0, length))).toThrow(RangeError);
  }
});

test("bytes that go on after the end are refused with a RangeError that says so", () => {
  const bytes = encodeStanding(learned(nightlyBackup(3)));
  expect(() => decodeStanding(Uint8Array.of(...bytes, 0))).toThrow(/after its end/);
  expect(() => decodeStanding(Uint8Array.of(...bytes, ...bytes))).toThrow(RangeError);
});

test("bytes that were damaged anywhere are read or refused with a RangeError, never anything else", () => {
  const bytes = encodeStanding(learned(nightlyBackup(10)));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const damaged = bytes.slice();
      damaged[at] = value;
      try {
        encodeStanding(decodeStanding(damaged));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 300 },
  );
});

test("a newer layout is refused, and the error says what to do", () => {
  const bytes = encodeStanding(emptyStanding());
  bytes[0] = (bytes[0] as number) + 1;
  expect(() => decodeStanding(bytes)).toThrow(
    new RangeError("standing has layout 2, this version reads 1; deploy the newer version again"),
  );
});

const quiet = () => {
  const calls = ["GetObject", "PutObject", "ListObjects", "HeadObject", "Encrypt", "Decrypt", "GenerateDataKey"];
  const more = ["SendMessage", "DescribeInstances", "GetParameter", "PutMetricData", "GetCallerIdentity"];
  return Array.from({ length: 30 }, (_, night) =>
    [...calls, ...more].map((eventName, call) =>
      madeActivity({
        eventId: eventIdOf(night * 100 + call),
        timeMs: nightOf(night) + call * 60_000,
        eventName,
        service: call < 4 ? "s3" : call < 7 ? "kms" : "sqs",
      }),
    ),
  ).flat();
};

test("a quiet identity, a dozen actions on each of 30 days, is of the small tier: at most 1,000 bytes", () => {
  const bytes = encodeStanding(learned(quiet()));
  expect(bytes.length).toBeLessThanOrEqual(smallTierBytes);
  expect(bytes.length).toBeGreaterThan(200);
  expect(tierOf(bytes)).toBe("small");
  expect(tierOf(new Uint8Array(smallTierBytes + 1))).toBe("large");
});

/** Size of an item as DynamoDB bills it: names and values; a number about one byte for two digits and one more. */
function itemBytes(item: ReturnType<typeof standingItem>): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    const text = value.S === undefined ? 0 : Buffer.byteLength(value.S);
    const number = value.N === undefined ? 0 : Math.ceil(value.N.length / 2) + 2;
    return sum + name.length + text + number + (value.B?.length ?? 0);
  }, 0);
}

test("the quiet identity's whole item costs one write unit: below 1,024 bytes with its names and keys", () => {
  const item = standingItem({
    identityKey: madeActor().identity.key,
    expectedVersion: 12_345,
    bytes: encodeStanding(learned(quiet())),
    openCase: undefined,
    trust: 99.87,
    kind: "access-key-user",
    lastSeenMs: nightOf(29),
  });
  expect(itemBytes(item)).toBeLessThan(1_024);
});

test("a busy identity stays below 40 KB, far from DynamoDB's 400 KB, whatever it does", () => {
  const standing = emptyStanding();
  const actor = madeActor("ec2");
  for (let day = 0; day < 20; day++) {
    const flood = Array.from({ length: 300 }, (_, call) =>
      madeActivity({
        eventId: eventIdOf(day * 1_000 + call),
        timeMs: nightOf(day) + call * 1_000,
        eventName: `Describe${"Thing".repeat(12)}${day}x${call}`,
        userAgent: `agent-${day}-${call}`,
        sourceAddress: `8.${day}.${call % 256}.9`,
        errorCode: call % 7 === 0 ? `Error${call}` : undefined,
      }),
    );
    assessAll(standing, flood, {
      actor: { ...actor, accessKeyId: `ASIA${day}`, sessionStartedMs: nightOf(day) },
    });
  }
  expect(encodeStanding(standing).length).toBeLessThan(40_000);
});
