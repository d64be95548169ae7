import fc from "fast-check";
import {
  historyLength,
  largestRuleText,
  type PushedRule,
  type RuleSetWrite,
  type RuleStore,
} from "../../../lib/app/rule-store.ts";

export const pushedRule = (file: string, change: Partial<PushedRule> = {}): PushedRule => ({
  file,
  text: `title: ${file}`,
  state: "shadow",
  pushedBy: "Ana",
  pushedAtMs: 1_700_000_000_000,
  ...change,
});

export const ruleSetWrite = (
  expectedVersion: number,
  rules: readonly PushedRule[],
  change: Partial<RuleSetWrite> = {},
): RuleSetWrite => ({
  expectedVersion,
  changedBy: "Ana",
  changedAtMs: 1_700_000_000_000,
  change: "pushed",
  restored: undefined,
  rules,
  ...change,
});

/** What every RuleStore promises. `open` gives an empty one. */
export function ruleStoreContract(open: () => Promise<RuleStore>): void {
  test("a store that nothing was pushed to has version 0, no rules and no history", async () => {
    const store = await open();
    expect(await store.load()).toEqual({ version: 0, rules: [] });
    expect(await store.loadVersion(0)).toEqual({ version: 0, rules: [] });
    expect(await store.loadVersion(1)).toBeUndefined();
    expect(await store.history()).toEqual([]);
  });

  test("what was saved is loaded, and earlier versions stay as they were", async () => {
    const store = await open();
    const rules = [pushedRule("a.yml"), pushedRule("b.yml", { text: "title: \u00fc\n".repeat(300) })];
    const promoted = [pushedRule("a.yml", { state: "live" }), pushedRule("a.yml", { text: "title: next" })];
    expect(await store.save(ruleSetWrite(0, rules))).toBe(true);
    expect(await store.save(ruleSetWrite(1, promoted, { changedBy: "Ben", change: "promoted a.yml" }))).toBe(true);
    expect(await store.save(ruleSetWrite(2, [], { restored: 0 }))).toBe(true);
    expect(await store.load()).toEqual({ version: 3, rules: [] });
    expect(await store.loadVersion(1)).toEqual({ version: 1, rules });
    expect(await store.loadVersion(2)).toEqual({ version: 2, rules: promoted });
    const at = { changedAtMs: 1_700_000_000_000 };
    expect(await store.history()).toEqual([
      { ...at, version: 3, changedBy: "Ana", change: "pushed", restored: 0 },
      { ...at, version: 2, changedBy: "Ben", change: "promoted a.yml", restored: undefined },
      { ...at, version: 1, changedBy: "Ana", change: "pushed", restored: undefined },
    ]);
  });

  test("of writers that race from one version exactly one is written", async () => {
    const store = await open();
    const files = ["a.yml", "b.yml", "c.yml", "d.yml"];
    const outcomes = await Promise.all(files.map((file) => store.save(ruleSetWrite(0, [pushedRule(file)]))));
    const winners = files.filter((_, at) => outcomes[at]);
    expect(winners).toHaveLength(1);
    expect((await store.load()).rules.map(({ file }) => file)).toEqual(winners);
    expect(await store.history()).toHaveLength(1);
  });

  test("files with the same text, and a text that comes back, are kept apart", async () => {
    const store = await open();
    const same = [pushedRule("a.yml", { text: "x" }), pushedRule("b.yml", { text: "x", state: "live" })];
    await store.save(ruleSetWrite(0, same));
    await store.save(ruleSetWrite(1, [pushedRule("a.yml", { text: "y" })]));
    await store.save(ruleSetWrite(2, same));
    expect(await store.load()).toEqual({ version: 3, rules: same });
    expect((await store.loadVersion(2))?.rules[0]?.text).toBe("y");
  });

  test("a text that is too large, or two files of one name and state, are refused before anything is written", async () => {
    const store = await open();
    const huge = pushedRule("huge.yml", { text: "x".repeat(largestRuleText + 1) });
    await expect(store.save(ruleSetWrite(0, [pushedRule("a.yml"), huge]))).rejects.toThrow(
      "huge.yml has 100001 bytes; a pushed rule may have 100000",
    );
    await expect(store.save(ruleSetWrite(0, [pushedRule("a.yml"), pushedRule("a.yml")]))).rejects.toThrow("same name");
    expect(await store.load()).toEqual({ version: 0, rules: [] });
  });

  test("history gives the newest versions first, also beyond nine of them, and no more than it promises", async () => {
    const store = await open();
    for (let version = 0; version < historyLength + 3; version++) await store.save(ruleSetWrite(version, []));
    const versions = (await store.history()).map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: historyLength }, (_, at) => historyLength + 3 - at));
    expect((await store.load()).version).toBe(historyLength + 3);
  });

  test("after any series of writes the version counts those accepted, and the last of them stands", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(4), fc.string()), { maxLength: 6 }), async (writes) => {
        const store = await open();
        let version = 0;
        let last: string | undefined;
        for (const [back, text] of writes) {
          const expected = Math.max(0, version - back);
          const accepted = await store.save(ruleSetWrite(expected, [pushedRule("a.yml", { text })]));
          expect(accepted).toBe(expected === version);
          if (accepted) {
            version += 1;
            last = text;
          }
        }
        const loaded = await store.load();
        expect([loaded.version, loaded.rules[0]?.text]).toEqual([version, last]);
      }),
      { numRuns: 10 },
    );
  });
}
