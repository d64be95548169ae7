import { type DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { RulingRecord, RulingStore } from "../../app/rulings.ts";
import { rulingItem, rulingKeys } from "../../contract/ruling-item.ts";
import { table } from "../../contract/table.ts";
import { type Ruling, verdictKinds } from "../../domain/response/case.ts";
import type { RulingTrace } from "../../domain/response/verdict.ts";
import { caseText, readCaseText } from "./case-text.ts";
import type { Item } from "./conditional-writes.ts";
import { isObject, isString, type JsonObject, parseObject } from "./stored-json.ts";

/** Verdicts in the warden's table, some KB each, read only when somebody asks for a case. */
export function dynamoRulings(parts: { readonly client: DynamoDBClient; readonly tableName: string }): RulingStore {
  const { client, tableName } = parts;
  return {
    async put(record) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: itemOf(record) }));
    },

    async list(caseId) {
      const records: RulingRecord[] = [];
      let from: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            ScanIndexForward: false,
            KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :ruling)",
            ExpressionAttributeNames: { "#pk": table.partitionKey, "#sk": table.sortKey },
            ExpressionAttributeValues: {
              ":pk": { S: rulingKeys.pk(caseId) },
              ":ruling": { S: rulingKeys.skPrefix },
            },
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        records.push(...(page.Items ?? []).map(readItem));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return records;
    },
  };
}

function itemOf(record: RulingRecord): Item {
  const { ruling, ...closed } = record.case;
  if (ruling === undefined) throw new RangeError(`the case ${record.case.caseId} has no ruling that could be stored`);
  const { allowance, learnedDays, heldDays, forgottenDays } = record.trace;
  return {
    [table.partitionKey]: { S: rulingKeys.pk(closed.caseId) },
    [table.sortKey]: { S: rulingKeys.sk(ruling.ruledMs) },
    [rulingItem.identityKey]: { S: closed.identityKey },
    [rulingItem.verdict]: { S: ruling.verdict },
    [rulingItem.owner]: { S: ruling.owner },
    [rulingItem.closedCase]: { S: caseText(closed) },
    [rulingItem.trace]: {
      S: JSON.stringify({ ruling, allowance, learnedDays, heldDays, forgottenDays, wasUnruled: record.wasUnruled }),
    },
    [rulingItem.before]: { B: record.before },
    [rulingItem.version]: { N: String(record.version) },
    ...(record.undone === undefined ? {} : { [rulingItem.undone]: { S: JSON.stringify(record.undone) } }),
  };
}

function readItem(item: Item): RulingRecord {
  const what = `The verdict stored under "${item[table.partitionKey]?.S ?? ""}" "${item[table.sortKey]?.S ?? ""}"`;
  const text = (name: string) => item[name]?.S ?? "";
  const { ruling, allowance, wasUnruled, ...days } = parseObject(text(rulingItem.trace), what);
  const before = item[rulingItem.before]?.B;
  const version = Number(item[rulingItem.version]?.N);
  const undone = item[rulingItem.undone]?.S === undefined ? undefined : parseObject(text(rulingItem.undone), what);
  if (before === undefined || !Number.isSafeInteger(version) || !isRuling(ruling) || !isDays(days)) {
    throw new Error(`${what} cannot be read: an attribute is missing or of the wrong type. Repair or delete the item.`);
  }
  return {
    case: { ...readCaseText(text(rulingItem.closedCase), what), ruling: { ...ruling, untilMs: ruling.untilMs } },
    trace: { allowance: isObject(allowance) ? (allowance as unknown as RulingTrace["allowance"]) : undefined, ...days },
    before,
    version,
    ...(wasUnruled === true ? { wasUnruled } : {}),
    ...(undone === undefined ? {} : { undone: undone as unknown as NonNullable<RulingRecord["undone"]> }),
  };
}

function isRuling(value: unknown): value is Ruling {
  if (!isObject(value)) return false;
  const { verdict, owner, reason, ruledMs } = value;
  const isKnown = verdictKinds.some((kind) => kind === verdict);
  return isKnown && isString(owner) && isString(reason) && typeof ruledMs === "number";
}

function isDays(value: JsonObject): value is JsonObject & Omit<RulingTrace, "allowance"> {
  return ["learnedDays", "heldDays", "forgottenDays"].every(
    (name) => Array.isArray(value[name]) && (value[name] as unknown[]).every(Number.isSafeInteger),
  );
}
