import fc from "fast-check";
import { parseRecord } from "../../../lib/domain/event/parse-record.ts";

const identity = {
  type: "AssumedRole",
  arn: "arn:aws:sts::1:assumed-role/r/s",
  sessionContext: { attributes: { a: "b" } },
};
const record = (userIdentity: unknown, rest: object = {}) =>
  JSON.stringify({
    eventVersion: "1.11",
    userIdentity,
    eventTime: "2026-11-21T10:00:00Z",
    eventName: "GetUser",
    ...rest,
  });

/** What JSON.parse makes of a text: the value and the order of its fields, or the error. */
function outcome(parse: (text: string) => unknown, text: string): string {
  try {
    return JSON.stringify(parse(text));
  } catch (error) {
    return `throws ${(error as Error).message}`;
  }
}
const expectTheSame = (text: string) => {
  const plain = outcome(JSON.parse, text);
  // The second time, what was remembered of the first is used.
  for (let time = 0; time < 2; time++) expect(outcome(parseRecord, text)).toBe(plain);
};

const hostile = fc.constantFrom(
  '},"eventTime":"2026',
  '","userIdentity":{"type":"Root"},"eventTime":"x',
  "\\",
  '\\"},\\"eventTime\\":\\"',
  "é\u2028",
  "{}",
);
const texts = fc.oneof(fc.string({ maxLength: 20 }), hostile);
const json = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });
const identities = fc.oneof(
  json,
  fc.record({ type: texts, arn: texts, nested: fc.record({ eventTime: texts, userIdentity: json }) }),
);

test("whatever the record says, the result is that of JSON.parse", () => {
  fc.assert(
    fc.property(identities, texts, json, (userIdentity, agent, parameters) =>
      expectTheSame(record(userIdentity, { userAgent: agent, requestParameters: parameters })),
    ),
    { numRuns: 500 },
  );
});

test("whatever is cut off or put in anywhere, the result or the error is that of JSON.parse", () => {
  fc.assert(
    fc.property(fc.nat(400), fc.nat(6), texts, (at, cut, put) => {
      const whole = record(identity, { requestParameters: { userIdentity: identity, eventTime: "x" } });
      expectTheSame(whole.slice(0, at) + put + whole.slice(at + cut));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  [
    "named twice, the last one counts",
    '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","userIdentity":{"b":2}}',
  ],
  [
    "named twice, the last one null",
    '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","userIdentity":null}',
  ],
  ["an eventTime inside", '{"eventVersion":"1.0","userIdentity":{"a":{"b":1},"eventTime":"x"},"eventTime":"y"}'],
  ["closed too early", '{"eventVersion":"1.0","userIdentity":{"a":1}},"eventTime":"x"}'],
  ["two values in its place", '{"eventVersion":"1.0","userIdentity":{"a":1},{"b":1},"eventTime":"x"}'],
  ["no JSON in its place", '{"eventVersion":"1.0","userIdentity":{a},"eventTime":"x"}'],
  ["an array in its place", '{"eventVersion":"1.0","userIdentity":[{}],"eventTime":"x"}'],
  ["as a value of eventVersion", '{"eventVersion":",\\"userIdentity\\":{},\\"eventTime\\":\\"x"}'],
  ["a field named __proto__", '{"eventVersion":"1.0","userIdentity":{"__proto__":{"a":1}},"eventTime":"x"}'],
])("%s", (_name, text) => expectTheSame(text));

test("records of one session share their userIdentity, and another session never gets it", () => {
  const [first, again, other] = [identity, identity, { ...identity, arn: "arn:aws:sts::1:assumed-role/r/t" }].map(
    (userIdentity) => parseRecord(record(userIdentity)) as { userIdentity: object },
  );
  expect(again?.userIdentity).toBe(first?.userIdentity);
  expect(other?.userIdentity).not.toBe(first?.userIdentity);
});

test("a record of many kilobytes is read and nothing of it is kept", () => {
  const long = record(identity, { requestParameters: { text: "x".repeat(10_000) } });
  const [first, again] = [parseRecord(long), parseRecord(long)] as { userIdentity: object }[];
  expect(first).toEqual(JSON.parse(long));
  expect(again?.userIdentity).not.toBe(first?.userIdentity);
});
