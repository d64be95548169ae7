import { budgetCount, budgetKeys, defaultBudgets } from "../../contract/budget-item.ts";
import { table } from "../../contract/table.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import { finality, isFinal } from "../../domain/response/final-playbook.ts";
import { termsFrom } from "./approval.ts";
import { call, expression, quoted, type State, type States } from "./states.ts";

const entered = "$states.context.State.EnteredTime";

/** A limit of the request where it names a whole number from 0, else what is usual. */
const limit = (name: keyof typeof defaultBudgets) => {
  const asked = `$request.budgets.${name}`;
  return `$string($type(${asked}) = 'number' and ${asked} >= 0 ? $floor(${asked}) : ${defaultBudgets[name]})`;
};

/**
 * Takes one of what the warden may contain within an hour by itself, of the account and overall. Where the budget is
 * used up, or cannot be read, people are asked: a containment is never dropped. A second try of a lost answer counts
 * twice, which errs on the side of asking.
 */
export function budgetStates(parts: {
  readonly tableName: string;
  readonly playbook: PlaybookName;
  readonly next: string;
}): States {
  const { tableName, playbook, next } = parts;
  const take = (pk: string, most: string, of: string, then: string): State =>
    call({
      resource: "arn:aws:states:::dynamodb:updateItem",
      arguments: {
        TableName: tableName,
        Key: {
          [table.partitionKey]: { S: pk },
          [table.sortKey]: { S: expression(`$substring(${entered}, 0, ${budgetKeys.sk("2026-11-21T18:00").length})`) },
        },
        UpdateExpression: "ADD #count :one SET #expires = :expires",
        // The first of the hour has no count yet; a budget of none lets not even that one through.
        ConditionExpression: expression(
          `${most} = '0' ? '#count < :most' : 'attribute_not_exists(#count) OR #count < :most'`,
        ),
        ExpressionAttributeNames: { "#count": budgetCount, "#expires": table.expiry },
        ExpressionAttributeValues: {
          ":one": { N: "1" },
          ":most": { N: expression(most) },
          ":expires": { N: expression(`$string($floor($toMillis(${entered}) / 1000) + 172800)`) },
        },
      },
      catch: [
        {
          errors: ["DynamoDB.ConditionalCheckFailedException"],
          next: "OverBudget",
          problem: `The warden contained as many identities ${of} within this hour as it may by itself.`,
        },
        {
          errors: ["States.ALL"],
          next: "OverBudget",
          problem: `How many identities were contained ${of} within this hour could not be read or counted.`,
        },
      ],
      next: then,
    });
  return {
    TakeAccountBudget: take(
      expression(`'${budgetKeys.pkPrefix}' & $request.target.accountId`),
      limit("accountAnHour"),
      "of the account",
      "TakeOverallBudget",
    ),
    TakeOverallBudget: take(budgetKeys.overallPk, limit("overallAnHour"), "overall", next),
    OverBudget: {
      Type: "Pass",
      Assign: {
        terms: termsFrom("overBudget", playbook),
        whyAsked: expression(isFinal(playbook) ? `$problem & ${quoted(finality(playbook))}` : "$problem"),
      },
      Next: "TellApproval",
    },
  };
}
