import fc from "fast-check";
import {
  denyForeignPrincipal,
  denyOidcClaim,
  denyServiceAccount,
} from "../../../lib/domain/response/policies/deny-trust.ts";
import { firstDifference } from "../../../lib/domain/response/policies/document-difference.ts";
import type { PolicyStatement } from "../../../lib/domain/response/policies/policy-document.ts";
import { denyInTrust as pureDeny } from "../../../lib/domain/response/policies/trust-document.ts";
import { statementExpression } from "../../../lib/infra/playbooks/policy-expression.ts";
import {
  denyInTrust,
  differenceFunctions,
  liftFromTrust,
  standingInTrust,
  type TrustDeny,
} from "../../../lib/infra/playbooks/trust-expression.ts";
import { compileExpression } from "../../../lib/local/state-machine/expression.ts";
import { jsonataFunctions } from "../../../lib/local/state-machine/jsonata-functions.ts";

const functions = jsonataFunctions({ nowMs: () => 0, random: () => 0.5 });
const evaluate = (source: string, variables: Readonly<Record<string, unknown>>) =>
  compileExpression(source).evaluate(undefined, { ...functions, ...variables }) as Promise<unknown>;
const shown = (text: string) => ({
  states: { result: { Role: { AssumeRolePolicyDocument: encodeURIComponent(text) } } },
});

const github = "token.actions.githubusercontent.com";
const example = denyOidcClaim(github, "repository_id", ["value"]);
const deny: TrustDeny = {
  sid: example.Sid,
  statement: statementExpression(example, { [example.Sid]: "$sid", value: "$values" }),
  value: "$claimValue",
};
interface Plan {
  readonly denied: boolean;
  readonly contained: string;
  readonly keeps: boolean;
}
const contain = async (text: string, claimValue = "123") =>
  ({ ...((await evaluate(denyInTrust(deny), { ...shown(text), claimValue })) as Plan) }) satisfies Plan;
/** What a release finds, and what it would write. */
const lift = async (current: string, before: string, after: string, claimValue = "123") => {
  const variables = { ...shown(current), claimValue, before, after };
  return {
    standing: (await evaluate(standingInTrust(deny, "$after"), variables)) as string,
    restored: (await evaluate(liftFromTrust(deny, "$before"), variables)) as string,
  };
};

const texts = fc.string({ unit: "grapheme-ascii", maxLength: 8 });
const oneOrMore = fc.oneof(texts, fc.array(texts, { maxLength: 3 }));
const conditions = fc.dictionary(texts, fc.dictionary(texts, fc.oneof(oneOrMore, fc.boolean(), fc.integer())), {
  maxKeys: 2,
});
const statements = fc.record(
  {
    Sid: fc.stringMatching(/^[A-Za-z0-9]{0,8}$/),
    Effect: fc.constantFrom("Allow", "Deny"),
    Principal: fc.oneof(fc.constant("*"), fc.dictionary(fc.constantFrom("AWS", "Service", "Federated"), oneOrMore)),
    Action: fc.oneof(fc.constant("sts:AssumeRole"), fc.constant(["sts:AssumeRole", "sts:TagSession"])),
    Condition: conditions,
  },
  { requiredKeys: ["Effect", "Principal", "Action"] },
);
const documents = fc.record(
  {
    Version: fc.constantFrom("2012-10-17", "2008-10-17"),
    Id: texts,
    Statement: fc.oneof(statements, fc.array(statements, { maxLength: 4 })),
  },
  { requiredKeys: ["Statement"] },
);
const indents = fc.constantFrom(0, 1, 2);

/** A value close to a JSON document of strings, lists and maps: most pairs differ in one place or none. */
const bent = (value: unknown, at: number): unknown => {
  let count = 0;
  const walk = (one: unknown): unknown => {
    if (typeof one === "string") return count++ === at ? `${one}x` : one;
    if (Array.isArray(one)) return one.map(walk);
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inside]) => [key, walk(inside)]));
  };
  return walk(value);
};
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

it("finds the same first difference in JSONata as the domain does", async () => {
  const source = `(${differenceFunctions} $difference($before, $after, ''))`;
  const property = fc.asyncProperty(documents, documents, fc.nat(12), async (one, other, at) => {
    for (const pair of [
      [one, other],
      [one, bent(one, at)],
      [one, plain(one)],
    ]) {
      const [before, after] = pair.map(plain);
      expect((await evaluate(source, { before, after })) ?? "none").toBe(firstDifference(before, after) ?? "none");
    }
  });
  await fc.assert(property, { numRuns: 15 });
});

const narrowed = (statement: PolicyStatement): PolicyStatement => ({
  ...statement,
  Condition: { ...statement.Condition, IpAddress: { "aws:SourceIp": "192.0.2.1" } },
});

describe("a deny put into a trust policy in JSONata", () => {
  it("is what the domain makes, leaves all else as it says, and comes out again to the byte", async () => {
    const property = fc.asyncProperty(documents, indents, async (document, indent) => {
      const text = JSON.stringify(document, undefined, indent);
      const plan = await contain(text);
      const pure = pureDeny(text, denyOidcClaim(github, "repository_id", ["123"]), 20_000);
      expect(plan).toEqual({ denied: false, contained: pure.contained, keeps: true });
      expect((await contain(plan.contained)).denied).toBe(true);
      expect(await lift(plan.contained, text, plan.contained)).toEqual({ standing: "left", restored: text });
      expect((await lift(text, text, plan.contained)).standing).toBe("before");
    });
    await fc.assert(property, { numRuns: 15 });
  });

  const allow = { Effect: "Allow", Principal: { Federated: "arn:x" }, Action: "sts:AssumeRoleWithWebIdentity" };
  const text = (...all: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement: all }, undefined, 2);
  const first = (contained: string) => JSON.parse(contained).Statement[0] as PolicyStatement;

  it("is extended by a second value, which is taken out alone", async () => {
    const one = await contain(text(allow));
    const two = await contain(one.contained, "456");
    expect(JSON.parse(two.contained).Statement).toHaveLength(2);
    expect(first(two.contained)).toEqual(denyOidcClaim(github, "repository_id", ["123", "456"]));
    const early = await lift(two.contained, text(allow), one.contained, "123");
    expect(early.standing).toBe("left");
    expect(first(early.restored)).toEqual(denyOidcClaim(github, "repository_id", ["456"]));
    expect(await lift(early.restored, one.contained, two.contained, "456")).toMatchObject({ standing: "left" });
  });

  it.each([
    ["an allow under the warden's Sid", { ...allow, Sid: "NhiDenyClaim" }],
    ["a deny of another claim", denyOidcClaim(github, "actor", ["123"])],
    ["our own, narrowed by a condition", narrowed(denyOidcClaim(github, "repository_id", ["123"]))],
    ["our own for another action", { ...denyOidcClaim(github, "repository_id", ["123"]), Action: "sts:AssumeRole" }],
  ])(
    "is none of ours and left alone where there is %s: ours stands beside it under a Sid of its own",
    async (_, squat) => {
      const before = text(squat, allow);
      const plan = await contain(before);
      expect(plan).toMatchObject({ denied: false, keeps: true });
      const [ours, ...others] = JSON.parse(plan.contained).Statement;
      expect(others).toEqual([squat, allow]);
      expect(ours).toEqual({
        ...example,
        Sid: expect.stringMatching(/^NhiDenyClaim[0-9a-f]{8}$/),
        Condition: ours.Condition,
      });
      expect(ours.Condition).toEqual(denyOidcClaim(github, "repository_id", ["123"]).Condition);
      expect(await lift(plan.contained, before, plan.contained)).toMatchObject({ standing: "left", restored: before });
    },
  );

  it.each([
    ["an allow more", (all: object[]) => [...all, allow], "Statement"],
    ["another principal", ([ours, one]: object[]) => [ours, { ...one, Principal: "*" }], "Statement[0].Principal"],
    ["our deny narrowed", ([ours, one]: object[]) => [narrowed(ours as PolicyStatement), one], "Sid NhiDenyClaim"],
  ])("is not taken out where there is %s, and it says where", async (_, change, place) => {
    const { contained } = await contain(text(allow));
    const current = text(...(change(JSON.parse(contained).Statement) as object[]));
    expect(await lift(current, text(allow), contained)).toMatchObject({ standing: `drifted at ${place}` });
  });

  it("is taken for ours however IAM writes a list of one and everybody", async () => {
    const { contained } = await contain(text(allow));
    const { Statement } = JSON.parse(contained);
    Statement[0].Principal = { AWS: "*" };
    Statement[0].Condition.StringEquals[`${github}:repository_id`] = "123";
    expect(await contain(text(...Statement))).toMatchObject({ denied: true });
    expect(await lift(text(...Statement), text(allow), contained)).toMatchObject({
      standing: "left",
      restored: text(allow),
    });
  });

  it("changes nothing where JSONata could not write the rest as it was", async () => {
    const before = text({ ...allow, Condition: { NumericLessThan: { "example.com:n": 1 / 3 } } });
    expect(await contain(before)).toEqual({ denied: false, contained: before, keeps: false });
  });
});

it("has one statement a kind, as the domain has it", () => {
  const all = [
    example,
    denyServiceAccount("example.com", "a", "b"),
    denyForeignPrincipal("arn:aws:iam::999999999999:root", "111111111111"),
  ];
  for (const { Sid } of all) expect(Sid).toMatch(/^NhiDeny(Claim|ServiceAccount|Principal)$/);
});
