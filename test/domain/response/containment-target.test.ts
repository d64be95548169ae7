import fc from "fast-check";
import type { Actor, IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { type Containable, containmentTargetOf } from "../../../lib/domain/response/containment-target.ts";
import { readTarget } from "../../../lib/domain/response/read-target.ts";
import { isResourceTarget } from "../../../lib/domain/response/resource-target.ts";
import { strengthOf } from "../../../lib/domain/response/target-ladder.ts";
import { anyCharacter } from "../../any-character.ts";
import { madeActor } from "../made-activity.ts";

function targetOf(key: string, kind: IdentityKind, accessKeyId: string | undefined, reason = "made for a test") {
  const actor = madeActor(kind, { accessKeyId });
  return told(containmentTargetOf({ ...actor, identity: { ...actor.identity, key, reason } }));
}

/** The target alone, or the sentence. */
const told = (found: Containable | string) => (typeof found === "string" ? found : found.target);

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

const worker = "arn:aws:iam::111122223333:role/service/worker";
const ofRole = (sessionName: string, bent: Partial<Actor> = {}, containRolesBy: "session" | "sessions" = "session") => {
  const actor = madeActor("ec2", { principalId: `AROAEXAMPLEEXAMPLE11:${sessionName}`, accessKeyId: session, ...bent });
  return containmentTargetOf({ ...actor, identity: { ...actor.identity, key: worker } }, { containRolesBy });
};

test.each([
  "i-0123456789abcdef0",
  "i-0abcdef1",
  "eks-prod-api-0f8fad5b-d9cb-469f-a165-70867728950e",
  "AWSCodeBuild-0f8fad5b-d9cb-469f-a165-70867728950e",
  "0f8fad5bd9cb469fa16570867728950e",
  "botocore-session-1764000000",
  "aws-go-sdk-1722587398902687000",
  "GitHubActions-19342810223",
])("the session %s has a name of its own and is denied alone", (name) => {
  expect(ofRole(name)).toEqual({
    target: {
      playbook: "deny-role-session",
      accountId: "111122223333",
      roleName: "worker",
      principalId: `AROAEXAMPLEEXAMPLE11:${name}`,
    },
  });
  expect(ofRole(name, {}, "sessions")).toEqual({ target: revoked });
});

const revoked = { playbook: "revoke-role-sessions", accountId: "111122223333", roleName: "worker" };

test.each([
  "GitHubActions",
  "deploy",
  "nightly-report",
  "111122223333-reader",
  "terraform-20260302",
  "alice@example.com",
])("%s is the name of one session after the other: the role's sessions are revoked", (name) => {
  expect(ofRole(name)).toEqual({ target: revoked });
});

test("where the record does not say which session it was, all of them are stopped with people alone", () => {
  for (const principalId of [
    undefined,
    "",
    "AROAEXAMPLEEXAMPLE11",
    "AROAEXAMPLEEXAMPLE11:",
    "AIDAEXAMPLE:i-0abcdef1",
  ]) {
    expect(ofRole("", { principalId })).toEqual({
      target: revoked,
      askBecause: expect.stringContaining("which session"),
    });
  }
  const hostile = 'AROAEXAMPLEEXAMPLE11:i-0abcdef1"},{"Effect":"Allow';
  expect(ofRole("", { principalId: hostile })).toMatchObject({ target: revoked, askBecause: expect.any(String) });
});

test("all temporary sessions of a user are denied, for no policy tells one of them from the others", () => {
  expect(targetOf("arn:aws:iam::111122223333:user/backup", "access-key-user", session)).toEqual({
    playbook: "revoke-user-sessions",
    accountId: "111122223333",
    userName: "backup",
  });
});

test("what only its owner can stop goes to people, with what to do", () => {
  const root = "arn:aws:iam::111122223333:root";
  const reserved = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123";
  expect(targetOf(root, "root", key)).toMatch(/AWS Support/);
  expect(targetOf(reserved, "role", session)).toMatch(/Identity Center/);
  const linked = "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
  expect(targetOf(linked, "service-linked", session)).toMatch(/service-linked/);
  // A name alone exempts nobody: whoever may create roles chooses it.
  const named = "arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef";
  expect(targetOf(named, "role", session)).toMatchObject({ roleName: "AWSReservedSSO_Admin_0123456789abcdef" });
});

test("the less a record says of a session, the less is done without people: never more than where it says all", () => {
  const width = (found: ReturnType<typeof ofRole>) =>
    typeof found === "string" || found.askBecause !== undefined ? 0 : strengthOf(found.target.playbook) + 1;
  const names = fc.constantFrom("i-0123456789abcdef0", "GitHubActions", "botocore-session-1764000000");
  const missing = fc.constantFrom(undefined, "", "AROA", "AROAEXAMPLEEXAMPLE11");
  fc.assert(
    fc.property(names, missing, fc.constantFrom("session" as const, "sessions" as const), (name, principalId, by) => {
      expect(width(ofRole(name, { principalId }, by))).toBeLessThanOrEqual(width(ofRole(name, {}, by)));
      expect(width(ofRole(name, {}, "session"))).toBeLessThanOrEqual(width(ofRole(name, {}, "sessions")));
    }),
  );
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
  const part = fc.string({ unit: anyCharacter, maxLength: 30 });
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
      // A workload is stopped by people alone.
      if (isResourceTarget(target)) throw new Error(`${target.playbook} was chosen`);
      const name = "userName" in target ? target.userName : target.roleName;
      expect(name).toMatch(/^[A-Za-z0-9_+=,.@-]{1,128}$/);
      expect(readTarget(target)).toEqual(target);
    }),
    { numRuns: 1_000 },
  );
});
