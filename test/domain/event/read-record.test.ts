import fc from "fast-check";
import { readRecord } from "../../../lib/domain/event/read-record.ts";
import { activityOf, type RawRecord, recordsOf } from "./cloudtrail-sets.ts";

const decrypt = (): RawRecord => {
  const record = recordsOf("boogy-eks-production").find((item) => item["userIdentity"].sessionContext?.ec2RoleDelivery);
  if (record === undefined) throw new Error("the set has no record of an instance's role");
  return record;
};

function reasonOf(value: unknown): string {
  const reading = readRecord(value);
  return reading.kind === "unreadable" ? reading.unreadable.reason : reading.kind;
}

describe("reading a CloudTrail record", () => {
  it("takes every field over from where CloudTrail writes it, and keeps the record itself", () => {
    const record = decrypt();
    const activity = activityOf(record);
    expect(activity).toEqual({
      eventId: record["eventID"],
      timeMs: Date.parse(record["eventTime"]),
      accountId: record["recipientAccountId"],
      region: record["awsRegion"],
      eventSource: record["eventSource"],
      eventName: record["eventName"],
      service: record["eventSource"].replace(".amazonaws.com", ""),
      action: `${record["eventSource"].replace(".amazonaws.com", "")}:${record["eventName"]}`,
      readOnly: record["readOnly"],
      category: "management",
      user: record["userIdentity"],
      sourceAddress: record["sourceIPAddress"],
      userAgent: record["userAgent"],
      errorCode: record["errorCode"],
      vpcEndpointId: record["vpcEndpointId"],
      record,
    });
    expect(activity.record).toBe(record);
    expect(activity.user).toBe(record["userIdentity"]);
  });

  it("says what is missing of a record that has no name, no source or no time", () => {
    expect(reasonOf({ ...decrypt(), eventName: undefined })).toBe("no-event-name");
    expect(reasonOf({ ...decrypt(), eventName: 7 })).toBe("no-event-name");
    expect(reasonOf({ ...decrypt(), eventName: "" })).toBe("no-event-name");
    expect(reasonOf({ ...decrypt(), eventSource: undefined })).toBe("no-event-source");
    expect(reasonOf({ ...decrypt(), eventSource: ["s3.amazonaws.com"] })).toBe("no-event-source");
    expect(reasonOf({ ...decrypt(), eventTime: undefined })).toBe("bad-event-time");
    expect(reasonOf({ ...decrypt(), eventTime: 1_710_318_810 })).toBe("bad-event-time");
    expect(reasonOf({ ...decrypt(), eventTime: "2024-02-31T00:00:00Z" })).toBe("bad-event-time");
    expect(reasonOf({})).toBe("not-an-event");
    for (const value of [null, undefined, 1, "text", true, [], [decrypt()]])
      expect(reasonOf(value)).toBe("not-an-object");
  });

  it("sends S3's notifications, which look like records, to whoever reads the object they name", () => {
    const reading = readRecord({
      eventVersion: "2.1",
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      eventTime: "2024-03-13T08:33:30Z",
    });
    expect(reading).toMatchObject({ kind: "unreadable", unreadable: { reason: "unsupported-wrapper" } });
    expect(reading.kind === "unreadable" && reading.unreadable.detail).toContain("read the object");
  });

  it("gives records without an eventID one made of their content, whatever the order of their keys", () => {
    const { eventID: _dropped, ...rest } = decrypt();
    const turned = Object.fromEntries(Object.entries(rest).reverse());
    expect(activityOf(rest).eventId).toMatch(/^none-[0-9a-f]{16}$/);
    expect(activityOf(turned).eventId).toBe(activityOf(rest).eventId);
    expect(activityOf({ ...rest, eventID: 12 }).eventId).not.toBe(activityOf(rest).eventId);
    expect(activityOf({ ...rest, requestID: "another" }).eventId).not.toBe(activityOf(rest).eventId);
  });

  it("gives an eventID that is too long to be one an id of its own as well", () => {
    expect(activityOf({ ...decrypt(), eventID: "e".repeat(5_000) }).eventId).toMatch(/^none-[0-9a-f]{16}$/);
  });

  it("takes the account from the recipient, else from the caller, else from nobody", () => {
    const bent = { ...decrypt(), userIdentity: { type: "IAMUser", accountId: "111122223333" } };
    expect(activityOf({ ...bent, recipientAccountId: "444455556666" }).accountId).toBe("444455556666");
    expect(activityOf({ ...bent, recipientAccountId: undefined }).accountId).toBe("111122223333");
    expect(activityOf({ ...bent, recipientAccountId: 7, userIdentity: null }).accountId).toBe("");
  });

  it("takes readOnly from the record, as a boolean or as text, and else from the event's verb", () => {
    const { readOnly: _dropped, ...rest } = decrypt();
    expect(activityOf({ ...rest, readOnly: "true" }).readOnly).toBe(true);
    expect(activityOf({ ...rest, eventName: "GetObject", readOnly: "false" }).readOnly).toBe(false);
    const reads = [
      "GetObject",
      "ListBuckets",
      "DescribeInstances",
      "HeadObject",
      "BatchGetSecretValue",
      "LookupEvents",
      "GetBucketAcl20200101",
    ];
    const changes = [
      "PutObject",
      "Getaway",
      "Listen",
      "AssumeRole",
      "GetSessionToken",
      "GetFederationToken",
      "DeleteTrail",
      "Checkout",
    ];
    for (const eventName of reads)
      expect([eventName, activityOf({ ...rest, eventName }).readOnly]).toEqual([eventName, true]);
    for (const eventName of changes)
      expect([eventName, activityOf({ ...rest, eventName }).readOnly]).toEqual([eventName, false]);
  });

  it("finds the category in eventCategory, or in older versions in the event's type", () => {
    const { eventCategory: _category, managementEvent: _management, ...rest } = decrypt();
    const categoryOf = (bent: object) => activityOf({ ...rest, ...bent }).category;
    expect(categoryOf({ eventCategory: "Data" })).toBe("data");
    expect(categoryOf({ eventCategory: "NetworkActivity" })).toBe("network");
    expect(categoryOf({ eventCategory: "Insight" })).toBe("insight");
    expect(categoryOf({ eventType: "AwsVpceEvent" })).toBe("network");
    expect(categoryOf({ eventType: "AwsCloudTrailInsight" })).toBe("insight");
    expect(categoryOf({ eventType: "AwsServiceEvent", eventCategory: "Management" })).toBe("service");
    expect(categoryOf({ managementEvent: false })).toBe("data");
    expect(categoryOf({})).toBe("management");
  });

  it("bounds what a caller can fill with text, in the activity and not in the record", () => {
    const userAgent = "x".repeat(100_000);
    const activity = activityOf({
      ...decrypt(),
      userAgent,
      sourceIPAddress: "y".repeat(5_000),
      errorCode: "z".repeat(5_000),
    });
    expect(activity.userAgent).toHaveLength(1_024);
    expect(activity.sourceAddress).toHaveLength(1_024);
    expect(activity.errorCode).toHaveLength(128);
    expect(activity.record["userAgent"]).toBe(userAgent);
    const named = activityOf({ ...decrypt(), eventName: "E".repeat(9_000), eventSource: "s".repeat(9_000) });
    expect(named.action.length).toBeLessThanOrEqual(513);
  });

  it("counts a userIdentity of any wrong shape as absent", () => {
    for (const userIdentity of [null, "root", 7, [], [{ type: "Root" }], undefined, true]) {
      expect(activityOf({ ...decrypt(), userIdentity }).user).toEqual({});
    }
  });

  it("drops single bent fields of the userIdentity and keeps the straight ones", () => {
    const record = decrypt();
    record["userIdentity"].accountId = 123456789012;
    record["userIdentity"].sessionContext.sessionIssuer.userName = { nested: true };
    record["userIdentity"].sessionContext.attributes = null;
    record["userIdentity"].inScopeOf = "AWS::Lambda::Function";
    const { user } = activityOf(record);
    expect(user.accountId).toBeUndefined();
    expect(user.arn).toBe(record["userIdentity"].arn);
    expect(user.inScopeOf).toBeUndefined();
    expect(user.sessionContext?.attributes).toBeUndefined();
    expect(user.sessionContext?.sessionIssuer).toEqual({
      type: "Role",
      principalId: record["userIdentity"].sessionContext.sessionIssuer.principalId,
      arn: record["userIdentity"].sessionContext.sessionIssuer.arn,
      accountId: record["userIdentity"].sessionContext.sessionIssuer.accountId,
    });
  });

  it("hands the console flag on with the session, from each of the places where it stands", () => {
    const flagOf = (bent: object) =>
      activityOf({ ...decrypt(), ...bent }).user.sessionContext?.sessionCredentialFromConsole;
    const { userIdentity } = decrypt();
    expect(flagOf({ sessionCredentialFromConsole: "true" })).toBe("true");
    expect(flagOf({ sessionCredentialFromConsole: true })).toBe("true");
    expect(flagOf({ userIdentity: { type: "IAMUser" }, sessionCredentialFromConsole: "true" })).toBe("true");
    const attributes = { ...userIdentity.sessionContext.attributes, sessionCredentialFromConsole: "true" };
    expect(
      flagOf({ userIdentity: { ...userIdentity, sessionContext: { ...userIdentity.sessionContext, attributes } } }),
    ).toBe("true");
    expect(flagOf({})).toBeUndefined();
    const flagged = recordsOf("parser-corpus").filter((item) => item["sessionCredentialFromConsole"] === "true");
    expect(flagged.length).toBeGreaterThan(20);
    for (const item of flagged) expect(activityOf(item).user.sessionContext?.sessionCredentialFromConsole).toBe("true");
  });

  it("is not moved by keys that name parts of every object", () => {
    const text = `{"__proto__":{"type":"Root"},"constructor":{"prototype":{}},"hasOwnProperty":1,"toString":"x",
      "eventSource":"constructor","eventName":"__proto__","eventTime":"2024-03-13T08:33:30Z",
      "userIdentity":{"__proto__":{"type":"Root"},"toString":7,"sessionContext":{"__proto__":{"sourceIdentity":"root"}}}}`;
    const activity = activityOf(JSON.parse(text));
    expect(activity.user.type).toBeUndefined();
    expect(activity.user.sessionContext?.sourceIdentity).toBeUndefined();
    expect(activity.action).toBe("constructor:__proto__");
    expect(({} as Record<string, unknown>)["type"]).toBeUndefined();
  });

  it("answers for any JSON value, with texts where texts are promised", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(["activity", "unreadable"]).toContain(readRecord(value).kind);
      }),
    );
  });

  it("answers for every real record with any one field replaced by any JSON value", () => {
    const records = [...recordsOf("parser-corpus"), ...recordsOf("attacks")];
    const bend = fc.record({
      record: fc.constantFrom(...records),
      where: fc.nat(),
      inIdentity: fc.boolean(),
      value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, 0, "", [], {}, true, "__proto__")),
    });
    fc.assert(
      fc.property(bend, ({ record, where, inIdentity, value }) => {
        const bent = structuredClone(record);
        const target = inIdentity ? bent["userIdentity"] : bent;
        const names = Object.keys(target);
        target[names[where % Math.max(1, names.length)] ?? "type"] = value;
        const reading = readRecord(bent);
        if (reading.kind !== "activity") return;
        const { activity } = reading;
        const { eventId, accountId, region, action, sourceAddress, userAgent, errorCode, vpcEndpointId } = activity;
        const { type, arn, principalId, userName, invokedBy, accountId: account } = activity.user;
        const maybe = { sourceAddress, userAgent, errorCode, vpcEndpointId };
        const ofUser = { type, arn, account, principalId, userName, invokedBy };
        // One expectation for all of them: three thousand times seventeen take longer than what they are about.
        expect([
          ...(Number.isInteger(activity.timeMs) ? [] : ["timeMs"]),
          ...(typeof activity.readOnly === "boolean" ? [] : ["readOnly"]),
          ...notOf(["string"], { eventId, accountId, region, action }),
          ...notOf(["string", "undefined"], { ...maybe, ...ofUser }),
        ]).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** Names of the values that are of none of the types. */
const notOf = (types: readonly string[], values: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => (types.includes(typeof value) ? [] : [name]));
