import type { Approval, TaskAnswer } from "../domain/response/approval.ts";

/** A question as it is stored, with what ends the waiting. The token is never shown and never logged. */
export interface StoredApproval {
  readonly approval: Approval;
  readonly token: string;
}

/**
 * Questions that playbooks put to people. The playbooks write them; only answers are written here. A store that cannot
 * be reached throws; absence is only ever reported after a successful read.
 */
export interface Approvals {
  get(containmentId: string): Promise<StoredApproval | undefined>;
  /**
   * Writes what was said and the status that follows, where the question still stands as it was read. False where it
   * does not: somebody else answered, or its time was over.
   */
  save(read: StoredApproval, next: Approval): Promise<boolean>;
  /** Notes that the playbook took the answer. The token is forgotten. */
  delivered(containmentId: string, at: string): Promise<void>;
}

/** The questions as people see them, without what ends the waiting. */
export interface ApprovalReader {
  /** Those that wait for an answer, the oldest first. May lag behind by some seconds. */
  open(): Promise<readonly Approval[]>;
  find(containmentId: string): Promise<Approval | undefined>;
}

/**
 * Ends the waiting state of a playbook. Throws where it is not known whether that came to pass; nothing thrown holds
 * the token.
 */
export interface TaskTokens {
  /** `gone`: nothing waits for this token any more. It was answered, or its time was over. */
  succeed(token: string, answer: TaskAnswer): Promise<"told" | "gone">;
}
