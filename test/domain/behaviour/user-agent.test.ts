import fc from "fast-check";
import { agentFamilyOf, placeOf, toolOf } from "../../../lib/domain/behaviour/user-agent.ts";
import { anyCharacter } from "../../any-character.ts";

const nameOf = (userAgent: string) => agentFamilyOf(userAgent).name;

test.each([
  ["Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#6.1 lang/python#3.11.8", "boto3"],
  ["Botocore/1.29.2 Python/3.9", "boto3"],
  ["[Boto3/1.9.4 Python/3.6.5 Linux/4.14]", "boto3"],
  ["aws-cli/2.15.30 Python/3.11.8 Darwin/23.4.0 exe/x86_64", "aws-cli on macos"],
  ["aws-cli/1.16.0 Python/3.6.0 Windows/10 botocore/1.12", "aws-cli on windows"],
  ["aws-cli/2.22.7 md/awscrt#0.23.2 ua/2.0 os/linux#6.11.2-amd64", "aws-cli"],
  ["aws-sdk-go-v2/1.24.0 os/linux lang/go#1.21.5", "aws-sdk-go-v2"],
  ["aws-sdk-go/1.44.122 (go1.19; linux; amd64)", "aws-sdk-go"],
  ["aws-sdk-java/2.20.0 Linux/5.10 OpenJDK", "aws-sdk-java-2"],
  ["aws-sdk-nodejs/2.1048.0 linux/v16.20 exec-env/AWS_Lambda_nodejs16.x promise", "aws-sdk-js on lambda"],
  ["aws-sdk-js/3.575.0 ua/2.1 os/linux#5.10 lang/js md/nodejs#20.12 exec-env/AWS_ECS_FARGATE", "aws-sdk-js on ecs"],
  ["aws-cli/2.13.5 Python/3.11.4 Linux/4.14.255 exec-env/CloudShell exe/x86_64.amzn.2", "aws-cli on cloudshell"],
  ["Boto3/1.34.0 exec-env/AWS_ECS_EC2 exec-env/CloudShell windows", "boto3 on ecs"],
  ["APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io) terraform-provider-aws/5.31.0", "terraform"],
  ["aws-sdk-go/1.48 (go1.21; linux; arm64) karpenter.sh-v0.33.0", "karpenter"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", "browser on macos"],
  ["cloudformation.amazonaws.com", "aws-service"],
  ["AWS Internal", "aws-service"],
  ["python-requests/2.31.0", "python-requests"],
  ["", "other"],
  ["'; drop table--", "other"],
])("%j is of the family %s", (userAgent, family) => {
  expect(nameOf(userAgent)).toBe(family);
});

test("an upgrade is no news: the family does not depend on the version", () => {
  const version = fc.tuple(fc.nat(40), fc.nat(200), fc.nat(99)).map((parts) => parts.join("."));
  const product = fc.constantFrom("Boto3", "aws-cli", "aws-sdk-go", "aws-sdk-rust", "Pulumi", "curl", "my-agent");
  fc.assert(
    fc.property(product, version, version, (name, one, other) => {
      expect(nameOf(`${name}/${one} os/linux`)).toBe(nameOf(`${name}/${other} os/linux`));
    }),
  );
});

test("hostile text gives a short printable family, and its key depends on the family alone", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 900 }), (userAgent) => {
      const family = agentFamilyOf(userAgent);
      expect(family.name).toMatch(/^[\x20-\x7e]{1,46}$/);
      expect(agentFamilyOf(`${family.name.split(" on ")[0]}/9`).name.length).toBeLessThanOrEqual(46);
    }),
  );
  expect(agentFamilyOf("my-agent/1").key).toBe(agentFamilyOf("My-Agent/2 linux").key);
  expect(agentFamilyOf("my-agent/1").key).not.toBe(agentFamilyOf("other-agent/1").key);
});

test("a megabyte of user agent is read only at its beginning", () => {
  expect(nameOf(`${"x".repeat(1_000_000)} terraform`)).toBe("x".repeat(32));
  expect(nameOf(`${" ".repeat(600)}terraform`)).toBe("other");
});

test("a family's name says where the tool runs, and no text makes it say anything else", () => {
  expect([placeOf("boto3 on lambda"), toolOf("boto3 on lambda")]).toEqual(["lambda", "boto3"]);
  expect([placeOf("boto3"), toolOf("boto3")]).toEqual(["", "boto3"]);
  const text = fc.array(fc.constantFrom("x on lambda/1 ", "[on ecs]", "exec-env/CloudShell", " on ", "Darwin", "é"));
  fc.assert(
    fc.property(text, (parts) => {
      const name = nameOf(parts.join(""));
      expect(["", "lambda", "ecs", "cloudshell", "macos", "windows"]).toContain(placeOf(name));
      expect(toolOf(name)).not.toContain(" ");
    }),
  );
});
