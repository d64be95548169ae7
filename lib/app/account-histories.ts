import type { EventHistory } from "./event-history.ts";

/** An account's history for as long as it is open. */
export interface OpenHistory extends EventHistory {
  close(): void;
}

/** Why the history of an account cannot be read, and what to do about it: printable, the rest of a sentence. */
export interface ClosedHistory {
  readonly why: string;
}

/** The event histories of other accounts than the warden's own. */
export interface AccountHistories {
  /**
   * Opens the history of an account on behalf of a containment, whose id that account's own log then names. A
   * ClosedHistory where the account does not let it. Throws where nobody said whether it does.
   */
  open(accountId: string, containmentId: string): Promise<OpenHistory | ClosedHistory>;
}
