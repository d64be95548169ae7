import { sortKeys, table } from "../../contract/table.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import { noticeFailedAttributes, notReleasedAttributes, writeRecord } from "./containment-record.ts";
import { publishRelease } from "./notice.ts";
import { beginning, recorded as known } from "./release-variables.ts";
import { call, expression, type State, type States } from "./states.ts";

/** The states that every release begins with: it takes `{containmentId, by, why}` and reads the containment's item. */
export function releaseOpening(parts: {
  readonly tableName: string;
  readonly playbook: PlaybookName;
  readonly next: string;
}): States {
  const { tableName, playbook, next } = parts;
  return {
    Begin: { Type: "Pass", Assign: beginning, Next: "IsOwnRequest" },
    IsOwnRequest: {
      Type: "Choice",
      Choices: [
        {
          Condition: expression(
            "$type($states.input.containmentId) = 'string' and $type($states.input.by) = 'string' and $type($states.input.why) = 'string'",
          ),
          Next: "ReadContainment",
        },
      ],
      Default: "NotOwnRequest",
    },
    NotOwnRequest: {
      Type: "Fail",
      Error: "NhiWarden.WrongPlaybook",
      Cause: `The input names no containment of ${playbook}, with by and why. Nothing was changed or recorded.`,
    },
    ReadContainment: readContainment(tableName, next),
  };
}

/** Reads the item of the containment that is to be released. Where that fails it leads to `NotReadable`. */
const readContainment = (tableName: string, next: string): State =>
  call({
    resource: "arn:aws:states:::dynamodb:getItem",
    arguments: {
      TableName: tableName,
      Key: {
        [table.partitionKey]: { S: expression("'CONTAINMENT#' & $request.containmentId") },
        [table.sortKey]: { S: sortKeys.containment },
      },
      ConsistentRead: true,
    },
    assign: known,
    catch: [
      {
        errors: ["States.ALL"],
        next: "NotReadable",
        problem: "The containment's item could not be read, or is none.",
      },
    ],
    next,
  });

/**
 * The states that every release ends with: what was not released is recorded, people are told, and the execution fails
 * where the release did, or could not be recorded or told; `cause` then says so. `recorded` is where a record leads.
 */
export function releaseEnding(parts: {
  readonly tableName: string;
  readonly topicArn: string;
  readonly recorded: string;
  readonly cause: string;
}): States {
  const { tableName, topicArn, recorded, cause } = parts;
  return {
    RecordNotReleased: writeRecord({
      tableName,
      ...notReleasedAttributes,
      next: recorded,
      onError: { next: "NotRecorded", problem: "That the release did not happen could not be recorded." },
    }),
    NotRecorded: {
      Type: "Pass",
      Assign: {
        sound: false,
        ended: expression("$merge([$ended, {'detail': $ended.detail & ' ' & $problem}])"),
      },
      Next: recorded,
    },
    TellRelease: publishRelease({ topicArn, next: "IsSound", onError: "RecordNoticeFailed" }),
    RecordNoticeFailed: writeRecord({
      tableName,
      ...noticeFailedAttributes,
      next: "NotSound",
      onError: { next: "NotSound", problem: "Neither could people be told nor that be recorded." },
    }),
    IsSound: {
      Type: "Choice",
      Choices: [{ Condition: expression("$sound = true"), Next: "Done" }],
      Default: "NotSound",
    },
    Done: { Type: "Succeed" },
    NotSound: { Type: "Fail", Error: "NhiWarden.NotReleased", Cause: cause },
  };
}
