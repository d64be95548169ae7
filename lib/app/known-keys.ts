import { errorMessageOf } from "../domain/event/error-message.ts";
import { isLongTermKey } from "../domain/identity/access-key-id.ts";
import type { KeyLookup, ListedKeys } from "../domain/inventory/key-days.ts";
import type { Rules } from "../domain/terms.ts";
import type { Concern } from "./group-readings.ts";
import type { InventoryStore } from "./inventories.ts";

/** What a process knows of users' access keys. Its store is asked seldom, and never fails a batch. */
export interface KnownKeys {
  /** Reads the keys of those who signed with one, and of whom it is not known yet. Never throws. */
  prepare(groups: ReadonlyMap<string, readonly Concern[]>, nowMs: number): Promise<void>;
  /** What was prepared. */
  readonly lookup: KeyLookup;
}

/** What was read of a user, that there is nothing as well, holds for so long. */
const heldMs = 3_600_000;
/**
 * Where it cannot be read, what was known stays, the user is asked for again after so long, and that is told as often.
 */
const retryAfterMs = 300_000;
/** Users held at a time: two keys each. */
const mostUsers = 4_000;
/** Reads at once. */
const width = 16;

const fields = ["nhi.keyAgeDays", "nhi.keyIdleDays"];

/** Whether any rule asks what only an inventory knows of a key. */
export const askForKeys = ({ ownFields, correlations }: Rules): boolean =>
  fields.some(
    (field) => ownFields?.has(field) || correlations?.correlations.some(({ reads }) => reads.includes(field)),
  );

/** @param onProblem is told what failed; the batch goes on, and what rules ask of these keys is missing */
export function createKnownKeys(
  inventories: Pick<InventoryStore, "get">,
  onProblem: (problem: string) => void,
): KnownKeys {
  const held = new Map<string, { readonly listed: ListedKeys | undefined; readonly untilMs: number }>();
  let toldUntilMs = 0;

  const missingIn = (groups: ReadonlyMap<string, readonly Concern[]>, nowMs: number): string[] => {
    const missing: string[] = [];
    for (const [key, concerns] of groups) {
      if (!key.includes(":user/") || nowMs < (held.get(key)?.untilMs ?? 0)) continue;
      if (concerns.some(isSigned)) missing.push(key);
    }
    return missing;
  };

  return {
    async prepare(groups, nowMs) {
      let missing = missingIn(groups, nowMs);
      if (held.size + missing.length > mostUsers) {
        held.clear();
        missing = missingIn(groups, nowMs);
      }
      for (let from = 0; from < missing.length; from += width) {
        const asked = missing.slice(from, from + width);
        const answers = await Promise.allSettled(asked.map(async (key) => inventories.get(key)));
        let failure: PromiseRejectedResult | undefined;
        let failures = 0;
        for (const [at, key] of asked.entries()) {
          const answer = answers[at] as (typeof answers)[number];
          if (answer.status === "rejected") {
            failure = answer;
            failures++;
            held.set(key, { listed: held.get(key)?.listed, untilMs: nowMs + retryAfterMs });
          } else {
            const listed = answer.value && { readAtMs: answer.value.readAtMs, keys: answer.value.keys };
            held.set(key, { listed, untilMs: nowMs + heldMs });
          }
        }
        if (failure !== undefined && nowMs >= toldUntilMs) {
          toldUntilMs = nowMs + retryAfterMs;
          onProblem(`how old access keys are could not be read: ${errorMessageOf(failure.reason)}`);
        }
        // Where nobody of so many can be read, the others of the batch are not tried.
        if (failures === asked.length) break;
      }
    },

    lookup: (identityKey) => held.get(identityKey)?.listed,
  };
}

const isSigned = (concern: Concern): boolean => concern.kind === "activity" && isLongTermKey(concern.actor.accessKeyId);
