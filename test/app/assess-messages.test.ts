import { assessMessages, assessReadings, type Message } from "../../lib/app/assess-messages.ts";
import { UnreadableStandingError } from "../../lib/app/unreadable-standing-error.ts";
import type { Activity, Reading } from "../../lib/domain/event/activity.ts";
import { eventIdOf, nightOf } from "../domain/learned.ts";
import { assessorOn, backupActivity, memoryParts, reading, storedIn } from "./organisation-batches.ts";

const now = nightOf(1);
const userArn = (name: string) => `arn:aws:iam::111122223333:user/${name}`;

const message = (id: string, ...names: string[]): Message => ({
  id,
  addTo: (readings) => {
    for (const [index, name] of names.entries()) {
      const activity = backupActivity({ eventId: `${id}-${eventIdOf(index)}` });
      readings.push(reading({ ...activity, user: { ...activity.user, arn: userArn(name), userName: name } }));
    }
  },
});

async function partsWithDamaged(...names: string[]) {
  const parts = memoryParts();
  for (const name of names) {
    const bytes = Uint8Array.of(99);
    await parts.standings.save([
      {
        identityKey: userArn(name),
        expectedVersion: 0,
        bytes,
        openCase: undefined,
        trust: 1,
        kind: "x",
        lastSeenMs: 0,
      },
    ]);
  }
  parts.writes.length = 0;
  return parts;
}

test("messages are assessed as one batch: one write for an identity that is in several", async () => {
  const parts = await partsWithDamaged();
  const { reports, failed } = await assessMessages(assessorOn(parts), [message("1", "a"), message("2", "a", "b")], now);
  expect(failed).toEqual([]);
  expect(reports).toMatchObject([{ activities: 3, identities: 2, standingWrites: 2 }]);
});

test("no messages are no work", async () => {
  const assess = async (): Promise<never> => {
    throw new Error("was asked");
  };
  expect(await assessMessages(assess, [], now)).toEqual({ reports: [], failed: [] });
});

test("where one identity's standing cannot be read, only its messages fail; all others are assessed", async () => {
  for (let damaged = 0; damaged < 7; damaged++) {
    const parts = await partsWithDamaged("broken");
    const messages = Array.from({ length: 7 }, (_, index) =>
      message(`${index}`, index === damaged ? "broken" : `u${index}`),
    );
    const { reports, failed } = await assessMessages(assessorOn(parts), messages, now);
    expect(failed.map(({ id }) => id)).toEqual([`${damaged}`]);
    expect(failed[0]?.error).toBeInstanceOf(UnreadableStandingError);
    expect(failed[0]?.error.message).toContain(userArn("broken"));
    expect(reports.reduce((sum, { activities }) => sum + activities, 0)).toBe(6);
    const stored = await storedIn(parts.standings);
    expect(stored).toHaveLength(7);
    expect(stored.find(({ key }) => key === userArn("broken"))?.bytes).toBe(Buffer.of(99).toString("base64"));
  }
});

test("several damaged identities, and a message that holds one beside a sound one, fail by message", async () => {
  const parts = await partsWithDamaged("x", "y");
  const messages = [message("0", "a"), message("1", "x"), message("2", "b", "y"), message("3", "c"), message("4", "x")];
  const { failed } = await assessMessages(assessorOn(parts), messages, now);
  expect(failed.map(({ id }) => id)).toEqual(["1", "2", "4"]);
  const stored = await storedIn(parts.standings);
  expect(stored.map(({ key }) => key)).toEqual(expect.arrayContaining([userArn("a"), userArn("c")]));
});

test("while a batch is halved around a damaged standing, nothing is set aside or told twice", async () => {
  const rules = {
    match: ({ eventId, timeMs }: Activity) => [
      { ruleId: "loud", title: "Loud", level: "critical" as const, tags: [], eventId, timeMs },
    ],
  };
  const unreadable = { reason: "not-json", detail: "not JSON", excerpt: "{" } as const;
  const parts = await partsWithDamaged("broken");
  const messages = ["a", "b", "broken", "c"].map((name) => message(name, name));
  messages.push({ id: "junk", addTo: (readings) => void readings.push({ kind: "unreadable", unreadable }) });
  const { failed } = await assessMessages(assessorOn(parts, { rules }), messages, now);
  expect(failed.map(({ id }) => id)).toEqual(["broken"]);
  expect(parts.setAside.kept()).toEqual([unreadable]);
  expect(parts.notices.sent().map(({ identityKey }) => identityKey)).toEqual(["a", "b", "c"].map(userArn));
});

test("any other error concerns all messages, and is thrown", async () => {
  const standings = {
    ...memoryParts().standings,
    load: async (): Promise<never> => {
      throw new Error("table is not there");
    },
  };
  const messages = [message("1", "a"), message("2", "b")];
  await expect(assessMessages(assessorOn(memoryParts(), { standings }), messages, now)).rejects.toThrow(
    "table is not there",
  );
});

test("readings that come in parts are assessed as one batch; where a standing cannot be read, only its own fail", async () => {
  const list = (names: readonly string[]) => {
    const readings: Reading[] = [];
    for (const name of names) message(name, name).addTo(readings);
    return readings;
  };
  const sound = await partsWithDamaged();
  const whole = await assessReadings(assessorOn(sound), { parts: [list(["a", "b"]), list(["a", "c"])] }, now);
  expect(whole).toMatchObject({ failed: [], reports: [{ activities: 4, identities: 3, standingWrites: 3 }] });
  const parts = await partsWithDamaged("broken");
  const once = (function* () {
    yield list(["a", "broken"]);
    yield list(["b", "c"]);
  })();
  const { failed, reports } = await assessReadings(assessorOn(parts), { parts: once }, now);
  expect(failed.map(({ id }) => id)).toEqual(["1"]);
  expect(reports.reduce((sum, { activities }) => sum + activities, 0)).toBe(3);
});
