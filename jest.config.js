/** The transform is CommonJS on purpose: it needs no --experimental-vm-modules, while the package itself stays ESM. */
export default {
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  watchman: false,
  modulePathIgnorePatterns: ["<rootDir>/cdk.out", "<rootDir>/.cache"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
};
