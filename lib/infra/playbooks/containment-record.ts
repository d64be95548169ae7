import { containmentItem, proofLevels } from "../../contract/containment-item.ts";
import { openKinds, sortKeys, table } from "../../contract/table.ts";
import { call, expression, type State } from "./states.ts";

interface RecordWrite {
  readonly tableName: string;
  /** Attribute to JSONata expression; the value is stored as a string. */
  readonly set: Readonly<Record<string, string>>;
  /** Attributes that keep the value they have. */
  readonly keep?: readonly string[];
  /** JSONata condition under which the item leaves the index of what waits for people. */
  readonly closeWhen?: string;
  readonly assign?: Readonly<Record<string, unknown>>;
  readonly next: string;
  /** Where an item that could not be written leads, and what is said about it. */
  readonly onError: { readonly next: string; readonly problem: string };
}

/** Writes attributes of the containment's item. Attribute names go through `#`, because some are reserved words. */
export function writeRecord(write: RecordWrite): State {
  const attributes = Object.keys(write.set);
  const assignments = attributes.map((name) =>
    write.keep?.includes(name) ? `#${name} = if_not_exists(#${name}, :${name})` : `#${name} = :${name}`,
  );
  const update = `SET ${assignments.join(", ")}`;
  const close = ` REMOVE ${table.openIndexPartitionKey}, ${table.openIndexSortKey}`;
  return call({
    resource: "arn:aws:states:::dynamodb:updateItem",
    arguments: {
      TableName: write.tableName,
      Key: {
        [table.partitionKey]: { S: expression("'CONTAINMENT#' & $request.containmentId") },
        [table.sortKey]: { S: sortKeys.containment },
      },
      UpdateExpression:
        write.closeWhen === undefined ? update : expression(`${write.closeWhen} ? '${update}${close}' : '${update}'`),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        attributes.map((name) => [`:${name}`, { S: expression(write.set[name] ?? "''") }]),
      ),
    },
    ...(write.assign === undefined ? {} : { assign: write.assign }),
    catch: [{ errors: ["States.ALL"], ...write.onError }],
    next: write.next,
  });
}

const entered = "$states.context.State.EnteredTime";

const identity = {
  [containmentItem.containmentId]: "$request.containmentId",
  [containmentItem.playbook]: "$request.playbook",
  [containmentItem.identityKey]: "$request.identityKey",
  [containmentItem.caseId]: "$request.caseId",
  [containmentItem.request]: "$string($request)",
  [containmentItem.execution]: "$states.context.Execution.Id",
};

/**
 * The attributes of a containment that begins. Those of a first attempt stay, because an execution that is started
 * again must not forget what the first one found.
 */
export const startedAttributes = {
  set: {
    ...identity,
    [containmentItem.state]: "'running'",
    [containmentItem.outcome]: "'running'",
    [containmentItem.startedAt]: entered,
    [containmentItem.updatedAt]: entered,
    [table.openIndexPartitionKey]: `'${openKinds.containment}'`,
    [table.openIndexSortKey]: entered,
  },
  keep: [containmentItem.startedAt, table.openIndexSortKey],
};

/** What stood before the change: the release puts it back. */
export const beforeAttributes = {
  set: {
    [containmentItem.beforeState]: "$beforeState",
    [containmentItem.marksBefore]: "$marks",
    [containmentItem.principalId]: "$principalId",
    [containmentItem.approvedBy]: "$approvedBy",
    [containmentItem.updatedAt]: entered,
  },
  keep: [containmentItem.beforeState, containmentItem.marksBefore, containmentItem.principalId],
};

/** The change is in place; whether it holds is not known yet, so that the item stays in the index. */
export const inPlaceAttributes = {
  set: {
    [containmentItem.state]: "'contained'",
    [containmentItem.outcome]: "'contained'",
    [containmentItem.detail]: "'It is in place. Whether it holds is looked at for a minute.'",
    [containmentItem.proof]: `'${proofLevels.readBack}'`,
    [containmentItem.afterState]: "$afterState",
    [containmentItem.updatedAt]: entered,
  },
};

const after = "$request.releaseAfterSeconds";
const limited = `$ended.outcome = 'contained' and $type(${after}) = 'number'`;

/** When a time-limited containment ends: between a minute and a week after it was proven; empty for one that is not. */
export const releaseAt = `${limited} ? $fromMillis($toMillis(${entered}) + $min([$max([$floor(${after}), 60]), 604800]) * 1000) : ''`;

/**
 * A failed containment stays in the index: a person has to look at it. Whose outcome it is stands here as well, because
 * the start may not have been recorded.
 */
export const endedAttributes = {
  set: {
    ...identity,
    [containmentItem.startedAt]: entered,
    [containmentItem.state]: "$ended.state",
    [containmentItem.outcome]: "$ended.outcome",
    [containmentItem.detail]: "$ended.detail",
    [containmentItem.proof]: "$ended.proof",
    [containmentItem.afterState]: "$afterState",
    [containmentItem.releaseAt]: releaseAt,
    [containmentItem.updatedAt]: entered,
  },
  keep: [...Object.keys(identity), containmentItem.startedAt],
  closeWhen: "$ended.state != 'failed'",
};

export const noticeFailedAttributes = {
  set: { [containmentItem.notice]: "'failed'", [containmentItem.updatedAt]: entered },
};

export const releasedAttributes = {
  set: {
    [containmentItem.state]: "'released'",
    [containmentItem.outcome]: "'released'",
    [containmentItem.detail]: "$ended.detail",
    [containmentItem.releasedAt]: entered,
    [containmentItem.releasedBy]: "$by",
    [containmentItem.updatedAt]: entered,
  },
  closeWhen: "true",
};

/** A release that was refused or failed leaves the containment's state as it is. */
export const notReleasedAttributes = {
  set: {
    [containmentItem.outcome]: "$ended.outcome = 'release-refused-drift' ? $ended.outcome : $outcome",
    [containmentItem.detail]: "$ended.detail",
    [containmentItem.drift]: "$drift",
    [containmentItem.updatedAt]: entered,
  },
};
