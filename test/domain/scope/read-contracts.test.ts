import fc from "fast-check";
import { contractProblemText } from "../../../lib/domain/scope/contract-problem.ts";
import { anyCharacter } from "../../any-character.ts";
import { readAll } from "./made-contract.ts";

const least = { identity: "arn:aws:iam::111122223333:role/app", owner: "team" };
const problemsOf = (...contents: readonly unknown[]) => readAll(...contents).problems.map(contractProblemText);

test("the least contract names an identity and an owner, and says nothing", () => {
  const { contracts, problems } = readAll(least);
  expect(problems).toEqual([]);
  expect(contracts).toMatchObject([{ name: "0", identity: [least.identity], owner: "team" }]);
  const said = Object.entries(contracts[0] ?? {}).filter(([, value]) => value !== undefined);
  expect(said.map(([key]) => key)).toEqual(["name", "identity", "owner"]);
});

test.each<[string, object, string]>([
  [
    "an unknown key",
    { action: ["s3:*"] },
    "contracts/0.yaml: action is no known key; allowed is one of identity, owner,",
  ],
  ["with the key that was meant", { datacategory: [] }, "Did you mean dataCategories?"],
  ["no owner", { owner: undefined }, "owner is missing; allowed is who answers for the identity."],
  ["no identity", { identity: undefined }, "identity is missing; allowed is a pattern over identity keys"],
  [
    "an identity of a name alone",
    { identity: ["app"] },
    'identity[0] is "app"; allowed is a pattern over identity keys',
  ],
  ["a date that is none", { expires: "2027-02-30" }, 'expires is "2027-02-30"; allowed is the last day'],
  ["a date of another form", { expires: 20_270_131 }, "expires is 20270131; allowed is the last day"],
  [
    "an action without a service",
    { actions: ["GetObject"] },
    'actions[0] is "GetObject"; allowed is an action as service:Name',
  ],
  ["nothing behind a key", { regions: null }, "regions is missing; allowed is a list of 1 to 500 entries"],
  ["an empty list", { networks: [] }, "networks is a list of 0; allowed is a list of 1 to 500 entries"],
  ["a mapping for a list", { agents: { boto3: true } }, "agents is a mapping; allowed is a list of 1 to 500"],
  ["too many entries", { regions: Array(501).fill("eu-west-1") }, "regions is a list of 501; allowed is"],
  [
    "an unknown word among actions",
    { actions: { allowed: ["*"] } },
    "actions.allowed is no known key; allowed is one of allow, except. Did you mean allow?",
  ],
  [
    "an unknown class",
    { resources: { "s3-buckets": [] } },
    "resources.s3-buckets is no class of resources; allowed is one of s3-bucket",
  ],
  [
    "an unknown category",
    { dataCategories: ["custmer"] },
    'dataCategories[0] is "custmer"; allowed is the name of a defined category, and none is defined',
  ],
  ["a region that is none", { regions: ["EU West"] }, 'regions[0] is "EU West"; allowed is a region'],
  [
    "a block that is none",
    { networks: ["10.0.0.0/8", "10.0.0.0/33"] },
    'networks[1] is "10.0.0.0/33"; allowed is a CIDR block',
  ],
  ["a country of three letters", { networks: "country:DEU" }, 'networks is "country:DEU"; allowed is a CIDR block'],
  [
    "a time zone misspelt",
    { schedule: { timeZone: "Europe/Berlim" } },
    'schedule.timeZone is "Europe/Berlim"; allowed is a time zone\'s name from the IANA data. Did you mean Europe/Berlin?',
  ],
  ["no time zone", { schedule: { hours: "08:00-18:00" } }, "schedule.timeZone is missing"],
  [
    "hours without a span",
    { schedule: { hours: "8-18", timeZone: "UTC" } },
    'schedule.hours is "8-18"; allowed is a span of hours as 08:00-18:00',
  ],
  [
    "a day misspelt",
    { schedule: { days: ["tusday"], timeZone: "UTC" } },
    'schedule.days[0] is "tusday"; allowed is one of monday, tuesday',
  ],
  ["with the day that was meant", { schedule: { days: ["tusday"], timeZone: "UTC" } }, "Did you mean tuesday?"],
  [
    "an unknown peer",
    { peers: { assumedby: [] } },
    "peers.assumedby is no known key; allowed is one of assumedBy, assumes. Did you mean assumedBy?",
  ],
  [
    "a list of peers",
    { peers: ["arn:*"] },
    "peers is a list of 1; allowed is a mapping with the keys assumedBy, assumes",
  ],
  ["a volume in words", { volume: { callsPerHour: "100" } }, 'volume.callsPerHour is "100"; allowed is a whole number'],
  [
    "less than nothing",
    { volume: { callsPerHour: -1 } },
    "volume.callsPerHour is -1; allowed is a whole number from 0",
  ],
  ["hostile text", { agents: ["\u001b[31m\u202e"] }, 'agents[0] is "\\u{1b}[31m\\u{202e}"; allowed is a user agent'],
])("%s is refused, with what is allowed", (_what, clauses, expected) => {
  const content = Object.fromEntries(
    Object.entries({ ...least, ...clauses }).filter(([, value]) => value !== undefined),
  );
  const { contracts, problems } = readAll(content);
  expect(contracts).toEqual([]);
  expect(problems.map(contractProblemText).join("\n")).toContain(expected);
  expect(problems.every(({ severity }) => severity === "error")).toBe(true);
});

test.each([["text"], [7], [null], [["a list"]]])("a document that is %j is no contract", (content) => {
  expect(problemsOf(content)).toEqual([expect.stringContaining("The document is")]);
});

test("an owner that is still to be named is a warning, and the contract holds", () => {
  const { contracts, problems } = readAll({ ...least, owner: "TODO" });
  expect([contracts.length, problems.length, problems[0]?.severity]).toEqual([1, 1, "warning"]);
});

test("a bad contract does not keep the others out", () => {
  const { contracts, problems } = readAll({ ...least, actions: [1] }, { ...least, identity: "arn:other" }, "text");
  expect(contracts.map(({ name }) => name)).toEqual(["1"]);
  expect(problems.map(({ file }) => file)).toEqual(["contracts/0.yaml", "contracts/2.yaml"]);
});

test("a pattern that two contracts have is an error of the later", () => {
  const { contracts, problems } = readAll(least, { ...least, identity: ["arn:*", least.identity] });
  expect(contracts.map(({ name }) => name)).toEqual(["0"]);
  expect(problems.map(contractProblemText)).toEqual([
    `contracts/1.yaml: identity[1] is "${least.identity}"; allowed is a pattern that no other contract has, and 0 has it. Join the two contracts, or make one pattern more specific.`,
  ]);
});

describe("data categories", () => {
  test("are defined in a document of their own, wherever it stands, and named in contracts", () => {
    const { contracts, dataCategories, problems } = readAll(
      { ...least, dataCategories: ["customer"] },
      { dataCategories: { customer: "customer-*", payment: ["p", "tag:data=payment"] } },
    );
    expect(problems).toEqual([]);
    expect(contracts[0]?.dataCategories).toEqual(["customer"]);
    expect(dataCategories.map(({ name, resources }) => [name, resources.patterns])).toEqual([
      ["customer", ["customer-*"]],
      ["payment", ["p", "tag:data=payment"]],
    ]);
  });

  test.each<[string, object, string]>([
    ["a name that is none", { "a b": ["x"] }, "dataCategories.a b is no name"],
    ["no patterns", { customer: [] }, "dataCategories.customer is a list of 0"],
    ["nothing", { customer: null }, "dataCategories.customer is missing"],
    ["a pattern that is none", { customer: [7] }, "dataCategories.customer[0] is 7"],
  ])("%s is refused", (_what, categories, expected) => {
    expect(problemsOf({ dataCategories: categories }).join("\n")).toContain(expected);
  });

  test("one that is defined twice, or beside other keys, is refused", () => {
    expect(problemsOf({ dataCategories: { a: ["x"] } }, { dataCategories: { a: ["y"] } })).toEqual([
      expect.stringContaining("contracts/1.yaml: dataCategories.a is defined twice"),
    ]);
    expect(problemsOf({ dataCategories: { a: ["x"] }, owner: "team" })[0]).toContain("owner is no known key");
  });

  test("a name that is nearly one of them is told", () => {
    expect(problemsOf({ ...least, dataCategories: ["custmer"] }, { dataCategories: { customer: ["x"] } })).toEqual([
      expect.stringContaining("Did you mean customer?"),
    ]);
  });

  test("a broken definition does not make the contracts wrong that name it", () => {
    const { contracts, problems } = readAll({ ...least, dataCategories: ["a"] }, { dataCategories: { a: [7] } });
    expect([contracts.length, problems.length]).toEqual([1, 1]);
  });
});

test("any document is read or refused, with bounded and printable problems", () => {
  const keys = fc.constantFrom(
    "identity",
    "owner",
    "expires",
    "actions",
    "resources",
    "dataCategories",
    "regions",
    "networks",
    "schedule",
    "peers",
    "volume",
    "agents",
    "allow",
    "except",
    "timeZone",
    "hours",
    "__proto__",
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(fc.string({ unit: anyCharacter, maxLength: 200 }), fc.integer(), fc.constant(null), fc.boolean()),
      fc.array(tie("value"), { maxLength: 5 }),
      fc.dictionary(fc.oneof(keys, fc.string()), tie("value"), { maxKeys: 8 }),
    ),
  }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (contents) => {
      const { contracts, problems } = readAll(...contents);
      expect(contracts.length).toBeLessThanOrEqual(contents.length);
      for (const problem of problems) {
        const text = contractProblemText(problem);
        expect(text.length).toBeLessThan(3_000);
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }),
    { numRuns: 500 },
  );
});
