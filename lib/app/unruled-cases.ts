import type { Case } from "../domain/response/case.ts";

/**
 * Of one identity, the cases without a ruling that are kept; a new one takes the place of the one touched longest ago.
 */
export const mostUnruledCases = 8;

/**
 * Cases that ended because nothing more happened, and that another one of the same identity took the place of before
 * anybody ruled on them. They are closed, kept, and can still be ruled on.
 */
export interface UnruledCases {
  /** Keeps a case, at most `mostUnruledCases` of an identity. The same case again replaces itself. */
  put(file: Case): Promise<void>;
  /**
   * Every kept case, or those of one identity. May lag behind `put` and `remove` for some seconds where all are asked
   * for.
   */
  list(identityKey?: string): AsyncIterable<Case>;
  /** Undefined where it is not kept. */
  find(caseId: string): Promise<Case | undefined>;
  /** Forgets a case, because somebody ruled on it. Does nothing where it is not kept. */
  remove(file: Pick<Case, "caseId" | "identityKey">): Promise<void>;
}
