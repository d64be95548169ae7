import { signalOfNotice } from "../../../lib/domain/detection/notice-signal.ts";
import type { Notice } from "../../../lib/domain/event/activity.ts";

const notice = (bent: Partial<Notice> = {}): Notice => ({
  noticeId: "finding-1",
  timeMs: Date.UTC(2026, 2, 2),
  accountId: "111122223333",
  region: "eu-west-1",
  source: "guardduty",
  type: "Recon:IAMUser/MaliciousIPCaller",
  severity: 5,
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  principalId: undefined,
  userName: "backup",
  userType: "IAMUser",
  ...bent,
});

test.each([
  "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
  "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS",
  "AttackSequence:IAM/CompromisedCredentials",
  "AWS_RISK_CREDENTIALS_EXPOSED",
  "AWS_RISK_CREDENTIALS_EXPOSED_SUSPECTED",
])("%s states a fact: it takes all of its 85 points, whatever the severity", (type) => {
  expect(signalOfNotice(notice({ type, severity: 1 }))).toMatchObject({ points: 85, deterministic: true });
});

test.each([
  [0, 0],
  [2, 10.2],
  [5, 25.5],
  [10, 51],
  [99, 51],
  [-4, 0],
])("odd behaviour of severity %i takes %f points, and is no fact", (severity, points) => {
  expect(signalOfNotice(notice({ severity }))).toMatchObject({ points, deterministic: false });
});

test("the signal tells the source and the type, printable and bounded, and counts as intelligence", () => {
  const signal = signalOfNotice(notice({ type: `Policy:\n${"x".repeat(500)}` }));
  expect(signal).toMatchObject({
    kind: "external-finding",
    family: "intelligence",
    eventId: "finding-1",
    sensitive: true,
  });
  expect(signal.observed).toMatch(/^guardduty reports Policy:\\nx+\.\.\.$/);
  expect(signal.observed).toHaveLength(120);
});
