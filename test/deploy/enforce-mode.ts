import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const policyFile = "warden.yaml";

/** What the functions are deployed with: the thefts of one run are more than an hour's usual budget. */
const settings = { mode: "enforce", budgets: "{ accountAnHour: 1000, overallAnHour: 1000 }" };

/**
 * Switches the synthesised functions from observing to acting alone, as an operator does with `mode: enforce` in
 * warden.yaml before a deployment. The rest of the bundled policy stays. Throws where no function is bundled.
 */
export function enforceMode(assembly: string): void {
  const functions = readdirSync(assembly)
    .map((name) => join(assembly, name))
    .filter((path) => existsSync(join(path, "index.mjs")));
  if (functions.length === 0) throw new Error(`${assembly} holds no bundled function`);
  for (const path of functions) {
    const file = join(path, policyFile);
    let policy = existsSync(file) ? readFileSync(file, "utf8") : "";
    for (const [name, value] of Object.entries(settings)) {
      const setting = new RegExp(`^${name}:.*$`, "m");
      policy = setting.test(policy) ? policy.replace(setting, `${name}: ${value}`) : `${policy}\n${name}: ${value}\n`;
    }
    writeFileSync(file, policy);
  }
}
