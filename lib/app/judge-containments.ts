import type { Case, CaseContainment } from "../domain/response/case.ts";
import { type CredentialUse, trailProof, withProof } from "../domain/response/containment-proof.ts";
import type { Decision } from "../domain/response/decision.ts";
import { strongerOf } from "../domain/response/target-ladder.ts";
import type { Terms } from "../domain/terms.ts";
import type { AssessorParts } from "./assess-batch.ts";
import type { IdentityOutcome } from "./assess-identity.ts";
import type { Effects } from "./effects.ts";
import { knownInventory } from "./known-inventory.ts";
import { requestFor, start } from "./start-playbooks.ts";

/**
 * The case with what this batch's records show of its containments. Only one that its playbook recorded as in place can
 * fail or be proven: one that waits for people, was refused or released is judged by nothing. The same case where
 * nothing is new. Throws where the store cannot be read, so that the batch is retried.
 */
export async function judgeContainments(
  { containments: store }: AssessorParts,
  file: Case,
  uses: ReadonlyMap<string, readonly CredentialUse[]>,
): Promise<Case> {
  if (store === undefined || uses.size === 0) return file;
  const judged = await Promise.all(
    (file.containments ?? []).map(async (containment) => {
      const seen = uses.get(containment.containmentId);
      if (seen === undefined || containment.shown?.level === "FAILED") return containment;
      const record = await store.get(containment.containmentId);
      if (record?.state !== "contained") return containment;
      return withProof(containment, trailProof(Date.parse(record.updatedAt), seen));
    }),
  );
  return judged.every((one, at) => one === file.containments?.[at]) ? file : { ...file, containments: judged };
}

/**
 * Asks people for the next stronger playbook where a containment was found not to hold. It is never started alone: that
 * a credential still works says that somebody fights back, and not that everything else of the identity is a thief's.
 */
export async function escalate(
  parts: AssessorParts,
  { standing, actor }: IdentityOutcome,
  before: Case,
  after: Case,
  done: Effects,
  terms: Terms,
  nowMs: number,
): Promise<Case> {
  const { watch, policy } = terms;
  if (actor === undefined || watch.mode === "observe" || watch.isProtected) return after;
  let file = after;
  for (const { containmentId, target, shown } of failedSince(before, after)) {
    const stronger = strongerOf(target);
    if (stronger === undefined || shown === undefined) continue;
    if (nowMs - shown.timeMs > policy.oldestEventToActOnMinutes * 60_000) continue;
    const decision: Decision = {
      action: "ask",
      reasons: [
        `the contained credential still works: ${containmentId} does not hold, ${shown.action} was carried out`,
      ],
      target: stronger,
    };
    const reason = { decision, activity: { timeMs: shown.timeMs }, actor };
    const inventory = await knownInventory(parts.inventories, file.identityKey);
    const request = requestFor(file, stronger, reason, standing, terms, nowMs, { inventory });
    file = await start(parts, file, request, done, nowMs);
  }
  return file;
}

const failedSince = (before: Case, after: Case): readonly CaseContainment[] =>
  (after.containments ?? []).filter(
    ({ containmentId, shown }) =>
      shown?.level === "FAILED" &&
      before.containments?.find((one) => one.containmentId === containmentId)?.shown?.level !== "FAILED",
  );
