import { bitOf, indexOf, markValue, valueDays } from "../behaviour/baseline.ts";
import { boundedMemo } from "../behaviour/bounded-memo.ts";
import { markKey, resourceDimension, resourceNameDimension } from "../behaviour/dimension.ts";
import { sampledMemo } from "../event/sampled-memo.ts";
import { resourcesOf } from "../scope/activity-resources.ts";
import { mainField, thingNamed } from "../scope/main-resource.ts";
import { classOf } from "../scope/name-class.ts";
import type { RequestField } from "../scope/request-fields.ts";
import type { ResourceClass, TouchedResource } from "../scope/touched-resource.ts";
import { addSignal, type Comparison, compareValue, hasHistory } from "./comparison.ts";
import { signalWeights } from "./signal-points.ts";

/** Of a call that names many, so many are learned and compared. */
const mostCompared = 4;
/** A longer text is compared, and not remembered as it stands. */
const longestRemembered = 128;

/** What a resource is remembered as. */
interface Known {
  /** `secret prod/db-#`: its class and generalised name, so that tomorrow's dated one is no news. */
  readonly sort: string;
  readonly sortKey: number;
  /**
   * `dynamodb-table tenant-4711`, where it is one of a sort that lasts and more than its sort tells; else undefined.
   */
  readonly name: string | undefined;
  readonly nameKey: number;
}

/** Things that are made to last, so that another one of a known sort is news where there seldom is another one. */
const lasting: ReadonlySet<ResourceClass> = new Set<ResourceClass>([
  "s3-bucket",
  "s3-access-point",
  "secret",
  "parameter",
  "dynamodb-table",
  "lambda-function",
  "iam-role",
  "iam-user",
  "kms-key",
  "sqs-queue",
  "sns-topic",
  "state-machine",
  "bedrock-model",
  "bedrock-agent",
  "bedrock-knowledge-base",
  "ecr-repository",
  "log-group",
  "rds-instance",
  "rds-cluster",
  "redshift-cluster",
  "stack",
  "stream",
  "file-system",
  "glue-database",
  "glue-table",
  "search-domain",
]);

/** Another one of a known sort says less than a sort that was never touched. */
const nameFactor = 0.6;

function knownAs({ class: ofClass, name: whole }: Pick<TouchedResource, "class" | "name">): Known {
  const general = classOf(whole);
  const sort = `${ofClass} ${general}`;
  const name = general === whole || !lasting.has(ofClass) ? undefined : `${ofClass} ${whole}`;
  const nameKey = name === undefined ? 0 : markKey(resourceNameDimension, name);
  return { sort, sortKey: markKey(resourceDimension, sort), name, nameKey };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * On what it was done, and whether it is a decoy. Of most calls the one thing that they are about is compared; of those
 * that give or hide power, and so are few, all that they name. Objects in a bucket are too many to be known one by one:
 * the bucket stands for them.
 */
export function compareResources(comparison: Comparison): void {
  const { facts, activity, surroundings } = comparison;
  const { isDecoy } = surroundings;
  if (isDecoy !== undefined) compareDecoys(comparison, resourcesOf(activity), isDecoy);
  if (facts.sensitive && facts.actionClass !== "data") compareAll(comparison);
  else compareMain(comparison);
}

function compareAll(comparison: Comparison): void {
  let compared = 0;
  for (const resource of resourcesOf(comparison.activity)) {
    if (resource.class === "other" || resource.class === "s3-object") continue;
    compareKnown(comparison, knownAs(resource));
    if (++compared === mostCompared) return;
  }
}

/** A call that is about the same as the last one, within a day, and was no news before, is none now. */
function compareMain(comparison: Comparison): void {
  const { baseline, activity, facts, mask, day } = comparison;
  const request = activity.record["requestParameters"] as Fields | null | undefined;
  if (typeof request !== "object" || request === null) return;
  const field = mainField(request, facts.mainFields);
  if (field === undefined) {
    if (activity.service === "dynamodb") compareTables(comparison, request["requestItems"]);
    return;
  }
  const text = request[field.name] as string;
  const { last } = baseline;
  if (
    last.resource === text &&
    last.resourceField === field &&
    last.resourceWeight >= facts.weight &&
    last.resourceDay === day &&
    last.resourceMask === mask
  ) {
    return;
  }
  const before = comparison.signals?.length ?? 0;
  compareKnown(comparison, knownIn(field, text));
  if ((comparison.signals?.length ?? 0) > before || text.length > longestRemembered) return;
  last.resource = text;
  last.resourceField = field;
  last.resourceWeight = facts.weight;
  last.resourceDay = day;
  last.resourceMask = mask;
}

/** DynamoDB's batch calls name their tables by keys: `requestItems: { orders: […] }`. */
function compareTables(comparison: Comparison, items: unknown): void {
  if (typeof items !== "object" || items === null || Array.isArray(items)) return;
  let compared = 0;
  for (const name in items) {
    compareKnown(comparison, knownAs(thingNamed("dynamodb-table", name)));
    if (++compared === mostCompared) return;
  }
}

const memos = new Map<RequestField, (text: string) => Known>();

function knownIn(field: RequestField, text: string): Known {
  if (text.length > longestRemembered) return knownAs(thingNamed(field.class, text));
  let memo = memos.get(field);
  if (memo === undefined) {
    memo = sampledMemo(
      1_024,
      boundedMemo(4_000, (name) => knownAs(thingNamed(field.class, name))),
    );
    memos.set(field, memo);
  }
  return memo(text);
}

/**
 * By name, and where that is new or was not touched yet today, by its sort. A new sort is told, and not its name as
 * well.
 */
function compareKnown(comparison: Comparison, { sort, sortKey, name, nameKey }: Known): void {
  const { baseline, mask, active, day } = comparison;
  if (name === undefined) {
    compareOne(comparison, resourceDimension, sortKey, sort, 1);
    return;
  }
  const index = indexOf(baseline, nameKey);
  const isToday = index >= 0 && ((baseline.marks.days[index] as number) & bitOf(baseline, day)) !== 0;
  if (isToday && valueDays(baseline, index, mask) * 7 >= active) return;
  const told = compareOne(comparison, resourceDimension, sortKey, sort, 1);
  compareOne(comparison, resourceNameDimension, nameKey, name, told ? 0 : nameFactor);
}

/** Compares one value and learns it. True where it was told. What is looked at only since yesterday is no news. */
function compareOne(comparison: Comparison, dimension: number, key: number, name: string, factor: number): boolean {
  const { baseline, activity, mask, active, facts } = comparison;
  const index = indexOf(baseline, key);
  const seen = valueDays(baseline, index, mask);
  if (factor === 0 || seen * 7 >= active || (seen === 0 && !hasHistory(comparison, dimension))) {
    markValue(baseline, index, key, activity.timeMs, name);
    return false;
  }
  const before = comparison.signals?.length ?? 0;
  compareValue(comparison, "resource", dimension, key, facts.weight * factor, name);
  return (comparison.signals?.length ?? 0) > before;
}

function compareDecoys(
  comparison: Comparison,
  resources: readonly TouchedResource[],
  isDecoy: (name: string) => boolean,
): void {
  const touched = resources.find(({ name, arn }) => isDecoy(name) || (arn !== undefined && isDecoy(arn)));
  if (touched === undefined) return;
  addSignal(comparison, "decoy", 0, signalWeights.decoy.points, {
    observed: `touched the decoy ${touched.class} ${touched.name}`,
    expected: "nobody has a reason to touch it",
    band: "unseen",
    deterministic: true,
  });
}
