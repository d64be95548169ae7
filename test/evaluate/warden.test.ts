import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtInSettings } from "../../evaluate/warden.ts";
import { resolveActor } from "../../lib/domain/identity/resolve-actor.ts";
import { builtInRules } from "../built-in-rules.ts";
import { activityOf } from "../domain/event/cloudtrail-sets.ts";

const byToolName = [
  "credential-checked-by-secret-scanner",
  "offensive-tool-by-name",
  "session-named-by-offensive-tool",
];

test("no measured figure rests on a rule that goes by a tool's name; all others take part", async () => {
  const all = await builtInRules();
  const { rules, ruleCount } = await builtInSettings();
  expect(ruleCount).toBe(all.rules.length - byToolName.length);
  for (const ruleId of byToolName) {
    const folder = join("test/rules", ruleId, "match");
    for (const file of readdirSync(folder)) {
      const { nhi, ...record } = JSON.parse(readFileSync(join(folder, file), "utf8"));
      const activity = activityOf(record);
      const facts = { kind: resolveActor(activity).identity.kind, ...nhi };
      const found = all.match(activity, facts).map((finding) => finding.ruleId);
      expect(found).toContain(ruleId);
      const measured = rules.match(activity, facts).map((finding) => finding.ruleId);
      expect(measured).toEqual(found.filter((id) => !byToolName.includes(id)));
    }
  }
});
