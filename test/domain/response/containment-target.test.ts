import fc from "fast-check";
import type { IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { containmentTargetOf } from "../../../lib/domain/response/containment-target.ts";
import { madeActor } from "../made-activity.ts";

function targetOf(key: string, kind: IdentityKind, accessKeyId: string | undefined, reason = "made for a test") {
  const actor = madeActor(kind, { accessKeyId });
  return containmentTargetOf({ ...actor, identity: { ...actor.identity, key, reason } });
}

const key = "AKIAIOSFODNN7EXAMPLE";
const session = "ASIAIOSFODNN7EXAMPLE";

test("a user's long-term key is stopped alone, the user by the last part of the path", () => {
  expect(targetOf("arn:aws-us-gov:iam::111122223333:user/machines/ci/backup", "access-key-user", key)).toEqual({
    playbook: "disable-access-key",
    accountId: "111122223333",
    userName: "backup",
    accessKeyId: key,
  });
});

test("a role's sessions are stopped together, whatever the kind of workload", () => {
  for (const kind of ["role", "ec2", "lambda", "eks", "ci-oidc", "third-party", "bedrock-agent"] as const) {
    expect(targetOf("arn:aws:iam::111122223333:role/service/worker", kind, session)).toEqual({
      playbook: "revoke-role-sessions",
      accountId: "111122223333",
      roleName: "worker",
    });
  }
});

test("who only looks like a person is stopped like a machine, a person by path is not", () => {
  const role = "arn:aws:iam::111122223333:role/worker";
  const user = "arn:aws:iam::111122223333:user/backup";
  for (const mark of ["only claimed: ", "on this record: "]) {
    expect(targetOf(role, "human", session, `${mark}it came from a console`)).toMatchObject({ roleName: "worker" });
    expect(targetOf(user, "human", key, `${mark}it came from a console`)).toMatchObject({ accessKeyId: key });
  }
  expect(targetOf(role, "human", session, "the session was made by AssumeRoleWithSAML")).toMatch(/identity provider/);
});

test.each([
  ["arn:aws:iam::111122223333:user/backup", "AKIA"],
  ["arn:aws:iam::111122223333:user/backup", "AKIAIOSFODNN7EXAMPLE\n"],
  ["arn:aws:iam::111122223333:user/backup", "akiaiosfodnn7example"],
  ["arn:aws:iam::111122223333:user/backup", session],
])("%s with the key %j has no target", (identityKey, accessKeyId) => {
  expect(typeof targetOf(identityKey, "access-key-user", accessKeyId)).toBe("string");
});

test.each([
  "arn:aws:iam::11112222333:role/worker",
  "arn:aws:iam::1111222233334:role/worker",
  "arn:aws:iam:::role/worker",
  "arn:aws:iam::111122223333:role/",
  "arn:aws:iam::111122223333:role/worker;rm",
  "arn:aws:iam::111122223333:role/a b",
  "arn:aws:iam::111122223333:role/worker\n",
  `arn:aws:iam::111122223333:role/${"x".repeat(129)}`,
  "arn:aws:iam::111122223333:group/worker",
  "arn:aws:sts::111122223333:assumed-role/worker/i-0",
  "arn:aws:iam::111122223333:root",
  "x arn:aws:iam::111122223333:role/worker",
  "service:lambda.amazonaws.com",
  "unknown:",
  "",
])("%j has no target", (identityKey) => {
  expect(typeof targetOf(identityKey, "role", session)).toBe("string");
});

test("whatever a record says, a target holds nothing but twelve digits and IAM's own alphabet", () => {
  const part = fc.string({ unit: "binary", maxLength: 30 });
  const keys = fc.oneof(
    part,
    fc.tuple(part, part, part).map(([a, b, c]) => `arn:aws:iam::${a}:${b}/${c}`),
    part.map((name) => `arn:aws:iam::111122223333:role/${name}`),
    part.map((name) => `arn:aws:iam::111122223333:user/${name}`),
  );
  fc.assert(
    fc.property(keys, fc.oneof(part, fc.constant(key)), (identityKey, accessKeyId) => {
      const target = targetOf(identityKey, "role", accessKeyId);
      if (typeof target === "string") return;
      expect(target.accountId).toMatch(/^\d{12}$/);
      const name = target.playbook === "disable-access-key" ? target.userName : target.roleName;
      expect(name).toMatch(/^[A-Za-z0-9_+=,.@-]{1,128}$/);
    }),
    { numRuns: 1_000 },
  );
});
