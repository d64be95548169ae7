import { writeFileSync } from "node:fs";
import { readRuleFolder } from "../lib/adapters/files/rule-files.ts";
import { ruleCatalogue } from "../lib/domain/detection/rule-catalogue.ts";
import { ruleFieldsPage } from "../lib/domain/detection/rule-fields.ts";
import { compileRules } from "../lib/domain/detection/rules.ts";

/** Writes the pages of docs/ that say what the code knows better. */
writeFileSync("docs/rules.md", ruleFieldsPage());
const { documents } = await readRuleFolder("rules");
writeFileSync("docs/rules-catalogue.md", ruleCatalogue(compileRules(documents).rules));
