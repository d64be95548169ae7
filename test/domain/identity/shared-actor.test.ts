import fc from "fast-check";
import { parseRecord } from "../../../lib/domain/event/parse-record.ts";
import { readRecord } from "../../../lib/domain/event/read-record.ts";
import type { Actor } from "../../../lib/domain/identity/identity.ts";
import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";

const session = (name: string, rest: object = {}) => ({
  type: "AssumedRole",
  principalId: `AROAEXAMPLEEXAMPLEEX:${name}`,
  arn: `arn:aws:sts::111122223333:assumed-role/worker/${name}`,
  accountId: "111122223333",
  accessKeyId: `ASIA${name.toUpperCase().padEnd(16, "A")}`,
  sessionContext: {
    sessionIssuer: { type: "Role", principalId: "AROAEXAMPLEEXAMPLEEX", arn: "arn:aws:iam::111122223333:role/worker" },
    attributes: { creationDate: "2026-11-21T09:00:00Z", mfaAuthenticated: "false" },
    ...rest,
  },
});
const user = { type: "IAMUser", accountId: "111122223333", accessKeyId: "AKIAEXAMPLEEXAMPLEEX", userName: "backup" };

const identities = fc.constantFrom<object>(
  session("a"),
  session("b", { ec2RoleDelivery: "2.0" }),
  session("i-0123456789abcdef0"),
  session("c", { sessionIssuer: {} }),
  { ...user, arn: "arn:aws:iam::111122223333:user/backup" },
  { ...user, arn: "arn:aws:iam::111122223333:user/backup", sessionContext: { attributes: {} } },
  user,
  { ...user, accountId: undefined },
  { type: "Root", arn: "arn:aws:iam::111122223333:root", accountId: "111122223333" },
  { type: "AWSService", invokedBy: "ec2.amazonaws.com" },
  { type: "AWSService", invokedBy: "AWS Internal" },
  { type: "AWSAccount", accountId: "444455556666", principalId: "AROAEXAMPLEEXAMPLEEX:s" },
  { type: "WebIdentityUser", identityProvider: "accounts.example", principalId: "a:b:c", userName: "c" },
);

/** Everything of a record, beside its `userIdentity`, that who did it can depend on. */
const rests = fc.record(
  {
    eventSource: fc.constantFrom("s3.amazonaws.com", "sts.amazonaws.com"),
    awsRegion: fc.constantFrom("eu-west-1", "cn-north-1"),
    recipientAccountId: fc.constantFrom("111122223333", "444455556666"),
    sourceIPAddress: fc.constantFrom("198.51.100.7", "ec2.amazonaws.com", "AWS Internal"),
    userAgent: fc.constantFrom("Boto3/1.40", "aws-sdk-go-v2/1.32 app/claude-code", "Mozilla/5.0"),
    eventType: fc.constantFrom("AwsApiCall", "AwsConsoleAction", "AwsServiceEvent"),
    sessionCredentialFromConsole: fc.constantFrom<unknown>("true", true, undefined),
  },
  { requiredKeys: ["eventSource"] },
);

function actorOf(parse: (text: string) => unknown, text: string): Actor {
  const reading = readRecord(parse(text));
  if (reading.kind !== "activity") throw new Error(`not readable: ${text}`);
  return resolveActor(reading.activity);
}

test("records that share a userIdentity are of whom they would be of alone, in any order", () => {
  const records = fc.array(fc.tuple(identities, rests), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(records, (some) => {
      for (const [userIdentity, rest] of some) {
        const text = JSON.stringify({
          eventVersion: "1.11",
          userIdentity,
          eventTime: "2026-11-21T10:00:00Z",
          eventName: "GetObject",
          ...rest,
        });
        expect(actorOf(parseRecord, text)).toEqual(actorOf(JSON.parse, text));
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["a session", session("shared")],
  ["a user", { ...user, arn: "arn:aws:iam::111122223333:user/backup" }],
  ["a service", { type: "AWSService", invokedBy: "ec2.amazonaws.com" }],
])("the calls of %s are of one and the same actor", (_name, userIdentity) => {
  const text = (eventName: string) =>
    JSON.stringify({
      eventVersion: "1.11",
      userIdentity,
      eventTime: "2026-11-21T10:00:00Z",
      eventSource: "s3.amazonaws.com",
      eventName,
      eventType: "AwsApiCall",
    });
  expect(actorOf(parseRecord, text("GetObject"))).toBe(actorOf(parseRecord, text("PutObject")));
});
