import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Some tests read real CloudTrail records that are not part of this project and lie beside its checkout.
 * Where they are missing, the tests that cannot do without them are left out, and that is said; all others run.
 */
const realRecords = "../shared/cloudtrail";

const testsOnRealRecords = () =>
  readdirSync("test", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => reaches(join("test", file), /shared\/cloudtrail/));

/** Whether a test, or a helper beside it that it imports, holds the text. */
function reaches(file, text) {
  const source = readFileSync(file, "utf8");
  if (text.test(source)) return true;
  return [...source.matchAll(/from "(\.{1,2}\/[^"]+)"/g)]
    .map(([, path]) => join(file, "..", path))
    .filter((path) => path.startsWith("test/") && existsSync(path))
    .some((path) => reaches(path, text));
}

const leftOut = existsSync(realRecords) ? [] : testsOnRealRecords();
if (leftOut.length > 0) {
  console.warn(
    `${realRecords} is not there: ${leftOut.length} test files that read real records from it are left out.`,
  );
}

/**
 * Tests run in a context of their own, in which every use of a global is looked up through the context: a hash that calls
 * Math.imul for each character then takes a third of a test's time. As parameters of each module they cost nothing. A
 * package that declares one of these names at its top would fail to load, and say so.
 */
const quickGlobals = [
  ..."Array BigInt Boolean DataView Date Error Float64Array JSON Map Math Number Object Promise".split(" "),
  ..."RangeError RegExp Set String Symbol TypeError Uint8Array Uint16Array Uint32Array WeakMap".split(" "),
];

/** The transform is CommonJS on purpose: it needs no --experimental-vm-modules, while the package itself stays ESM. */
export default {
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...leftOut.map((file) => `/test/${file}$`)],
  // Jest leaves a core free by default, which on two cores is half of them.
  maxWorkers: "100%",
  watchman: false,
  // A busy machine is no failure; what hangs is one after a while.
  testTimeout: 30_000,
  sandboxInjectedGlobals: quickGlobals,
  setupFiles: ["<rootDir>/test/follow-tests.ts"],
  globalSetup: "<rootDir>/test/infra/make-template-folder.ts",
  globalTeardown: "<rootDir>/test/infra/remove-template-folder.ts",
  modulePathIgnorePatterns: ["<rootDir>/cdk.out", "<rootDir>/.cache"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
};
