import { printable } from "../domain/event/printable.ts";
import { type AnswerKind, type Approval, answerApproval, needsPeople, type Said } from "../domain/response/approval.ts";
import type { Approvals, TaskTokens } from "./approvals.ts";

/** One person's answer. `who` is what STS vouches for, never what the caller says of itself. */
export interface PersonsAnswer {
  readonly containmentId: string;
  readonly who: string;
  readonly answer: AnswerKind;
  /** With `narrow`: the place in the question's `narrower`, from 0. */
  readonly narrower?: number | undefined;
  readonly why: string;
}

export interface AnswerParts {
  readonly approvals: Approvals;
  readonly tokens: TaskTokens;
  /** The account whose people answer. */
  readonly homeAccount: string;
  /** Waits before another attempt. */
  readonly pause?: (attempt: number) => Promise<unknown>;
}

/**
 * taken: the playbook goes on with the answer. noted: another person has to say the same. gone: the answer came too
 * late, or the playbook had taken it before. refused: nothing was changed.
 */
export interface AnswerReport {
  readonly outcome: "taken" | "noted" | "gone" | "refused";
  /** One sentence for people. */
  readonly message: string;
  readonly who: string;
  readonly status: Approval["status"] | undefined;
}

const mostAttempts = 8;
const longestWhy = 500;

/**
 * Takes one person's answer: writes it where nobody else answered meanwhile, then ends the playbook's waiting where
 * that is enough. An answer that was written and did not reach the playbook is sent again by giving it again.
 */
export async function takeAnswer(parts: AnswerParts, given: PersonsAnswer, nowMs: number): Promise<AnswerReport> {
  const { approvals } = parts;
  const { containmentId, who, answer, narrower } = given;
  const at = new Date(nowMs).toISOString();
  const said: Said = {
    who,
    at,
    answer,
    why: printable(given.why, longestWhy),
    ...(answer === "narrow" ? { narrower } : {}),
  };
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    if (attempt > 1) await parts.pause?.(attempt);
    const stored = await approvals.get(containmentId);
    if (stored === undefined) {
      const message = `nobody is asked about ${printable(containmentId, 80)}; see what waits with: nhi approvals`;
      return { outcome: "refused", message, who, status: undefined };
    }
    const { approval: before } = stored;
    const result = answerApproval(before, said, parts.homeAccount);
    if ("refused" in result) return { outcome: "refused", message: result.refused, who, status: before.status };
    const { approval, isNew, task } = result;
    if (isNew && !(await approvals.save(stored, approval))) continue;
    if (task === undefined) {
      const needed = needsPeople(approval, said);
      const message = `noted; it needs ${needed} people, and another one has to say the same before ${approval.expiresAt}`;
      return { outcome: "noted", message, who, status: approval.status };
    }
    if ((await parts.tokens.succeed(stored.token, task)) === "gone") {
      const message = `the playbook no longer waits: the time was over, or it took an answer before; see: nhi containments ${containmentId}`;
      return { outcome: "gone", message, who, status: approval.status };
    }
    await approvals.delivered(containmentId, at);
    const message = `${approval.status}; the playbook goes on`;
    return { outcome: "taken", message, who, status: approval.status };
  }
  throw new Error(`the question ${containmentId} changed ${mostAttempts} times meanwhile; answer again`);
}
