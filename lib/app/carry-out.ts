import { alertText } from "../domain/response/alert-text.ts";
import type { Case } from "../domain/response/case.ts";
import { afterTelling, newsOf, type Telling, tellingOf, toldOf } from "../domain/response/case-news.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import { type Decision, responses } from "../domain/response/decision.ts";
import { type AlertedCall, inventoryLines } from "../domain/response/inventory-alert.ts";
import type { Terms } from "../domain/terms.ts";
import type { AssessorParts } from "./assess-batch.ts";
import type { IdentityOutcome } from "./assess-identity.ts";
import type { Effects } from "./effects.ts";
import { escalate, judgeContainments } from "./judge-containments.ts";
import { knownInventory } from "./known-inventory.ts";
import type { Alert } from "./ports.ts";
import { startPlaybooks } from "./start-playbooks.ts";

/**
 * Keeps the cases that were replaced, judges by CloudTrail whether containments hold, starts the playbooks and sends
 * the alert that an outcome calls for, each target and each step of a case once, and news of a case now and then.
 * Returns the case as it is to be stored.
 */
export async function carryOut(
  parts: AssessorParts,
  outcome: IdentityOutcome,
  before: Case | undefined,
  done: Effects,
  terms: Terms,
  nowMs: number,
): Promise<Case | undefined> {
  for (const replaced of outcome.replaced) await parts.unruledCases?.put(replaced);
  if (outcome.openCase === undefined || outcome.actor === undefined || outcome.openCase.ruling !== undefined) {
    return outcome.openCase;
  }
  const judged = await judgeContainments(parts, outcome.openCase, outcome.uses);
  const begun = await startPlaybooks(parts, outcome, judged, done, terms, nowMs);
  const file = await escalate(parts, outcome, outcome.openCase, begun, done, terms, nowMs);
  const told = toldOf(before?.caseId === file.caseId ? before : undefined);
  const telling = tellingOf(file, told, outcome.isLow, nowMs);
  if (telling === undefined) return file;
  const failed = file.containments?.filter(({ shown }) => shown?.level === "FAILED").length ?? 0;
  const step =
    telling === "update"
      ? `${file.caseId} update ${failed}`
      : `${file.caseId} ${file.action} ${file.target !== undefined}`;
  if (!done.sent.has(step)) {
    const requests = startedIn(file, before, done);
    const context = inventoryLines(await knownInventory(parts.inventories, file.identityKey), calledIn(outcome));
    const alert = alertOf(outcome, outcome.actor.identity, file, telling, told, requests, context);
    await parts.notices.send(alert);
    done.sent.set(step, alert);
  }
  return afterTelling(file, telling, nowMs);
}

/** The containments of a case that this batch started or asked for. */
const startedIn = (file: Case, before: Case | undefined, { started }: Effects): readonly ContainmentRequest[] =>
  file.containmentIds
    .filter((id) => before?.containmentIds.includes(id) !== true)
    .flatMap((id) => started.get(id) ?? []);

/** The call that the strongest decision, or else the last word, is about. */
function calledIn({ decisive, assessments }: IdentityOutcome): AlertedCall | undefined {
  const of = decisive ?? assessments.at(-1);
  return of && { accessKeyId: of.actor.accessKeyId, timeMs: of.activity.timeMs };
}

function alertOf(
  { decisive, trust }: IdentityOutcome,
  identity: NonNullable<IdentityOutcome["actor"]>["identity"],
  file: Case,
  telling: Telling,
  told: ReturnType<typeof toldOf>,
  requests: readonly ContainmentRequest[],
  context: readonly string[],
): Alert {
  const decision = decisionFor(file, decisive?.decision);
  const news = told === undefined ? undefined : newsOf(file, told);
  return {
    caseId: file.caseId,
    identityKey: file.identityKey,
    accountId: identity.accountId,
    action: decision.action,
    trust,
    ...(telling === "update" ? { isUpdate: true } : {}),
    ...alertText(identity, decision, file, news, telling === "update", requests, context),
  };
}

/** The decision that people are told: the batch's own, unless the case had come further before. */
function decisionFor({ action, target, trust }: Case, decision: Decision | undefined): Decision {
  if (decision !== undefined && responses.indexOf(decision.action) >= responses.indexOf(action)) return decision;
  const reasons = [...(decision?.reasons ?? []), `at its lowest trust was ${Math.floor(trust)}`];
  return { action, reasons, target };
}
