import type { ByHandReport, ByHandWish } from "../../app/act-by-hand.ts";
import type { CallerProof } from "../../contract/caller-proof.ts";
import { names } from "../../contract/names.ts";
import { type InvokeParts, invokeFunction } from "./invoke-function.ts";

/**
 * What the by-hand function is invoked with. Whoever may invoke it is still nobody until the proof says who they are.
 */
export type ByHandCall = ByHandWish & { readonly proof: CallerProof };

/** Invokes the by-hand function and waits for what it says. */
export function askByHand(parts: InvokeParts): (call: ByHandCall) => Promise<ByHandReport> {
  const invoke = invokeFunction(parts, { functionName: names.byHandFunction, policy: names.responderPolicy });
  return async (call) => (await invoke(call)) as ByHandReport;
}
