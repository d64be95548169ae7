import { readRuleFolder } from "../lib/adapters/files/rule-files.ts";
import { compileRules } from "../lib/domain/detection/rules.ts";
import { measuredStep, stepNames } from "./measured-step.ts";
import { benchBatches } from "./records.ts";

/** Prints what was measured of the step that is named, as JSON. */
const step = stepNames.find((name) => name === process.argv[2]);
if (step === undefined) throw new Error(`no step ${process.argv[2]}; there are ${stepNames.join(", ")}`);
const { documents } = await readRuleFolder("rules");
console.log(JSON.stringify(await measuredStep(step, compileRules(documents), benchBatches(240, 500))));
