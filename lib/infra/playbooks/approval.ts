import { approvalItem, approvalKeys } from "../../contract/approval-item.ts";
import { openKinds, table } from "../../contract/table.ts";
import { type PlaybookName, playbookScope } from "../../domain/response/decision.ts";
import { lines, publish, startedByLine } from "./notice.ts";
import { call, expression, quoted, type State, type States } from "./states.ts";

/** Shortest and longest time that people are waited for, in seconds. */
const waits = { least: 60, most: 604_800, usual: 3_600 };

/**
 * The terms of a question, from a field of the request; what is not worded as agreed becomes the stricter of what is
 * allowed. Where the request says nothing, an hour is waited, and nothing happens where nobody answers.
 */
export const termsFrom = (field: "approval" | "overBudget", playbook: PlaybookName) => {
  const terms = `$request.${field}`;
  const seconds = `$floor(${terms}.seconds)`;
  const usually = playbookScope[playbook] === "identity" ? 2 : 1;
  return {
    people: expression(`$exists(${terms}) ? (${terms}.people = 1 ? 1 : 2) : ${usually}`),
    seconds: expression(
      `$type(${terms}.seconds) = 'number' ? $min([$max([${seconds}, ${waits.least}]), ${waits.most}]) : ${waits.usual}`,
    ),
    onExpiry: expression(`${terms}.onExpiry = 'contain' ? 'contain' : 'leave'`),
  };
};

const entered = "$states.context.State.EnteredTime";
const list = (field: string) => `$string($exists($request.${field}) ? [$request.${field}] : [])`;

/** Attribute to the JSONata of its value. */
const texts: Readonly<Record<string, string>> = {
  [approvalItem.containmentId]: "$request.containmentId",
  [approvalItem.identityKey]: "$request.identityKey",
  [approvalItem.caseId]: "$request.caseId",
  [approvalItem.playbook]: "$request.playbook",
  [approvalItem.target]: "$string($request.target)",
  [approvalItem.narrower]: list("narrower"),
  [approvalItem.impact]: list("impact"),
  [approvalItem.reason]: "$request.reason & ' ' & $whyAsked",
  [approvalItem.status]: "'waiting'",
  [approvalItem.token]: "$states.context.Task.Token",
  [approvalItem.askedAt]: entered,
  [approvalItem.expiresAt]: `$fromMillis($toMillis(${entered}) + $terms.seconds * 1000)`,
  [table.openIndexPartitionKey]: `'${openKinds.approval}'`,
  [table.openIndexSortKey]: entered,
};

const byHand = "$exists($request.startedBy)";
const sets = [...Object.keys(texts), approvalItem.people].map((name) => `#${name} = :${name}`).join(", ");
const removes = ` REMOVE #${approvalItem.said}, #${approvalItem.deliveredAt}`;
const attributeNames = Object.fromEntries(
  [...Object.keys(texts), approvalItem.people, approvalItem.said, approvalItem.deliveredAt, approvalItem.startedBy].map(
    (name) => [`#${name}`, name],
  ),
);
const values = `{${Object.entries(texts)
  .map(([name, value]) => `':${name}': {'S': ${value}}`)
  .concat(`':${approvalItem.people}': {'N': $string($terms.people)}`)
  .join(", ")}}`;

const key = {
  [table.partitionKey]: { S: expression(`'${approvalKeys.pkPrefix}' & $request.containmentId`) },
  [table.sortKey]: { S: approvalKeys.sk },
};

const question = lines(
  "'Contain?      ' & $request.playbook",
  "'Target:       ' & $string($request.target)",
  "'Identity:     ' & $request.identityKey",
  "'Why:          ' & $request.reason",
  "'Why asked:    ' & $whyAsked",
  startedByLine,
  "'Impact:       ' & ($count($request.impact) = 0 ? 'not estimated' : $join([$request.impact], ' '))",
  "'Needed:       ' & ($terms.people = 1 ? 'one person' : 'two people')",
  "'Until:        ' & $fromMillis($millis() + $terms.seconds * 1000) & ', then ' & ($terms.onExpiry = 'contain' ? 'it is contained' : 'nothing is changed')",
  "'Case:         ' & $request.caseId",
  "'To answer:    nhi approve ' & $request.containmentId & '   or   nhi deny ' & $request.containmentId",
);

/**
 * Tells people, then waits for their answer with a task token that stands in the approval's item; only the approver
 * function may send it back. Leads to `next` where they agree, or where nobody answers and the policy contains then;
 * else to `Denied`, `Expired`, `Narrowed` or `Failed`.
 */
export function approvalStates(parts: {
  readonly tableName: string;
  readonly topicArn: string;
  readonly playbook: PlaybookName;
  readonly next: string;
}): States {
  const { tableName, topicArn, playbook, next } = parts;
  return {
    TellApproval: publish({
      topicArn,
      subject: `'NHI Warden: approval needed (' & $request.playbook & ')'`,
      message: question,
      next: "AskPeople",
      onError: {
        next: "AskPeople",
        problem: "People could not be told of the question.",
        assign: { note: " People could not be told of the question." },
      },
    }),
    AskPeople: askPeople(tableName),
    WhatWasSaid: {
      Type: "Choice",
      Choices: [
        {
          Condition: expression("$answer.answer = 'approve'"),
          Assign: { settled: true, approvedBy: expression("$join([$answer.who], ' ')") },
          Next: next,
        },
        {
          Condition: expression(
            `$answer.answer = 'narrow' and $type($answer.narrower) = 'number' and $exists(${chosen}.playbook) and ${chosen}.playbook != '${playbook}'`,
          ),
          Assign: { chosen: expression(chosen), narrowedId, approvedBy: expression("$join([$answer.who], ' ')") },
          Next: "StartNarrower",
        },
      ],
      Default: "Denied",
    },
    // The name of this state machine ends in the playbook's; its siblings differ in that alone.
    StartNarrower: call({
      resource: "arn:aws:states:::states:startExecution",
      arguments: {
        StateMachineArn: expression(`$replace($states.context.StateMachine.Id, '${playbook}', $chosen.playbook, 1)`),
        Name: expression("$narrowedId"),
        Input: expression(narrowedRequest),
      },
      catch: [
        {
          errors: ["States.ALL"],
          next: "Failed",
          problem: "People chose a narrower containment, and it could not be started. Nothing was changed.",
        },
      ],
      next: "Narrowed",
    }),
    ExpireApproval: call({
      resource: "arn:aws:states:::dynamodb:updateItem",
      arguments: {
        TableName: tableName,
        Key: key,
        UpdateExpression: `SET #status = :expired REMOVE #token, ${table.openIndexPartitionKey}, ${table.openIndexSortKey}`,
        // An answer that was written at the last instant and did not get here is none.
        ConditionExpression: "attribute_exists(#status) AND attribute_not_exists(#delivered)",
        ExpressionAttributeNames: {
          "#status": approvalItem.status,
          "#token": approvalItem.token,
          "#delivered": approvalItem.deliveredAt,
        },
        ExpressionAttributeValues: { ":expired": { S: "expired" } },
      },
      // The question is over whether or not its item says so: its token is dead.
      catch: [
        {
          errors: ["States.ALL"],
          next: "OnExpiry",
          problem: "The item of the question could not be closed.",
        },
      ],
      next: "OnExpiry",
    }),
    OnExpiry: {
      Type: "Choice",
      Choices: [
        {
          Condition: expression("$terms.onExpiry = 'contain'"),
          Assign: { settled: true, approvedBy: "nobody: the policy contains where nobody answers" },
          Next: next,
        },
      ],
      Default: "Expired",
    },
  };
}

const chosen = "$request.narrower[$number($answer.narrower)]";

/** A containment of its own, which nobody is asked about again. */
const narrowedRequest =
  "$string($merge([$sift($request, function($v, $k) { $not($k in ['approval', 'narrower', 'releaseAfterSeconds']) }), {'containmentId': $narrowedId, 'playbook': $chosen.playbook, 'target': $chosen, 'approvedBy': $approvedBy}]))";

/** Id of the containment that people chose instead: an execution's name has 80 characters at most. */
const narrowedId = expression("$substring($request.containmentId, 0, 70) & '-narrowed'");

function askPeople(tableName: string): State {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken",
    Arguments: {
      TableName: tableName,
      Key: key,
      UpdateExpression: expression(
        `${quoted(`SET ${sets}`)} & (${byHand} ? ${quoted(`, #${approvalItem.startedBy} = :${approvalItem.startedBy}${removes}`)} : ${quoted(`${removes}, #${approvalItem.startedBy}`)})`,
      ),
      ExpressionAttributeNames: attributeNames,
      ExpressionAttributeValues: expression(
        `$merge([${values}, ${byHand} ? {':${approvalItem.startedBy}': {'S': $request.startedBy}} : {}])`,
      ),
    },
    TimeoutSeconds: expression("$terms.seconds"),
    Assign: { answer: expression("$states.result") },
    // Every error but the time being over: the item is written again, with a new token.
    Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 }],
    Catch: [
      { ErrorEquals: ["States.Timeout"], Next: "ExpireApproval" },
      {
        ErrorEquals: ["States.ALL"],
        Assign: {
          problem: expression(
            "'People could not be asked. Nothing was changed. ' & $states.errorOutput.Error & ': ' & $substring($string($states.errorOutput.Cause), 0, 500)",
          ),
        },
        Next: "Failed",
      },
    ],
    Next: "WhatWasSaid",
  };
}
