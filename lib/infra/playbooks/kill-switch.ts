import { killSwitchPk, sortKeys, table } from "../../contract/table.ts";
import { call, expression, type States } from "./states.ts";

/**
 * True only for an item that was never set, after a read that succeeded, or one that says `engaged: false` and nothing
 * else. A missing, empty or malformed `engaged` counts as engaged. The attribute type is spelled `BOOL` by DynamoDB and
 * by the optimised integration, `Bool` by the SDK integration; either will do.
 */
const released =
  "$exists($states.result.Item) = false or $states.result.Item.engaged = {'BOOL': false} or $states.result.Item.engaged = {'Bool': false}";

/** Reads the kill switch and goes on to `act` only where it is released. The read stands directly before the change. */
export function killSwitchGuard(parts: {
  readonly tableName: string;
  readonly act: string;
  /** Variables to set on the way to `act`. */
  readonly assign?: Readonly<Record<string, string>>;
}): States {
  const { tableName, act, assign } = parts;
  return {
    ReadKillSwitch: call({
      resource: "arn:aws:states:::dynamodb:getItem",
      arguments: {
        TableName: tableName,
        Key: { [table.partitionKey]: { S: killSwitchPk }, [table.sortKey]: { S: sortKeys.setting } },
        ConsistentRead: true,
      },
      assign: { mayAct: expression(released) },
      catch: [{ errors: ["States.ALL"], next: "KillSwitchUnreadable", problem: "The kill switch could not be read." }],
      next: "IsKillSwitchReleased",
    }),
    IsKillSwitchReleased: {
      Type: "Choice",
      Choices: [
        {
          Condition: expression("$mayAct = true"),
          ...(assign === undefined ? {} : { Assign: assign }),
          Next: act,
        },
      ],
      Default: "KillSwitchEngaged",
    },
  };
}
