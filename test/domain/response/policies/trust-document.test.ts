import fc from "fast-check";
import { denyForeignPrincipal } from "../../../../lib/domain/response/policies/deny-trust.ts";
import { firstDifference } from "../../../../lib/domain/response/policies/document-difference.ts";
import { denyInTrust, restoreTrust } from "../../../../lib/domain/response/policies/trust-document.ts";

const deny = denyForeignPrincipal("arn:aws:iam::999999999999:role/vendor", "111111111111");
const allow = (account: string) => ({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: "sts:AssumeRole",
  Condition: { StringEquals: { "sts:ExternalId": ["a", "b"] } },
});
const text = (statement: unknown) =>
  `{"Version": "2012-10-17",\n "Id": "ours", "Statement": ${JSON.stringify(statement)}}`;

const statements = fc.array(
  fc.record({
    Effect: fc.constantFrom("Allow", "Deny"),
    Principal: fc.dictionary(fc.constantFrom("AWS", "Service"), fc.array(fc.string(), { minLength: 1 })),
    Action: fc.oneof(fc.constant("sts:AssumeRole"), fc.constant(["sts:AssumeRole", "sts:TagSession"])),
  }),
  { minLength: 1, maxLength: 4 },
);

describe("a deny in a trust policy", () => {
  it("stands in front, and leaves every other statement and field as it was", () => {
    const { contained } = denyInTrust(text(allow("999999999999")), deny);
    expect(JSON.parse(contained)).toEqual({
      Version: "2012-10-17",
      Id: "ours",
      Statement: [JSON.parse(JSON.stringify(deny)), allow("999999999999")],
    });
  });

  it("is taken out again to the byte, whatever stood there", () => {
    fc.assert(
      fc.property(statements, (given) => {
        const original = text(given);
        const trust = denyInTrust(original, deny, 20_000);
        expect(restoreTrust(trust.contained, trust)).toEqual({ restore: original });
      }),
    );
  });

  it.each([
    ["no JSON", "%7B%22Version", "URL-decoded"],
    ["no statement", "{}", "no trust policy"],
    ["too long", " ".repeat(20_001), "20001 characters"],
    ["a hostile text", '"\u202e\n"', "no trust policy"],
  ])("refuses %s", (_, original, says) => {
    expect(() => denyInTrust(original, deny)).toThrow(says);
  });

  it("refuses a second one, and one that does not fit", () => {
    const once = denyInTrust(text([allow("999999999999")]), deny).contained;
    expect(() => denyInTrust(once, deny)).toThrow("an earlier containment stands");
    const long = text(Array.from({ length: 14 }, () => allow("999999999999")));
    expect(() => denyInTrust(long, deny)).toThrow(/takes \d+ characters, and 2048 are left/);
    expect(() => denyInTrust(long, deny, 4_096)).not.toThrow();
  });
});

describe("taking it out", () => {
  const trust = denyInTrust(text([allow("999999999999"), allow("888888888888")]), deny);
  const changed = (change: (document: { Statement: Record<string, unknown>[] }) => void) => {
    const document = JSON.parse(trust.contained);
    change(document);
    return JSON.stringify(document);
  };

  it("minds no other order of keys and values, and no list of one", () => {
    const { Statement, ...rest } = JSON.parse(trust.contained);
    for (const statement of Statement) {
      const external = statement.Condition.StringEquals?.["sts:ExternalId"];
      if (external !== undefined) external.reverse();
      statement.Action = [statement.Action];
    }
    expect(restoreTrust(JSON.stringify({ Statement, ...rest }), trust)).toEqual({ restore: trust.original });
  });

  it.each([
    [
      "another principal",
      "Statement[1].Principal.AWS",
      changed(({ Statement: [, second] }) => {
        (second as { Principal: unknown }).Principal = { AWS: "arn:aws:iam::777777777777:root" };
      }),
    ],
    ["our deny gone", "Statement", changed(({ Statement }) => Statement.shift())],
    ["a statement more", "Statement", changed(({ Statement }) => Statement.push(allow("777777777777")))],
    [
      "a condition gone",
      "Statement[2].Condition",
      changed(({ Statement: [, , third] }) => {
        delete third?.["Condition"];
      }),
    ],
    [
      "another external id",
      "Statement[2].Condition.StringEquals.sts:ExternalId",
      changed(({ Statement: [, , third] }) => {
        Object.assign(third ?? {}, { Condition: { StringEquals: { "sts:ExternalId": ["a"] } } });
      }),
    ],
    ["no policy at all", "", "gone"],
  ])("is refused where there is %s, and says where", (_, path, current) => {
    expect(restoreTrust(current, trust)).toEqual({ refused: expect.any(String), path });
  });
});

it("finds no difference of a document to itself, and one where a value is another", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(firstDifference(value, JSON.parse(JSON.stringify(value)))).toBeUndefined();
      expect(firstDifference({ a: value, b: 1 }, { a: value, b: 2 })).toBe("b");
    }),
  );
});
