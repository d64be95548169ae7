import fc from "fast-check";
import type { Notice } from "../../../lib/domain/event/activity.ts";
import { readEvent } from "../../../lib/domain/event/read-event.ts";

const guardDuty = (detail: object = {}) => ({
  version: "0",
  id: "c8c4daa7-a20c-2f03-0070-b7393dd542ad",
  "detail-type": "GuardDuty Finding",
  source: "aws.guardduty",
  account: "123456789012",
  time: "2024-03-13T08:35:00Z",
  region: "us-east-1",
  resources: [],
  detail: {
    schemaVersion: "2.0",
    accountId: "123456789012",
    region: "eu-west-1",
    id: "16afba5c5c43e07c9e3e5e2e544e95df",
    type: "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
    resource: {
      resourceType: "AccessKey",
      accessKeyDetails: {
        accessKeyId: "ASIAEXAMPLE",
        principalId: "AROAEXAMPLE:i-0123456789abcdef0",
        userType: "AssumedRole",
        userName: "web",
      },
    },
    severity: 8,
    createdAt: "2024-03-13T08:30:00.000Z",
    updatedAt: "2024-03-13T08:34:56.789Z",
    ...detail,
  },
});

const health = (detail: object = {}, resources: unknown[] = []) => ({
  version: "0",
  id: "121345678-1234-1234-1234-123456789012",
  "detail-type": "AWS Health Event",
  source: "aws.health",
  account: "123456789012",
  time: "2016-06-05T06:27:57Z",
  region: "us-east-1",
  resources,
  detail: {
    eventArn: "arn:aws:health:us-east-1::event/AWS_RISK_CREDENTIALS_EXPOSED_EXAMPLE",
    service: "RISK",
    eventTypeCode: "AWS_RISK_CREDENTIALS_EXPOSED",
    eventTypeCategory: "issue",
    startTime: "Sat, 05 Jun 2016 15:10:09 GMT",
    ...detail,
  },
});

const noticesOf = (value: unknown): Notice[] =>
  readEvent(value).flatMap((reading) => (reading.kind === "notice" ? [reading.notice] : []));
const reasonsOf = (value: unknown) =>
  readEvent(value).map((reading) => (reading.kind === "unreadable" ? reading.unreadable.reason : reading.kind));

describe("GuardDuty findings", () => {
  it("become a notice about the credential that they name", () => {
    expect(noticesOf(guardDuty())).toEqual([
      {
        noticeId: "16afba5c5c43e07c9e3e5e2e544e95df",
        timeMs: Date.UTC(2024, 2, 13, 8, 34, 56, 789),
        accountId: "123456789012",
        region: "eu-west-1",
        source: "guardduty",
        type: "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
        severity: 8,
        accessKeyId: "ASIAEXAMPLE",
        principalId: "AROAEXAMPLE:i-0123456789abcdef0",
        userName: "web",
        userType: "AssumedRole",
      },
    ]);
  });

  it("keep their time and account from the envelope where the finding has none", () => {
    const [notice] = noticesOf(guardDuty({ updatedAt: undefined, accountId: 7, region: null, resource: "none" }));
    expect(notice).toMatchObject({
      timeMs: Date.UTC(2024, 2, 13, 8, 35),
      accountId: "123456789012",
      region: "us-east-1",
      accessKeyId: undefined,
    });
  });

  it("keep their severity within GuardDuty's scale, and count one that is no number as none", () => {
    for (const [severity, read] of [
      [99, 10],
      [-3, 0],
      ["8", 0],
      [5.4, 5.4],
    ])
      expect(noticesOf(guardDuty({ severity }))[0]?.severity).toBe(read);
  });

  it("are set aside without a type or a time", () => {
    expect(reasonsOf(guardDuty({ type: 3 }))).toEqual(["not-an-event"]);
    expect(reasonsOf({ ...guardDuty({ updatedAt: "now", createdAt: 1 }), time: "later" })).toEqual(["bad-event-time"]);
  });
});

describe("AWS Health events", () => {
  it("become one notice for each exposed key, at the highest severity", () => {
    const affectedEntities = [
      { entityValue: "AKIAIOSFODNN7EXAMPLE" },
      { entityValue: "AKIAI44QH8DHBEXAMPLE" },
      { entityValue: "AKIAI44QH8DHBEXAMPLE" },
    ];
    const notices = noticesOf(health({ affectedEntities }));
    expect(notices.map((notice) => notice.accessKeyId)).toEqual(["AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"]);
    expect(new Set(notices.map((notice) => notice.noticeId)).size).toBe(2);
    for (const notice of notices)
      expect(notice).toMatchObject({
        severity: 10,
        source: "health",
        type: "AWS_RISK_CREDENTIALS_EXPOSED",
        accountId: "123456789012",
        timeMs: Date.UTC(2016, 5, 5, 6, 27, 57),
      });
  });

  it("name the user where the entity is a name or an ARN", () => {
    const about = (entityValue: unknown) =>
      noticesOf(health({ eventTypeCode: "AWS_RISK_IAM_QUARANTINE", affectedEntities: [{ entityValue }] }))[0];
    expect(about("deploy-bot")).toMatchObject({ userName: "deploy-bot", accessKeyId: undefined });
    expect(about("arn:aws:iam::123456789012:user/ci/deploy-bot")).toMatchObject({
      userName: "deploy-bot",
      userType: "IAMUser",
    });
    expect(about("arn:aws:sts::123456789012:assumed-role/web/i-0123456789abcdef0")).toMatchObject({
      userName: "web",
      userType: "Role",
    });
    expect(about("AIDACKCEVSQ6C2EXAMPLE")).toMatchObject({ principalId: "AIDACKCEVSQ6C2EXAMPLE", userName: undefined });
  });

  it("fall back on the envelope's resources, and still tell the account when nobody is named", () => {
    expect(noticesOf(health({ affectedEntities: "many" }, ["AKIAIOSFODNN7EXAMPLE"]))[0]?.accessKeyId).toBe(
      "AKIAIOSFODNN7EXAMPLE",
    );
    expect(noticesOf(health())).toMatchObject([{ accessKeyId: undefined, userName: undefined, severity: 10 }]);
  });

  it("about anything but credentials are set aside", () => {
    expect(reasonsOf(health({ eventTypeCode: "AWS_EC2_OPERATIONAL_ISSUE" }))).toEqual(["not-an-event"]);
    expect(reasonsOf(health({ eventTypeCode: undefined }))).toEqual(["not-an-event"]);
  });

  it("and findings never throw, whatever stands in any field", () => {
    const names = [
      "type",
      "severity",
      "updatedAt",
      "id",
      "resource",
      "accountId",
      "eventTypeCode",
      "affectedEntities",
      "eventArn",
      "region",
    ];
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 3 })),
        fc.jsonValue(),
        (detail, resources) => {
          expect(readEvent(guardDuty(detail))).toHaveLength(1);
          expect(readEvent({ ...health(detail), resources }).length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
