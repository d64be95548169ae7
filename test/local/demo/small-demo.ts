import { join } from "node:path";
import { readRuleFolder } from "../../../lib/adapters/files/rule-files.ts";
import { type CompiledRules, compileRules } from "../../../lib/domain/detection/rules.ts";
import type { DemoEvent, DemoReport } from "../../../lib/local/demo/demo-report.ts";
import { type DemoParts, type DemoSettings, runDemo } from "../../../lib/local/demo/run-demo.ts";
import { playbookDefinitions } from "../../infra/playbooks/definitions-once.ts";

export interface SmallDemo {
  readonly report: DemoReport;
  readonly events: readonly DemoEvent[];
}

/** Compiled once for all runs of a test file: rules hold no state of their own. */
let rules: Promise<CompiledRules> | undefined;
const projectRules = () => {
  rules ??= readRuleFolder(join(process.cwd(), "rules")).then(({ documents }) => compileRules(documents));
  return rules;
};

/** The whole demo over six identities, in half a second, with the project's own rules and playbooks. */
export async function smallDemo(
  settings: Partial<DemoSettings> = {},
  parts: Partial<Pick<DemoParts, "playbookDefinitions" | "tell">> = {},
): Promise<SmallDemo> {
  const events: DemoEvent[] = [];
  const report = await runDemo(
    { attack: "stolen-access-key", mode: "enforce", weeks: 3, density: 0.1, identities: 6, ...settings },
    {
      rules: await projectRules(),
      playbookDefinitions,
      nowMs: () => 0,
      tell: (event) => {
        events.push(event);
      },
      ...parts,
    },
  );
  return { report, events };
}
