import fc from "fast-check";
import { alertText } from "../../../lib/domain/response/alert-text.ts";
import type { Case, Told } from "../../../lib/domain/response/case.ts";
import { afterTelling, newsOf } from "../../../lib/domain/response/case-news.ts";
import type { Decision } from "../../../lib/domain/response/decision.ts";
import { anyCharacter } from "../../any-character.ts";
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
      "  2026-03-02T12:00:00Z  -29  network 203.0.113.0/24; expected: 192.0.2.0/24  (event event-1)",
      "  2026-03-02T12:01:01.500Z  -38  action iam:CreateAccessKey; expected: s3:PutObject  (event event-2)",
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
  const text = fc.string({ unit: anyCharacter, maxLength: 600 });
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
      expect(alert.body.split("\n")).toHaveLength(9 + 15 + 1);
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

test("of a case that was told before, what is new comes first, and the rest after it in fewer lines", () => {
  const told = afterTelling({ ...file, trust: 58, story: file.story.slice(0, 1) }, "first", noon + 10_000).told;
  const { subject, body } = alertText(identity, decision, file, newsOf(file, told as Told), true);
  expect(subject).toBe("NHI Warden: backup deviates further (trust 21)");
  const lines = body.split("\n");
  expect(lines.slice(0, 7)).toEqual([
    "arn:aws:iam::111122223333:user/backup deviates further.",
    "",
    "New since 2026-03-02T12:00:10Z:",
    "  trust fell from 58 to 21",
    "  evidence of another kind: activity",
    "  2026-03-02T12:01:01.500Z  -38  action iam:CreateAccessKey; expected: s3:PutObject  (event event-2)",
    "",
  ]);
  expect(lines.slice(-3)).toEqual([
    "What happened before, in order:",
    "  2026-03-02T12:00:00Z  -29  network 203.0.113.0/24; expected: 192.0.2.0/24  (event event-1)",
    "  and 3 more",
  ]);
});

test("who asked for the sessions of the evidence is named, AWS's own services are not", () => {
  const sessions = ["arn:aws:iam::111122223333:role/ci", "service:lambda.amazonaws.com", ""].map((maker, key) => ({
    key,
    maker,
  }));
  const lines = alertText(identity, decision, { ...file, sessions }).body.split("\n");
  expect(lines.filter((line) => line.startsWith("Made by:"))).toEqual([
    "Made by:  arn:aws:iam::111122223333:role/ci, which asked for its sessions; look at its case too",
  ]);
});

test("a story of forty lines is told in fifteen, what is new and what is old together in no more", () => {
  const kinds = ["action", "service", "error", "network", "rule-match", "resource"] as const;
  const story = Array.from({ length: 40 }, (_, index) => ({
    timeMs: noon + index * 1_000,
    eventId: `event-${index}`,
    what: kinds[index % kinds.length] as string,
    text: `thing ${index}; expected: nothing`,
    points: 1 + ((index * 7) % 40),
  }));
  const storyOf = (body: string) => body.split("\n").filter((line) => /^ {2}\d{4}-/.test(line));
  const long = { ...file, story };
  expect(storyOf(alertText(identity, decision, long).body)).toHaveLength(15);
  const told = afterTelling({ ...long, story: story.slice(0, 15) }, "first", noon).told as Told;
  expect(storyOf(alertText(identity, decision, long, newsOf(long, told)).body).length).toBeLessThanOrEqual(15);
});
