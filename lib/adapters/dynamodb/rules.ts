import { createHash } from "node:crypto";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { historyLength, type RuleSet, type RuleStore, requireStorable } from "../../app/rule-store.ts";
import { table } from "../../contract/table.ts";
import { batchGet } from "./batch-get.ts";
import type { Item } from "./conditional-writes.ts";
import { causeOf, failuresOf, settleInParallel } from "./in-parallel.ts";
import { type ListedRule, readListedRules, ruleAttributes, rulesPk, textSk } from "./rule-set-item.ts";
import { versionAttributes, versionedItems } from "./versioned-items.ts";

const writesAtOnce = 8;
const noRules: RuleSet = { version: 0, rules: [] };

/**
 * Pushed rules in the partition RULES of the warden's table. Texts are written first, under their hash, and then the
 * version that names them, if it does not exist yet: readers see a whole set or the one before. Nothing is changed or
 * deleted. Texts are remembered, so a reload of an unchanged set costs one query for one item.
 */
export function dynamoRules(parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}): RuleStore {
  const { client, tableName } = parts;
  const versions = versionedItems({ ...parts, pk: rulesPk, named: "pushed rules" });
  let texts = new Map<string, string>();

  const withTexts = async (item: Item): Promise<RuleSet> => {
    const { version } = versions.read(item);
    const listed = readListedRules(item[ruleAttributes.rules]?.S, (why) => versions.damaged(item, why));
    const needed = new Set(listed.map(({ hash }) => hash));
    const unknown = [...needed].filter((hash) => !texts.has(hash)).map((hash) => versions.keyOf(textSk(hash)));
    const attributes = [table.sortKey, ruleAttributes.text];
    const read = unknown.length === 0 ? [] : await batchGet({ ...parts, attributes }, unknown);
    const known = new Map([...texts].filter(([hash]) => needed.has(hash)));
    for (const textItem of read) {
      const text = textItem[ruleAttributes.text]?.S ?? "";
      known.set(hashOf(text), text);
    }
    texts = known;
    const rules = listed.map(({ hash, ...rule }) => {
      const text = known.get(hash);
      if (text !== undefined) return { ...rule, text };
      throw new Error(
        `The text of the pushed rule ${rule.file} (version ${version}) is gone from table ${tableName}, or is not ` +
          "the text that was pushed. Push it again, or restore the table.",
      );
    });
    return { version, rules };
  };

  const storeTexts = async (wanted: ReadonlyMap<string, string>): Promise<void> => {
    const outcomes = await settleInParallel([...wanted], writesAtOnce, ([hash, text]) =>
      client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: { ...versions.keyOf(textSk(hash)), [ruleAttributes.text]: { S: text } },
        }),
      ),
    );
    const failures = failuresOf(outcomes);
    if (failures.length > 0) throw causeOf(failures.slice(0, 1));
  };

  return {
    async load() {
      const [item] = await versions.newest(1);
      return item === undefined ? noRules : withTexts(item);
    },

    async loadVersion(version) {
      if (version === 0) return noRules;
      const item = await versions.find(version);
      return item === undefined ? undefined : withTexts(item);
    },

    async save(write) {
      requireStorable(write.rules);
      const hashed = write.rules.map(({ text, ...rule }) => ({ text, listed: { ...rule, hash: hashOf(text) } }));
      // What was read from the table is in it.
      const wanted = hashed.filter(({ listed }) => !texts.has(listed.hash));
      await storeTexts(new Map(wanted.map(({ text, listed }) => [listed.hash, text])));
      const listed: readonly ListedRule[] = hashed.map((one) => one.listed);
      return versions.append(write, { [ruleAttributes.rules]: { S: JSON.stringify(listed) } });
    },

    async history() {
      const items = await versions.newest(historyLength, Object.values(versionAttributes));
      return items.map(versions.read);
    },
  };
}

/**
 * The pushed rules of a table that is reached with the credentials and the region which the SDK finds for this process.
 * That the table exists is only seen at the first use.
 */
export function connectRules(tableName: string): RuleStore {
  return dynamoRules({ client: new DynamoDBClient({}), tableName });
}

/** DynamoDB's string is the text itself, so a text that hashes to its key is the one that was pushed. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
