import { killSwitchPk, sortKeys, table } from "../../contract/table.ts";
import { call, expression, type States } from "./states.ts";

/**
 * True only for an item that was never set, after a read that succeeded, or one that says `engaged: false` and nothing
 * else. A missing, empty or malformed `engaged` counts as engaged. The attribute type is spelled `BOOL` by DynamoDB and
 * by the optimised integration, `Bool` by the SDK integration; either will do.
 */
const released =
  "$exists($states.result.Item) = false or $states.result.Item.engaged = {'BOOL': false} or $states.result.Item.engaged = {'Bool': false}";

/**
 * Reads the kill switch and goes on to `act` only where it is released. The read stands directly before the change, so
 * each change has a guard of its own: `suffix` keeps their states apart.
 */
export function killSwitchGuard(parts: {
  readonly tableName: string;
  readonly suffix?: string;
  readonly act: string;
  /** Variables to set on the way to `act`. */
  readonly assign?: Readonly<Record<string, string>> | undefined;
  /** Where else it goes on: a JSONata condition under which the switch does not hold `act` up. */
  readonly unless?: string;
  readonly engaged: string;
  readonly unreadable: string;
}): States {
  const { tableName, suffix = "", act, assign, unless, engaged, unreadable } = parts;
  const condition = unless === undefined ? "$mayAct = true" : `$mayAct = true or (${unless})`;
  return {
    [`ReadKillSwitch${suffix}`]: call({
      resource: "arn:aws:states:::dynamodb:getItem",
      arguments: {
        TableName: tableName,
        Key: { [table.partitionKey]: { S: killSwitchPk }, [table.sortKey]: { S: sortKeys.setting } },
        ConsistentRead: true,
      },
      assign: {
        mayAct: expression(released),
        problem: expression(`(${released}) ? '' : 'The kill switch is engaged.'`),
      },
      catch: [{ errors: ["States.ALL"], next: unreadable, problem: "The kill switch could not be read." }],
      next: `IsKillSwitchReleased${suffix}`,
    }),
    [`IsKillSwitchReleased${suffix}`]: {
      Type: "Choice",
      Choices: [{ Condition: expression(condition), ...(assign === undefined ? {} : { Assign: assign }), Next: act }],
      Default: engaged,
    },
  };
}
