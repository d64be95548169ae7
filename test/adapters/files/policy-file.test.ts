import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  type PolicyFile,
  policyFile,
  policyText,
  safelyDeployed,
  safePolicy,
} from "../../../lib/adapters/files/policy-file.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { nothingDeployed } from "../../../lib/domain/response/stated-settings.ts";

const problemsOf = (file: PolicyFile) => ("problems" in file ? file.problems : []);
const read = (text: string) => policyText(text, "warden.yaml");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the project's own warden.yaml is the default policy, word for word", async () => {
  expect(await policyFile("warden.yaml")).toEqual(nothingDeployed);
});

test("the numbers that warden.yaml tells of are the defaults, and its other examples are good", async () => {
  const text = await readFile("warden.yaml", "utf8");
  const shown = [...text.matchAll(/^#( {3}(?:review|alert|contain): \d+ # .*| thresholds:)$/gm)].map(([line]) =>
    line.slice(2),
  );
  expect(read(shown.join("\n"))).toMatchObject({ policy: defaultPolicy, stated: { thresholds: { contain: 40 } } });
  const { stated } = safelyDeployed(read(/^# (presets: .*)$/m.exec(text)?.[1] ?? ""));
  expect(stated.presets).toEqual(["ci_cd", "ai_agents"]);
});

test("a preset that there is not leaves a policy that observes, and is told with its line and the nearest name", () => {
  const file = read("mode: enforce\npresets:\n  - ci_cd\n  - ai_agent\n");
  expect(problemsOf(file)).toEqual([
    expect.stringMatching(
      /^warden\.yaml:4:5: presets\[1\] is "ai_agent"; allowed is one of .*Did you mean ai_agents\?$/,
    ),
  ]);
  expect(safelyDeployed(file)).toEqual({ ...nothingDeployed, policy: { ...defaultPolicy, mode: "observe" } });
});

test("the examples in warden.yaml are good, once their marks are taken away", async () => {
  const lines = (await readFile("warden.yaml", "utf8")).split("\n");
  const example = (key: string) => {
    const start = lines.indexOf(`# ${key}:`);
    const end = lines.findIndex((line, at) => at > start && !line.startsWith("# "));
    return lines.slice(start, end).map((line) => line.slice(2));
  };
  const file = read([...example("tiers"), ...example("protected")].join("\n"));
  expect(problemsOf(file)).toEqual([]);
  expect(safePolicy(file).tiers.map(({ name, mode, weight }) => [name, mode, weight])).toEqual([
    ["production deployers", "ask", 1.5],
    ["sandboxes", "enforce", 0.5],
  ]);
  expect(safePolicy(file).protected).toContain("arn:aws:iam::*:role/break-glass-*");
});

test("a missing file is the default policy, and a note says so", async () => {
  const file = await policyFile(join(folder, "none.yaml"));
  expect(file).toEqual({
    ...nothingDeployed,
    note: expect.stringContaining("none.yaml does not exist; the default policy"),
  });
});

test("a file that cannot be read is a problem, not a missing file", async () => {
  const file = await policyFile(folder);
  expect(problemsOf(file)).toEqual([expect.stringMatching(/:1:1: The file cannot be read \(EISDIR/)]);
});

test("a file on disk is read as its text is", async () => {
  const path = join(folder, "warden.yaml");
  await writeFile(path, "mode: ask\n");
  expect(safePolicy(await policyFile(path)).mode).toBe("ask");
  await writeFile(path, "mode: always\n");
  expect(problemsOf(await policyFile(path))).toEqual([expect.stringContaining(`${path}:1:7: mode is "always"`)]);
});

test.each<[string, string, string]>([
  [
    "a value",
    "mode: observe\nthresholds:\n  review: 75\n  alert: 140\n",
    "warden.yaml:4:10: thresholds.alert is 140; allowed is a number from 0 to 100.",
  ],
  ["a key", "mode: observe\ntreshold:\n  alert: 1\n", "warden.yaml:2:1: The key treshold is not known;"],
  ["an entry of a list", 'protected:\n  - "arn:a"\n  - nobody\n', 'warden.yaml:3:5: protected[1] is "nobody"'],
  ["a value in flow style", "thresholds: { alert: 99 }\n", "warden.yaml:1:22: thresholds.alert is 99"],
  [
    "a tier that misses something",
    "tiers:\n  - name: ci\n    weight: 1\n",
    "warden.yaml:2:5: tiers[0].match is missing; allowed is a list with at least one pattern",
  ],
  [
    "a tier's key",
    'tiers:\n  - name: ci\n    match: ["*"]\n    wieght: 1\n',
    "warden.yaml:4:5: The key tiers[0].wieght is not known;",
  ],
  ["the whole file", "- mode\n", "warden.yaml:1:1: The policy is a list of 1;"],
  ["an unclosed quote", 'mode: "observe\n', "warden.yaml:2:1: This is not good YAML:"],
  ["bad indentation", "thresholds:\n  alert: 1\n review: 2\n", "warden.yaml:3:1: This is not good YAML:"],
  [
    "a repeated key",
    "mode: observe\nmode: enforce\n",
    "warden.yaml:2:1: This is not good YAML: Map keys must be unique",
  ],
  ["a second document", "mode: observe\n---\nmode: enforce\n", "warden.yaml:2:1: This is not good YAML:"],
  ["a tag", "mode: !!js/function 'x'\n", "warden.yaml:1:7: This is not good YAML: Unresolved tag"],
  ["an alias to nothing", "mode: *x\n", "warden.yaml:1:1: This YAML cannot be used (Unresolved alias"],
])("%s is shown with its line and column", (_, text, problem) => {
  expect(problemsOf(read(text))[0]).toContain(problem);
});

test("with a problem there is no policy, and the safe one observes, whatever else the file says", () => {
  const file = read(
    'mode: enforce\ntiers:\n  - { name: all, match: ["*"], mode: enforce }\nthresholds: { contain: 400 }\n',
  );
  expect(file).not.toHaveProperty("policy");
  expect(safePolicy(file)).toEqual({ ...defaultPolicy, mode: "observe", tiers: [] });
});

test("an empty file and one of comments are the default policy", () => {
  for (const text of ["", "\n", "# nothing yet\n", "---\n"]) expect(safePolicy(read(text))).toEqual(defaultPolicy);
});

test("aliases that multiply and files that are too large are refused", () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [${Array(10).fill("*a")}]\nc: &c [${Array(10).fill("*b")}]\ntiers: [${Array(10).fill("*c")}]\n`;
  expect(problemsOf(read(bomb))).toEqual([expect.stringContaining("Excessive alias count")]);
  expect(problemsOf(read(`# ${"x".repeat(2_100_000)}`))).toEqual([expect.stringContaining("Shorten it")]);
});

test("a file cut off anywhere never enforces what the whole file does not", () => {
  const whole = 'mode: ask\ntiers:\n  - name: ci\n    match: ["arn:aws:iam::*:role/ci-*"]\n    mode: observe\n';
  fc.assert(
    fc.property(fc.nat(whole.length), (length) => {
      const policy = safePolicy(read(whole.slice(0, length)));
      expect(["observe", "ask"]).toContain(policy.mode);
      expect(policy.tiers.every(({ mode }) => mode === "observe" || mode === undefined)).toBe(true);
    }),
  );
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom(..."[]{}:-&*!|>'\"\n #a\t%@`?") })),
      (text) => {
        const file = read(text);
        expect(problemsOf(file).every((problem) => /^warden\.yaml:\d+:\d+: /.test(problem))).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
