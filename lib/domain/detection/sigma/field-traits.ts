import { ownFieldPrefix } from "./field-path.ts";

/** Fields with few different values in any one account: there, a verdict is worth remembering. */
const fewValued = new Set([
  "userAgent",
  "awsRegion",
  "sourceIPAddress",
  "errorCode",
  "errorMessage",
  "eventSource",
  "eventName",
  "eventType",
  "eventCategory",
  "eventVersion",
  "recipientAccountId",
  "vpcEndpointId",
]);

/**
 * The warden's own facts that are at hand for every activity, or simply missing from most. The others are worked out.
 */
const factsAtHand = new Set([
  "kind",
  "identity",
  "account",
  "workload",
  "human",
  "tier",
  "credential",
  "sessionName",
  "sourceIdentity",
  "crossAccount",
  "activeDays",
  "actionClass",
  "sensitive",
  "signals",
  "signal",
  "agentFamily",
]);

/** Fields that most records lack, so that nearly nobody passes who demands something of them. */
const seldomThere = new Set([
  "errorCode",
  "errorMessage",
  "sessionCredentialFromConsole",
  "userIdentity.invokedBy",
  "nhi.signals",
  "nhi.signal",
  "nhi.sourceIdentity",
]);

export function isSeldomThere(field: string): boolean {
  return seldomThere.has(field);
}

export function hasFewValues(field: string): boolean {
  return (
    fewValued.has(field) ||
    field.startsWith("userIdentity.") ||
    field.startsWith("tlsDetails.") ||
    factsAtHand.has(factOf(field) ?? "")
  );
}

/** Whether reading the field for every record costs next to nothing. */
export function isCheap(field: string): boolean {
  const fact = factOf(field);
  return fact === undefined || factsAtHand.has(fact);
}

/** `signal` of `nhi.signal.network.band`; undefined for a field of the record. */
export function factOf(field: string): string | undefined {
  if (!field.startsWith(ownFieldPrefix)) return undefined;
  const end = field.indexOf(".", ownFieldPrefix.length);
  return field.slice(ownFieldPrefix.length, end === -1 ? undefined : end);
}
