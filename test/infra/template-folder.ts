import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Environment variable with the folder of this run. */
export const templateFolder = "NHI_WARDEN_TEST_TEMPLATES";

type Templates = Readonly<Record<string, object>>;

/**
 * The templates by stack that a test file of this run made under the key, or those that `make` makes now. To synthesise
 * an app takes seconds, and ten files ask for the same one. Without the folder every file makes its own.
 */
export function sharedTemplates(key: string, make: () => Templates): Templates {
  const folder = process.env[templateFolder];
  if (folder === undefined) return make();
  const file = join(folder, `${createHash("sha256").update(key).digest("hex")}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Templates;
  const made = make();
  // Another worker may be at the same: each writes its own, and the rename is whole or not at all.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(made));
  renameSync(`${file}.${process.pid}`, file);
  return made;
}
