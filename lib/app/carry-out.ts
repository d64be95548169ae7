import { alertText } from "../domain/response/alert-text.ts";
import type { Case } from "../domain/response/case.ts";
import { requestContainment, withContainment } from "../domain/response/case-file.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import { responses } from "../domain/response/decision.ts";
import type { AssessorParts } from "./assess-batch.ts";
import type { IdentityOutcome } from "./assess-identity.ts";
import type { Alert } from "./ports.ts";

/** What was done already in this batch, so that another attempt does none of it again. */
export interface Effects {
  readonly sent: Map<string, Alert>;
  readonly started: Map<string, ContainmentRequest>;
}

const rank = (action: Case["action"] | undefined): number => (action === undefined ? -1 : responses.indexOf(action));

/**
 * Starts the playbooks and sends the alert that an outcome calls for, each target and each step of a case once.
 * Returns the case as it is to be stored.
 */
export async function carryOut(
  parts: AssessorParts,
  outcome: IdentityOutcome,
  before: Case | undefined,
  done: Effects,
  nowMs: number,
): Promise<Case | undefined> {
  const { decisive, openCase } = outcome;
  if (decisive === undefined || openCase === undefined) return openCase;
  const { decision, actor } = decisive;
  let file = openCase;
  for (const assessment of outcome.containing) {
    const { target } = assessment.decision;
    if (target === undefined) continue;
    const request = requestContainment(file, target, assessment, nowMs);
    if (file.containmentIds.includes(request.containmentId)) continue;
    if (!done.started.has(request.containmentId)) await parts.playbooks.start(request);
    done.started.set(request.containmentId, request);
    file = withContainment(file, request.containmentId, nowMs);
  }
  const told = before?.caseId === file.caseId ? rank(before.action) : -1;
  const step = `${file.caseId} ${decision.action}`;
  if (rank(decision.action) >= rank("alert") && rank(decision.action) > told && !done.sent.has(step)) {
    const alert: Alert = {
      caseId: file.caseId,
      identityKey: actor.identity.key,
      accountId: actor.identity.accountId,
      action: decision.action,
      trust: outcome.trust,
      ...alertText(actor.identity, decision, file),
    };
    await parts.notices.send(alert);
    done.sent.set(step, alert);
  }
  return file;
}
