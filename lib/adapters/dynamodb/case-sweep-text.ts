import type { CaseSweep, DerivedCredential } from "../../domain/response/case.ts";
import { isObject, isString, isStrings, isTarget } from "./stored-json.ts";

/** Whether a stored value is what the sweeps of a case came to. */
export function isCaseSweep(value: unknown): value is CaseSweep {
  return (
    isObject(value) &&
    typeof value["isTruncated"] === "boolean" &&
    ["sweptMs", "omitted"].every((name) => typeof value[name] === "number") &&
    isStrings(value["people"]) &&
    isStrings(value["replace"]) &&
    Array.isArray(value["derived"]) &&
    value["derived"].every(isDerived)
  );
}

function isDerived(value: unknown): value is DerivedCredential {
  return (
    isObject(value) &&
    ["containmentId", "identityKey", "sourceId", "eventId"].every((name) => isString(value[name])) &&
    typeof value["requestedMs"] === "number" &&
    isTarget(value["target"])
  );
}
