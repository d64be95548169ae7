import { errorMessageOf } from "../domain/event/error-message.ts";
import type { Cut } from "../domain/response/sweep/cut.ts";
import type { AccountHistories, OpenHistory } from "./account-histories.ts";
import type { EventHistory } from "./event-history.ts";

/** Opens accounts for the sweeps of one containment, each account once. */
export interface OpenAccounts {
  /** The history of an account, or why what was done there is not known. Never throws. */
  open(accountId: string): Promise<EventHistory | Cut>;
  close(): void;
}

/** For which containment, and into which accounts its sweep may go. */
export interface Going {
  readonly containmentId: string;
  readonly members: ReadonlySet<string>;
}

/**
 * The accounts that a sweep may come to are those that are known to be the organisation's own: the ids stand in
 * records, and an intruder may work from anywhere. Of all others it says that it was not there.
 */
export function openAccounts(histories: AccountHistories, { containmentId, members }: Going): OpenAccounts {
  const asked = new Map<string, Promise<EventHistory | Cut>>();
  const opened: OpenHistory[] = [];
  const open = async (accountId: string): Promise<EventHistory | Cut> => {
    const where = `account ${accountId}`;
    if (!members.has(accountId)) {
      const why =
        "not swept: it is not known to be the organisation's; name it in organisationAccounts of the policy, or sweep it with its own records";
      return { reason: "account", where, why };
    }
    try {
      const history = await histories.open(accountId, containmentId);
      if ("why" in history) return { reason: "role", where, why: `not swept: ${history.why}` };
      opened.push(history);
      return history;
    } catch (error) {
      const message = errorMessageOf(error);
      return { reason: "look-up", where, why: `not swept: its event history could not be opened: ${message}` };
    }
  };
  return {
    open(accountId) {
      const before = asked.get(accountId) ?? open(accountId);
      asked.set(accountId, before);
      return before;
    },
    close() {
      for (const history of opened) history.close();
    },
  };
}
