import fc from "fast-check";
import { readByHandCall } from "../../../lib/adapters/lambda/read-by-hand-call.ts";
import { wishDigest } from "../../../lib/adapters/sts/wish-digest.ts";
import type { ByHandWish } from "../../../lib/app/act-by-hand.ts";

const target = {
  playbook: "disable-access-key",
  accountId: "111122223333",
  userName: "ci",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
} as const;
const contain = { kind: "contain", target, identityKey: "arn:aws:iam::111122223333:user/ci", why: "leaked" } as const;
const release = { kind: "release", containmentId: "c-1", why: "a mistake" } as const;

const again = { kind: "sweep-again", containmentId: "c-1", why: "the role is there now" } as const;

test.each([contain, release, again])("a call is read, and its proof handed on unread: %j", (wish) => {
  expect(readByHandCall({ ...wish, proof: { url: "x" } })).toEqual({ wish, proof: { url: "x" } });
});

test("fields that are none of the wish are dropped", () => {
  const event = { ...contain, target: { ...target, more: 1 }, approval: {}, startedBy: "arn", proof: 1 };
  expect(readByHandCall(event)).toEqual({ wish: contain, proof: 1 });
});

test.each([
  [null, /no object/],
  [[contain], /no object/],
  [{ ...contain, kind: "watch" }, /allowed are contain, release, sweep, sweep-again/],
  [{ ...contain, kind: "sweep" }, /nhi containments lists them/],
  [{ ...release, kind: "sweep" }, /not in its form; nhi sweep --contain makes it/],
  [{ ...contain, why: " " }, /why is no text/],
  [{ ...contain, why: "x".repeat(501) }, /why is no text/],
  [{ ...contain, target: { ...target, userName: "*" } }, /target is none/],
  [{ ...contain, target: undefined }, /target is none/],
  [{ ...contain, identityKey: "arn:aws:iam::111122223333:user/*" }, /no ARN of an identity/],
  [{ ...release, containmentId: "a b" }, /nhi containments lists them/],
])("what is wrong is said: %j", (event, why) => {
  expect(readByHandCall(event)).toMatch(why);
});

test("whatever comes, a wish or a sentence comes out", () => {
  fc.assert(
    fc.property(fc.anything(), (event) => {
      const read = readByHandCall(event);
      expect(typeof read === "string" || typeof read.wish === "object").toBe(true);
    }),
  );
});

test("a digest is of one wish alone, whatever the order of the target's fields", () => {
  const wishes: ByHandWish[] = [
    contain,
    release,
    { ...contain, why: "other" },
    { ...contain, identityKey: "arn:aws:iam::111122223333:user/other" },
    { ...contain, target: { ...target, userName: "other" } },
    { ...contain, target: { playbook: "quarantine-user", accountId: "111122223333", userName: "ci" } },
    { ...release, containmentId: "c-2" },
  ];
  expect(new Set(wishes.map(wishDigest)).size).toBe(wishes.length);
  const { playbook, ...others } = target;
  expect(wishDigest({ ...contain, target: { ...others, playbook } })).toBe(wishDigest(contain));
});
