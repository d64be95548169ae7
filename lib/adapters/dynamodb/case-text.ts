import type { Case, CaseContainment, CaseSession, ShownByTrail, StoryEntry, Told } from "../../domain/response/case.ts";
import { responses } from "../../domain/response/decision.ts";
import { isCaseSweep } from "./case-sweep-text.ts";
import { isObject, isString, isStrings, isTarget, parseObject } from "./stored-json.ts";

/** An open case is stored in the standing's own item, which DynamoDB allows 400 KB; it may take this much of it. */
export const maxCaseBytes = 60 * 1024;

/** A case whose story alone does not bring it under the bound keeps the newest of its containments' ids. */
const keptContainments = 100;

/**
 * The case as JSON of at most `maxCaseBytes`. A longer one loses the middle of its story:
 * what began it and what happened last are kept, and `omitted` counts the rest. If that is not enough, its list of
 * containments is cut to the newest (each containment's own item names its case). Throws if it is too long even then.
 */
export function caseText(openCase: Case): string {
  let kept = openCase;
  let text = JSON.stringify(kept);
  while (Buffer.byteLength(text) > maxCaseBytes) {
    const shorter = shorten(kept);
    if (shorter === undefined) {
      throw new RangeError(
        `The case ${openCase.caseId} has ${Buffer.byteLength(text)} bytes without its story; ` +
          `at most ${maxCaseBytes} can be stored. Its identity's key or its target is too long.`,
      );
    }
    kept = shorter;
    text = JSON.stringify(kept);
  }
  return text;
}

function shorten(openCase: Case): Case | undefined {
  const { story, omitted, containmentIds } = openCase;
  if (story.length > 0) return { ...openCase, story: withoutMiddle(story), omitted: omitted + 1 };
  if (containmentIds.length > keptContainments) {
    return { ...openCase, containmentIds: containmentIds.slice(-keptContainments) };
  }
  return undefined;
}

/** Takes out the entry just after the first; the first itself only when nothing else is left. */
function withoutMiddle(story: readonly StoryEntry[]): readonly StoryEntry[] {
  return story.length === 1 ? [] : [...story.slice(0, 1), ...story.slice(2)];
}

/** Reads what `caseText` wrote. `what` names the item in the error that anything else becomes. */
export function readCaseText(text: string, what: string): Case {
  const value = parseObject(text, what);
  const { caseId, identityKey, openedMs, updatedMs, trust, action, story, omitted, containmentIds, target } = value;
  const { containedUntilMs, containments, sessions, told, sweep } = value;
  const knownAction = responses.find((response) => response === action);
  if (
    isString(caseId) &&
    isString(identityKey) &&
    isNumber(openedMs) &&
    isNumber(updatedMs) &&
    isNumber(trust) &&
    knownAction !== undefined &&
    Array.isArray(story) &&
    story.every(isStoryEntry) &&
    isNumber(omitted) &&
    isStrings(containmentIds) &&
    (containedUntilMs === undefined || isNumber(containedUntilMs)) &&
    (target === undefined || isTarget(target)) &&
    (containments === undefined || isContainments(containments)) &&
    (sessions === undefined || isSessions(sessions)) &&
    (told === undefined || isTold(told)) &&
    (sweep === undefined || isCaseSweep(sweep))
  ) {
    return {
      caseId,
      identityKey,
      openedMs,
      updatedMs,
      trust,
      action: knownAction,
      story,
      omitted,
      containmentIds,
      ...(containments === undefined ? {} : { containments }),
      ...(containedUntilMs === undefined ? {} : { containedUntilMs }),
      target,
      ...(sessions === undefined ? {} : { sessions }),
      ...(told === undefined ? {} : { told }),
      ...(sweep === undefined ? {} : { sweep }),
    };
  }
  throw new Error(`${what} is not a case: a field is missing or of the wrong type. Repair or delete the item.`);
}

function isStoryEntry(value: unknown): value is StoryEntry {
  return (
    isObject(value) &&
    isNumber(value["timeMs"]) &&
    isNumber(value["points"]) &&
    isString(value["eventId"]) &&
    isString(value["what"]) &&
    isString(value["text"])
  );
}

function isSessions(value: unknown): value is readonly CaseSession[] {
  return Array.isArray(value) && value.every(isSession);
}

function isSession(value: unknown): value is CaseSession {
  if (!isObject(value) || !isNumber(value["key"]) || !isString(value["maker"])) return false;
  const { principalId, families } = value;
  return (
    (principalId === undefined || isString(principalId)) &&
    (families === undefined || isStrings(families)) &&
    ["sensitive", "fact"].every((name) => value[name] === undefined || typeof value[name] === "boolean")
  );
}

function isContainments(value: unknown): value is readonly CaseContainment[] {
  return Array.isArray(value) && value.every(isContainment);
}

function isContainment(value: unknown): value is CaseContainment {
  if (!isObject(value) || !isString(value["containmentId"]) || !isNumber(value["startedMs"])) return false;
  const shown = value["shown"];
  return isTarget(value["target"]) && (shown === undefined || isShown(shown));
}

function isShown(value: unknown): value is ShownByTrail {
  return (
    isObject(value) &&
    (value["level"] === "PROVEN" || value["level"] === "FAILED") &&
    isNumber(value["timeMs"]) &&
    isString(value["eventId"]) &&
    isString(value["action"])
  );
}

function isTold(value: unknown): value is Told {
  return (
    isObject(value) &&
    ["toldMs", "trust", "containments"].every((name) => isNumber(value[name])) &&
    ["hasTarget", "hasFact"].every((name) => typeof value[name] === "boolean") &&
    ["lines", "updatesMs"].every((name) => Array.isArray(value[name]) && (value[name] as unknown[]).every(isNumber)) &&
    responses.some((response) => response === value["action"]) &&
    isStrings(value["families"])
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
