import { compareWith } from "../../../lib/domain/detection/comparison.ts";
import { ruleFactsOf } from "../../../lib/domain/detection/rule-facts.ts";
import { nothingKnown } from "../../../lib/domain/detection/surroundings.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor } from "../../../lib/domain/identity/identity.ts";
import type { KeyLookup } from "../../../lib/domain/inventory/key-days.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const dayMs = 86_400_000;
const { timeMs } = madeActivity();
const keys = [
  {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    isActive: true,
    createdMs: timeMs - 400 * dayMs,
    lastUsedMs: timeMs - 100 * dayMs,
  },
];
const listing: KeyLookup = (identityKey) =>
  identityKey === "arn:aws:iam::111122223333:user/backup" ? { readAtMs: timeMs - dayMs / 2, keys } : undefined;

function told(bent: { actor?: Partial<Actor>; activity?: Partial<Activity>; lookup?: KeyLookup | undefined }) {
  const surroundings = { ...nothingKnown, keys: "lookup" in bent ? bent.lookup : listing };
  const actor = madeActor("access-key-user", bent.actor);
  const facts = ruleFactsOf(
    compareWith(emptyStanding().baseline, madeActivity(bent.activity), actor, surroundings),
  ) as Record<string, unknown>;
  return [facts["keyAgeDays"], facts["keyIdleDays"]];
}

test("rules read how old the key of a call is, and how long it lay idle before", () => {
  expect(told({})).toEqual([400, 99]);
  expect(told({ activity: { timeMs: timeMs - 10 * dayMs } })).toEqual([390, undefined]);
});

test("a key that is not listed is new, unless the call was not signed at all", () => {
  const actor = { accessKeyId: "AKIANEW" };
  expect(told({ actor })).toEqual([0, undefined]);
  for (const place of ["additionalEventData", "requestParameters"]) {
    expect(told({ actor, activity: { record: { [place]: { callWithBearerToken: true } } } })).toEqual([
      undefined,
      undefined,
    ]);
    expect(told({ actor, activity: { record: { [place]: { callWithBearerToken: "true" } } } })[0]).toBe(0);
    expect(told({ actor, activity: { record: { [place]: null } } })[0]).toBe(0);
  }
});

test("nothing is said of sessions, of calls without a key, and where no inventory knows the user", () => {
  const nothing = [undefined, undefined];
  expect(told({ actor: { accessKeyId: "ASIAIOSFODNN7EXAMPLE" } })).toEqual(nothing);
  expect(told({ actor: { accessKeyId: undefined } })).toEqual(nothing);
  expect(told({ lookup: undefined })).toEqual(nothing);
  expect(told({ lookup: () => undefined })).toEqual(nothing);
  expect(told({ lookup: () => ({ readAtMs: timeMs, keys: undefined }) })).toEqual(nothing);
});

test("the inventory of a user of the same name in another account is not its own", () => {
  const identity = { ...madeActor().identity, key: "arn:aws:iam::444455556666:user/backup", accountId: "444455556666" };
  expect(told({ actor: { identity } })).toEqual([undefined, undefined]);
});
