import { userArn } from "./cloudtrail-record.ts";
import type { KeyUser } from "./key-user.ts";
import type { Proofs } from "./proofs.ts";
import { learnedDays, learnedHistory } from "./scenario.ts";
import { waitUntil } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";

/** Sends the past of each key through the bus and waits until the warden has learned all of it. */
export async function learnPast(warden: DeployedWarden, users: readonly KeyUser[], proofs: Proofs): Promise<void> {
  const { ministack, cloudTrail, state } = warden;
  const startedMs = Date.now();
  const histories = users.map((user) => learnedHistory(user, ministack.region, startedMs));
  for (const history of histories) await cloudTrail.send(history);
  for (const [index, user] of users.entries()) {
    const history = histories[index] ?? [];
    const newestMs = Math.max(...history.map((record) => Date.parse(String(record["eventTime"]))));
    const standing = await waitUntil(
      `a standing of ${user.userName} that has seen its ${history.length} calls`,
      { timeoutMs: 60_000, everyMs: 100 },
      async () => {
        const seen = await state.standing(userArn(user.accountId, user.userName));
        return seen !== undefined && seen.lastSeenMs >= newestMs ? seen : undefined;
      },
    );
    proofs.check(
      `${learnedDays} nights of ${user.userName} are learned without a case`,
      standing.openCase === undefined,
      `${history.length} calls, ${standing.version} writes, ${standing.bytes} bytes, trust ${standing.trust}`,
    );
    const alerts = await warden.inbox.read();
    proofs.check(`nobody is told about ${user.userName}'s nights`, alerts.length === 0, `${alerts.length} messages`);
  }
  proofs.say(`learned in ${Date.now() - startedMs} ms`);
}
