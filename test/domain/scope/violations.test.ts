import fc from "fast-check";
import { resourcesOf } from "../../../lib/domain/scope/activity-resources.ts";
import { contractFor } from "../../../lib/domain/scope/contract.ts";
import { dataCategoriesOf } from "../../../lib/domain/scope/data-categories.ts";
import type { NetworkFacts } from "../../../lib/domain/scope/network-scope.ts";
import type { TouchedResource } from "../../../lib/domain/scope/touched-resource.ts";
import { type ContractView, sessionViolationOf, violationsOf } from "../../../lib/domain/scope/violations.ts";
import { anyCharacter } from "../../any-character.ts";
import { madeActivity, madeActor } from "../made-activity.ts";
import { contractOf, outside, readAll, viewOf, violations } from "./made-contract.ts";

const touching = (service: string, eventName: string, requestParameters: object) => {
  const activity = madeActivity({ service, eventName, record: { requestParameters } });
  return { activity, resources: resourcesOf(activity) };
};
const from = (network: Partial<NetworkFacts>, bent: object = {}) => ({
  activity: madeActivity(bent),
  network: { kind: "public", prefix: "192.0.2.0/24", ...network } as NetworkFacts,
});

const violationsIn = (contract: ReturnType<typeof contractOf>, bent: Partial<ContractView>) =>
  violationsOf(contract, viewOf(bent));

test("a contract that says nothing is never violated", () => {
  expect(outside({})).toEqual([]);
  expect(outside({ peers: {}, volume: {}, resources: {} }, { callsThisHour: 1e9 })).toEqual([]);
});

describe("expired", () => {
  test("holds to the end of its day in UTC, and says nothing else for it", () => {
    const at = (text: string) => ({ activity: madeActivity({ timeMs: Date.parse(text) }) });
    expect(outside({ expires: "2026-03-02" }, at("2026-03-02T23:59:59Z"))).toEqual([]);
    expect(violations({ expires: "2026-03-02" }, at("2026-03-03T00:00:00Z"))).toEqual([
      { clause: "expired", observed: "2026-03-03T00:00Z", allowed: "until 2026-03-03T00:00Z" },
    ]);
  });
});

describe("actions", () => {
  const calls = (service: string, eventName: string) => ({ activity: madeActivity({ service, eventName }) });
  test.each([
    ["s3", "PutObject", []],
    ["s3", "GetObject", ["actions"]],
    ["dynamodb", "Scan", []],
    ["dynamodb", "DeleteTable", ["actions"]],
    ["lambda", "UpdateFunctionCode20150331v2", []],
    ["lambda", "Invoke", []],
  ])("%s:%s is outside of %j", (service, eventName, expected) => {
    const actions = {
      allow: ["s3:putobject", "dynamodb:*", "lambda:UpdateFunctionCode", "lambda:InvokeFunction"],
      except: ["dynamodb:Delete*"],
    };
    expect(outside({ actions }, calls(service, eventName))).toEqual(expected);
  });

  test("what is seen and what is allowed are told, bounded", () => {
    const actions = Array.from({ length: 400 }, (_, at) => `service-${at}:Action`);
    const [violation] = violations({ actions }, calls("s3", `Get\u202e${"x".repeat(300)}`));
    expect(violation?.allowed).toMatch(/^service-0:Action, service-1:Action, .* and 39\d more$/);
    expect(violation?.observed).toMatch(/^s3:Get\\u\{202e\}x+\.\.\.$/);
    expect([violation?.allowed, violation?.observed].every((text) => (text?.length ?? 999) <= 120)).toBe(true);
  });
});

describe("resources", () => {
  const orders = ["orders", "arn:aws:s3:::shop/public/*", "arn:aws:secretsmanager:*:*:secret:prod/*"];
  test.each<[string, ReturnType<typeof touching>, readonly string[]]>([
    ["a table by name", touching("dynamodb", "GetItem", { tableName: "orders" }), []],
    ["another table", touching("dynamodb", "GetItem", { tableName: "people" }), ["resources"]],
    ["an object inside", touching("s3", "GetObject", { bucketName: "shop", key: "public/a" }), []],
    ["an object beside it", touching("s3", "GetObject", { bucketName: "shop", key: "private/a" }), ["resources"]],
    ["listing the bucket of what is inside", touching("s3", "ListObjects", { bucketName: "shop" }), []],
    ["deleting that bucket", touching("s3", "DeleteBucket", { bucketName: "shop" }), ["resources"]],
    [
      "a secret by its name, where an ARN is agreed",
      touching("secretsmanager", "GetSecretValue", { secretId: "prod/db" }),
      [],
    ],
    ["another secret", touching("secretsmanager", "GetSecretValue", { secretId: "test/db" }), ["resources"]],
    ["a role of a secret's name", touching("iam", "GetRole", { roleName: "prod/db" }), ["resources"]],
    ["nothing at all", touching("s3", "ListBuckets", {}), []],
  ])("%s", (_what, view, expected) => {
    expect(outside({ resources: orders }, view)).toEqual(expected);
  });

  test("a bucket's name covers what lies in it", () => {
    expect(outside({ resources: ["shop"] }, touching("s3", "GetObject", { bucketName: "shop", key: "a" }))).toEqual([]);
    expect(outside({ resources: ["sho"] }, touching("s3", "GetObject", { bucketName: "shop", key: "a" }))).toEqual([
      "resources",
    ]);
  });

  test("by class, nothing is said of other classes, and an empty list allows none", () => {
    const resources = { "dynamodb-table": ["orders"], secret: [] };
    expect(outside({ resources }, touching("dynamodb", "GetItem", { tableName: "people" }))).toEqual(["resources"]);
    expect(outside({ resources }, touching("kms", "Decrypt", { keyId: "abc" }))).toEqual([]);
    expect(outside({ resources }, touching("secretsmanager", "GetSecretValue", { secretId: "x" }))).toEqual([
      "resources",
    ]);
  });

  test("a name that was cut is not taken for one that is allowed", () => {
    const view = touching("secretsmanager", "GetSecretValue", { secretId: `prod/${"x".repeat(5_000)}` });
    expect(outside({ resources: [`prod/${"x".repeat(100)}`] }, view)).toEqual(["resources"]);
    expect(outside({ resources: ["*/end"] }, view)).toEqual(["resources"]);
  });
});

describe("data categories", () => {
  const { dataCategories } = readAll({
    dataCategories: { customer: ["customer-*", "tag:data=customer"], payment: ["arn:aws:dynamodb:*:*:table/payments"] },
  });
  const of = (resource: TouchedResource) => dataCategoriesOf([resource], dataCategories);

  test("are told by name, ARN, tag, and by the bucket of an object", () => {
    expect(of({ name: "customer-data", class: "s3-bucket" })).toEqual(["customer"]);
    expect(of({ name: "customer-data/2026/x.csv", class: "s3-object" })).toEqual(["customer"]);
    expect(of({ name: "crm", class: "dynamodb-table", tags: ["env=prod", "data=customer"] })).toEqual(["customer"]);
    expect(of({ name: "payments", arn: "arn:aws:dynamodb:r:1:table/payments", class: "dynamodb-table" })).toEqual([
      "payment",
    ]);
    expect(of({ name: "tag:data=customer", class: "secret" })).toEqual([]);
  });

  test("only those that are named may be touched; data of no category may", () => {
    const clauses = (allowed: readonly string[]) =>
      contractOf({ dataCategories: allowed }, { dataCategories: { customer: ["c"], payment: ["p"] } });
    expect(clauses(["customer"]).dataCategories).toEqual(["customer"]);
    const told = (allowed: readonly string[], touched: readonly string[]) => violationTexts(clauses(allowed), touched);
    expect(told(["customer"], ["customer"])).toEqual([]);
    expect(told(["customer"], [])).toEqual([]);
    expect(told(["customer"], ["customer", "payment"])).toEqual(["dataCategories: payment, allowed customer"]);
    expect(told([], ["customer"])).toEqual(["dataCategories: customer, allowed none"]);
  });

  const violationTexts = (contract: ReturnType<typeof contractOf>, categories: readonly string[]) =>
    violationsIn(contract, { dataCategories: categories }).map(
      ({ clause, observed, allowed }) => `${clause}: ${observed}, allowed ${allowed}`,
    );
});

describe("regions", () => {
  test.each([
    ["eu-west-1", "s3", []],
    ["us-east-1", "s3", ["regions"]],
    ["us-east-1", "iam", []],
    ["ap-south-1", "sts", ["regions"]],
    ["", "s3", []],
  ])("%j of %s is outside of %j", (region, service, expected) => {
    expect(outside({ regions: ["eu-*"] }, { activity: madeActivity({ region, service }) })).toEqual(expected);
  });
});

describe("networks", () => {
  test.each<[string, object, readonly string[]]>([
    ["an address in a block", from({}), []],
    ["an address outside", from({}, { sourceAddress: "198.51.100.1" }), ["networks"]],
    ["an address of the other version", from({}, { sourceAddress: "2001:db8::1" }), ["networks"]],
    ["a private address", from({ kind: "private" }, { sourceAddress: "10.1.2.3" }), ["networks"]],
    ["an AWS service", from({ kind: "aws-service" }, { sourceAddress: "ec2.amazonaws.com" }), ["networks"]],
    ["an unknown origin", from({ kind: "unknown" }, { sourceAddress: "somewhere" }), []],
    ["no origin", { activity: madeActivity({ sourceAddress: undefined }) }, []],
  ])("%s", (_what, view, expected) => {
    expect(outside({ networks: ["192.0.2.0/24"] }, view)).toEqual(expected);
  });

  test("a block may be finer than the prefixes that are remembered", () => {
    const of = (sourceAddress: string) => outside({ networks: ["192.0.2.16/28"] }, from({}, { sourceAddress }));
    expect([of("192.0.2.16"), of("192.0.2.31"), of("192.0.2.32")]).toEqual([[], [], ["networks"]]);
    const six = (sourceAddress: string) => outside({ networks: ["2001:db8::/33"] }, from({}, { sourceAddress }));
    expect([six("2001:db8:7fff::1"), six("2001:db8:8000::1")]).toEqual([[], ["networks"]]);
    expect(outside({ networks: ["0.0.0.0/0"] }, from({}, { sourceAddress: "8.8.8.8" }))).toEqual([]);
  });

  test("words are held against the kind", () => {
    const networks = ["private", "aws-service", "own"];
    for (const kind of ["private", "aws-service", "own"] as const)
      expect(outside({ networks }, from({ kind }))).toEqual([]);
    expect(outside({ networks }, from({}))).toEqual(["networks"]);
  });

  test("systems and countries count where they are known, and against nobody where they are not", () => {
    const networks = ["as:64500", "country:DE"];
    expect(outside({ networks }, from({ asn: 64_500, country: "FR" }))).toEqual([]);
    expect(outside({ networks }, from({ asn: 64_501, country: "DE" }))).toEqual([]);
    expect(outside({ networks }, from({ asn: 64_501, country: "FR" }))).toEqual(["networks"]);
    expect(outside({ networks }, from({ asn: 64_501 }))).toEqual([]);
    expect(outside({ networks }, from({ country: "FR" }))).toEqual([]);
  });

  test("where endpoints are named, a call through another one is outside, although its address is private", () => {
    const through = (vpcEndpointId: string) => from({ kind: "private" }, { vpcEndpointId, sourceAddress: "10.0.0.1" });
    const networks = ["vpce-0123456789abcdef0", "private", "10.0.0.0/8"];
    expect(outside({ networks }, through("vpce-0123456789abcdef0"))).toEqual([]);
    expect(outside({ networks }, through("vpce-00000000000000000"))).toEqual(["networks"]);
    expect(outside({ networks }, from({ kind: "private" }, { sourceAddress: "10.0.0.1" }))).toEqual([]);
    expect(outside({ networks: ["private"] }, through("vpce-00000000000000000"))).toEqual([]);
  });
});

describe("schedule", () => {
  const schedule = { days: ["weekdays"], hours: "08:00-18:00", timeZone: "Europe/Berlin" };
  test.each([
    ["2026-03-27T07:00:00Z", []],
    ["2026-03-30T06:00:00Z", []],
    ["2026-03-30T16:00:00Z", ["schedule"]],
    ["2026-03-28T10:00:00Z", ["schedule"]],
  ])("%s is outside of %j", (moment, expected) => {
    expect(outside({ schedule }, { activity: madeActivity({ timeMs: Date.parse(moment) }) })).toEqual(expected);
  });
  test("is told on the clock of its zone", () => {
    expect(
      violations({ schedule }, { activity: madeActivity({ timeMs: Date.parse("2026-07-04T10:30:00Z") }) }),
    ).toEqual([
      {
        clause: "schedule",
        observed: "saturday 12:30 Europe/Berlin",
        allowed: "08:00-18:00 Europe/Berlin on monday, tuesday, wednesday, thursday, friday",
      },
    ]);
  });
});

describe("peers", () => {
  const role = "arn:aws:iam::444455556666:role/other";
  const assuming = (roleArn: unknown) => touching("sts", "AssumeRole", { roleArn });
  const issued = (makerKey: string) => ({
    identityKey: "arn:aws:iam::111122223333:role/worker",
    accountId: "111122223333",
    kind: "role" as const,
    accessKeyId: "ASIA",
    sessionName: undefined,
    issuedMs: 0,
    makerKey,
    makerAccessKeyId: undefined,
    subject: undefined,
  });

  test("whom it may assume, tried or done", () => {
    expect(outside({ peers: { assumes: ["arn:aws:iam::444455556666:role/*"] } }, assuming(role))).toEqual([]);
    expect(outside({ peers: { assumes: [] } }, assuming(role))).toEqual(["peers"]);
    expect(outside({ peers: { assumes: [] } }, assuming({ hostile: true }))).toEqual([]);
    expect(outside({ peers: { assumedBy: [] } }, assuming(role))).toEqual([]);
  });

  test("who may assume it, by the session's maker where that is known", () => {
    const peers = { assumedBy: ["service:ec2.amazonaws.com", "arn:aws:iam::111122223333:role/ops"] };
    expect(outside({ peers }, { maker: "arn:aws:iam::111122223333:role/ops" })).toEqual([]);
    expect(outside({ peers }, { maker: role })).toEqual(["peers"]);
    expect(outside({ peers }, {})).toEqual([]);
    expect(outside({ peers }, { maker: madeActor().identity.key })).toEqual([]);
  });

  test.each([
    ["service:ec2.amazonaws.com", true],
    ["arn:aws:iam::111122223333:role/ops", true],
    ["arn:aws:iam::111122223333:role/worker", true],
    ["account:111122223333", true],
    ["account:111122223333/AROAEXAMPLE", true],
    ["account:444455556666", false],
    ["unknown:111122223333", true],
    [role, false],
  ])("a session that %s asked for is agreed: %s", (maker, agreed) => {
    const peers = { assumedBy: ["service:ec2.amazonaws.com", "arn:aws:iam::111122223333:role/ops"] };
    const violation = sessionViolationOf(contractOf({ peers }), issued(maker));
    expect(violation === undefined).toBe(agreed);
    if (!agreed) expect(violation).toMatchObject({ clause: "peers", observed: `assumed by ${maker}` });
  });

  test("without an agreement nobody is outside of it", () => {
    expect(sessionViolationOf(contractOf({}), issued(role))).toBeUndefined();
  });
});

describe("volume and agents", () => {
  test("up to the limit is inside", () => {
    const volume = { callsPerHour: 100, resourcesPerDay: 5 };
    expect(outside({ volume }, { callsThisHour: 100, resourcesToday: 5 })).toEqual([]);
    expect(violations({ volume }, { callsThisHour: 101.4 })).toEqual([
      { clause: "volume", observed: "101 calls in the hour", allowed: "100 calls an hour" },
    ]);
    expect(outside({ volume }, { callsThisHour: 101, resourcesToday: 6 })).toEqual(["volume"]);
    expect(violations({ volume }, { resourcesToday: 6 })[0]?.observed).toBe("6 resources on the day");
  });
  test("families of user agents, in either case", () => {
    expect(outside({ agents: ["Boto3*"] }, { agentFamily: "boto3 on lambda" })).toEqual([]);
    expect(outside({ agents: ["boto3"] }, { agentFamily: "kali" })).toEqual(["agents"]);
    expect(outside({ agents: ["boto3"] }, {})).toEqual([]);
  });
});

test("the most specific pattern holds, whatever order the contracts come in", () => {
  const patterns = ["*", "arn:aws:iam::*:role/*", "arn:aws:iam::*:role/ci-*", "arn:aws:iam::1:role/ci-app"];
  const { contracts, problems } = readAll(...patterns.map((identity) => ({ identity, owner: identity })));
  expect(problems).toEqual([]);
  fc.assert(
    fc.property(fc.shuffledSubarray(contracts as (typeof contracts)[number][], { minLength: 4 }), (shuffled) => {
      const ownerOf = (key: string) => contractFor(key, shuffled)?.owner;
      expect(ownerOf("arn:aws:iam::1:role/ci-app")).toBe("arn:aws:iam::1:role/ci-app");
      expect(ownerOf("arn:aws:iam::2:role/ci-app")).toBe("arn:aws:iam::*:role/ci-*");
      expect(ownerOf("arn:aws:iam::2:role/web")).toBe("arn:aws:iam::*:role/*");
      expect(ownerOf("service:x")).toBe("*");
    }),
  );
  expect(contractFor("arn:x", [])).toBeUndefined();
});

test("another pattern never adds a violation of its clause", () => {
  const word = fc.array(fc.constantFrom(..."ab*"), { minLength: 1, maxLength: 5 }).map((list) => list.join(""));
  const view = viewOf({
    ...touching("ab", "ba", { roleArn: "arn:aws:iam::1:role/ab" }),
    agentFamily: "ab",
    maker: "arn:ab",
    network: { kind: "public", prefix: "p", asn: 1, country: "AB" },
  });
  const clauses: readonly [string, (words: readonly string[]) => object][] = [
    ["actions", (words) => ({ actions: words.map((each) => `ab:${each}`) })],
    ["resources", (words) => ({ resources: words })],
    ["regions", (words) => ({ regions: words })],
    ["agents", (words) => ({ agents: words })],
    ["peers", (words) => ({ peers: { assumedBy: words.map((each) => `arn:${each}`) } })],
    ["networks", (words) => ({ networks: words.map((each) => `as:${each.length}`) })],
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...clauses),
      fc.array(word, { minLength: 1, maxLength: 4 }),
      word,
      (clause, some, one) => {
        const [name, write] = clause;
        const isOutside = (words: readonly string[]) => outside(write(words), view).includes(name);
        if (!isOutside(some)) expect(isOutside([...some, one])).toBe(false);
      },
    ),
  );
});

test("whatever a record holds, texts are printable, bounded, and one a clause", () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 300 });
  const clauses = {
    actions: ["a:b"],
    resources: ["none"],
    regions: ["none"],
    networks: ["as:1"],
    agents: ["none"],
    peers: { assumes: [], assumedBy: [] },
    volume: { callsPerHour: 0 },
    schedule: { days: ["sunday"], timeZone: "UTC" },
    expires: "2000-01-01",
  };
  const contract = contractOf(clauses);
  fc.assert(
    fc.property(text, text, text, fc.nat(), (eventName, name, region, calls) => {
      const activity = madeActivity({
        service: "sts",
        eventName: `AssumeRole${eventName}`,
        region,
        record: { requestParameters: { roleArn: name } },
      });
      const view = viewOf({
        activity,
        resources: [{ name, class: "other" }],
        agentFamily: name,
        maker: name,
        network: { kind: "public", prefix: name, asn: 2 },
        callsThisHour: calls,
      });
      const found = violationsIn(contract, view);
      expect(new Set(found.map(({ clause }) => clause)).size).toBe(found.length);
      for (const { observed, allowed } of found) {
        expect(observed.length).toBeLessThanOrEqual(120);
        expect(allowed.length).toBeLessThanOrEqual(120);
        expect(`${observed}${allowed}`).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }
    }),
  );
});
