import type { Actor, IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { evidence } from "../../../lib/domain/identity/kind-evidence.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const heldBy = (kind: IdentityKind, workload: string | undefined, reason = "AWS says so"): Actor => {
  const actor = madeActor(kind, { workload, accessKeyId: "ASIASHARED" });
  return { ...actor, identity: { ...actor.identity, reason } };
};
const lambda = (name: string) => heldBy("lambda", `arn:aws:lambda:eu-west-1:111122223333:function:${name}`);
const next = madeActivity({ eventId: eventIdOf(0xabc), timeMs: nightOf(nights) + 60_000 });
const told = (actor: Actor, before: Actor | undefined) => {
  const standing = before === undefined ? emptyStanding() : learned(nightlyBackup(nights), { actor: before });
  return assessAll(copyOf(standing), [next], { actor }).flatMap(({ signals }) =>
    signals.filter(({ kind }) => kind === "shared-credential"),
  );
};

test("a second function on one identity is told, with the one that held it so far", () => {
  expect(told(lambda("report"), lambda("shop"))).toMatchObject([
    {
      family: "credential",
      band: "unseen",
      deterministic: false,
      points: 17.22,
      eventId: eventIdOf(0xabc),
      observed: "shared-credential held by function report",
      expected: "held by function shop (30 of 30 days)",
    },
  ]);
  expect(told(lambda("shop:7"), lambda("shop"))).toEqual([]);
  expect(told(lambda("report"), undefined)).toEqual([]);
});

test("another sort of workload is told; another instance or task of the same sort is the same", () => {
  expect(told(heldBy("ec2", "i-0aaaaaaaaaaaaaaaa"), lambda("shop"))).toHaveLength(1);
  expect(told(heldBy("ec2", "i-0aaaaaaaaaaaaaaaa"), heldBy("ec2", "i-0bbbbbbbbbbbbbbbb"))).toEqual([]);
  expect(told(heldBy("ecs", "task/1"), heldBy("ecs", "task/2"))).toEqual([]);
  const pod = (account: string) => heldBy("eks", `system:serviceaccount:shop:${account}`);
  expect(told(pod("web"), pod("queue"))).toMatchObject([{ observed: "shared-credential held by pod shop:web" }]);
});

test("what a caller may choose says nothing of the workload, nor does a role without one", () => {
  expect(told(heldBy("lambda", "other", evidence.lambdaAgent.reason), lambda("shop"))).toEqual([]);
  expect(told(heldBy("role", undefined), lambda("shop"))).toEqual([]);
  expect(told(heldBy("lambda", undefined), lambda("shop"))).toEqual([]);
});

test("two functions that always shared it are a habit", () => {
  const standing = emptyStanding();
  for (const [at, activity] of nightlyBackup(nights).entries()) {
    assessAll(standing, [activity], { actor: lambda(at % 2 === 0 ? "shop" : "report") });
  }
  const shown = assessAll(copyOf(standing), [next], { actor: lambda("report") });
  expect(shown.flatMap(({ signals }) => signals)).toEqual([]);
});
