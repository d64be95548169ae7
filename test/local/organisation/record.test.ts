import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { CloudTrailRecord } from "../../../lib/domain/event/activity.ts";
import { organisation } from "../../../lib/local/organisation/organisation.ts";

type Fields = Readonly<Record<string, unknown>>;

const startMs = Date.UTC(2025, 1, 24);
const records: CloudTrailRecord[] = [...organisation({ seed: 21, startMs, days: 6, density: 0.5 }).records()];

function offending(isFine: (record: CloudTrailRecord) => boolean): CloudTrailRecord[] {
  return records.filter((record) => !isFine(record)).slice(0, 3);
}

/** Every field of real records, at the record's own level and below userIdentity, over all the sets. */
function realFields(): { top: Set<string>; user: Set<string>; session: Set<string> } {
  const root = join(process.cwd(), "..", "shared", "cloudtrail");
  const [top, user, session] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".jsonl.gz") && !name.includes("labels"))) {
    for (const line of gunzipSync(readFileSync(join(root, file)))
      .toString("utf8")
      .split("\n")) {
      if (!line.startsWith("{")) continue;
      const record = JSON.parse(line) as Fields;
      const identity = (record["userIdentity"] ?? {}) as Fields;
      for (const name of Object.keys(record)) top.add(name);
      for (const name of Object.keys(identity)) user.add(name);
      for (const name of Object.keys((identity["sessionContext"] ?? {}) as Fields)) session.add(name);
    }
  }
  return { top, user, session };
}

test("has no field that real records do not have", () => {
  const real = realFields();
  expect(real.top.size).toBeGreaterThan(20);
  const userOf = (record: CloudTrailRecord) => record["userIdentity"] as Fields;
  const strange = new Set<string>();
  for (const record of records) {
    for (const name of Object.keys(record)) if (!real.top.has(name)) strange.add(name);
    for (const name of Object.keys(userOf(record))) if (!real.user.has(name)) strange.add(`userIdentity.${name}`);
    const context = (userOf(record)["sessionContext"] ?? {}) as Fields;
    for (const name of Object.keys(context)) if (!real.session.has(name)) strange.add(`sessionContext.${name}`);
  }
  // Set by sts:SetSourceIdentity (IAM user guide, "Monitor and control actions taken with assumed roles").
  strange.delete("sessionContext.sourceIdentity");
  expect([...strange]).toEqual([]);
});

test("has the fields of every record of version 1.11", () => {
  const required = ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion"];
  const also = ["sourceIPAddress", "userAgent", "requestParameters", "responseElements", "requestID", "eventID"];
  const kinds = ["readOnly", "eventType", "managementEvent", "recipientAccountId", "eventCategory"];
  expect(offending((record) => [...required, ...also, ...kinds].every((name) => record[name] !== undefined))).toEqual(
    [],
  );
  expect(offending((record) => record["eventVersion"] === "1.11")).toEqual([]);
});

test("ids have AWS's shapes", () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(offending(({ eventID }) => uuid.test(String(eventID)))).toEqual([]);
  expect(
    offending(({ requestID }) => uuid.test(String(requestID)) || /^[A-Z2-7]{16}$/.test(String(requestID))),
  ).toEqual([]);
  const key = (record: CloudTrailRecord) => (record["userIdentity"] as Fields)["accessKeyId"];
  expect(offending((record) => key(record) === undefined || /^A[KS]IA[A-Z2-7]{16}$/.test(String(key(record))))).toEqual(
    [],
  );
});

test("shows no address outside ranges that are reserved", () => {
  const reserved =
    /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^10\.\d+\.\d+\.\d+$|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+$|^198\.1[89]\.\d+\.\d+$/;
  expect(
    offending(({ sourceIPAddress: address }) => {
      const text = String(address);
      return (
        (reserved.test(text) && text.split(".").every((part) => Number(part) < 256)) ||
        /^[a-z0-9.-]+\.amazonaws\.com$/.test(text)
      );
    }),
  ).toEqual([]);
});

test("private addresses come through an endpoint of the account, and nothing else does", () => {
  expect(
    offending(
      (record) =>
        String(record["sourceIPAddress"]).startsWith("10.") ===
        /^vpce-0[0-9a-f]{16}$/.test(String(record["vpcEndpointId"])),
    ),
  ).toEqual([]);
});

test("IAM's calls are recorded in us-east-1, wherever they are made", () => {
  expect(
    offending((record) => record["eventSource"] !== "iam.amazonaws.com" || record["awsRegion"] === "us-east-1"),
  ).toEqual([]);
});

test("refusals name who asked, for what, and on what", () => {
  const refusals = records.filter((record) => /Access ?Denied|UnauthorizedOperation/.test(String(record["errorCode"])));
  expect(refusals.length).toBeGreaterThan(10);
  for (const record of refusals) {
    const { arn } = record["userIdentity"] as { arn: string };
    expect(record["errorMessage"]).toContain(`User: ${arn} is not authorized to perform: `);
    expect(record["responseElements"]).toBeNull();
  }
});

test("errors are there and are few", () => {
  const failed = records.filter((record) => record["errorCode"] !== undefined);
  expect(failed.length / records.length).toBeGreaterThan(0.001);
  expect(failed.length / records.length).toBeLessThan(0.05);
  expect(new Set(failed.map((record) => record["errorCode"]))).toEqual(
    new Set(["AccessDenied", "Client.UnauthorizedOperation", "NoSuchKey"]),
  );
});

test("data events and management events are both there, and say which they are", () => {
  expect(offending((record) => (record["eventCategory"] === "Data") === (record["managementEvent"] === false))).toEqual(
    [],
  );
  const data = records.filter((record) => record["eventCategory"] === "Data").length;
  expect(data / records.length).toBeGreaterThan(0.2);
  expect(data / records.length).toBeLessThan(0.8);
});

test("parts that records share cannot be changed by whoever reads them", () => {
  const user = records[0]?.["userIdentity"] as Fields;
  expect(Object.isFrozen(user)).toBe(true);
  const sessions = records.map((record) => (record["userIdentity"] as Fields)["sessionContext"] as object | undefined);
  expect(sessions.filter((context) => context !== undefined && !Object.isFrozen(context))).toEqual([]);
});
