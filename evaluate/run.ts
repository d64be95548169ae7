import { writeFile } from "node:fs/promises";
import { errorMessageOf } from "../lib/domain/event/error-message.ts";
import { readArguments } from "./arguments.ts";
import { evaluate } from "./evaluation.ts";
import { gatesOf } from "./gates.ts";
import { fullPlan, quickPlan } from "./plan.ts";
import { terminalProgress } from "./progress.ts";
import { markdownReport, textReport } from "./report.ts";
import { builtInSettings } from "./warden.ts";

const page = "docs/evaluation.md";

async function run(): Promise<void> {
  const { json, quick, wanted, complete } = readArguments(process.argv.slice(2));
  const progress = terminalProgress(process.stderr);
  const evaluation = await evaluate(await builtInSettings(), quick ? quickPlan : fullPlan, wanted, progress);
  progress("");
  const gates = gatesOf(evaluation);
  process.stdout.write(`${json ? JSON.stringify({ gates, ...evaluation }, null, 2) : textReport(evaluation)}\n`);
  if (complete) await writeFile(page, markdownReport(evaluation));
  if (gates.some(({ met }) => !met)) process.exitCode = 1;
}

run().catch((error: unknown) => {
  process.stderr.write(`${errorMessageOf(error)}\n`);
  process.exitCode = 2;
});
