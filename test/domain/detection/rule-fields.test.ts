import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRuleFile } from "../../../lib/adapters/files/rule-files.ts";
import { compareWith } from "../../../lib/domain/detection/comparison.ts";
import { observeActivity } from "../../../lib/domain/detection/observe-activity.ts";
import { ruleFactsOf } from "../../../lib/domain/detection/rule-facts.ts";
import { ruleFields, ruleFieldsPage } from "../../../lib/domain/detection/rule-fields.ts";
import { compileRules } from "../../../lib/domain/detection/rules.ts";
import { copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const standing = learned(nightlyBackup(30));
const facts = () => {
  const activity = madeActivity({ eventId: eventIdOf(0xabc000), timeMs: nightOf(30), eventName: "DeleteBucket" });
  const comparison = compareWith(copyOf(standing).baseline, activity, madeActor());
  observeActivity(comparison);
  return ruleFactsOf(comparison, { tier: "default", trustAt: () => 88 }, {});
};
const topLevel = (name: string) => name.split(".")[1] as string;

test("every field that is documented can be asked for, and every one that can be asked for is documented", () => {
  const given = facts();
  const getters = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(given)))
    .filter(([, { get }]) => get !== undefined)
    .map(([name]) => name);
  expect(new Set(ruleFields.map(({ name }) => topLevel(name)))).toEqual(new Set(getters));
});

test("what a field says has the type that is documented", () => {
  const given = facts();
  const typeOf = { text: "string", number: "number", "truth value": "boolean" } as const;
  for (const { name, type } of ruleFields) {
    const path = name.replace("KIND", "action").split(".").slice(1);
    const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], given);
    if (value === undefined) continue;
    if (type === "list of texts") expect(value).toBeInstanceOf(Array);
    else expect([name, typeof value]).toEqual([name, typeOf[type]]);
  }
  expect(given["trust"]).toBe(88);
  expect((given["signal"] as Record<string, { band: string }>)["action"]?.band).toBe("unseen");
});

test("the page in docs is current (npm run docs writes it)", () => {
  expect(readFileSync(join(process.cwd(), "docs/rules.md"), "utf8")).toBe(ruleFieldsPage());
});

test("the rule that the page shows reads what the record says of a credential", () => {
  const yaml = /```yaml\n([\s\S]*?)```/.exec(ruleFieldsPage())?.[1] ?? "";
  const header = "title: x\nlogsource: { product: aws, service: cloudtrail }\nlevel: low\n";
  const parsed = parseRuleFile("rules/shown.yml", header + yaml);
  const rules = compileRules(parsed.documents);
  expect([...parsed.problems, ...rules.problems]).toEqual([]);
  const found = (ec2RoleDelivery: string) =>
    rules.match(
      madeActivity({
        service: "iam",
        eventName: "CreateUser",
        record: { userIdentity: { sessionContext: { ec2RoleDelivery } } },
      }),
      {
        sensitive: true,
      },
    ).length;
  expect([found("1.0"), found("2.0")]).toEqual([1, 0]);
});
