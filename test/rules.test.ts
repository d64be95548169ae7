import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRuleFolder } from "../lib/adapters/files/rule-files.ts";
import { ruleFields } from "../lib/domain/detection/rule-fields.ts";
import { type CompiledRules, compileRules } from "../lib/domain/detection/rules.ts";
import { describeProblem } from "../lib/domain/detection/sigma/problem.ts";
import { signalKinds } from "../lib/domain/detection/signal.ts";
import type { CloudTrailRecord } from "../lib/domain/event/activity.ts";
import { resolveActor } from "../lib/domain/identity/resolve-actor.ts";
import { activityOf } from "./domain/event/cloudtrail-sets.ts";

const samples = join(process.cwd(), "test/rules");
const idsIn = (folder: string) => readdirSync(folder).map((file) => file.replace(/\.yml$/, ""));
const builtIn = "rules";
const examples = "examples/rules";
const ruleIds = idsIn(builtIn);
const exampleIds = idsIn(examples);

async function compiled(folder: string): Promise<CompiledRules> {
  const read = await readRuleFolder(folder);
  const rules = compileRules(read.documents);
  expect([...read.problems, ...rules.problems].map(describeProblem)).toEqual([]);
  return rules;
}

/** A record; what it holds under `nhi` is no part of it, but what the warden knows beside it. */
interface Sample extends CloudTrailRecord {
  readonly nhi?: Readonly<Record<string, unknown>>;
}

function samplesOf(ruleId: string, kind: "match" | "ignore"): readonly (readonly [string, Sample])[] {
  const folder = join(samples, ruleId, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(join(folder, file), "utf8"))]);
}

function matches(rules: CompiledRules, ruleId: string, { nhi, ...record }: Sample): boolean {
  const activity = activityOf(record);
  const { kind } = resolveActor(activity).identity;
  const facts = { kind, human: kind === "human", ...nhi };
  return rules.match(activity, facts).some((finding) => finding.ruleId === ruleId);
}

describe("the built-in rules", () => {
  let rules: CompiledRules;
  beforeAll(async () => {
    rules = await compiled(builtIn);
  });

  test("are all loaded, each under its file's name", () => {
    expect(rules.rules.map((rule) => rule.ruleId)).toEqual(ruleIds);
    expect(rules.rules.map((rule) => rule.name)).toEqual(ruleIds);
    expect(ruleIds.length).toBeGreaterThanOrEqual(84);
  });

  test("have samples for no rule that does not exist", () => {
    const known = [...ruleIds, ...exampleIds];
    expect(readdirSync(samples).filter((folder) => !known.includes(folder))).toEqual([]);
  });

  test("say why they matter, what to do, when they are wrong, and which technique and risk they are about", () => {
    for (const rule of rules.rules) {
      expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(rule.description.length).toBeGreaterThan(80);
      expect(rule.response).toBeDefined();
      expect(rule.falsePositives.length).toBeGreaterThan(0);
      expect(rule.tags).toContainEqual(expect.stringMatching(/^attack\.t\d{4}(\.\d{3})?$/));
      expect(rule.tags).toContainEqual(expect.stringMatching(/^owasp\.nhi([1-9]|10)$/));
    }
  });

  test("judge by the name of a tool only where they say so, and then weakly: the evaluation leaves these out", () => {
    const tagged = rules.rules.filter(({ tags }) => tags.includes("nhi.tool-name"));
    const files = tagged.map(({ ruleId }) => `${ruleId}.yml`);
    const byAgent = readdirSync(builtIn).filter((file) =>
      /userAgent|agentFamily|agentVersion/.test(readFileSync(join(builtIn, file), "utf8")),
    );
    expect(files.filter((file) => byAgent.includes(file))).toEqual(byAgent);
    expect(files).toHaveLength(3);
    for (const { status, level } of tagged) expect([status, level]).toEqual(["experimental", "medium"]);
  });
});

test.each([builtIn, examples])("rules in %s read no fact that the warden does not have", (folder) => {
  const kinds = ["KIND", ...signalKinds];
  const known = new Set(ruleFields.flatMap(({ name }) => kinds.map((kind) => name.replace("KIND", kind))));
  const read = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/^\s*-? ?(nhi\.[\w.-]+)[|:]/gm)].map(
      ([, name]) => name as string,
    ),
  );
  expect(read.length).toBeGreaterThan(0);
  expect(read.filter((name) => !known.has(name))).toEqual([]);
});

describe.each([
  ...ruleIds.map((ruleId) => [ruleId, builtIn] as const),
  ...exampleIds.map((ruleId) => [ruleId, examples] as const),
])("%s", (ruleId, folder) => {
  const wanted = samplesOf(ruleId, "match");
  const unwanted = samplesOf(ruleId, "ignore");
  let rules: CompiledRules;
  beforeAll(async () => {
    loaded[folder] ??= compiled(folder);
    rules = await loaded[folder];
  });

  test("has samples of what it finds and of what it leaves alone", () => {
    expect(wanted.length).toBeGreaterThan(0);
    expect(unwanted.length).toBeGreaterThan(0);
  });

  test.each(wanted)("finds %s", (_file, sample) => {
    expect(matches(rules, ruleId, sample)).toBe(true);
  });

  test.each(unwanted)("leaves %s alone", (_file, sample) => {
    expect(matches(rules, ruleId, sample)).toBe(false);
  });
});

const loaded: Record<string, Promise<CompiledRules>> = {};
