import fc from "fast-check";
import { memoryHistory } from "../../lib/adapters/memory/event-history.ts";
import type { EventHistory } from "../../lib/app/event-history.ts";
import { runSweep } from "../../lib/app/sweep.ts";
import { sweepPlaces } from "../../lib/app/sweep-places.ts";
import { readStart } from "../../lib/domain/response/sweep/read-start.ts";
import type { Suspect } from "../../lib/domain/response/sweep/suspect.ts";
import { account, activitiesFrom, call, key, startMs } from "../domain/response/sweep/made-records.ts";

const accountIds = ["111111111111", "222222222222", "333333333333"] as const;
const [home, member, other] = accountIds;

const named = (name: string, ids: readonly string[], records: readonly object[] = []): EventHistory =>
  memoryHistory(activitiesFrom(records), { name, accountIds: ids });
const namesOf = (places: ReturnType<ReturnType<typeof sweepPlaces>["of"]>) => places.map(({ place }) => place.name);
const never = () => false;

test("calls are looked up where their account is, and everywhere where nobody knows which it is", async () => {
  const opened: string[] = [];
  const places = sweepPlaces(named("home", [home]), async (accountId) => {
    opened.push(accountId);
    return accountId === member
      ? named("member", [member])
      : { reason: "role", where: `account ${accountId}`, why: "no role" };
  });
  expect(await places.open([home, member, member, ""], never)).toEqual([]);
  expect(await places.open([other], never)).toMatchObject([{ where: `account ${other}` }]);
  // Told once, and not asked again.
  expect(await places.open([other, member], never)).toEqual([]);
  expect(opened).toEqual([member, other]);
  expect([home, member, other, ""].map((id) => namesOf(places.of(id)))).toEqual([
    ["home"],
    ["member"],
    ["home"],
    ["home"],
  ]);
  expect([...places.closed()]).toEqual([other]);
});

test("records of which nobody says whose they are may be anybody's", () => {
  const places = sweepPlaces(named("files", []), undefined);
  expect([home, ""].map((id) => namesOf(places.of(id)))).toEqual([["files"], ["files"]]);
});

test("where the time is over nobody is asked", async () => {
  const places = sweepPlaces(named("home", [home]), async () => {
    throw new Error("asked");
  });
  expect(await places.open([member], () => true)).toEqual([]);
  expect(places.closed().size).toBe(0);
});

/** A session of account `of`, taken by credential `from`: both are numbers in the order of their making. */
interface Step {
  readonly from: number;
  readonly of: number;
}

/** The record of a step in the trail of whoever took the session. */
function recordOf({ from, of }: Step, number: number, accounts: readonly string[]): object {
  const by = accounts[from] as string;
  const caller =
    from === 0 ? { accessKeyId: key("AKIA", 1) } : { accessKeyId: key("ASIA", from), session: ["r", "s"] as const };
  const role = `role-${number}`;
  const roleAccount = accountIds[of] as string;
  const record = call(
    caller,
    "sts:AssumeRole",
    number,
    { roleArn: `arn:aws:iam::ROLE:role/${role}`, roleSessionName: `s${number}` },
    {
      credentials: { accessKeyId: key("ASIA", number) },
      assumedRoleUser: {
        assumedRoleId: `AROA${String(number).padStart(17, "0")}:s${number}`,
        arn: `arn:aws:sts::ROLE:assumed-role/${role}/s${number}`,
      },
    },
  );
  return JSON.parse(JSON.stringify(record).replaceAll(account, by).replaceAll("ROLE", roleAccount)) as object;
}

test("accounts that are opened one by one give the same plan as one history of them all", async () => {
  const steps = fc.array(fc.record({ from: fc.nat(4), of: fc.nat(2) }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const accounts: string[] = [home];
      const trails = new Map<string, object[]>(accountIds.map((id) => [id, []]));
      for (const [at, step] of given.entries()) {
        const from = step.from % (at + 1);
        trails.get(accounts[from] as string)?.push(recordOf({ ...step, from }, at + 1, accounts));
        accounts.push(accountIds[step.of] as string);
      }
      const start = { ...(readStart(key("AKIA", 1)) as Suspect), accountId: home } as Suspect;
      const request = { start, startKey: key("AKIA", 1), fromMs: startMs, untilMs: startMs + 3_600_000 };
      const whole = await runSweep({ history: named("all", accountIds, [...trails.values()].flat()) }, request);
      const apart = await runSweep(
        {
          history: named("home", [home], trails.get(home)),
          openAccount: async (id) => named(id, [id], trails.get(id)),
        },
        request,
      );
      expect(apart.contain).toEqual(whole.contain);
      expect(apart.contain).toHaveLength(given.length + 1);
      expect([apart.isTruncated, whole.isTruncated]).toEqual([false, false]);
    }),
    { numRuns: 60 },
  );
});
