import type { IdentityInventory } from "../domain/inventory/identity-inventory.ts";
import type { Assessment } from "../domain/response/assessment.ts";
import type { Case } from "../domain/response/case.ts";
import { withContainment } from "../domain/response/case-file.ts";
import { companionOf, companionReason } from "../domain/response/companion.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import type { ContainmentTarget } from "../domain/response/decision.ts";
import { impactOf } from "../domain/response/impact.ts";
import { type Reason, requestContainment } from "../domain/response/request-containment.ts";
import { callsForAnother, type EndedContainment } from "../domain/response/restart.ts";
import type { Terms } from "../domain/terms.ts";
import type { Standing } from "../domain/trust/standing.ts";
import type { AssessorParts } from "./assess-batch.ts";
import type { IdentityOutcome } from "./assess-identity.ts";
import type { Effects } from "./effects.ts";
import { knownInventory } from "./known-inventory.ts";

/** How often one target is contained anew in one case after it was released or refused. */
const mostRestarts = 5;

/** Starts the playbook of every target that an outcome calls for, asked for or at once, and notes it in the case. */
export async function startPlaybooks(
  parts: AssessorParts,
  { containing, standing }: IdentityOutcome,
  openCase: Case,
  done: Effects,
  terms: Terms,
  nowMs: number,
): Promise<Case> {
  let file = openCase;
  for (const assessment of containing) {
    const { target } = assessment.decision;
    if (target === undefined) continue;
    const request = await newRequest(parts, file, target, assessment, standing, terms, nowMs);
    if (request !== undefined) file = await start(parts, file, request, done, nowMs);
    const companion = companionOf(target, standing.baseline.sessions, nowMs);
    if (companion === undefined) continue;
    const { decision } = assessment;
    const reason = { ...assessment, decision: { ...decision, reasons: [...decision.reasons, companionReason] } };
    const second = await newRequest(parts, file, companion, reason, standing, terms, nowMs);
    if (second !== undefined) file = await start(parts, file, second, done, nowMs);
  }
  return file;
}

/** Starts one playbook, once a batch, and notes it in the case. */
export async function start(
  parts: AssessorParts,
  file: Case,
  request: ContainmentRequest,
  done: Effects,
  nowMs: number,
): Promise<Case> {
  if (file.containmentIds.includes(request.containmentId)) return file;
  if (!done.started.has(request.containmentId)) await parts.playbooks.start(request);
  done.started.set(request.containmentId, request);
  return withContainment(file, request, nowMs);
}

/** The request as the policy bounds it, with the estimate of who depends on the target. */
export function requestFor(
  file: Case,
  target: ContainmentTarget,
  reason: Reason,
  standing: Standing,
  { policy }: Terms,
  nowMs: number,
  { afterMs, inventory }: { readonly afterMs?: number; readonly inventory?: IdentityInventory | undefined } = {},
): ContainmentRequest {
  const { identityKey } = file;
  const { production } = policy;
  const impact = impactOf(target, { identityKey, baseline: standing.baseline, production, inventory, nowMs });
  return requestContainment(file, target, reason, nowMs, { rails: policy, impact, afterMs });
}

/**
 * The request that is not in the case yet. Undefined where it was made before, unless that one has ended (people said
 * no, or released it) and what happened afterwards calls for another: then one named by that end.
 */
async function newRequest(
  { containments, inventories }: AssessorParts,
  file: Case,
  target: ContainmentTarget,
  assessment: Assessment,
  standing: Standing,
  terms: Terms,
  nowMs: number,
): Promise<ContainmentRequest | undefined> {
  let request = requestFor(file, target, assessment, standing, terms, nowMs);
  let afterMs: number | undefined;
  for (let restarts = 0; file.containmentIds.includes(request.containmentId); restarts++) {
    if (containments === undefined || restarts >= mostRestarts) return undefined;
    const record = await containments.get(request.containmentId);
    if (record === undefined || record.state === "running") return undefined;
    const ended: EndedContainment = { state: record.state, target, endedMs: Date.parse(record.updatedAt) };
    if (!callsForAnother(ended, file, assessment)) return undefined;
    afterMs = ended.endedMs;
    request = requestFor(file, target, assessment, standing, terms, nowMs, { afterMs });
  }
  // IAM's inventory is asked for where it is told to people, and takes no part in the containment's name.
  const inventory = await knownInventory(inventories, file.identityKey);
  const after = afterMs === undefined ? {} : { afterMs };
  return requestFor(file, target, assessment, standing, terms, nowMs, { ...after, inventory });
}
