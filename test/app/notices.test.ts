import type { Notice, Reading } from "../../lib/domain/event/activity.ts";
import { nightOf } from "../domain/learned.ts";
import { assessorOn, learnedParts } from "./organisation-batches.ts";

const nights = 30;
const now = nightOf(nights) + 60_000;

const notice = (bent: Partial<Notice> = {}): Reading => ({
  kind: "notice",
  notice: {
    noticeId: "finding-1",
    timeMs: nightOf(nights),
    accountId: "111122223333",
    region: "eu-west-1",
    source: "guardduty",
    type: "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
    severity: 8,
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    principalId: undefined,
    userName: "backup",
    userType: "IAMUser",
    ...bent,
  },
});

test("GuardDuty's word that a credential is stolen contains the key in enforce mode", async () => {
  const parts = await learnedParts();
  const report = await assessorOn(parts)([notice()], now);
  expect(report).toMatchObject({ notices: 1, activities: 0, alerts: [{ action: "contain" }] });
  expect(parts.playbooks.started()).toMatchObject([{ target: { accessKeyId: "AKIAIOSFODNN7EXAMPLE" } }]);
  expect(parts.writes[0]?.[0]?.trust).toBe(15);
});

test("a finding about odd behaviour lowers trust and is told, no more", async () => {
  const parts = await learnedParts();
  const report = await assessorOn(parts)([notice({ type: "Recon:IAMUser/TorIPCaller" })], now);
  expect(report.alerts.map(({ action }) => action)).toEqual(["alert"]);
  expect(parts.playbooks.started()).toEqual([]);
});

test("AWS Health's word about a user's key contains it; about a key alone it is told, because no user is named", async () => {
  const health = { source: "health", type: "AWS_RISK_CREDENTIALS_EXPOSED", severity: 10 } as const;
  const named = await learnedParts();
  await assessorOn(named)([notice(health)], now);
  expect(named.playbooks.started()).toHaveLength(1);
  const alone = await learnedParts();
  const report = await assessorOn(alone)([notice({ ...health, userName: undefined, userType: undefined })], now);
  expect(report.alerts).toMatchObject([{ action: "alert", identityKey: "access-key:AKIAIOSFODNN7EXAMPLE" }]);
  expect(alone.playbooks.started()).toEqual([]);
});
