import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const policyFile = "warden.yaml";

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
    const policy = existsSync(file) ? readFileSync(file, "utf8") : "";
    const setting = /^mode:.*$/m;
    writeFileSync(file, setting.test(policy) ? policy.replace(setting, "mode: enforce") : `${policy}\nmode: enforce\n`);
  }
}
