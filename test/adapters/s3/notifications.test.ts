import fc from "fast-check";
import { s3ObjectsOf } from "../../../lib/adapters/s3/notifications.ts";

const created = (key: string, change: Record<string, unknown> = {}) => ({
  eventVersion: "2.1",
  eventSource: "aws:s3",
  eventName: "ObjectCreated:Put",
  s3: { bucket: { name: "trail" }, object: { key, size: 10 } },
  ...change,
});
const eventBridge = (key: string, detailType = "Object Created") => ({
  "detail-type": detailType,
  source: "aws.s3",
  detail: { bucket: { name: "trail" }, object: { key } },
});
const named = (...keys: string[]) => ({ objects: keys.map((key) => ({ bucket: "trail", key })), unreadable: [] });

test("S3's notification names its objects; keys are decoded, with a space for each plus", () => {
  const notification = { Records: [created("AWSLogs/1/a.json.gz"), created("a+b%2Bc/%E9%8D%B5%3D.json")] };
  expect(s3ObjectsOf(notification)).toEqual(named("AWSLogs/1/a.json.gz", "a b+c/鍵=.json"));
});

test("EventBridge's key is taken as it is", () => {
  expect(s3ObjectsOf(eventBridge("a+b%20c"))).toEqual(named("a+b%20c"));
});

test("a notification inside an SNS envelope is read", () => {
  const message = (value: unknown) => ({ Type: "Notification", Message: JSON.stringify(value) });
  expect(s3ObjectsOf(message({ Records: [created("a+b")] }))).toEqual(named("a b"));
  expect(s3ObjectsOf(message(eventBridge("a")))).toEqual(named("a"));
});

test.each<[string, unknown]>([
  ["S3's test message", { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "trail" }],
  ["a removal", { Records: [created("a", { eventName: "ObjectRemoved:Delete" })] }],
  ["a removal on EventBridge", eventBridge("a", "Object Deleted")],
  ["a digest file", { Records: [created("AWSLogs/1/CloudTrail-Digest/us-east-1/x.json.gz")] }],
  ["no record at all", { Records: [] }],
])("%s gives nothing, and nothing to set aside", (_, notification) => {
  expect(s3ObjectsOf(notification)).toEqual(named());
});

test.each<[string, unknown]>([
  ["text", "hello"],
  ["nothing", null],
  ["a CloudTrail record", { Records: [{ eventName: "PutObject", eventSource: "s3.amazonaws.com" }] }],
  ["a record without an event's name", { Records: [created("a", { eventName: undefined })] }],
  ["a key that is no text", { Records: [created("a", { s3: { bucket: { name: "trail" }, object: { key: 7 } } })] }],
  ["an empty key", { Records: [created("")] }],
  ["a key that cannot be decoded", { Records: [created("a%E9")] }],
  ["no bucket", { Records: [created("a", { s3: { object: { key: "a" } } })] }],
  ["an envelope without JSON", { Type: "Notification", Message: "hello" }],
])("%s is set aside", (_, notification) => {
  expect(s3ObjectsOf(notification)).toMatchObject({ objects: [], unreadable: [{ reason: "unsupported-wrapper" }] });
});

test("one bad record costs only itself", () => {
  const { objects, unreadable } = s3ObjectsOf({ Records: [created("a"), 7, created("b")] });
  expect(objects.map(({ key }) => key)).toEqual(["a", "b"]);
  expect(unreadable).toHaveLength(1);
});

test("any key that S3 encodes comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), (key) => {
      const encoded = encodeURIComponent(key).replaceAll("%20", "+");
      expect(s3ObjectsOf({ Records: [created(encoded)] })).toEqual(named(key));
    }),
  );
});

test("no value makes it throw", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { objects, unreadable } = s3ObjectsOf(value);
      expect(objects.length + unreadable.length).toBeGreaterThanOrEqual(0);
      expect(unreadable.every(({ excerpt }) => excerpt.length <= 2_000)).toBe(true);
    }),
  );
});
