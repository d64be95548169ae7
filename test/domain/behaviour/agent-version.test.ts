import fc from "fast-check";
import { firstVersionKey, versionName, versionSpan } from "../../../lib/domain/behaviour/agent-version.ts";
import { agentVersionDimension, dimensionOf } from "../../../lib/domain/behaviour/dimension.ts";
import { agentFamilyOf } from "../../../lib/domain/behaviour/user-agent.ts";
import { anyCharacter } from "../../any-character.ts";

const keyOf = (userAgent: string) => agentFamilyOf(userAgent).versionKey;

test.each([
  ["Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0", "1.34"],
  ["[Boto3/1.9.4 Python/3.6.5 Linux/4.14]", "1.9"],
  ["Botocore/1.29.2 Python/3.9", "1.29"],
  ["aws-cli/2.22.7 md/awscrt#0.23.2 ua/2.0 os/linux", "2.22"],
  ["aws-sdk-go-v2/1.24.0 os/linux lang/go#1.21.5", "1.24"],
  ["aws-sdk-java/2.20.0 Linux/5.10 OpenJDK", "2.20"],
  ["aws-sdk-js/3.575.0 ua/2.1 os/linux#5.10 lang/js", "3.575"],
  ["aws-sdk-js/3.599.0", "3.575"],
  ["aws-sdk-js/3.600.0", "3.600"],
  ["APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io) terraform-provider-aws/5.31.0", "1.5"],
])("%s is version %s", (userAgent, version) => {
  expect(versionName(keyOf(userAgent))).toBe(version);
  expect(dimensionOf(keyOf(userAgent))).toBe(agentVersionDimension);
});

test.each([
  "aws-internal/3 aws-sdk-java/1.12.5",
  "cloudformation.amazonaws.com",
  "Mozilla/5.0 (Macintosh)",
  "python-requests/2.31.0",
  "Boto3/1",
  "Boto3/123.4",
  "Boto3/1.23456",
  "Boto3",
  "",
])("%j names no version that is compared", (userAgent) => {
  expect(keyOf(userAgent)).toBe(0);
});

test("versions of one product stand in order, below each other's and apart from other products'", () => {
  const version = fc.tuple(fc.nat(31), fc.nat(99));
  fc.assert(
    fc.property(version, version, fc.constantFrom("Boto3", "aws-cli", "aws-sdk-go-v2"), (one, other, product) => {
      const [a, b] = [one, other].map(([major, minor]) => keyOf(`${product}/${major}.${minor}.1`)) as [number, number];
      const before = one[0] - other[0] || one[1] - other[1];
      expect(Math.sign(a - b)).toBe(Math.sign(before));
      expect(firstVersionKey(a)).toBe(firstVersionKey(b));
      expect(a).toBeGreaterThanOrEqual(firstVersionKey(b));
      expect(a).toBeLessThan(firstVersionKey(b) + versionSpan);
      const stranger = keyOf(`aws-sdk-rust/${one[0]}.${one[1]}.1`);
      expect(stranger < firstVersionKey(a) || stranger >= firstVersionKey(a) + versionSpan).toBe(true);
    }),
  );
});

test("whatever a caller writes is a key of the dimension, or none", () => {
  const product = fc.constantFrom("", "Boto3/", "aws-cli/", "aws-sdk-go/", "Terraform/");
  fc.assert(
    fc.property(product, fc.string({ unit: anyCharacter, maxLength: 60 }), fc.nat(), (name, text, number) => {
      for (const written of [`${name}${text}`, `${name}${number}.${number}`]) {
        const key = keyOf(written);
        expect(key === 0 || dimensionOf(key) === agentVersionDimension).toBe(true);
        expect(Number.isSafeInteger(key) && key < 2 ** 32).toBe(true);
      }
    }),
  );
});
