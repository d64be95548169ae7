import { ruleFields } from "../../domain/detection/rule-fields.ts";
import type { Expression, FieldTest } from "../../domain/detection/sigma/expression.ts";
import { plainText } from "../../domain/detection/sigma/text-pattern.ts";
import { printable } from "../../domain/event/printable.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";

/**
 * The fields that CloudTrail writes at the top of a record: its user guide's "CloudTrail record contents" and "Insights
 * events", and a few that only service events have.
 */
const recordFields: ReadonlySet<string> = new Set(
  (
    "eventTime eventVersion userIdentity eventSource eventName awsRegion sourceIPAddress userAgent errorCode " +
    "errorMessage requestParameters responseElements additionalEventData requestID eventID eventType apiVersion " +
    "managementEvent readOnly resources recipientAccountId serviceEventDetails sharedEventID vpcEndpointId " +
    "vpcEndpointAccountId eventCategory addendum sessionCredentialFromConsole eventContext edgeDeviceDetails " +
    "tlsDetails insightDetails glacierEventData replicationEventData"
  ).split(" "),
);

const ownFields = ruleFields.map(({ name }) => name.split("."));

/** Whether the warden has the field, or one that it is a part of. `KIND` stands for any kind of signal. */
const isOwnField = (field: string): boolean => {
  const parts = field.split(".");
  return ownFields.some((own) => parts.every((part, at) => own[at] === part || (own[at] === "KIND" && part !== "")));
};

/** Why the field is in no record, as a clause; undefined where it may be. */
function whyMissing(field: string): string | undefined {
  const [top = ""] = field.split(".");
  if (top !== "nhi") return recordFields.has(top) ? undefined : `CloudTrail writes no field ${printable(top, 60)}`;
  if (isOwnField(field)) return undefined;
  const meant = nearestName(
    field,
    ruleFields.map(({ name }) => name),
  );
  return `the warden has no field ${printable(field, 60)}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

/**
 * Why no record that CloudTrail writes can match, as a clause for each thing that stands in the way; empty where one
 * may. Sound, not complete: what it names is impossible, but what it does not name may still never happen.
 */
export function whyUnmatchable(expression: Expression): readonly string[] {
  const reasons = new Set<string>();
  if (outcome(expression, reasons) !== false) return [];
  return reasons.size > 0 ? [...reasons] : ["the condition contradicts itself"];
}

/** What the expression comes to for every record, where that is certain; undefined where it depends on the record. */
function outcome(expression: Expression, reasons: Set<string>): boolean | undefined {
  switch (expression.kind) {
    case "test":
      return testOutcome(expression.test, reasons);
    case "not": {
      const part = outcome(expression.part, new Set());
      return part === undefined ? undefined : !part;
    }
    case "and":
    case "or": {
      const decisive = expression.kind === "or";
      const own = new Set<string>();
      const parts = expression.parts.map((part) => outcome(part, own));
      const isOpen = parts.includes(undefined);
      const result = parts.includes(decisive) ? decisive : isOpen ? undefined : !decisive;
      if (result === false) for (const reason of own) reasons.add(reason);
      return result;
    }
  }
}

function testOutcome(test: FieldTest, reasons: Set<string>): boolean | undefined {
  const { field, matchers, linking, negated } = test;
  if (field === undefined) return undefined;
  let plain: boolean | undefined;
  let why = whyMissing(field) ?? "";
  if (why !== "") {
    const outcomes = matchers.map(
      (matcher) => matcher.kind === "null" || (matcher.kind === "exists" && !matcher.expected),
    );
    plain = linking === "all" ? outcomes.every(Boolean) : outcomes.some(Boolean);
  } else if (field === "eventSource") {
    const names = matchers.map((matcher) => (matcher.kind === "text" ? plainText(matcher.pattern) : undefined));
    const impossible = names.filter((name) => name !== undefined && !name.includes("."));
    if (impossible.length === names.length && names.length > 0) {
      plain = false;
      why = `CloudTrail's eventSource is a host name such as iam.amazonaws.com, never ${printable(impossible[0] ?? "", 60)}`;
    }
  }
  if (plain === undefined) return undefined;
  const result = plain !== negated;
  if (!result) reasons.add(why);
  return result;
}
