import type { ByHandWish } from "../../app/act-by-hand.ts";
import { longestWhy } from "../../contract/approver-call.ts";
import { printable } from "../../domain/event/printable.ts";
import { readTarget } from "../../domain/response/read-target.ts";
import { readHandedPlan } from "../../domain/response/sweep/handed-plan.ts";

/** A call as it was read: the proof is still to be checked. */
export interface ReadByHandCall {
  readonly wish: ByHandWish;
  readonly proof: unknown;
}

const containmentId = /^[A-Za-z0-9_-]{1,80}$/;
const identityArn = /^arn:aws[a-z-]{0,12}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:\d{12}:[\w+=,.@:/-]{1,512}$/;

/** A call of the by-hand function, or a sentence what is wrong with it. Everything in it is somebody's input. */
export function readByHandCall(event: unknown): ReadByHandCall | string {
  if (typeof event !== "object" || event === null || Array.isArray(event)) {
    return "the call is no object; nhi contain, nhi release and nhi sweep make it";
  }
  const { kind, why, proof, ...rest } = event as Readonly<Record<string, unknown>>;
  if (typeof why !== "string" || why.trim() === "" || why.length > longestWhy) {
    return `why is no text of 1 to ${longestWhy} characters; it is for whoever reads the record`;
  }
  if (kind === "release" || kind === "sweep-again" || kind === "sweep") {
    const id = rest["containmentId"];
    if (typeof id !== "string" || !containmentId.test(id)) {
      return `containmentId ${shown(id)} is none; nhi containments lists them`;
    }
    if (kind !== "sweep") return { wish: { kind, containmentId: id, why }, proof };
    const found = readHandedPlan(rest["found"]);
    if (found === undefined) return "what the sweep found is not in its form; nhi sweep --contain makes it";
    return { wish: { kind, containmentId: id, found, why }, proof };
  }
  if (kind !== "contain") return `kind ${shown(kind)} is not allowed; allowed are contain, release, sweep, sweep-again`;
  const target = readTarget(rest["target"]);
  if (target === undefined) return "the target is none that a playbook has; nhi playbooks lists what each acts on";
  const identityKey = rest["identityKey"];
  if (typeof identityKey !== "string" || !identityArn.test(identityKey)) {
    return `identityKey ${shown(identityKey)} is no ARN of an identity`;
  }
  return { wish: { kind, target, identityKey, why }, proof };
}

const shown = (value: unknown): string => (typeof value === "string" ? `"${printable(value, 120)}"` : "(missing)");
