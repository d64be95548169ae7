import type { ApprovalTerms, ContainmentBudgets, ContainmentRequest } from "../../domain/response/containment.ts";
import { readTarget } from "../../domain/response/read-target.ts";
import { isObject, isString, isStrings, type JsonObject } from "./stored-json.ts";

/** A request that a playbook stored; undefined where a field that it always has is missing or of the wrong type. */
export function readStoredRequest(value: JsonObject): ContainmentRequest | undefined {
  const { containmentId, caseId, identityKey, reason, eventIds, eventTime, decidedAt } = value;
  const target = readTarget(value["target"]);
  if (
    !isString(containmentId) ||
    !isString(caseId) ||
    !isString(identityKey) ||
    target === undefined ||
    target.playbook !== value["playbook"] ||
    !isString(reason) ||
    !isStrings(eventIds) ||
    !isString(eventTime) ||
    !isString(decidedAt)
  ) {
    return undefined;
  }
  const needed = { containmentId, caseId, identityKey, target, reason, eventIds, eventTime, decidedAt };
  return { ...needed, playbook: target.playbook, ...optionalFields(value) };
}

/** What is not there, or makes no sense, is left out: the playbook that stored it has read it in its own way. */
function optionalFields(value: JsonObject): Partial<ContainmentRequest> {
  const { approval, overBudget, budgets, narrower, releaseAfterSeconds, impact, startedBy, caseIdentityKey } = value;
  const targets = Array.isArray(narrower) ? narrower.map(readTarget).filter((one) => one !== undefined) : [];
  return {
    ...(isTerms(approval) ? { approval } : {}),
    ...(isTerms(overBudget) ? { overBudget } : {}),
    ...(isBudgets(budgets) ? { budgets } : {}),
    ...(targets.length === 0 ? {} : { narrower: targets }),
    ...(typeof releaseAfterSeconds === "number" ? { releaseAfterSeconds } : {}),
    ...(isStrings(impact) ? { impact } : {}),
    ...(isString(startedBy) ? { startedBy } : {}),
    ...(isString(caseIdentityKey) ? { caseIdentityKey } : {}),
  };
}

function isTerms(value: unknown): value is ApprovalTerms {
  if (!isObject(value)) return false;
  const { people, seconds, onExpiry } = value;
  return (
    (people === 1 || people === 2) && typeof seconds === "number" && (onExpiry === "leave" || onExpiry === "contain")
  );
}

function isBudgets(value: unknown): value is ContainmentBudgets {
  return isObject(value) && typeof value["accountAnHour"] === "number" && typeof value["overallAnHour"] === "number";
}
