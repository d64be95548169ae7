import { type ApproverCall, longestWhy } from "../../contract/approver-call.ts";
import { printable } from "../../domain/event/printable.ts";
import { type AnswerKind, answers } from "../../domain/response/approval.ts";

/** A call as it was read: the proof is still to be checked. */
export type ReadCall = Omit<ApproverCall, "answer" | "proof"> & {
  readonly answer: AnswerKind;
  readonly proof: unknown;
};

const containmentId = /^[A-Za-z0-9_-]{1,80}$/;
/** A question offers a few; the bound only keeps nonsense out. */
const mostNarrower = 20;

/** A call of the approver function, or a sentence what is wrong with it. Everything in it is somebody's input. */
export function readApproverCall(event: unknown): ReadCall | string {
  if (typeof event !== "object" || event === null || Array.isArray(event)) {
    return "the call is no object; give containmentId, answer, why and proof, as nhi approve does";
  }
  const { containmentId: id, answer, narrower, why = "", proof } = event as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || !containmentId.test(id)) {
    return `containmentId ${shown(id)} is none; nhi approvals lists them`;
  }
  const kind = answers.find((known) => known === answer);
  if (kind === undefined) return `answer ${shown(answer)} is not allowed; allowed are ${answers.join(", ")}`;
  if (typeof why !== "string" || why.length > longestWhy) {
    return `why is no text of at most ${longestWhy} characters`;
  }
  if (kind === "deny" && why.trim() === "") return "why not? a denial has to say it, for whoever reads the record";
  if (kind !== "narrow") return { containmentId: id, answer: kind, why, proof };
  if (typeof narrower !== "number" || !Number.isInteger(narrower) || narrower < 0 || narrower >= mostNarrower) {
    return `narrower ${shown(narrower)} is no place in the list that nhi approvals shows`;
  }
  return { containmentId: id, answer: kind, narrower, why, proof };
}

const shown = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? `"${printable(String(value), 100)}"` : "(missing)";
