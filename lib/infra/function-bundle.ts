/** How a function becomes one file, for esbuild. */
export const functionBundle = {
  target: "node24",
  mainFields: ["module", "main"],
  /** A CommonJS dependency inside an ES module still asks for `require`. */
  banner: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
  /** Packages, and the files below the repository's root that take their place. */
  inPlaceOf: { "@aws-sdk/credential-provider-node": "lambdas/function-credentials.ts" },
} as const;
