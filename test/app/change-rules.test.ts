import fc from "fast-check";
import { memoryRules } from "../../lib/adapters/memory/rules.ts";
import { pushRules, retireRules, setRuleState, undoRuleChange } from "../../lib/app/change-rules.ts";
import type { RuleStore } from "../../lib/app/rule-store.ts";

const ana = { by: "Ana", atMs: 1_700_000_000_000 };
const ben = { by: "Ben", atMs: 1_700_000_060_000 };
const text = (file: string, content = `title: ${file}`) => ({ file, text: content });
const shown = async (store: RuleStore) => (await store.load()).rules.map(({ file, state }) => `${file} ${state}`);

test("a pushed rule begins in shadow, is promoted, sent back and retired, and each step names who and when", async () => {
  const store = memoryRules();
  expect(await pushRules(store, [text("b.yml"), text("a.yml")], ana)).toEqual({
    version: 1,
    files: ["a.yml", "b.yml"],
  });
  expect(await shown(store)).toEqual(["a.yml shadow", "b.yml shadow"]);
  await setRuleState(store, ["a"], "live", ben);
  expect(await shown(store)).toEqual(["a.yml live", "b.yml shadow"]);
  await setRuleState(store, ["a.yml"], "shadow", ana);
  await retireRules(store, ["a", "b"], ben);
  expect(await shown(store)).toEqual([]);
  expect((await store.history()).map(({ changedBy, changedAtMs, change }) => [changedBy, changedAtMs, change])).toEqual(
    [
      ["Ben", ben.atMs, "retired a.yml, b.yml"],
      ["Ana", ana.atMs, "sent back to shadow a.yml"],
      ["Ben", ben.atMs, "promoted a.yml"],
      ["Ana", ana.atMs, "pushed a.yml, b.yml"],
    ],
  );
});

test("the new text of a live rule is tried out beside it, and takes its place when promoted", async () => {
  const store = memoryRules();
  await pushRules(store, [text("a.yml"), text("b.yml")], ana);
  await setRuleState(store, ["a", "b"], "live", ana);
  const update = [text("a.yml"), text("b.yml", "title: other")];
  expect(await pushRules(store, update, ben)).toEqual({ version: 3, files: ["b.yml"] });
  expect(await shown(store)).toEqual(["a.yml live", "b.yml live", "b.yml shadow"]);
  expect((await store.load()).rules.map(({ pushedBy }) => pushedBy)).toEqual(["Ana", "Ana", "Ben"]);
  await setRuleState(store, ["b"], "live", ana);
  expect(await shown(store)).toEqual(["a.yml live", "b.yml live"]);
  expect((await store.load()).rules[1]?.text).toBe("title: other");
});

test("a live rule sent back to shadow gives way to a newer text that is there, and retiring takes both", async () => {
  const store = memoryRules();
  await pushRules(store, [text("a.yml")], ana);
  await setRuleState(store, ["a"], "live", ana);
  await pushRules(store, [text("a.yml", "title: newer")], ana);
  await setRuleState(store, ["a"], "shadow", ana);
  expect((await store.load()).rules).toEqual([expect.objectContaining({ state: "shadow", text: "title: newer" })]);
  await setRuleState(store, ["a"], "live", ana);
  await pushRules(store, [text("a.yml")], ana);
  await retireRules(store, ["a"], ana);
  expect(await shown(store)).toEqual([]);
});

test("what is so already makes no version; pushing the live text again drops the shadow", async () => {
  const store = memoryRules();
  await pushRules(store, [text("a.yml")], ana);
  expect(await pushRules(store, [text("a.yml")], ben)).toEqual({ version: 1, files: [] });
  await setRuleState(store, ["a"], "live", ana);
  expect(await setRuleState(store, ["a"], "live", ben)).toEqual({ version: 2, files: [] });
  await pushRules(store, [text("a.yml", "title: newer")], ana);
  expect(await pushRules(store, [text("a.yml")], ben)).toEqual({ version: 4, files: ["a.yml"] });
  expect(await shown(store)).toEqual(["a.yml live"]);
});

test("undo goes back step by step, can itself be undone by naming a version, and ends where nothing is left", async () => {
  const store = memoryRules();
  await pushRules(store, [text("a.yml")], ana);
  await setRuleState(store, ["a"], "live", ana);
  await retireRules(store, ["a"], ana);
  expect(await undoRuleChange(store, ben, undefined)).toEqual({ version: 4, files: ["a.yml"], restored: 2 });
  expect(await shown(store)).toEqual(["a.yml live"]);
  expect((await undoRuleChange(store, ben, undefined)).restored).toBe(1);
  expect(await shown(store)).toEqual(["a.yml shadow"]);
  expect((await undoRuleChange(store, ben, undefined)).restored).toBe(0);
  expect(await shown(store)).toEqual([]);
  await expect(undoRuleChange(store, ben, undefined)).rejects.toThrow("nothing to undo");
  await undoRuleChange(store, ben, 4);
  expect(await shown(store)).toEqual(["a.yml live"]);
  await expect(undoRuleChange(store, ben, 99)).rejects.toThrow("There is no version 99; the newest is 7");
});

test("undo after a change that followed an undo brings back what stood before that change", async () => {
  const store = memoryRules();
  await pushRules(store, [text("a.yml")], ana);
  await pushRules(store, [text("b.yml")], ana);
  await undoRuleChange(store, ana, undefined);
  await pushRules(store, [text("c.yml")], ana);
  await undoRuleChange(store, ana, undefined);
  expect(await shown(store)).toEqual(["a.yml shadow"]);
});

test.each(["../a.yml", "a/b.yml", "a.txt", ".yml", "a\u202e.yml", `${"a".repeat(120)}.yml`])(
  "a file named %j is refused before anything is stored",
  async (file) => {
    const store = memoryRules();
    await expect(async () => pushRules(store, [text("good.yml"), text(file)], ana)).rejects.toThrow("is no name for");
    expect((await store.load()).version).toBe(0);
  },
);

test("a rule that was never pushed is named, with those that were", async () => {
  const store = memoryRules();
  await expect(setRuleState(store, ["x"], "live", ana)).rejects.toThrow(
    "No pushed rule is named x; none was pushed yet",
  );
  await pushRules(store, [text("a.yml")], ana);
  await expect(retireRules(store, ["x\n"], ana)).rejects.toThrow("No pushed rule is named x\\n; pushed are a.");
});

test("what people call themselves is stored printable and short", async () => {
  const store = memoryRules();
  await pushRules(store, [text("a.yml")], { ...ana, by: `\u001b[31m${"x".repeat(500)}` });
  const [rule] = (await store.load()).rules;
  const [version] = await store.history();
  expect(rule?.pushedBy).toMatch(/^\\u\{1b\}\[31mx+\.\.\.$/);
  expect(rule?.pushedBy).toHaveLength(100);
  expect(version?.changedBy).toBe(rule?.pushedBy);
});

test("changes at the same time are all kept, whichever is written first", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (numbers) => {
        const store = memoryRules();
        await Promise.all(numbers.map((number) => pushRules(store, [text(`r${number}.yml`)], ana)));
        expect((await store.load()).rules.map(({ file }) => file)).toEqual(numbers.map((n) => `r${n}.yml`).sort());
      },
    ),
  );
});

test("a store that always has another writer first gives up, and says so", async () => {
  const store: RuleStore = { ...memoryRules(), save: async () => false };
  await expect(pushRules(store, [text("a.yml")], ana)).rejects.toThrow("Others changed the pushed rules 5 times");
});
