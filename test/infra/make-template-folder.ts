import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { templateFolder } from "./template-folder.ts";

/** Jest's global set-up: an empty folder, for this run alone, for templates that more than one test file asks for. */
export default function makeTemplateFolder(): void {
  process.env[templateFolder] = mkdtempSync(join(tmpdir(), "nhi-warden-templates-"));
}
