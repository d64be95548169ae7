import { memoryNotices } from "../../lib/adapters/memory/notices.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import { memoryToldSilences } from "../../lib/adapters/memory/told-silences.ts";
import { findMissedHeartbeats } from "../../lib/app/find-missed-heartbeats.ts";
import type { StoredStanding } from "../../lib/app/ports.ts";
import { tellMissedHeartbeats } from "../../lib/app/tell-missed-heartbeats.ts";
import { dayMs, hourMs } from "../../lib/domain/behaviour/calendar.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { learned, nightlyBackup, nightOf } from "../domain/learned.ts";
import { madeActor } from "../domain/made-activity.ts";

const nights = 36;
const dueMs = nightOf(nights) + 3 * hourMs;
const silent = encodeStanding(learned(nightlyBackup(nights)));
const alive = encodeStanding(learned(nightlyBackup(nights + 9)));
const person = encodeStanding(learned(nightlyBackup(nights), { actor: madeActor("human") }));
const key = (name: string, account = "111122223333") => `arn:aws:iam::${account}:role/${name}`;

const storeOf = (standings: Readonly<Record<string, Uint8Array>>) =>
  new Map<string, StoredStanding>(
    Object.entries(standings).map(([identityKey, bytes]) => [
      identityKey,
      { identityKey, version: 1, bytes, openCase: undefined },
    ]),
  );
const partsOf = (standings: Readonly<Record<string, Uint8Array>>) => {
  const notices = memoryNotices();
  const stored = storeOf(standings);
  return { stored, notices, standings: memoryStandings(stored), told: memoryToldSilences() };
};

test("an identity that fell silent is told once, whatever the number of sweeps, and again when it falls silent anew", async () => {
  const parts = partsOf({ [key("backup")]: silent, [key("other")]: alive });
  expect((await tellMissedHeartbeats(parts, dueMs - 1)).silent).toEqual([]);
  for (let hour = 0; hour < 30; hour++) await tellMissedHeartbeats(parts, dueMs + hour * hourMs);
  expect(parts.notices.sent()).toEqual([
    {
      caseId: "missed-heartbeat",
      identityKey: key("backup"),
      accountId: "111122223333",
      action: "alert",
      trust: 100,
      subject: "NHI Warden: backup missed its heartbeat",
      body: expect.stringContaining("Last active: in the hour of 2026-04-06T03:00:00Z") as string,
    },
  ]);
  expect(parts.notices.sent()[0]?.body).toContain("Tuesday 03:00 UTC, one of 7 hours of the week");
  const later = encodeStanding(learned(nightlyBackup(nights + 2)));
  parts.stored.set(key("backup"), { identityKey: key("backup"), version: 2, bytes: later, openCase: undefined });
  await tellMissedHeartbeats(parts, dueMs + dayMs);
  expect(parts.notices.sent()).toHaveLength(1);
  await tellMissedHeartbeats(parts, dueMs + 2 * dayMs);
  expect(parts.notices.sent()).toHaveLength(2);
});

test("where nothing is heard of the whole account, its silence says nothing of its identities", async () => {
  const standings = { [key("a")]: silent, [key("b")]: silent, [key("c", "444455556666")]: alive };
  const sweep = await findMissedHeartbeats(memoryStandings(storeOf(standings)), dueMs);
  expect(sweep).toMatchObject({ identities: 3, silent: [], unheardAccounts: ["111122223333"], unreadable: [] });
});

test("people are not missed, and a standing that cannot be read stops nothing", async () => {
  const standings = {
    [key("ana")]: person,
    [key("broken")]: Uint8Array.of(255, 1),
    [key("other")]: alive,
    [key("x")]: silent,
  };
  const sweep = await findMissedHeartbeats(memoryStandings(storeOf(standings)), dueMs);
  expect(sweep.silent.map(({ identityKey }) => identityKey)).toEqual([key("x")]);
  expect(sweep.unreadable).toEqual([key("broken")]);
});

test("many at once are one message, and each of them is told", async () => {
  const names = Array.from({ length: 130 }, (_, index) => [key(`job-${index}\n\u202e`), silent] as const);
  const parts = partsOf({ ...Object.fromEntries(names), [key("other")]: alive });
  await tellMissedHeartbeats(parts, dueMs);
  await tellMissedHeartbeats(parts, dueMs + hourMs);
  const [alert, ...more] = parts.notices.sent();
  expect(more).toEqual([]);
  expect(alert?.subject).toBe("NHI Warden: 130 identities missed their heartbeat");
  expect(alert?.body).toContain("  and 30 more");
  expect(alert?.body).not.toMatch(/\u202e/);
  expect(alert?.body.length).toBeLessThan(32_000);
});

test("what could not be sent is not remembered, so the next sweep tells it", async () => {
  const parts = partsOf({ [key("backup")]: silent, [key("other")]: alive });
  const deaf = { ...parts, notices: { send: () => Promise.reject(new Error("no topic")) } };
  await expect(tellMissedHeartbeats(deaf, dueMs)).rejects.toThrow("no topic");
  await tellMissedHeartbeats(parts, dueMs + hourMs);
  expect(parts.notices.sent()).toHaveLength(1);
});
