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
/** As CloudTrail ends its records. */
const ending = (host: unknown) => ({
  eventType: "AwsApiCall",
  managementEvent: true,
  recipientAccountId: "111122223333",
  eventCategory: "Management",
  tlsDetails: { tlsVersion: "TLSv1.3", clientProvidedHostHeader: host },
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
  // A userIdentity is used again the second time, an ending, which is held only then, the third.
  for (let time = 0; time < 3; time++) expect(outcome(parseRecord, text)).toBe(plain);
};

const hostile = fc.constantFrom(
  '},"eventTime":"2026',
  '","userIdentity":{"type":"Root"},"eventTime":"x',
  "\\",
  '\\"},\\"eventTime\\":\\"',
  ',"eventType":"AwsApiCall"',
  '"},"eventType":"AwsApiCall',
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
    fc.property(identities, texts, json, texts, (userIdentity, agent, parameters, host) =>
      expectTheSame(record(userIdentity, { userAgent: agent, requestParameters: parameters, ...ending(host) })),
    ),
    { numRuns: 500 },
  );
});

test("whatever is cut off or put in anywhere, the result or the error is that of JSON.parse", () => {
  fc.assert(
    fc.property(fc.nat(600), fc.nat(6), texts, (at, cut, put) => {
      const parameters = { userIdentity: identity, eventTime: "x", eventType: "y" };
      const whole = record(identity, { requestParameters: parameters, ...ending("sts.amazonaws.com") });
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
  [
    "a field of the ending named __proto__",
    '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","eventType":"y","__proto__":{"a":1}}',
  ],
  [
    "an eventType inside, at the end",
    '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","last":{"a":1,"eventType":"y","b":2}}',
  ],
  [
    "an eventType inside a list",
    '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","last":[{"a":1,"eventType":"y"}]}',
  ],
  [
    "fields of the ending named before it",
    '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","managementEvent":1,"eventType":"y","managementEvent":2}',
  ],
  [
    "named again in the ending",
    '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","eventType":"y","userIdentity":{"b":2}}',
  ],
  ["numbers for names", '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","7":1,"eventType":"y","3":2}'],
  ["something behind it", '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","eventType":"y"},{}'],
  ["a line's end behind it", '{"eventVersion":"1.0","userIdentity":{"a":1},"eventTime":"x","eventType":"y"}\r\n'],
])("%s", (_name, text) => expectTheSame(text));

test("records of one session share their userIdentity, and another session never gets it", () => {
  const [first, again, other] = [identity, identity, { ...identity, arn: "arn:aws:sts::1:assumed-role/r/t" }].map(
    (userIdentity) => parseRecord(record(userIdentity)) as { userIdentity: object },
  );
  expect(again?.userIdentity).toBe(first?.userIdentity);
  expect(other?.userIdentity).not.toBe(first?.userIdentity);
});

test("records with one ending share it from the second on, and another ending is another's", () => {
  const read = (host: string) =>
    parseRecord(record(identity, ending(host))) as { tlsDetails: { clientProvidedHostHeader: string } };
  read("iam.amazonaws.com");
  const second = read("iam.amazonaws.com");
  expect(read("iam.amazonaws.com").tlsDetails).toBe(second.tlsDetails);
  expect(read("sts.amazonaws.com").tlsDetails.clientProvidedHostHeader).toBe("sts.amazonaws.com");
});

test("a record of many kilobytes is read and nothing of it is kept", () => {
  const long = record(identity, { requestParameters: { text: "x".repeat(10_000) } });
  const [first, again] = [parseRecord(long), parseRecord(long)] as { userIdentity: object }[];
  expect(first).toEqual(JSON.parse(long));
  expect(again?.userIdentity).not.toBe(first?.userIdentity);
});
