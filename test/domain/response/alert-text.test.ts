import fc from "fast-check";
import { alertText } from "../../../lib/domain/response/alert-text.ts";
import type { Case } from "../../../lib/domain/response/case.ts";
import type { Decision } from "../../../lib/domain/response/decision.ts";
import { madeActor } from "../made-activity.ts";
import { noon } from "../trust/contributions.ts";

const { identity } = madeActor();
const decision: Decision = {
  action: "contain",
  reasons: ["trust is 21, at or below 40", "independent evidence: what, where"],
  target: {
    playbook: "disable-access-key",
    accountId: "111122223333",
    userName: "backup",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  },
};
const file: Case = {
  caseId: "case-0123456789abcdef",
  identityKey: identity.key,
  openedMs: noon,
  updatedMs: noon + 60_000,
  trust: 21.7,
  action: "contain",
  story: [
    {
      timeMs: noon,
      eventId: "event-1",
      what: "network",
      text: "network 203.0.113.0/24; expected: 192.0.2.0/24",
      points: 28.69,
    },
    {
      timeMs: noon + 61_500,
      eventId: "event-2",
      what: "action",
      text: "action iam:CreateAccessKey; expected: s3:PutObject",
      points: 38,
    },
  ],
  omitted: 3,
  containmentIds: [],
  target: decision.target,
};

test("an alert says who, what is done, why, and what happened in order", () => {
  expect(alertText(identity, decision, file)).toEqual({
    subject: "NHI Warden: backup is being contained (trust 21)",
    body: [
      "arn:aws:iam::111122223333:user/backup is being contained.",
      "",
      "Kind:     access-key-user (made for a test), account 111122223333",
      "Trust:    21 of 100",
      "Why:      trust is 21, at or below 40; independent evidence: what, where",
      "Case:     case-0123456789abcdef, open since 2026-03-02T12:00:00Z",
      "Target:   access key AKIAIOSFODNN7EXAMPLE of user backup, account 111122223333",
      "",
      "What happened, in order:",
      "  2026-03-02T12:00:00Z  -29  network 203.0.113.0/24; expected: 192.0.2.0/24",
      "      event event-1",
      "  2026-03-02T12:01:01.500Z  -38  action iam:CreateAccessKey; expected: s3:PutObject",
      "      event event-2",
      "  and 3 more",
    ].join("\n"),
  });
});

test("without a target none is named, and a role's sessions are named as such", () => {
  expect(alertText(identity, { ...decision, target: undefined }, file).body).not.toContain("Target:");
  const target = { playbook: "revoke-role-sessions", accountId: "111122223333", roleName: "worker" } as const;
  expect(alertText(identity, { ...decision, target }, file).body).toContain(
    "Target:   sessions of role worker, account",
  );
});

test("trust is cut to whole points, never rounded up over a threshold that it fell below", () => {
  expect(alertText(identity, decision, { ...file, trust: 59.99 }).subject).toContain("(trust 59)");
});

test("hostile names, reasons and stories are escaped and bounded; the subject is at most 100 ASCII characters", () => {
  const text = fc.string({ unit: "binary", maxLength: 600 });
  fc.assert(
    fc.property(text, text, text, text, (name, key, told, eventId) => {
      const story = Array.from({ length: 40 }, () => ({
        timeMs: noon,
        eventId,
        what: "action",
        text: told,
        points: 1,
      }));
      const hostile = { ...identity, name, key, reason: told };
      const alert = alertText(hostile, { ...decision, reasons: [told, told] }, { ...file, story });
      expect(alert.subject).toMatch(/^[\x20-\x7e]{1,100}$/);
      for (const line of alert.body.split("\n")) expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(alert.body.split("\n")).toHaveLength(9 + 80 + 1);
      expect(Buffer.byteLength(alert.body)).toBeLessThan(256 * 1024);
    }),
  );
});

test("a name cannot write a line of its own", () => {
  const forged = { ...identity, name: "x", key: "arn:x\n\nTrust:    100 of 100" };
  expect(
    alertText(forged, decision, file)
      .body.split("\n")
      .filter((line) => line.startsWith("Trust:")),
  ).toEqual(["Trust:    21 of 100"]);
});
