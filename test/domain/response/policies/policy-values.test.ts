import fc from "fast-check";
import { denyRoleSessions } from "../../../../lib/domain/response/policies/deny-role-sessions.ts";
import { denyTemporarySessions } from "../../../../lib/domain/response/policies/deny-temporary-sessions.ts";
import {
  denyForeignPrincipal,
  denyOidcClaim,
  denyServiceAccount,
} from "../../../../lib/domain/response/policies/deny-trust.ts";
import { pinInstanceLocation } from "../../../../lib/domain/response/policies/pin-instance-location.ts";
import { policySize, policySizes } from "../../../../lib/domain/response/policies/policy-document.ts";
import { policyValue, type ValueKind } from "../../../../lib/domain/response/policies/policy-values.ts";
import { denyAll, quarantineBoundary } from "../../../../lib/domain/response/policies/quarantine.ts";
import { revokeOlderSessions } from "../../../../lib/domain/response/policies/revoke-older-sessions.ts";
import { denyCertificate, denySession } from "../../../../lib/domain/response/policies/session-policy.ts";
import { anyCharacter } from "../../../any-character.ts";

const good: Readonly<Record<ValueKind, readonly string[]>> = {
  accountId: ["111111111111"],
  roleSession: ["AROAEXAMPLEEXAMPLE123:i-0123456789abcdef0", "AROAEXAMPLEEXAMPLE123:a=b,c.d@e+f_g"],
  instant: ["2026-01-31T07:00:30.000Z", "2026-01-31T07:00:30Z"],
  principalArn: [
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::111111111111:role/team/app",
    "arn:aws-us-gov:iam::111111111111:user/ci",
  ],
  instanceArn: ["arn:aws:ec2:us-gov-west-1:111111111111:instance/i-0123456789abcdef0"],
  vpcId: ["vpc-01234567", "vpc-0123456789abcdef0"],
  address: ["192.0.2.1", "192.0.2.0/24", "255.255.255.255/32", "2001:db8::1", "2001:db8::/64"],
  issuer: ["token.actions.githubusercontent.com", "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"],
  claim: ["repository_id"],
  claimValue: ["repo:org/name:ref:refs/heads/main", "system:serviceaccount:shop:cart"],
  kubernetesName: ["a", "cart-1.v2"],
  certificateName: ["build.example.com", "Build Agent 7"],
};

const bad: Readonly<Record<ValueKind, readonly unknown[]>> = {
  accountId: ["11111111111", "*", 111111111111, undefined, null],
  roleSession: ["AROAEXAMPLEEXAMPLE123", "AIDAEXAMPLEEXAMPLE123:a1", "AROAEXAMPLEEXAMPLE123:*", "*:build"],
  instant: ["2026-02-31T00:00:00Z", "2026-01-31T25:00:00Z", "2026-01-31", "now", "2026-01-31T07:00:30+01:00"],
  principalArn: [
    "*",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:iam::*:role/app",
    "arn:aws:sts::111111111111:assumed-role/app/session",
  ],
  instanceArn: ["arn:aws:ec2:*:111111111111:instance/i-01234567", "i-0123456789abcdef0"],
  vpcId: ["vpc-*", "vpc-0", "subnet-01234567"],
  address: ["0.0.0.0/0", "192.0.2.0/23", "256.1.1.1", "1.2.3", "1.2.3.4.5", "::/0", "2001:db8::/48", "1234"],
  issuer: ["https://token.actions.githubusercontent.com", "localhost", "a.example/*", "A.example"],
  claim: ["Sub", "a:b", "sub*"],
  claimValue: ["", "repo:*", "a$b", "a?", 'a"b', "a\nb", "x".repeat(513)],
  kubernetesName: ["", "*", "Cart", "-a", "a-"],
  certificateName: ["", "*", "a\u0000b", "a$b"],
};

describe("a value that goes into a policy", () => {
  test.each(Object.keys(good) as ValueKind[])("%s: its kind is taken as it is, all else is refused", (kind) => {
    for (const value of good[kind]) expect(policyValue(kind, value)).toBe(value);
    for (const value of bad[kind])
      expect(() => policyValue(kind, value)).toThrow(/allowed is .*\. Nothing was changed\./);
  });

  it("never brings in a wildcard or a variable, whatever a record holds", () => {
    const hostile = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 60 }),
      fc.stringMatching(/^AROA[A-Z0-9]{12,17}:[\w*?${}]{2,20}$/),
      fc.constantFrom(...Object.values(good).flat()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(good) as ValueKind[])), hostile, (kind, value) => {
        try {
          expect(policyValue(kind, value)).toMatch(/^[^*?$"\\\p{C}]+$/u);
        } catch (problem) {
          // What is shown to people is on one line and bounded.
          expect((problem as Error).message).toMatch(/^[^\p{Cc}]{1,400}$/u);
        }
      }),
    );
  });
});

describe("sizes", () => {
  it("are those that the docstrings and docs/response.md name", () => {
    const sizes = [
      revokeOlderSessions("2026-01-31T07:00:30.000Z"),
      denyTemporarySessions,
      denyAll,
      quarantineBoundary,
      denySession,
    ].map(policySize);
    expect(sizes).toEqual([181, 165, 106, 114, 107]);
  });

  it("of a session's deny stay within the room of the role, and one too many is refused", () => {
    const name = (index: number) => `AROAEXAMPLEEXAMPLE123:session-${String(index).padStart(5, "0")}`;
    const of = (count: number) => Array.from({ length: count }, (_, index) => name(index));
    const most = of(400).findIndex((_, index) => {
      try {
        denyRoleSessions({ principalIds: of(index + 1) });
        return false;
      } catch {
        return true;
      }
    });
    expect(policySize(denyRoleSessions({ principalIds: of(most) }))).toBeLessThanOrEqual(policySizes.roleInline);
    expect(most).toBeGreaterThan(200);
    expect(() => denyRoleSessions({ principalIds: of(most + 1) })).toThrow(/10240 are left\. Nothing was changed\./);
    expect(() => denyRoleSessions({ principalIds: of(2), room: 150 })).toThrow(/150 are left/);
  });
});

describe("what is refused besides", () => {
  it("sessions of two roles in one policy, and none", () => {
    const principalIds = ["AROAEXAMPLEEXAMPLE123:ab", "AROAEXAMPLEEXAMPLE124:ab"];
    expect(() => denyRoleSessions({ principalIds })).toThrow("2 roles");
    expect(() => denyRoleSessions({ principalIds: [] })).toThrow("empty list");
  });

  it("a session named twice counts once", () => {
    const id = "AROAEXAMPLEEXAMPLE123:ab";
    expect(denyRoleSessions({ principalIds: [id, id] })).toEqual(denyRoleSessions({ principalIds: [id] }));
  });

  it("claims that STS has no key for, or that many share", () => {
    const github = "token.actions.githubusercontent.com";
    for (const claim of ["aud", "ref", "environment", "job", "sub2"]) {
      expect(() => denyOidcClaim(github, claim, ["x"])).toThrow(/nobody, or too many.*Allowed are sub, /);
    }
    expect(() => denyOidcClaim("accounts.example.com", "repository_id", ["1"])).toThrow("Allowed are sub.");
  });

  it("a principal of the role's own account as a foreign one", () => {
    expect(() => denyForeignPrincipal("arn:aws:iam::111111111111:root", "111111111111")).toThrow("own account");
  });

  it("an instance's place without its VPC", () => {
    const instanceArn = "arn:aws:ec2:eu-central-1:111111111111:instance/i-0123456789abcdef0";
    expect(() => pinInstanceLocation({ instanceArn, vpcId: "", addresses: [] })).toThrow("id of a VPC");
    expect(pinInstanceLocation({ instanceArn, vpcId: "vpc-01234567", addresses: [] }).Statement[0]).not.toHaveProperty(
      "Condition.NotIpAddress",
    );
  });
});

it("names a service account by its cluster's provider", () => {
  const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
  expect(denyServiceAccount(issuer, "shop", "cart").Condition).toEqual({
    StringEquals: { [`${issuer}:sub`]: ["system:serviceaccount:shop:cart"] },
  });
});

it("leaves other certificates what the role allows", () => {
  expect(denyCertificate("a").Statement.map(({ Effect }) => Effect)).toEqual(["Deny", "Deny", "Allow"]);
  const sids = denyCertificate("b", denyCertificate("a")).Statement.map(({ Sid }) => Sid);
  expect(new Set(sids).size).toBe(5);
});
