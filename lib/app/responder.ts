import type { AnswerKind } from "../domain/response/approval.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import type { PlaybookName } from "../domain/response/decision.ts";
import type { Policy } from "../domain/response/policy.ts";
import type { AnswerReport } from "./answer-approval.ts";
import type { DerivedReport } from "./contain-derived.ts";
import type { HandedSweep } from "./contain-swept.ts";

export interface GivenAnswer {
  readonly containmentId: string;
  readonly answer: AnswerKind;
  /** With `narrow`: the place in the question's `narrower`, from 0. */
  readonly narrower?: number | undefined;
  readonly why: string;
}

export interface ReleaseRequest {
  readonly containmentId: string;
  readonly playbook: PlaybookName;
  /** ARN of whoever releases. */
  readonly by: string;
  readonly why: string;
}

export interface Started {
  readonly outcome: "started" | "already-started";
  readonly request: ContainmentRequest;
}

/** What a person does with their own rights, and under their own name. */
export interface Responder {
  /** ARN of the person. */
  whoAmI(): Promise<string>;
  answer(answer: GivenAnswer): Promise<AnswerReport>;
  /**
   * Starts the playbook once. In AWS the request is made anew there, under the policy in force: that one is returned.
   */
  start(request: ContainmentRequest, why: string): Promise<Started>;
  /**
   * Takes what a sweep of theirs found into the case and asks others for its containments. In AWS the policy in force
   * there counts, elsewhere this one. Throws where it is refused.
   */
  containSwept(swept: HandedSweep, policy: Policy): Promise<DerivedReport>;
  /** Has the warden sweep a containment again, as it does by itself. Throws where it is refused. */
  sweepAgain(containmentId: string): Promise<void>;
  /** Starts the release; one that was refused before may be tried again after a minute. */
  release(request: ReleaseRequest): Promise<"started" | "already-started">;
  close(): Promise<void>;
}
