import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileRules } from "../../../lib/adapters/files/pushed-rules.ts";
import { pushedRule, ruleSetWrite, ruleStoreContract } from "../contract/rule-store.ts";

let folder = "";
let opened = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nhi-rules-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
const fresh = () => join(folder, String(++opened));

describe("pushed rules in a folder", () => {
  ruleStoreContract(async () => fileRules(fresh()));

  test("another process reads what one has written, and no drafts are left behind", async () => {
    const path = fresh();
    await fileRules(path).save(ruleSetWrite(0, [pushedRule("a.yml")]));
    expect(await fileRules(path).save(ruleSetWrite(0, []))).toBe(false);
    expect(await fileRules(path).load()).toEqual({ version: 1, rules: [pushedRule("a.yml")] });
    expect(readdirSync(path)).toEqual(["0000000001.json"]);
  });

  test.each(["", "{", "null", '{"format":"nhi-pushed-rules/1"}', '{"format":"other/1","rules":[]}'])(
    "a version that is damaged (%j) is an error that names its file, not an older set",
    async (text) => {
      const path = fresh();
      const store = fileRules(path);
      await store.save(ruleSetWrite(0, [pushedRule("a.yml")]));
      writeFileSync(join(path, "0000000002.json"), text);
      await expect(store.load()).rejects.toThrow("0000000002.json is no version of pushed rules");
    },
  );
});
