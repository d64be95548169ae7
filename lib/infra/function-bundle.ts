import { resolve } from "node:path";

/** How a function becomes one file, for esbuild. */
export const functionBundle = {
  target: "node24",
  mainFields: ["module", "main"],
  /** A CommonJS dependency inside an ES module still asks for `require`. */
  banner: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
  /** Packages, and the files that take their place; the repository's root is where everything is run from. */
  alias: { "@aws-sdk/credential-provider-node": resolve("lambdas/function-credentials.ts") },
};
