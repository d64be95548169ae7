import { readdirSync } from "node:fs";
import { buildSync } from "esbuild";
import { functionBundle } from "../../lib/infra/function-bundle.ts";

const files = readdirSync("lambdas").filter((file) => file.endsWith(".ts"));
const functions = files.filter((file) => !/^(deployed-|function-|variables)/.test(file));

test.each(functions)(
  "%s takes credentials from Lambda's variables alone: no profile, no program, no other service",
  (file) => {
    const { metafile } = buildSync({
      entryPoints: [`lambdas/${file}`],
      outfile: "index.mjs",
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      target: functionBundle.target,
      mainFields: functionBundle.mainFields,
      alias: functionBundle.alias,
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs).toContain("lambdas/function-credentials.ts");
    expect(inputs.filter((input) => /credential-provider-|nested-clients/.test(input))).toEqual([]);
  },
);
