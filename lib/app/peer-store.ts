/** One week of one account. Weeks are counted since 1970, in UTC, from Thursdays on. */
export interface PeerWeek {
  readonly accountId: string;
  readonly week: number;
}

/**
 * Where the marks of an account's identities are kept by week (`lib/domain/behaviour/peers.ts`). A week is a set of
 * them, so writers never stand in each other's way and adding twice changes nothing. A store that cannot be reached
 * throws.
 */
export interface PeerStore {
  /** The marks of each week, in the order asked for, distinct and in any order; none where none were added. */
  load(weeks: readonly PeerWeek[]): Promise<readonly (readonly number[])[]>;
  /** Adds marks to a week: one write. After `expiresAtSeconds`, since 1970, the store may forget the week. */
  add(week: PeerWeek, marks: readonly number[], expiresAtSeconds: number): Promise<void>;
}
