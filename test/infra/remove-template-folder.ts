import { rmSync } from "node:fs";
import { templateFolder } from "./template-folder.ts";

/** Jest's global tear-down. */
export default function removeTemplateFolder(): void {
  const folder = process.env[templateFolder];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
