import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { functionBundle } from "../lib/infra/function-bundle.ts";

/**
 * Size of the assess function's bundle, made as the stack makes it, and how long a fresh process takes to import it.
 */
export function bundleFigures(): { readonly bytes: number; readonly importMs: number } {
  const folder = mkdtempSync(join(tmpdir(), "nhi-warden-bench-"));
  try {
    const outfile = join(folder, "index.mjs");
    buildSync({
      entryPoints: ["lambdas/assess-events.ts"],
      outfile,
      bundle: true,
      minify: true,
      platform: "node",
      format: "esm",
      target: functionBundle.target,
      mainFields: functionBundle.mainFields,
      banner: { js: functionBundle.banner },
      alias: functionBundle.alias,
    });
    const timed = `const start=performance.now();import(${JSON.stringify(outfile)}).catch(()=>{}).then(()=>console.log(performance.now()-start));process.on("unhandledRejection",()=>{})`;
    const runs = Array.from({ length: 5 }, () =>
      Number(
        execFileSync(process.execPath, ["-e", timed], { encoding: "utf8", env: { AWS_REGION: "eu-west-1" } })
          .trim()
          .split("\n")
          .at(-1),
      ),
    );
    return { bytes: statSync(outfile).size, importMs: Math.round(Math.min(...runs)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
