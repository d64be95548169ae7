import type { CallerProof } from "./caller-proof.ts";

/**
 * What the approver function is invoked with. Whoever may invoke it is still nobody until the proof says who they are.
 */
export interface ApproverCall {
  readonly containmentId: string;
  /** approve, deny or narrow. */
  readonly answer: string;
  /** With `narrow`: the place in the question's `narrower`, from 0. */
  readonly narrower?: number | undefined;
  /** Has to be given with `deny`. */
  readonly why: string;
  readonly proof: CallerProof;
}

export const longestWhy = 500;
