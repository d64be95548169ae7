import { dynamoStandings } from "../../lib/adapters/dynamodb/standings.ts";
import { dayMs } from "../../lib/domain/behaviour/calendar.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { eventIdOf, learned } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";
import { type DeployedHandler, deployHandler } from "./deployed-handler.ts";

let warden: Awaited<ReturnType<typeof deployHandler>> & DeployedHandler;
beforeAll(async () => {
  warden = await deployHandler("watch-heartbeats", "mode: observe\n");
}, 60_000);
afterAll(() => warden.close());

/** A daily job of six weeks; its newest day lies so many days back. */
function dailyUntil(daysAgo: number): Uint8Array {
  const nowMs = Date.now();
  const days = Array.from({ length: 42 }, (_, day) => nowMs - (41 - day + daysAgo) * dayMs);
  return encodeStanding(
    learned(days.map((timeMs, index) => madeActivity({ eventId: eventIdOf(index), timeMs: Math.floor(timeMs) }))),
  );
}

test("an identity that fell silent is told by the topic, once", async () => {
  const standings = dynamoStandings({ client: warden.table, tableName: warden.tableName });
  const write = (name: string, bytes: Uint8Array) => ({
    identityKey: `arn:aws:iam::111122223333:role/${name}`,
    expectedVersion: 0,
    bytes,
    openCase: undefined,
    trust: 100,
    kind: "role",
    lastSeenMs: 0,
  });
  await standings.save([write("silent", dailyUntil(2)), write("alive", dailyUntil(0))]);
  expect(await warden.call({})).toEqual({ identities: 2, silent: 1, told: 1 });
  expect(await warden.call({})).toEqual({ identities: 2, silent: 1, told: 0 });
  expect(warden.asked.alerts.map((alert) => alert.get("Subject"))).toEqual(["NHI Warden: silent missed its heartbeat"]);
  expect(warden.log.some((line) => line.includes('"message":"heartbeats watched"'))).toBe(true);
});
