import { dayOf } from "../domain/behaviour/calendar.ts";
import type { AccountReader } from "./inventories.ts";
import { type InventoryParts, type InventoryTaken, takeInventory } from "./take-inventory.ts";

/** An account's IAM for as long as it is open. */
export interface OpenReader extends AccountReader {
  close(): void;
}

/** The IAM of other accounts than the warden's own. */
export interface AccountReaders {
  /** `why`, the rest of a sentence, where the account does not let it. Throws where nobody said whether it does. */
  open(accountId: string): Promise<OpenReader | { readonly why: string }>;
}

export interface InventoriesParts extends Omit<InventoryParts, "reader"> {
  readonly home: AccountReader;
  readonly members: AccountReaders;
  /** Accounts of the organisation beside the home account. */
  readonly accountIds: readonly string[];
  /** True from when on no other account is to be begun. */
  readonly isLate: () => boolean;
}

export interface InventoriesTaken extends InventoryTaken {
  /** Accounts that were read. */
  readonly accounts: number;
  /** Sentences: which accounts were not read, and why. Their last inventories stay, with their dates. */
  readonly notRead: readonly string[];
  /** Of accounts that could not be read, or whose inventories could not be stored. */
  readonly failures: readonly unknown[];
}

/**
 * Takes the inventory of the home account and then of each member, one after another. A member that lets nobody in is
 * told, and so is one for which no time is left: every day another one is the first. What fails keeps nothing else from
 * it; whoever calls throws it in the end.
 */
export async function takeInventories(parts: InventoriesParts, nowMs: number): Promise<InventoriesTaken> {
  const { home, members, accountIds, isLate } = parts;
  const taken: InventoryTaken[] = [];
  const notRead: string[] = [];
  const failures: unknown[] = [];
  const take = async (reader: AccountReader) => {
    try {
      taken.push(await takeInventory({ ...parts, reader }, nowMs));
    } catch (error) {
      failures.push(error);
    }
  };
  await take(home);
  const first = accountIds.length === 0 ? 0 : dayOf(nowMs) % accountIds.length;
  for (const accountId of [...accountIds.slice(first), ...accountIds.slice(0, first)]) {
    if (isLate()) {
      notRead.push(`account ${accountId}: no time was left`);
      continue;
    }
    try {
      const reader = await members.open(accountId);
      if ("why" in reader) {
        notRead.push(`account ${accountId}: ${reader.why}`);
        continue;
      }
      await take(reader);
      reader.close();
    } catch (error) {
      failures.push(error);
    }
  }
  const sum = (count: (one: InventoryTaken) => number) => taken.reduce((total, one) => total + count(one), 0);
  return {
    accounts: taken.length,
    identities: sum(({ identities }) => identities),
    keys: sum(({ keys }) => keys),
    withoutKeys: sum(({ withoutKeys }) => withoutKeys),
    gaps: taken.flatMap(({ gaps }) => gaps),
    notRead,
    failures,
  };
}
