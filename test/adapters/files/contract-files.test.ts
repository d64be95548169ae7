import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readContractFolder } from "../../../lib/adapters/files/contract-files.ts";
import { contractProblemText } from "../../../lib/domain/scope/contract-problem.ts";
import { contractText } from "./contract-text.ts";

const problemsOf = (text: string) => contractText(text, "app.yaml").problems.map(contractProblemText);
const least = "identity: arn:aws:iam::1:role/app\nowner: team\n";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "contracts-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the example contracts are good, and no two speak of one identity", async () => {
  const { contracts, dataCategories, problems } = await readContractFolder("examples/contracts");
  expect(problems).toEqual([]);
  expect(contracts.map(({ name }) => name)).toEqual(["ci-deploy", "nightly-backup", "support-agent"]);
  expect(dataCategories.length).toBeGreaterThan(2);
});

test("reads the files of a folder by name, several documents of one file among them", async () => {
  await writeFile(join(folder, "b.yml"), `${least}---\nidentity: arn:other\nowner: team\n`);
  await writeFile(join(folder, "a.yaml"), "dataCategories:\n  customer: [c-*]\n");
  await writeFile(join(folder, "notes.txt"), "not read");
  const { contracts, dataCategories, problems } = await readContractFolder(folder);
  expect(problems).toEqual([]);
  expect(contracts.map(({ name }) => name)).toEqual(["b", "b#2"]);
  expect(dataCategories.map(({ name }) => name)).toEqual(["customer"]);
});

test("a folder that is not there throws, an empty one holds nothing", async () => {
  await expect(readContractFolder(join(folder, "none"))).rejects.toThrow("ENOENT");
  expect(await readContractFolder(folder)).toEqual({ contracts: [], dataCategories: [], problems: [] });
});

test("what is no plain file, or too long, is told, and the others hold", async () => {
  await writeFile(join(folder, "a.yaml"), least);
  await mkdir(join(folder, "b.yaml"));
  await symlink(join(folder, "a.yaml"), join(folder, "c.yaml"));
  await writeFile(join(folder, "d.yaml"), "#".repeat(200_000));
  const { contracts, problems } = await readContractFolder(folder, "contracts");
  expect(contracts).toHaveLength(1);
  expect(problems.map(contractProblemText)).toEqual([
    "contracts/b.yaml: The document is no plain file; allowed is a plain file. Copy the contract into the folder.",
    "contracts/c.yaml: The document is no plain file; allowed is a plain file. Copy the contract into the folder.",
    "contracts/d.yaml: The document has 200000 bytes; allowed is at most 131072. Split it, or join entries with `*`.",
  ]);
});

test.each<[string, string, string]>([
  ["a key", `${least}acitons: [s3:GetObject]\n`, "app.yaml:3: acitons is no known key"],
  ["an entry", `${least}actions:\n  - s3:GetObject\n  - PutObject\n`, 'app.yaml:5: actions[1] is "PutObject"'],
  ["a value", `${least}schedule:\n  timeZone: Berlin\n`, 'app.yaml:4: schedule.timeZone is "Berlin"'],
  ["what is missing", `${least}schedule:\n  hours: "08:00-18:00"\n`, "app.yaml:3: schedule.timeZone is missing"],
  ["a second document", `${least}---\nidentity: arn:x\nowner: 7\n`, "app.yaml#2:5: owner is 7"],
  ["a date that YAML reads as a date", `${least}expires: 2027-13-01\n`, 'app.yaml:3: expires is "2027-13-01"'],
  ["a key twice", `${least}owner: other\n`, "app.yaml:3: The document is not good YAML (Map keys must be unique"],
  ["an unclosed quote", `${least}agents: "boto3\n`, "The document is not good YAML ("],
  ["an empty file", "", "app.yaml: The document is empty"],
  ["comments alone", "# nothing\n", "app.yaml: The document is empty"],
  ["an alias that names nothing", `${least}agents: *none\n`, "has aliases that multiply or name nothing"],
])("%s is told with its line", (_what, text, expected) => {
  expect(problemsOf(text).join("\n")).toContain(expected);
});

test.each([
  [
    "aliases that multiply",
    `${least}a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\n`,
  ],
  ["brackets without end", "[".repeat(100_000)],
  ["dashes without end", "- ".repeat(60_000)],
  ["lines ever deeper", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
])("%s are refused and cost nothing", (_what, text) => {
  const { contracts, problems } = contractText(text, "app.yaml");
  expect(contracts).toEqual([]);
  expect(problems.length).toBeGreaterThan(0);
});
