import { defaultPolicy } from "../../lib/domain/response/policy.ts";
import { eventIdOf, nightOf } from "../domain/learned.ts";
import {
  assessorOn,
  backupActivity,
  learnedParts,
  type MemoryParts,
  reading,
  storedIn,
} from "./organisation-batches.ts";

const nights = 30;
const minuteMs = 60_000;
const from = nightOf(nights);
const observing = { ...defaultPolicy, mode: "observe" } as const;
/** Never low enough to be contained, so that all stays at one level. */
const onlyAlerts = { ...observing, thresholds: { review: 75, alert: 70, contain: 0 } } as const;

const doing = (minute: number, bent: object) =>
  reading(backupActivity({ eventId: eventIdOf(0xa000 + minute), timeMs: from + minute * minuteMs, ...bent }));
const away = { sourceAddress: "203.0.113.77", region: "us-west-2" };
const secret = { eventName: "GetSecretValue", service: "secretsmanager" };

async function watched(policy: typeof onlyAlerts | typeof observing = onlyAlerts) {
  const parts = await learnedParts();
  const assess = assessorOn(parts, { policy });
  const at = async (minute: number, bent: object) =>
    (await assess([doing(minute, bent)], from + minute * minuteMs)).alerts;
  return { parts, at };
}
const toldOf = async ({ standings }: MemoryParts) =>
  ((await storedIn(standings))[0]?.openCase as { told?: unknown } | undefined)?.told;

test("what deepens a case within the hour is told with the first thing after it, what is new first, under the same case", async () => {
  const { parts, at } = await watched();
  const [first] = await at(0, away);
  expect(first).toMatchObject({ action: "alert" });
  expect(first?.isUpdate).toBeUndefined();
  expect(await at(5, { ...away, ...secret })).toEqual([]);
  expect(await at(59, away)).toEqual([]);
  const [update, ...others] = await at(61, { timeMs: from + 61 * minuteMs });
  expect(others).toEqual([]);
  expect(update).toMatchObject({ caseId: first?.caseId, isUpdate: true, action: "alert" });
  expect(update?.subject).toContain("deviates further");
  expect(update?.body.split("\n")[2]).toBe("New since 2026-04-01T03:00:00Z:");
  expect(update?.body.split("\nKind:")[0]).toContain("secretsmanager:GetSecretValue");
  // And it is told once, also where the batch comes again.
  expect(await at(61, { timeMs: from + 61 * minuteMs })).toEqual([]);
  expect(await at(200, away)).toEqual([]);
  expect(parts.notices.sent()).toHaveLength(2);
});

test("that something would be contained is told at once, in the mode that only observes too", async () => {
  const { at } = await watched(observing);
  expect((await at(0, away)).map(({ action }) => action)).toEqual(["alert"]);
  const [escalated] = await at(1, { ...away, ...secret });
  expect(escalated?.isUpdate).toBeUndefined();
  expect(escalated?.body).toContain("Target:   access key AKIAIOSFODNN7EXAMPLE of user backup");
});

test("what people were told is kept with the case, and an update that cannot be sent is sent with the retry", async () => {
  const { parts, at } = await watched();
  await at(0, away);
  await at(5, { ...away, ...secret });
  const before = await toldOf(parts);
  expect(before).toMatchObject({ toldMs: from, action: "alert", updatesMs: [] });
  const down = assessorOn(parts, {
    policy: onlyAlerts,
    notices: {
      send: async () => {
        throw new Error("cannot be reached");
      },
    },
  });
  await expect(down([doing(70, away)], from + 70 * minuteMs)).rejects.toThrow("cannot be reached");
  expect(await toldOf(parts)).toEqual(before);
  expect(await at(70, away)).toHaveLength(1);
  expect(await toldOf(parts)).toMatchObject({ toldMs: from + 70 * minuteMs, updatesMs: [from + 70 * minuteMs] });
});
