import { join, resolve } from "node:path";
import { build } from "esbuild";

const requireInModule = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';

/**
 * Bundles `bin/nhi.ts` and returns the file: people call it dozens of times, and started from its TypeScript each call
 * takes two seconds of a processor. It lies two folders below the project, as `lib/cli` does, where `nhi` looks for its
 * rules.
 */
export async function bundleNhi(): Promise<string> {
  const outfile = resolve(join(".cache", "nhi", "nhi.mjs"));
  await build({
    entryPoints: [resolve(join("bin", "nhi.ts"))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: requireInModule },
    logLevel: "error",
  });
  return outfile;
}
